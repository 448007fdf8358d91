#include "term/terminal.h"

#include <gtest/gtest.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <string>

#include "term/pty_fixture.h"

namespace {

// Faults of the writes of this program: from the `first` on `count` of them fail with `error`, or
// take a single byte if that is 0.
struct Faults {
  int first = 0, count = 0, error = 0;
  int seen = 0;
} faults;

}  // namespace

// Stands before the C library's in this program. Linux only, as are the pseudo-terminals here.
extern "C" ssize_t write(int fd, const void* bytes, std::size_t size) {
  if (faults.count > 0 && ++faults.seen >= faults.first &&
      faults.seen < faults.first + faults.count) {
    if (faults.error != 0) {
      errno = faults.error;
      return -1;
    }
    size = std::min<std::size_t>(size, 1);
  }
  return ::syscall(SYS_write, fd, bytes, size);
}

namespace ingot::term {
namespace {

constexpr int kWrites = 14;  // more than there are without faults
constexpr int kGone = 7;

// Ten lines as frames of an application are sent: none while the terminal is behind.
Ending written_with(Faults wanted) {
  return on_a_terminal([wanted] {
    auto terminal = Terminal::open();
    if (!terminal) ::_exit(99);
    faults = wanted;
    bool gone = false;
    {
      Terminal out = *std::move(terminal);
      for (int line = 0; line < 10; ++line) {
        for (int tries = 0; out.is_behind() && tries < 100; ++tries) out.flush();
        out.send("line " + std::to_string(line) + "\r\n");
      }
      gone = out.is_gone();
    }
    if (gone) ::_exit(kGone);
  });
}

std::string all_lines() {
  std::string all;
  for (int line = 0; line < 10; ++line) all += "line " + std::to_string(line) + "\r\n";
  return all;
}

// TUI-150, TUI-16: a terminal that takes nothing, or a byte, for a while gets all of it in the end.
TEST(Terminal, NoLineIsLostWhenItTakesNothingForAWhile) {
  for (const int error : {EAGAIN, EINTR, 0}) {
    for (const int count : {1, 3}) {
      for (int first = 1; first <= kWrites; ++first) {
        SCOPED_TRACE(std::to_string(error) + " from write " + std::to_string(first));
        const Ending ending = written_with({.first = first, .count = count, .error = error});
        ASSERT_TRUE(WIFEXITED(ending.status) && WEXITSTATUS(ending.status) == 0) << ending.status;
        ASSERT_NE(ending.output.find(all_lines()), std::string::npos) << ending.output;
        ASSERT_TRUE(ending.same_settings);
      }
    }
  }
}

// TUI-150: one that is gone is told by is_gone(), and nothing is thrown.
TEST(Terminal, AWriteErrorIsNoExceptionAndMeansGone) {
  for (const int error : {EIO, EPIPE}) {
    for (int first = 1; first <= 10; ++first) {
      SCOPED_TRACE(std::to_string(error) + " at write " + std::to_string(first));
      const Ending ending = written_with({.first = first, .count = 1000, .error = error});
      ASSERT_TRUE(WIFEXITED(ending.status)) << ending.status;
      ASSERT_EQ(WEXITSTATUS(ending.status), kGone);
      // Nothing but what was taken before, and the settings are given back all the same.
      const std::size_t at = ending.output.find("line 0");
      const std::string told = at == std::string::npos ? "" : ending.output.substr(at);
      ASSERT_EQ(told, all_lines().substr(0, told.size()));
      ASSERT_EQ(static_cast<int>(std::count(told.begin(), told.end(), '\n')), first - 1);
      ASSERT_TRUE(ending.same_settings);
    }
  }
}

}  // namespace
}  // namespace ingot::term
