#include "term/terminal.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <cstdlib>
#include <utility>

#include "base/error.h"
#include "os/paths.h"

namespace ingot::term {
namespace {

// Bracketed paste; disambiguated keys by kitty's protocol and, for those who know only that, by
// modifyOtherKeys.
constexpr std::string_view kTake = "\x1b[?2004h\x1b[>1u\x1b[>4;1m";
// In reverse, and what a frame may have left open: synchronized output, hidden cursor, attributes.
constexpr std::string_view kGive = "\x1b[?2026l\x1b[>4;0m\x1b[<1u\x1b[?2004l\x1b[?25h\x1b[0m";
// For terminals that take the private parameters of the above for attributes: underlined text.
constexpr std::string_view kTakeLess = "\x1b[?2004h";
constexpr std::string_view kGiveLess = "\x1b[?2004l\x1b[?25h\x1b[0m";
constexpr int kLongestWaitMs = 2000;

// Read by signal handlers: plain data, set before the flag.
termios saved_settings;
bool knows_keys = true;
std::atomic<bool> is_active = false;

extern "C" void on_crash(int signal) {
  restore_terminal();
  constexpr std::string_view kNote =
      "\r\ningot: crashed; the session file is whole: ingot exec -s ID goes on with it\r\n";
  [[maybe_unused]] const auto written = ::write(STDERR_FILENO, kNote.data(), kNote.size());
  ::raise(signal);  // the handler was reset: this ends the process as it should
}

void watch_crashes() {
  static std::array<char, 65536> stack;
  stack_t alternate{};
  alternate.ss_sp = stack.data();
  alternate.ss_size = stack.size();
  ::sigaltstack(&alternate, nullptr);
  for (const int signal : {SIGSEGV, SIGABRT, SIGBUS, SIGILL, SIGFPE, SIGQUIT}) {
    struct sigaction action {};
    action.sa_handler = on_crash;
    action.sa_flags = static_cast<int>(SA_ONSTACK | SA_RESETHAND | SA_NODEFER);
    ::sigaction(signal, &action, nullptr);
  }
}

void set_raw() {
  termios raw = saved_settings;
  raw.c_iflag &= static_cast<tcflag_t>(~(BRKINT | ICRNL | INPCK | ISTRIP | IXON | INLCR | IGNCR));
  raw.c_lflag &= static_cast<tcflag_t>(~(ECHO | ICANON | IEXTEN | ISIG));
  raw.c_cflag |= CS8;
  raw.c_cc[VMIN] = 0;
  raw.c_cc[VTIME] = 0;
  ::tcsetattr(STDIN_FILENO, TCSADRAIN, &raw);
}

}  // namespace

void restore_terminal() noexcept {
  if (!is_active.exchange(false)) return;
  const std::string_view give = knows_keys ? kGive : kGiveLess;
  [[maybe_unused]] const auto written = ::write(STDOUT_FILENO, give.data(), give.size());
  ::tcsetattr(STDIN_FILENO, TCSANOW, &saved_settings);
}

Result<Terminal> Terminal::open() {
  if (::isatty(STDIN_FILENO) == 0 || ::isatty(STDOUT_FILENO) == 0) {
    return Error{.kind = Error::Kind::io, .what = "standard input and output are no terminal"};
  }
  if (::tcgetattr(STDIN_FILENO, &saved_settings) != 0) {
    return system_error(errno, "read the settings of", "the terminal");
  }
  const std::string name = os::environment_variable("TERM").value_or("");
  knows_keys = os::environment_variable("TERM_PROGRAM").value_or("") != "Apple_Terminal" &&
               !name.starts_with("linux") && !name.starts_with("vt");
  static const bool once = [] {
    watch_crashes();
    // NOLINTNEXTLINE(concurrency-mt-unsafe): before other threads start
    std::atexit([] { restore_terminal(); });
    return true;
  }();
  (void)once;
  Terminal terminal;
  terminal.take_back();
  return terminal;
}

Terminal::~Terminal() {
  if (active_) restore_terminal();
}

int Terminal::input_fd() const { return STDIN_FILENO; }

Size Terminal::size() const {
  winsize size{};
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0 || size.ws_row == 0) {
    return {};
  }
  return {.columns = size.ws_col, .rows = size.ws_row};
}

std::string Terminal::read(bool& gone) {
  std::string bytes;
  std::array<char, 16384> buffer;
  while (true) {
    const ssize_t got = ::read(STDIN_FILENO, buffer.data(), buffer.size());
    if (got > 0) {
      bytes.append(buffer.data(), static_cast<std::size_t>(got));
      if (static_cast<std::size_t>(got) < buffer.size()) return bytes;
      continue;
    }
    if (got < 0 && errno == EINTR) continue;
    gone = got < 0 && errno != EAGAIN;
    return bytes;
  }
}

bool Terminal::write(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t wrote = ::write(STDOUT_FILENO, bytes.data(), bytes.size());
    if (wrote > 0) {
      bytes.remove_prefix(static_cast<std::size_t>(wrote));
      continue;
    }
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote < 0 && errno == EAGAIN) {
      pollfd wait{.fd = STDOUT_FILENO, .events = POLLOUT, .revents = 0};
      if (::poll(&wait, 1, kLongestWaitMs) > 0) continue;
    }
    return false;
  }
  return true;
}

void Terminal::release() { restore_terminal(); }

void Terminal::take_back() {
  set_raw();
  is_active = true;
  write(knows_keys ? kTake : kTakeLess);
}

}  // namespace ingot::term
