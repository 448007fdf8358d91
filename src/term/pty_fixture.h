// term/pty_fixture.h: tests that need a terminal of their own.
//
// Purpose    Runs a function in a process whose standard descriptors are a new pseudo-terminal, and
//            tells what came out and how that terminal was left.
// Threads    None may run in the test program while it forks.
#pragma once

#include <gtest/gtest.h>
#include <poll.h>
#include <pty.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <string>

namespace ingot::term {

struct Ending {
  int status = 0;
  std::string output;
  bool same_settings = false;
};

inline bool same(const termios& one, const termios& other) {
  return one.c_iflag == other.c_iflag && one.c_oflag == other.c_oflag &&
         one.c_lflag == other.c_lflag && one.c_cflag == other.c_cflag &&
         std::memcmp(one.c_cc, other.c_cc, sizeof one.c_cc) == 0;
}

// The process ends by exit() when `run` returns. Lets no exception out: the test framework would
// catch it.
[[noreturn]] inline void live_on(int terminal, const std::function<void()>& run) noexcept {
  ::setsid();
  ::ioctl(terminal, TIOCSCTTY, 0);
  for (const int fd : {0, 1, 2}) ::dup2(terminal, fd);
  run();
  std::exit(0);  // NOLINT(concurrency-mt-unsafe): one way out that is tried
}

inline Ending on_a_terminal(const std::function<void()>& run) {
  int master = -1, slave = -1;
  EXPECT_EQ(::openpty(&master, &slave, nullptr, nullptr, nullptr), 0);
  termios before{}, after{};
  ::tcgetattr(slave, &before);
  const pid_t pid = ::fork();
  if (pid == 0) live_on(slave, run);
  Ending ending;
  bool over = false;
  while (true) {
    pollfd wanted{.fd = master, .events = POLLIN, .revents = 0};
    if (::poll(&wanted, 1, over ? 0 : 5) > 0) {
      std::array<char, 4096> bytes;
      const ssize_t got = ::read(master, bytes.data(), bytes.size());
      if (got > 0) ending.output.append(bytes.data(), static_cast<std::size_t>(got));
      if (got > 0) continue;
    }
    if (over) break;
    over = ::waitpid(pid, &ending.status, WNOHANG) == pid;
  }
  ::tcgetattr(slave, &after);
  ending.same_settings = same(before, after);
  ::close(master);
  ::close(slave);
  return ending;
}

}  // namespace ingot::term
