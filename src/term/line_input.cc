#include "term/line_input.h"

#include <poll.h>
#include <termios.h>
#include <unistd.h>

#include <cerrno>

namespace ingot::term {
namespace {

class Unechoed {
 public:
  Unechoed() {
    if (::tcgetattr(STDIN_FILENO, &before_) != 0) return;
    termios quiet = before_;
    quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    quiet.c_lflag |= ECHONL;  // the line end shows that the line was taken
    changed_ = ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet) == 0;
  }
  ~Unechoed() {
    if (changed_) ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
  }
  Unechoed(const Unechoed&) = delete;
  Unechoed& operator=(const Unechoed&) = delete;

 private:
  termios before_{};
  bool changed_ = false;
};

}  // namespace

bool LineInput::is_possible() {
  return ::isatty(STDIN_FILENO) != 0 && ::isatty(STDERR_FILENO) != 0;
}

Result<std::string> LineInput::line() {
  while (true) {
    if (const std::size_t end = rest_.find('\n'); end != std::string::npos) {
      std::string line = rest_.substr(0, end);
      rest_.erase(0, end + 1);
      if (line.ends_with('\r')) line.pop_back();
      return line;
    }
    if (rest_.size() > kMaxLineBytes) {
      return Error{.kind = Error::Kind::limit, .what = "the line is too long"};
    }
    pollfd wanted[] = {{.fd = STDIN_FILENO, .events = POLLIN, .revents = 0},
                       {.fd = waker_.fd(), .events = POLLIN, .revents = 0}};
    if (::poll(wanted, 2, -1) < 0 && errno != EINTR) {
      return system_error(errno, "wait for input", {});
    }
    if ((wanted[1].revents & POLLIN) != 0) return Error{.kind = Error::Kind::cancelled};
    if (wanted[0].revents == 0) continue;
    char bytes[4096];
    const ssize_t count = ::read(STDIN_FILENO, bytes, sizeof bytes);
    if (count < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (count <= 0) return Error{.kind = Error::Kind::cancelled};
    rest_.append(bytes, static_cast<std::size_t>(count));
  }
}

Result<std::string> LineInput::hidden_line() {
  const Unechoed unechoed;
  return line();
}

}  // namespace ingot::term
