#include "term/crash.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <functional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

#include "os/file.h"
#include "os/signals.h"
#include "term/pty_fixture.h"
#include "term/terminal.h"

namespace ingot::term {
namespace {

namespace fs = std::filesystem;

struct Crashed : Ending {
  std::string report;
};

// Runs `end` in a process whose terminal is a new one with every mode on.
Crashed ended_by(const std::function<void(Terminal&)>& end) {
  std::string folder = (fs::temp_directory_path() / "ingot-crash-XXXXXX").string();
  EXPECT_NE(::mkdtemp(folder.data()), nullptr);
  const fs::path reports = fs::path(folder) / "crashes";
  Crashed ending{on_a_terminal([&] {
                   watch_crashes("9.9");
                   auto terminal = Terminal::open();
                   if (!terminal) ::_exit(99);
                   keep_crash_reports(reports);
                   for (const Mode mode : {Mode::kitty_keys, Mode::focus, Mode::colour_notices,
                                           Mode::title, Mode::progress}) {
                     terminal->set(mode, true);
                   }
                   terminal->write("\x1b]9;4;3\x1b\\");
                   terminal->enter_alternate();
                   terminal->write("\x1b[?25l");
                   end(*terminal);
                   std::exit(0);  // NOLINT(concurrency-mt-unsafe): before the destructor
                 }),
                 {}};
  if (fs::exists(reports)) {
    for (const auto& entry : fs::directory_iterator(reports)) {
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

void expect_crash(const Crashed& ending, int signal, const std::string& name) {
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
    const Crashed ending = ended_by([signal](Terminal&) { ::raise(signal); });
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
  const Crashed ending = ended_by([](Terminal&) { ::raise(SIGHUP); });
  ::signal(SIGHUP, SIG_DFL);
  EXPECT_TRUE(WIFEXITED(ending.status));
  expect_given_back(ending);
}

// TUI-147.
TEST(Crash, ExitGivesTheTerminalBack) {
  const Crashed ending = ended_by([](Terminal&) {});
  EXPECT_TRUE(WIFEXITED(ending.status));
  expect_given_back(ending);
}

// TUI-147: what other threads draw after the crash does not switch anything on again.
TEST(Crash, NothingIsWrittenAfterTheTerminalWasGivenBack) {
  const Crashed ending = ended_by([](Terminal& terminal) {
    restore_terminal();
    terminal.write("\x1b[?2004hlate");
    ::_exit(0);
  });
  EXPECT_EQ(ending.output.find("late"), std::string::npos);
  expect_given_back(ending);
}

}  // namespace
}  // namespace ingot::term
