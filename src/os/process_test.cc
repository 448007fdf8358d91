#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <thread>

#include "os/paths.h"
#include "os/process.h"

namespace ingot::os {
namespace {

using namespace std::chrono_literals;
using Time = std::chrono::steady_clock;
using testing::ElementsAre;
using testing::HasSubstr;

Command shell(const std::string& script) {
  return {.argv = {"sh", "-c", script}, .directory = "/", .environment = {"PATH=/usr/bin:/bin"}};
}

std::string lines_until(Child& child, std::string_view wanted) {
  std::string output;
  while (output.find(wanted) == std::string::npos) {
    const auto step = child.wait(Time::now() + 10s, {});
    output += step.output;
    if (step.event != Child::Event::output) break;
  }
  return output;
}

bool is_gone(pid_t pid) {
  const auto text = read_file("/proc/" + std::to_string(pid) + "/stat", 4096);
  return !text || text->find(") Z ") != std::string::npos;
}

bool goes_within(pid_t pid, std::chrono::milliseconds limit) {
  const auto deadline = Time::now() + limit;
  while (!is_gone(pid)) {
    if (Time::now() >= deadline) return false;
    std::this_thread::yield();
  }
  return true;
}

TEST(Run, GivesOutputAndExitStatus) {
  const auto captured = run(shell("echo out; echo err >&2; exit 3"), 10s, 1000, {});
  ASSERT_TRUE(captured);
  EXPECT_EQ(captured->output, "out\nerr\n");
  EXPECT_EQ(captured->exit.code, 3);
  EXPECT_EQ(captured->exit.signal, 0);
  EXPECT_FALSE(captured->timed_out || captured->stopped || captured->truncated);
}

TEST(Run, KeepsTheStreamsApartWhenAsked) {
  Command command = shell("echo out; echo err >&2");
  command.merge_stderr = false;
  const auto captured = run(command, 10s, 1000, {});
  ASSERT_TRUE(captured);
  EXPECT_EQ(captured->output, "out\n");
  EXPECT_EQ(captured->error, "err\n");
}

TEST(Run, TellsTheSignalThatEndedTheProgram) {
  const auto captured = run(shell("kill -SEGV $$"), 10s, 1000, {});
  ASSERT_TRUE(captured);
  EXPECT_EQ(captured->exit.signal, SIGSEGV);
}

TEST(Run, FeedsInputLargerThanAPipeToProgramsThatReadItAndThoseThatDoNot) {
  const std::string input(1 << 20, 'x');
  Command command = shell("wc -c");
  command.input = input;
  const auto counted = run(command, 10s, 1000, {});
  ASSERT_TRUE(counted);
  EXPECT_THAT(counted->output, HasSubstr("1048576"));
  command = shell("exit 0");
  command.input = input;
  const auto ignored = run(command, 10s, 1000, {});
  ASSERT_TRUE(ignored);
  EXPECT_EQ(ignored->exit.code, 0);
}

TEST(Run, WithoutInputTheProgramFindsTheEndAtOnce) {
  const auto captured = run(shell("cat; echo done"), 10s, 1000, {});
  ASSERT_TRUE(captured);
  EXPECT_EQ(captured->output, "done\n");
}

TEST(Run, DropsOutputBeyondTheLimitAndGoesOnReading) {
  const auto captured = run(shell("head -c 300000 /dev/zero; exit 5"), 10s, 10, {});
  ASSERT_TRUE(captured);
  EXPECT_EQ(captured->output.size(), 10U);
  EXPECT_TRUE(captured->truncated);
  EXPECT_EQ(captured->exit.code, 5);
}

TEST(Run, EndsAFloodOfOutputAtTheDeadline) {
  const auto captured = run(shell("while :; do echo y; done"), 100ms, 10, {});
  ASSERT_TRUE(captured);
  EXPECT_TRUE(captured->timed_out);
}

// Invariant 3: the environment is what the caller gave and nothing else.
TEST(Run, GivesTheChildExactlyTheEnvironmentOfTheCommand) {
  const auto captured =
      run({.argv = {"/usr/bin/env"}, .environment = {"A=1", "B=two words"}}, 10s, 1000, {});
  ASSERT_TRUE(captured);
  EXPECT_EQ(captured->output, "A=1\nB=two words\n");
}

TEST(Run, EnvironmentWithoutLeavesOutTheVariablesNamed) {
  ::setenv("INGOT_TEST_KEY", "secret-value", 1);
  ::setenv("INGOT_TEST_KEY_2", "kept", 1);
  const auto environment = environment_without({"INGOT_TEST_KEY"});
  EXPECT_THAT(environment, testing::Contains("INGOT_TEST_KEY_2=kept"));
  EXPECT_THAT(environment, testing::Not(testing::Contains(HasSubstr("secret-value"))));
}

TEST(Run, InheritsNothingButTheStandardDescriptors) {
  const int leaked = ::dup(1);  // not closed on exec
  const auto captured = run(shell("ls /proc/self/fd | sort -n | tr '\\n' ' '"), 10s, 1000, {});
  ::close(leaked);
  ASSERT_TRUE(captured);
  EXPECT_EQ(captured->output, "0 1 2 3 ");  // 3: the folder that ls reads
}

TEST(Run, StartsWithNoSignalBlockedOrIgnoredByUs) {
  sigset_t blocked;
  sigset_t before;
  sigemptyset(&blocked);
  sigaddset(&blocked, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &blocked, &before);
  struct sigaction ignore {};
  struct sigaction old {};
  ignore.sa_handler = SIG_IGN;
  ::sigaction(SIGPIPE, &ignore, &old);
  const auto captured = run(shell("grep -E 'Sig(Blk|Ign)' /proc/self/status"), 10s, 1000, {});
  ::sigaction(SIGPIPE, &old, nullptr);
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  ASSERT_TRUE(captured);
  // Signals 32 and 33 belong to the C library, which lets nobody change them.
  constexpr std::uint64_t kOurs = 0x7fffffff;
  const std::string& text = captured->output;
  for (const std::string_view field : {"SigBlk:\t", "SigIgn:\t"}) {
    const std::size_t at = text.find(field);
    ASSERT_NE(at, std::string::npos) << text;
    EXPECT_EQ(std::stoull(text.substr(at + field.size(), 16), nullptr, 16) & kOurs, 0U) << text;
  }
}

TEST(Run, NamesAProgramThatDoesNotExist) {
  for (const char* name : {"no-such-program-here", "/no/such/program"}) {
    Command command = shell("");
    command.argv = {name};
    const auto captured = run(command, 10s, 10, {});
    ASSERT_FALSE(captured);
    EXPECT_EQ(captured.error().kind, Error::Kind::not_found);
    EXPECT_EQ(captured.error().where, name);
  }
}

TEST(Run, NamesTheFolderThatDoesNotExist) {
  Command command = shell("true");
  command.directory = "/no/such/folder";
  const auto captured = run(command, 10s, 10, {});
  ASSERT_FALSE(captured);
  EXPECT_EQ(captured.error().where, "/no/such/folder");
}

TEST(Run, AFileThatIsNoProgramIsAnErrorOfTheStart) {
  Command command = shell("");
  command.argv = {"/etc/passwd"};
  const auto captured = run(command, 10s, 10, {});
  ASSERT_FALSE(captured);
  EXPECT_EQ(captured.error().kind, Error::Kind::io);
  EXPECT_THAT(captured.error().what, HasSubstr("ermission"));
}

TEST(FindProgram, PassesOverRelativeFoldersOfPath) {
  Command command{
      .argv = {"sh", "-c", "true"}, .directory = "/bin", .environment = {"PATH=.::bin"}};
  const auto captured = run(command, 10s, 10, {});
  ASSERT_FALSE(captured);
  EXPECT_EQ(captured.error().kind, Error::Kind::not_found);
  EXPECT_TRUE(find_program("sh").is_absolute());
  EXPECT_TRUE(find_program("no-such-program-here").empty());
}

TEST(Child, AStopEndsTheWaitWithin100Milliseconds) {
  auto child = Child::start(shell("echo ready; sleep 100"));
  ASSERT_TRUE(child);
  lines_until(*child, "ready");
  std::stop_source source;
  Time::time_point asked;
  std::jthread stopper([&] {
    asked = Time::now();
    source.request_stop();
  });
  const auto step = child->wait(Time::now() + 100s, source.get_token());
  const auto answered = Time::now();
  stopper.join();
  EXPECT_EQ(step.event, Child::Event::stopped);
  EXPECT_LT(answered - asked, 100ms);
}

TEST(Child, WaitsForTheExitOfALeaderThatClosedItsOutput) {
  auto child = Child::start(shell("exec >&- 2>&-; sleep 0.05; exit 4"));
  ASSERT_TRUE(child);
  const auto step = child->wait(Time::now() + 10s, {});
  EXPECT_EQ(step.event, Child::Event::exited);
  EXPECT_EQ(child->exit().code, 4);
}

TEST(Child, OutputHeldOpenByAGrandchildIsNotWaitedFor) {
  auto child = Child::start(shell("echo first; sleep 100 &"));
  ASSERT_TRUE(child);
  const auto begin = Time::now();
  EXPECT_EQ(lines_until(*child, "never"), "first\n");
  EXPECT_LT(Time::now() - begin, 2s);
  EXPECT_EQ(child->exit().code, 0);
}

TEST(Child, ADeadlineThatHasPassedStillGivesWhatIsThere) {
  auto child = Child::start(shell("echo one; sleep 100"));
  ASSERT_TRUE(child);
  std::string seen;
  while (seen.empty()) {
    const auto step = child->wait(Time::now(), {});
    seen += step.output;
    if (step.event == Child::Event::timeout) std::this_thread::yield();
  }
  EXPECT_EQ(seen, "one\n");
}

// CLI-14: the group goes with its Child, grandchildren included.
TEST(Child, DestructionEndsTheWholeGroup) {
  pid_t grandchild = 0;
  {
    auto child = Child::start(shell("sleep 100 & echo $!; wait"));
    ASSERT_TRUE(child);
    grandchild = std::stoi(lines_until(*child, "\n"));
    ASSERT_FALSE(is_gone(grandchild));
  }
  EXPECT_TRUE(goes_within(grandchild, 5s));
}

TEST(Child, KillAllGroupsEndsWhatRunsButNotWhatIsDetached) {
  auto child = Child::start(shell("sleep 100"));
  auto other = Child::start(shell("sleep 100"));
  ASSERT_TRUE(child && other);
  other->detach();
  kill_all_groups();
  EXPECT_EQ(child->wait(Time::now() + 10s, {}).event, Child::Event::exited);
  EXPECT_EQ(child->exit().signal, SIGKILL);
  EXPECT_FALSE(is_gone(other->pid()));
  other->signal_group(SIGKILL);
}

TEST(Child, EndGroupGivesTimeToTidyUp) {
  auto child = Child::start(shell("trap 'echo tidied; exit 7' TERM; echo ready; sleep 100 & wait"));
  ASSERT_TRUE(child);
  lines_until(*child, "ready\n");
  child->end_group(10s);
  EXPECT_EQ(child->exit().code, 7);
  EXPECT_EQ(lines_until(*child, "tidied"), "tidied\n");
}

TEST(Child, EndGroupKillsWhatIgnoresTheRequestAfterTheGrace) {
  auto child = Child::start(shell("trap '' TERM; echo ready; while :; do sleep 100; done"));
  ASSERT_TRUE(child);
  lines_until(*child, "ready\n");
  child->end_group(50ms);
  EXPECT_EQ(child->exit().signal, SIGKILL);
  EXPECT_TRUE(is_gone(child->pid()));
}

TEST(Child, EndGroupGivesTheSameGraceToWhatTheLeaderStarted) {
  const auto mark = temporary_folder() / ("ingot-mark-" + std::to_string(::getpid()));
  auto child = Child::start(
      shell("(trap 'sleep 0.1; echo x > " + mark.string() +
            "; exit' TERM; echo ready; while :; do sleep 0.01; done) & exec sleep 100"));
  ASSERT_TRUE(child);
  lines_until(*child, "ready\n");
  child->end_group(10s);
  EXPECT_TRUE(stat_file(mark));
  ::unlink(mark.c_str());
}

// The child belongs to the process, not to the thread that started it.
TEST(Child, OutlivesTheThreadThatStartedIt) {
  std::optional<Child> child;
  std::thread([&] {
    auto started = Child::start(shell("read line; sleep 0.05; echo alive"));
    if (started) child.emplace(std::move(started).value());
  }).join();
  ASSERT_TRUE(child);
  EXPECT_EQ(lines_until(*child, "alive\n"), "alive\n");
}

// What a kill -9 of ingot leaves behind. Ingot is played by a second run of this program: a mere
// fork would share the watch's socket with us.
struct Orphans {
  pid_t leader = 0, grandchild = 0;
};
constexpr const char* kReportTo = "INGOT_TEST_REPORT_TO";

TEST(GroupWatch, DISABLED_HoldsAGroupUntilKilled) {
  const auto report_to = environment_variable(kReportTo);
  ASSERT_TRUE(report_to);
  auto child = Child::start(shell("sleep 100 & echo $!; wait"));
  ASSERT_TRUE(child);
  const Orphans orphans{.leader = child->pid(), .grandchild = std::stoi(lines_until(*child, "\n"))};
  if (report_to->back() == 'd') child->detach();
  ASSERT_EQ(::write(std::stoi(*report_to), &orphans, sizeof orphans),
            static_cast<ssize_t>(sizeof orphans));
  while (true) ::pause();
}

Orphans orphans_of_a_killed_process(bool detached) {
  int ends[2];
  if (::pipe(ends) != 0) return {};
  const std::string report_to = std::to_string(ends[1]) + (detached ? "d" : "");
  const pid_t ingot = ::fork();
  if (ingot == 0) {
    ::setenv(kReportTo, report_to.c_str(), 1);
    ::execl("/proc/self/exe", "os_test", "--gtest_also_run_disabled_tests",
            "--gtest_filter=GroupWatch.DISABLED_HoldsAGroupUntilKilled", nullptr);
    ::_exit(1);
  }
  Orphans orphans;
  ::close(ends[1]);
  EXPECT_EQ(::read(ends[0], &orphans, sizeof orphans), static_cast<ssize_t>(sizeof orphans));
  ::close(ends[0]);
  ::kill(ingot, SIGKILL);
  ::waitpid(ingot, nullptr, 0);
  return orphans;
}

TEST(GroupWatch, KillOfIngotEndsItsGroups) {
  const Orphans orphans = orphans_of_a_killed_process(false);
  EXPECT_TRUE(goes_within(orphans.leader, 5s));
  EXPECT_TRUE(goes_within(orphans.grandchild, 5s));
}

// CLI-84: a background process that may stay, stays.
TEST(GroupWatch, LeavesADetachedGroupAlone) {
  const Orphans orphans = orphans_of_a_killed_process(true);
  // A second group that is not detached tells when the watch has done its work.
  const Orphans others = orphans_of_a_killed_process(false);
  ASSERT_TRUE(goes_within(others.grandchild, 5s));
  EXPECT_FALSE(is_gone(orphans.leader));
  EXPECT_FALSE(is_gone(orphans.grandchild));
  ::kill(-orphans.leader, SIGKILL);
}

}  // namespace
}  // namespace ingot::os
