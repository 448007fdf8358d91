#include "tui/clipboard_reader.h"

#include <array>
#include <chrono>
#include <utility>
#include <vector>

#include "engine/attach.h"
#include "os/paths.h"
#include "os/process.h"
#include "os/signals.h"

namespace ingot::tui {
namespace {

constexpr std::chrono::seconds kLimit(5);
constexpr std::size_t kMaxTypes = 64U << 10U;
constexpr std::array<std::string_view, 4> kPictures = {"image/png", "image/jpeg", "image/webp",
                                                       "image/gif"};

bool is_set(const char* name) { return !os::environment_variable(name).value_or("").empty(); }

// Empty when the program failed: it does so when the clipboard holds nothing of the kind.
std::string output_of(std::vector<std::string> argv, std::size_t most,
                      const std::stop_token& stop) {
  const auto ran = os::run({.argv = std::move(argv),
                            .directory = "/",
                            .environment = os::environment_without({}),
                            .input = {},
                            .merge_stderr = false},
                           kLimit, most, stop);
  return ran && ran->exit.code == 0 && !ran->truncated ? ran->output : std::string();
}

}  // namespace

void ClipboardReader::start() {
  thread_ = std::jthread([this](const std::stop_token& stop) {
    os::begin_thread("clipboard");
    Held held = read(stop);
    {
      const std::lock_guard lock(mutex_);
      held_ = std::move(held);
    }
    waker_.wake();
  });
}

ClipboardReader::Held ClipboardReader::read(const std::stop_token& stop) {
  const bool wayland = is_set("WAYLAND_DISPLAY");
  if (!wayland && !is_set("DISPLAY")) {
    return {.problem = is_set("SSH_CONNECTION")
                           ? "the clipboard is on another machine; attach a picture by its path, "
                             "as @path"
                           : "there is no desktop and so no clipboard; attach a picture by its "
                             "path, as @path"};
  }
  const std::string program = os::find_program(wayland ? "wl-paste" : "xclip").string();
  if (program.empty()) {
    return {.problem = wayland ? "to paste pictures install wl-clipboard (wl-paste)"
                               : "to paste pictures install xclip"};
  }
  const std::vector<std::string> start =
      wayland ? std::vector<std::string>{program}
              : std::vector<std::string>{program, "-selection", "clipboard", "-o"};
  const auto with = [&](std::vector<std::string> more) {
    more.insert(more.begin(), start.begin(), start.end());
    return more;
  };
  const std::string types =
      output_of(wayland ? with({"--list-types"}) : with({"-t", "TARGETS"}), kMaxTypes, stop);
  for (const std::string_view type : kPictures) {
    if (types.find(type) == std::string::npos) continue;
    std::string bytes = output_of(wayland ? with({"--no-newline", "--type", std::string(type)})
                                          : with({"-t", std::string(type)}),
                                  engine::kMaxImageBytes, stop);
    if (!bytes.empty()) return {.picture = std::move(bytes)};
    return {.problem = "the picture of the clipboard cannot be read or is larger than 5 MB"};
  }
  std::string text =
      output_of(wayland ? with({"--no-newline"}) : start, engine::kMaxImageBytes, stop);
  if (text.empty()) return {.problem = "the clipboard holds neither a picture nor text"};
  return {.text = std::move(text)};
}

std::optional<ClipboardReader::Held> ClipboardReader::take() {
  const std::lock_guard lock(mutex_);
  return std::exchange(held_, std::nullopt);
}

}  // namespace ingot::tui
