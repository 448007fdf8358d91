#include "tui/clipboard.h"

#include <chrono>
#include <vector>

#include "base/base64.h"
#include "os/file.h"
#include "os/paths.h"
#include "os/process.h"

namespace ingot::tui {
namespace {

// xterm and its kin take about so much; encoded, a third more.
constexpr std::size_t kMaxThroughTerminal = 74000;

bool is_set(const char* name) {
  const auto value = os::environment_variable(name);
  return value && !value->empty();
}

// The tools of this desktop, best first.
std::vector<std::vector<std::string>> tools() {
  std::vector<std::vector<std::string>> all;
  const bool remote = is_set("SSH_CONNECTION") || is_set("SSH_TTY");
  if (!remote) {
    if (is_set("WAYLAND_DISPLAY")) all.push_back({"wl-copy"});
    if (is_set("DISPLAY")) {
      all.push_back({"xclip", "-selection", "clipboard"});
      all.push_back({"xsel", "--clipboard", "--input"});
    }
    all.push_back({"pbcopy"});
    if (is_set("WSL_DISTRO_NAME") || is_set("WSL_INTEROP")) all.push_back({"clip.exe"});
  }
  // -w hands it on to the terminal that tmux runs in.
  if (is_set("TMUX")) all.push_back({"tmux", "load-buffer", "-w", "-"});
  return all;
}

bool takes_osc52() {
  const std::string name = os::environment_variable("TERM").value_or("");
  return !name.empty() && name != "linux" && name != "dumb";
}

std::string through_terminal(const std::string& text) {
  std::string sequence = "\x1b]52;c;" + to_base64(text) + "\a";
  if (!is_set("TMUX")) return sequence;
  // Passed on by tmux if it is allowed to; every ESC inside is doubled.
  return "\x1bPtmux;\x1b" + sequence + "\x1b\\";
}

}  // namespace

Result<std::string> copy_to_clipboard(const std::string& text, const ClipboardPlace& place) {
  const std::string copied = "copied " + std::to_string(text.size()) + " bytes ";
  for (const std::vector<std::string>& argv : tools()) {
    if (os::find_program(argv.front()).empty()) continue;
    const auto ran = os::run({.argv = argv,
                              .directory = place.folder,
                              .environment = os::environment_without({}),
                              .input = text},
                             std::chrono::seconds(3), 4096, {});
    if (ran && ran->exit.code == 0) return copied + "with " + argv.front();
  }
  if (place.to_terminal && text.size() <= kMaxThroughTerminal && takes_osc52()) {
    place.to_terminal(through_terminal(text));
    return copied + "through the terminal (OSC 52)";
  }
  INGOT_TRY_VOID(os::make_folders(place.file.parent_path(), 0700));
  INGOT_TRY_VOID(os::write_atomic(place.file, text, {.mode = 0600, .sync = false}));
  return "no clipboard takes " + std::to_string(text.size()) + " bytes here; they are in " +
         place.file.string();
}

}  // namespace ingot::tui
