#include "term/crash.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <filesystem>
#include <functional>
#include <stdexcept>
#include <string>
#include <thread>

#include "os/file.h"
#include "os/signals.h"
#include "term/terminal.h"

namespace ingot::term {
namespace {

namespace fs = std::filesystem;

struct Ending {
  int status = 0;
  std::string output;
  bool same_settings = false;
  std::string report;
};

bool same(const termios& one, const termios& other) {
  return one.c_iflag == other.c_iflag && one.c_oflag == other.c_oflag &&
         one.c_lflag == other.c_lflag && one.c_cflag == other.c_cflag &&
         std::memcmp(one.c_cc, other.c_cc, sizeof one.c_cc) == 0;
}

// Lets no exception out: the test framework would catch it.
[[noreturn]] void live_and_end(const fs::path& reports,
                               const std::function<void(Terminal&)>& end) noexcept {
  watch_crashes("9.9");
  auto terminal = Terminal::open();
  if (!terminal) ::_exit(99);
  keep_crash_reports(reports);
  terminal->set(Mode::kitty_keys, true);
  terminal->set(Mode::focus, true);
  terminal->set(Mode::colour_notices, true);
  terminal->set(Mode::title, true);
  terminal->set(Mode::progress, true);
  terminal->write("\x1b]9;4;3\x1b\\");
  terminal->enter_alternate();
  terminal->write("\x1b[?25l");
  end(*terminal);
  std::exit(0);  // NOLINT(concurrency-mt-unsafe): one way out that is tried
}

// Runs `end` in a process whose terminal is a new one with every mode on.
Ending ended_by(const std::function<void(Terminal&)>& end) {
  std::string folder = (fs::temp_directory_path() / "ingot-crash-XXXXXX").string();
  EXPECT_NE(::mkdtemp(folder.data()), nullptr);
  int master = -1, slave = -1;
  EXPECT_EQ(::openpty(&master, &slave, nullptr, nullptr, nullptr), 0);
  termios before{}, after{};
  ::tcgetattr(slave, &before);
  const pid_t pid = ::fork();
  if (pid == 0) {
    ::setsid();
    ::ioctl(slave, TIOCSCTTY, 0);
    for (const int fd : {0, 1, 2}) ::dup2(slave, fd);
    live_and_end(fs::path(folder) / "crashes", end);
  }
  Ending ending;
  bool over = false;
  while (true) {
    pollfd wanted{.fd = master, .events = POLLIN, .revents = 0};
    if (::poll(&wanted, 1, over ? 0 : 20) > 0) {
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
  if (fs::exists(fs::path(folder) / "crashes")) {
    for (const auto& entry : fs::directory_iterator(fs::path(folder) / "crashes")) {
      ending.report = os::read_file(entry.path(), 1 << 20).value();
    }
  }
  fs::remove_all(folder);
  return ending;
}

void expect_given_back(const Ending& ending) {
  EXPECT_TRUE(ending.same_settings);
  const auto last = [&](std::string_view text) {
    const std::size_t at = ending.output.rfind(text);
    return at == std::string::npos ? -1 : static_cast<long>(at);
  };
  for (const auto& [on, off] : {std::pair("\x1b[?2004h", "\x1b[?2004l"),
                                {"\x1b[>1u", "\x1b[<1u"},
                                {"\x1b[?1004h", "\x1b[?1004l"},
                                {"\x1b[?2031h", "\x1b[?2031l"},
                                {"\x1b[22;0t", "\x1b[23;0t"},
                                {"\x1b]9;4;3\x1b\\", "\x1b]9;4;0\x1b\\"},
                                {"\x1b[?1049h", "\x1b[?1049l"},
                                {"\x1b[?25l", "\x1b[?25h"}}) {
    EXPECT_GE(last(on), 0) << on + 1;
    EXPECT_GT(last(off), last(on)) << off + 1;
  }
}

void expect_crash(const Ending& ending, int signal, const std::string& name) {
  EXPECT_TRUE(WIFSIGNALED(ending.status)) << ending.status;
  EXPECT_EQ(WTERMSIG(ending.status), signal);
  EXPECT_NE(ending.output.find("crashed by " + name), std::string::npos) << ending.output;
  EXPECT_TRUE(ending.report.starts_with("ingot 9.9\n" + name + "\n")) << ending.report;
  expect_given_back(ending);
}

// Deeper than any stack; `bottom` keeps a compiler from making a loop of it.
int fall(int depth, volatile char* bottom) {
  volatile char room[4096];
  room[0] = static_cast<char>(depth);
  if (bottom != nullptr) *bottom = room[0];
  if (depth < 0) return 0;
  return fall(depth + 1, &room[1]) + room[0];
}

// TUI-147.
TEST(Crash, AnOverflowOfTheMainStackGivesTheTerminalBack) {
  expect_crash(ended_by([](Terminal&) { fall(1, nullptr); }), SIGSEGV, "SIGSEGV");
}

// TUI-147: the agent, the network and the tools run on threads of their own.
TEST(Crash, AnOverflowOfAThreadGivesTheTerminalBack) {
  expect_crash(ended_by([](Terminal&) {
                 std::thread([] {
                   os::begin_thread("deep");
                   fall(1, nullptr);
                 }).join();
               }),
               SIGSEGV, "SIGSEGV");
}

// TUI-147.
TEST(Crash, AnExceptionThatNobodyCatchesGivesTheTerminalBack) {
  const auto thrower = [] { throw std::runtime_error("nobody expects this"); };
  expect_crash(ended_by([&](Terminal&) { thrower(); }), SIGABRT, "SIGABRT");
  expect_crash(ended_by([&](Terminal&) { std::thread(thrower).join(); }), SIGABRT, "SIGABRT");
}

// TUI-147.
TEST(Crash, EachSignalGivesTheTerminalBack) {
  for (const auto& [signal, name] : {std::pair(SIGSEGV, "SIGSEGV"),
                                     {SIGABRT, "SIGABRT"},
                                     {SIGBUS, "SIGBUS"},
                                     {SIGILL, "SIGILL"},
                                     {SIGFPE, "SIGFPE"},
                                     {SIGQUIT, "SIGQUIT"}}) {
    SCOPED_TRACE(name);
    expect_crash(ended_by([number = signal](Terminal&) { ::raise(number); }), signal, name);
  }
}

// TUI-147: before anybody watches them, while the settings are read or a question is asked.
TEST(Crash, SignalsThatEndGiveTheTerminalBackWithoutAWord) {
  for (const int signal : {SIGTERM, SIGHUP, SIGINT}) {
    const Ending ending = ended_by([signal](Terminal&) { ::raise(signal); });
    EXPECT_TRUE(WIFSIGNALED(ending.status));
    EXPECT_EQ(WTERMSIG(ending.status), signal);
    EXPECT_EQ(ending.output.find("crashed"), std::string::npos);
    EXPECT_EQ(ending.report, "");
    expect_given_back(ending);
  }
}

// TUI-147: under nohup and the like.
TEST(Crash, IgnoredSignalsStayIgnored) {
  ::signal(SIGHUP, SIG_IGN);
  const Ending ending = ended_by([](Terminal&) { ::raise(SIGHUP); });
  ::signal(SIGHUP, SIG_DFL);
  EXPECT_TRUE(WIFEXITED(ending.status));
  expect_given_back(ending);
}

// TUI-147.
TEST(Crash, ExitGivesTheTerminalBack) {
  const Ending ending = ended_by([](Terminal&) {});
  EXPECT_TRUE(WIFEXITED(ending.status));
  expect_given_back(ending);
}

// TUI-147: what other threads draw after the crash does not switch anything on again.
TEST(Crash, NothingIsWrittenAfterTheTerminalWasGivenBack) {
  const Ending ending = ended_by([](Terminal& terminal) {
    restore_terminal();
    terminal.write("\x1b[?2004hlate");
    ::_exit(0);
  });
  EXPECT_EQ(ending.output.find("late"), std::string::npos);
  expect_given_back(ending);
}

}  // namespace
}  // namespace ingot::term
