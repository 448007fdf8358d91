#include "term/terminal.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <utility>

#include "base/assert.h"
#include "base/error.h"
#include "os/file.h"

namespace ingot::term {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds kLongestWait(2000);  // without a single byte taken
constexpr int kPauseMs = 1;
constexpr int kRestoreWaitMs = 200;  // a signal handler waits no longer
constexpr std::size_t kMostRead = 1U << 20U;

// Read by signal handlers: plain data, set before the flag.
termios saved_settings;
std::atomic<bool> is_active = false;
int restore_fd = STDOUT_FILENO;
std::array<char, 1024> mark_path{};  // a file that exists while the terminal is taken

void set_raw() {
  termios raw = saved_settings;
  raw.c_iflag &= static_cast<tcflag_t>(~(BRKINT | ICRNL | INPCK | ISTRIP | IXON | INLCR | IGNCR));
  raw.c_lflag &= static_cast<tcflag_t>(~(ECHO | ICANON | IEXTEN | ISIG));
  raw.c_oflag &= static_cast<tcflag_t>(~OPOST);  // else each line end is sent with two CR
  raw.c_cflag |= CS8;
  raw.c_cc[VMIN] = 0;
  raw.c_cc[VTIME] = 0;
  ::tcsetattr(STDIN_FILENO, TCSADRAIN, &raw);
}

// What `stty sane` sets, as far as it concerns a screen.
void make_sane(termios& settings) {
  settings.c_iflag |= ICRNL | IXON;
  settings.c_iflag &= static_cast<tcflag_t>(~(INLCR | IGNCR | ISTRIP));
  settings.c_oflag |= OPOST | ONLCR;
  settings.c_lflag |= ISIG | ICANON | IEXTEN | ECHO | ECHOE | ECHOK;
  settings.c_cc[VMIN] = 1;
  settings.c_cc[VTIME] = 0;
}

// Async-signal-safe. Waits a little for a terminal that is slow.
void write_through(int fd, std::string_view bytes) noexcept {
  while (!bytes.empty()) {
    const ssize_t wrote = ::write(fd, bytes.data(), bytes.size());
    if (wrote > 0) {
      bytes.remove_prefix(static_cast<std::size_t>(wrote));
      continue;
    }
    if (wrote < 0 && errno == EINTR) continue;
    pollfd wait{.fd = fd, .events = POLLOUT, .revents = 0};
    if (wrote == 0 || errno != EAGAIN || ::poll(&wait, 1, kRestoreWaitMs) <= 0) return;
  }
}

// The terminal once more, so that non-blocking writes are ours alone.
int open_output() {
  std::array<char, 256> name{};
  if (::ttyname_r(STDOUT_FILENO, name.data(), name.size()) == 0) {
    const int fd = ::open(name.data(), O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (fd >= 0) return fd;
  }
  return ::fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);  // it blocks: slower, not wrong
}

// Where the mark of this terminal stands; empty when it has no name.
std::string mark_of(const std::filesystem::path& folder) {
  std::array<char, 256> name{};
  if (folder.empty() || ::ttyname_r(STDIN_FILENO, name.data(), name.size()) != 0) return {};
  std::string flat = name.data();
  std::replace(flat.begin(), flat.end(), '/', '-');
  return (folder / flat.substr(flat.starts_with('-') ? 1 : 0)).string();
}

// Whether an ingot that no longer lives has left its mark.
bool was_left(const std::string& mark) {
  if (mark.empty()) return false;
  const auto text = os::read_file(mark, 64);
  if (!text) return false;
  const int pid = std::atoi(text->c_str());
  return pid <= 0 || (::kill(pid, 0) != 0 && errno == ESRCH);
}

}  // namespace

void restore_terminal() noexcept {
  if (!is_active.exchange(false)) return;
  write_through(restore_fd, off_bytes());
  ::tcsetattr(STDIN_FILENO, TCSANOW, &saved_settings);
  if (mark_path[0] != '\0') ::unlink(mark_path.data());
}

Result<> reset_terminal() {
  termios settings;
  if (::isatty(STDOUT_FILENO) == 0 || ::tcgetattr(STDOUT_FILENO, &settings) != 0) {
    return Error{.kind = Error::Kind::io,
                 .what = "standard output is no terminal",
                 .remedy = "run ingot reset in the terminal that is to be put right"};
  }
  write_through(STDOUT_FILENO, everything_off());
  make_sane(settings);
  if (::tcsetattr(STDOUT_FILENO, TCSANOW, &settings) != 0) {
    return system_error(errno, "set up", "the terminal");
  }
  return {};
}

Result<Terminal> Terminal::open() {
  if (::isatty(STDIN_FILENO) == 0 || ::isatty(STDOUT_FILENO) == 0) {
    return Error{.kind = Error::Kind::io, .what = "standard input and output are no terminal"};
  }
  if (::tcgetattr(STDIN_FILENO, &saved_settings) != 0) {
    return system_error(errno, "read the settings of", "the terminal");
  }
  static const bool once = [] {
    // NOLINTNEXTLINE(concurrency-mt-unsafe): before other threads start
    std::atexit([] { restore_terminal(); });
    set_abort_hook([] { restore_terminal(); });
    return true;
  }();
  (void)once;
  Terminal terminal;
  terminal.output_ = open_output();
  restore_fd = terminal.output_;
  switch_on(Mode::paste);
  terminal.take_back();
  return terminal;
}

Terminal Terminal::none() {
  Terminal terminal;
  terminal.active_ = false;
  return terminal;
}

Terminal::Terminal(Terminal&& other) noexcept
    : output_(std::exchange(other.output_, -1)),
      active_(std::exchange(other.active_, false)),
      gone_(other.gone_),
      rest_(std::move(other.rest_)) {}

Terminal::~Terminal() {
  if (!active_) return;
  write({});
  restore_terminal();
  restore_fd = STDOUT_FILENO;
  ::close(output_);
}

void Terminal::undo_leftovers(const std::filesystem::path& marks) {
  const std::string mark = mark_of(marks);
  mark_path.fill('\0');
  if (mark.size() < mark_path.size()) std::copy(mark.begin(), mark.end(), mark_path.begin());
  if (was_left(mark)) {
    make_sane(saved_settings);
    write(everything_off());
    write(on_bytes());
  }
}

void Terminal::leave_mark() const {
  if (mark_path[0] == '\0') return;
  const std::filesystem::path path(mark_path.data());
  if (!os::make_folders(path.parent_path(), 0700)) return;  // only what a kill leaves is at stake
  const os::Fd file(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
  if (!file.valid()) return;
  [[maybe_unused]] const auto written = os::write_all(file.get(), std::to_string(::getpid()));
}

int Terminal::input_fd() const { return STDIN_FILENO; }

Size Terminal::size() const {
  winsize size{};
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0 || size.ws_row == 0) {
    return {};
  }
  return {.columns = size.ws_col, .rows = size.ws_row};
}

std::string Terminal::read() {
  std::string bytes;
  std::array<char, 16384> buffer;
  while (bytes.size() < kMostRead) {
    const ssize_t got = ::read(STDIN_FILENO, buffer.data(), buffer.size());
    if (got > 0) {
      bytes.append(buffer.data(), static_cast<std::size_t>(got));
      if (static_cast<std::size_t>(got) < buffer.size()) return bytes;
      continue;
    }
    if (got < 0 && errno == EINTR) continue;
    if (got < 0 && errno != EAGAIN) gone_ = true;
    return bytes;
  }
  return bytes;
}

void Terminal::discard_input() { ::tcflush(STDIN_FILENO, TCIFLUSH); }

void Terminal::send(std::string_view bytes) {
  rest_ += bytes;
  flush();
}

void Terminal::flush() {
  if (!active_) rest_.clear();
  std::string_view left = rest_;
  // Once a crash of another thread has given the terminal back nothing follows.
  while (!left.empty() && !gone_ && is_active) {
    const ssize_t wrote = ::write(output_, left.data(), left.size());
    if (wrote > 0) {
      left.remove_prefix(static_cast<std::size_t>(wrote));
    } else if (wrote < 0 && errno == EAGAIN) {
      break;
    } else if (wrote == 0 || errno != EINTR) {
      gone_ = true;
    }
  }
  if (left.empty() || gone_) {
    rest_.clear();
  } else {
    rest_.erase(0, rest_.size() - left.size());
  }
}

void Terminal::write(std::string_view bytes) {
  rest_ += bytes;
  flush();
  std::size_t before = rest_.size();
  auto last_taken = Clock::now();
  while (is_behind() && is_active && Clock::now() - last_taken < kLongestWait) {
    pollfd wait{.fd = output_, .events = POLLOUT, .revents = 0};
    ::poll(&wait, 1, static_cast<int>(kLongestWait.count()));
    flush();
    if (rest_.size() < before) {
      last_taken = Clock::now();
    } else {
      ::poll(nullptr, 0, kPauseMs);  // it says that it can take some, and does not
    }
    before = rest_.size();
  }
}

void Terminal::set(Mode mode, bool on) {
  if (active_) send(on ? switch_on(mode) : switch_off(mode));
}

void Terminal::release() {
  write({});
  restore_terminal();
}

void Terminal::take_back() {
  if (!active_) return;
  set_raw();
  is_active = true;
  write(on_bytes());
}

}  // namespace ingot::term
