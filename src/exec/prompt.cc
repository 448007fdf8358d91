#include "exec/prompt.h"

#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <optional>

#include "base/ids.h"
#include "base/utf8.h"
#include "os/file.h"
#include "os/paths.h"

namespace ingot::exec {
namespace {

constexpr std::size_t kShownOfLargeInput = 100000;
constexpr std::chrono::milliseconds kPollStep{50};  // how soon a cancellation is noticed

Error usage(std::string what, std::string remedy = {}) {
  return {
      .kind = Error::Kind::invalid_argument, .what = std::move(what), .remedy = std::move(remedy)};
}

bool is_blank(std::string_view text) {
  return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

// Waits until `fd` has something to read or is at its end. False after `limit` or a cancellation.
bool wait_readable(int fd, std::optional<std::chrono::milliseconds> limit,
                   const std::stop_token& stop) {
  const auto start = std::chrono::steady_clock::now();
  while (!stop.stop_requested()) {
    pollfd entry{.fd = fd, .events = POLLIN, .revents = 0};
    const int ready = ::poll(&entry, 1, static_cast<int>(kPollStep.count()));
    if (ready > 0) return true;
    if (ready < 0 && errno != EINTR) return true;  // reading will say what is wrong
    if (limit && std::chrono::steady_clock::now() - start >= *limit) return false;
  }
  return false;
}

// All of standard input; what is beyond kMaxStdinBytes goes into `spill` (its path is returned
// there).
Result<std::string> read_input(int fd, const std::stop_token& stop, std::filesystem::path& spill) {
  std::string bytes;
  std::optional<os::AppendFile> file;
  char buffer[65536];
  while (wait_readable(fd, {}, stop)) {
    const ssize_t n = ::read(fd, buffer, sizeof buffer);
    if (n == 0) return bytes;
    if (n < 0) {
      if (errno == EINTR || errno == EAGAIN) continue;
      return system_error(errno, "read", "standard input");
    }
    const std::string_view piece(buffer, static_cast<std::size_t>(n));
    if (piece.find('\0') != std::string_view::npos) {
      return usage("standard input holds NUL bytes", "give text, or name the file in the prompt");
    }
    if (!file && bytes.size() + piece.size() > kMaxStdinBytes) {
      spill = os::temporary_folder() / ("ingot-stdin-" + new_uuid() + ".txt");
      INGOT_TRY(file, os::AppendFile::open(spill));
      INGOT_TRY_VOID(file->append(bytes));
      bytes.resize(kShownOfLargeInput);
    }
    if (file) {
      INGOT_TRY_VOID(file->append(piece));
    } else {
      bytes += piece;
    }
  }
  return Error{.kind = Error::Kind::cancelled, .what = "interrupted"};
}

Result<std::string> read_prompt_file(const std::string& path) {
  INGOT_TRY(std::string text,
            os::read_file(os::absolute(path, os::current_folder()), kMaxStdinBytes));
  if (is_blank(text)) return usage("the prompt file \"" + path + "\" is empty");
  return to_utf8(text);
}

}  // namespace

Result<Prompt> read_prompt(const PromptSources& sources, std::stop_token stop) {
  Prompt prompt;
  const bool from_stdin = sources.has_argument && sources.argument == "-";
  if (!sources.file.empty() && sources.has_argument) {
    return usage("a prompt argument and -f/--file exclude each other");
  }
  if (from_stdin && sources.ignore_stdin)
    return usage("the prompt \"-\" and --no-stdin exclude each other");
  if (!sources.file.empty()) {
    auto text = read_prompt_file(sources.file);
    if (!text) return usage(to_text(text.error()), "name a readable file with the prompt");
    prompt.text = *std::move(text);
  } else if (sources.has_argument && !from_stdin) {
    prompt.text = to_utf8(sources.argument);
  }
  const bool have_prompt = !prompt.text.empty();
  if (have_prompt && is_blank(prompt.text)) return usage("the prompt is empty");

  const bool terminal = ::isatty(sources.stdin_fd) != 0;
  bool read = !sources.ignore_stdin && !terminal;
  if (read && have_prompt && !sources.wait_for_stdin) {
    read = wait_readable(sources.stdin_fd, sources.first_byte, stop);
    if (!read && !stop.stop_requested()) {
      prompt.notices.emplace_back(
          "nothing came on standard input within 5 s; going on without it (--stdin waits, "
          "--no-stdin never reads)");
    }
  }
  if (stop.stop_requested()) return Error{.kind = Error::Kind::cancelled, .what = "interrupted"};
  if (read) {
    std::filesystem::path spill;
    INGOT_TRY(std::string input, read_input(sources.stdin_fd, stop, spill));
    std::string text =
        to_utf8(spill.empty() ? std::string_view(input) : utf8_prefix(input, kShownOfLargeInput));
    if (!spill.empty()) {
      text += "\n[standard input is larger than 10 MiB; all of it is in " + spill.string() +
              ", these are its first 100 KB]";
    }
    if (!have_prompt) {
      prompt.text = std::move(text);
    } else if (!text.empty()) {
      if (text.back() != '\n') text += '\n';
      prompt.text += "\n\n<stdin>\n" + text + "</stdin>";
    }
  }
  if (is_blank(prompt.text)) {
    return usage("no prompt was given",
                 "pass it as an argument (ingot exec \"...\"), with -f FILE, or on standard input");
  }
  return prompt;
}

}  // namespace ingot::exec
