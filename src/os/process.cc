#include "os/process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <cstdlib>
#include <utility>

#include "os/process_internal.h"
#include "os/waker.h"

namespace ingot::os {
namespace {

using Time = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr std::size_t kReadBytes = 64U << 10U;  // what a pipe holds
constexpr milliseconds kAfterExit(100);         // for output held open by a grandchild
constexpr milliseconds kExitTick(10);           // where the exit cannot be waited for
constexpr milliseconds kReapLimit(2000);        // a process in the kernel's hands may not go
constexpr int kLongestPoll = 60 * 60 * 1000;

struct Pipe {
  Fd reader, writer;
};

Result<Pipe> make_pipe() {
  int ends[2];
  if (::pipe(ends) != 0) return system_error(errno, "make a pipe", {});
  for (const int fd : ends) ::fcntl(fd, F_SETFD, FD_CLOEXEC);
  return Pipe{.reader = Fd(ends[0]), .writer = Fd(ends[1])};
}

void never_wait(int fd) { ::fcntl(fd, F_SETFL, ::fcntl(fd, F_GETFL) | O_NONBLOCK); }

// Milliseconds for poll(), rounded up so that a deadline has passed when it returns.
int poll_timeout(Time::time_point deadline, Time::time_point now) {
  if (deadline <= now) return 0;
  const auto left = std::chrono::ceil<milliseconds>(deadline - now).count();
  return static_cast<int>(std::min<std::int64_t>(left, kLongestPoll));
}

// PATH as the child will see it. Relative entries are passed over: the working folder is often
// somebody else's repository.
std::filesystem::path find_in(std::string_view path_list, std::string_view program) {
  while (true) {
    const std::size_t end = std::min(path_list.find(':'), path_list.size());
    const std::string_view folder = path_list.substr(0, end);
    if (!folder.empty() && folder.front() == '/') {
      std::filesystem::path candidate = std::filesystem::path(folder) / program;
      const auto info = stat_file(candidate);
      if (info && info->type == FileInfo::Type::file && ::access(candidate.c_str(), X_OK) == 0) {
        return candidate;
      }
    }
    if (end == path_list.size()) return {};
    path_list.remove_prefix(end + 1);
  }
}

std::filesystem::path program_of(const Command& command) {
  const std::string& name = command.argv.front();
  if (name.find('/') != std::string::npos) return name;
  for (const std::string& variable : command.environment) {
    if (variable.compare(0, 5, "PATH=") == 0) {
      return find_in(std::string_view(variable).substr(5), name);
    }
  }
  return find_program(name);
}

std::vector<char*> pointers(const std::vector<std::string>& texts) {
  std::vector<char*> list;
  list.reserve(texts.size() + 1);
  // exec takes char* for historical reasons and does not write.
  for (const std::string& text : texts) list.push_back(const_cast<char*>(text.c_str()));
  list.push_back(nullptr);
  return list;
}

Error start_error(const Started& started, const Command& command) {
  if (started.failed == Stage::directory) {
    return system_error(started.error_number, "start in this folder", command.directory.string());
  }
  const char* verb = started.failed == Stage::exec ? "start it" : "make a process for it";
  return system_error(started.error_number, verb, command.argv.front());
}

}  // namespace

std::filesystem::path find_program(std::string_view program) {
  if (program.empty() || program.find('/') != std::string_view::npos) return program;
  // NOLINTNEXTLINE(concurrency-mt-unsafe): ingot never changes its own environment
  const char* path_list = std::getenv("PATH");
  return find_in(path_list == nullptr ? "/usr/local/bin:/usr/bin:/bin" : path_list, program);
}

namespace {

// The groups that are running, for kill_all_groups(): read where neither locks nor allocations are
// allowed. When it is full, further groups are known to the watch alone.
std::array<std::atomic<pid_t>, 256> running_groups;

void replace_in_list(pid_t old, pid_t with) {
  for (auto& slot : running_groups) {
    pid_t expected = old;
    if (slot.compare_exchange_strong(expected, with)) return;
  }
}

void unwatch(pid_t group) {
  replace_in_list(group, 0);
  GroupWatch::instance().remove(group);
}

}  // namespace

void kill_all_groups() {
  for (auto& slot : running_groups) {
    if (const pid_t group = slot.load(); group > 0) ::kill(-group, SIGKILL);
  }
}

struct Child::State {
  pid_t pid = -1;
  Fd exited_fd;  // readable once the leader has exited
  Fd output, error;
  Waker waker;  // a stop request wakes, wait() drains
  bool exited = false, reaped = false, detached = false;
  Time::time_point exited_at;
  Time::time_point drained_for = Time::time_point::max();  // see wait()
  Exit exit;

  // Whether the leader has exited. It stays a zombie, so that its number, which is the group's,
  // cannot become somebody else's while signals may still be sent to it.
  bool look_for_exit() {
    if (exited) return true;
    siginfo_t info{};
    if (::waitid(P_PID, static_cast<id_t>(pid), &info, WEXITED | WNOHANG | WNOWAIT) != 0) {
      if (errno != ECHILD) return false;
      reaped = true;  // somebody ignores SIGCHLD: all that is known is that it is gone
    } else if (info.si_pid != pid) {
      return false;
    }
    if (info.si_code == CLD_EXITED) exit.code = info.si_status;
    if (info.si_code == CLD_KILLED || info.si_code == CLD_DUMPED) {
      exit = {.code = 128 + info.si_status, .signal = info.si_status};  // as a shell counts
    }
    exited = true;
    exited_at = Time::now();
    return true;
  }

  bool wait_for_exit(Time::time_point deadline) {
    while (!look_for_exit()) {
      const auto now = Time::now();
      if (now >= deadline) return false;
      pollfd waited{.fd = exited_fd.get(), .events = POLLIN, .revents = 0};
      const auto until = exited_fd.valid() ? deadline : std::min(deadline, now + kExitTick);
      ::poll(&waited, 1, poll_timeout(until, now));
    }
    return true;
  }

  void reap() {
    if (reaped) return;
    unwatch(pid);
    while (::waitpid(pid, nullptr, 0) < 0 && errno == EINTR) {
    }
    reaped = true;
  }

  ~State() {
    if (pid < 0) return;
    if (!detached) {
      if (!reaped) ::kill(-pid, SIGKILL);
      if (wait_for_exit(Time::now() + kReapLimit)) reap();
    } else if (look_for_exit()) {
      reap();
    }
  }
};

Child::Child(std::unique_ptr<State> state) : state_(std::move(state)) {}
Child::Child(Child&&) noexcept = default;
Child& Child::operator=(Child&&) noexcept = default;
Child::~Child() = default;

Result<Child> Child::start(const Command& command) {
  if (command.argv.empty() || command.argv.front().empty()) {
    return Error{.kind = Error::Kind::invalid_argument, .what = "no program is named"};
  }
  const std::filesystem::path program = program_of(command);
  if (program.empty()) {
    return Error{.kind = Error::Kind::not_found,
                 .what = "no such program in PATH",
                 .where = command.argv.front()};
  }
  auto state = std::make_unique<State>();
  Fd input;
  if (command.input.empty()) {
    input = Fd(::open("/dev/null", O_RDONLY | O_CLOEXEC));
    if (!input.valid()) return system_error(errno, "open it", "/dev/null");
  } else {
    INGOT_TRY(input, input_descriptor(command.input));
  }
  INGOT_TRY(Pipe output, make_pipe());
  Pipe error;
  if (!command.merge_stderr) {
    INGOT_TRY(error, make_pipe());
  }
  for (const Fd* fd : {&output.reader, &error.reader}) {
    if (fd->valid()) never_wait(fd->get());
  }

  const std::vector<char*> argv = pointers(command.argv);
  const std::vector<char*> environment = pointers(command.environment);
  const Started started =
      launch({.program = program.c_str(),
              .argv = argv.data(),
              .environment = environment.data(),
              .directory = command.directory.empty() ? nullptr : command.directory.c_str(),
              .input = input.get(),
              .output = output.writer.get(),
              .error = command.merge_stderr ? output.writer.get() : error.writer.get(),
              .watch = &GroupWatch::instance()});
  if (started.failed != Stage::none) return start_error(started, command);
  state->pid = started.pid;
  replace_in_list(0, started.pid);
  state->exited_fd = exit_descriptor(started.pid);
  state->output = std::move(output.reader);
  state->error = std::move(error.reader);
  return Child(std::move(state));
}

Child::Step Child::wait(Time::time_point deadline, std::stop_token stop) {
  State& state = *state_;
  const std::stop_callback on_stop(stop, [&state] { state.waker.wake(); });
  std::array<char, kReadBytes> buffer;
  while (true) {
    if (stop.stop_requested()) return {.event = Event::stopped};
    const auto now = Time::now();
    const bool late = now >= deadline;
    // What has come before a deadline is handed out once after it, so that a caller may look
    // without waiting; a flood of output does not put the deadline off.
    const bool ended = state.exited && !state.output.valid() && !state.error.valid();
    if (late && !ended && state.drained_for == deadline) return {.event = Event::timeout};
    if (late) state.drained_for = deadline;

    auto until = deadline;
    if (state.exited) until = std::min(until, state.exited_at + kAfterExit);
    if (!state.exited && !state.exited_fd.valid()) until = std::min(until, now + kExitTick);
    // A negative descriptor is passed over by poll().
    pollfd waited[] = {
        {.fd = state.output.get(), .events = POLLIN, .revents = 0},
        {.fd = state.error.get(), .events = POLLIN, .revents = 0},
        {.fd = state.exited ? -1 : state.exited_fd.get(), .events = POLLIN, .revents = 0},
        {.fd = state.waker.fd(), .events = POLLIN, .revents = 0}};
    ::poll(waited, std::size(waited), ended ? 0 : poll_timeout(until, now));

    if (waited[3].revents != 0) {  // also of an earlier wait: the token is what counts
      state.waker.drain();
      continue;
    }
    Step step{.event = Event::output};
    const auto take = [&](const pollfd& ready, Fd& fd, std::string& into) {
      if (ready.revents == 0) return;
      const ssize_t n = ::read(fd.get(), buffer.data(), buffer.size());
      if (n > 0) into.assign(buffer.data(), static_cast<std::size_t>(n));
      if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR)) fd.reset();
    };
    take(waited[0], state.output, step.output);
    take(waited[1], state.error, step.error);
    if (!step.output.empty() || !step.error.empty()) return step;
    if (waited[0].revents != 0 || waited[1].revents != 0) continue;  // an end: look again

    const bool was_exited = state.exited;
    if (!was_exited) state.look_for_exit();
    if (was_exited && (ended || Time::now() >= state.exited_at + kAfterExit)) {
      return {.event = Event::exited};
    }
  }
}

Exit Child::exit() const { return state_->exit; }
pid_t Child::pid() const { return state_->pid; }

void Child::signal_group(int signal) {
  if (!state_->reaped) ::kill(-state_->pid, signal);
}

void Child::end_group(milliseconds grace) {
  State& state = *state_;
  if (state.reaped) return;
  const auto deadline = Time::now() + grace;
  if (grace > milliseconds(0)) ::kill(-state.pid, SIGTERM);
  // The shell that leads a group is often gone long before what it started.
  state.wait_for_exit(deadline);
  while (Time::now() < deadline && group_is_alive(state.pid)) {
    ::poll(nullptr, 0, poll_timeout(std::min(deadline, Time::now() + kExitTick), Time::now()));
  }
  ::kill(-state.pid, SIGKILL);
  if (state.wait_for_exit(Time::now() + kReapLimit)) state.reap();
}

void Child::detach() {
  state_->detached = true;
  unwatch(state_->pid);
}

}  // namespace ingot::os
