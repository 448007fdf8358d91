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

#include "os/child_exit.h"
#include "os/paths.h"
#include "os/waker.h"

extern char** environ;  // POSIX names it, no header declares it

namespace ingot::os {
namespace fs = std::filesystem;
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kReadChunk = 64U << 10U;
// What a background grandchild holds open after the leader's end is not waited for longer.
constexpr std::chrono::milliseconds kLinger{100};
constexpr std::chrono::milliseconds kPollStep{20};  // where exits have no descriptor

// The groups that are running, for kill_all_groups(): a signal handler may read it, so no lock and no
// memory management. When it is full, further groups are simply not listed.
std::array<std::atomic<pid_t>, 256> running_groups;

void list_group(pid_t group) {
  for (auto& slot : running_groups) {
    pid_t free = 0;
    if (slot.compare_exchange_strong(free, group)) return;
  }
}

void unlist_group(pid_t group) {
  for (auto& slot : running_groups) {
    pid_t listed = group;
    if (slot.compare_exchange_strong(listed, 0)) return;
  }
}

struct PipeEnds {
  Fd reader, writer;
};

Result<PipeEnds> make_pipe() {
  int ends[2];
  if (::pipe(ends) != 0) return system_error(errno, "make a pipe", {});
  PipeEnds made{.reader = Fd(ends[0]), .writer = Fd(ends[1])};
  for (const int end : ends) ::fcntl(end, F_SETFD, FD_CLOEXEC);
  return made;
}

std::vector<char*> pointers(const std::vector<std::string>& texts) {
  std::vector<char*> list;
  for (const std::string& text : texts) list.push_back(const_cast<char*>(text.c_str()));
  list.push_back(nullptr);
  return list;
}

// What the child needs, made ready before fork(): after it only async-signal-safe calls are allowed.
struct Launch {
  std::string program;
  std::vector<char*> argv, environment;
  const char* directory = nullptr;
  int input = -1, output = -1, error = -1, report = -1;
  pid_t parent = 0;
};

// Moves `fd` out of the way of 0, 1 and 2, which are about to be replaced.
int above_standard(int fd) { return fd > 2 ? fd : ::fcntl(fd, F_DUPFD_CLOEXEC, 3); }

[[noreturn]] void become(const Launch& launch) {
  const auto fail = [&] {
    const int reason = errno;
    [[maybe_unused]] const auto told = ::write(launch.report, &reason, sizeof reason);
    ::_exit(127);
  };
  ::setpgid(0, 0);
  die_with_parent(launch.parent);
  // The signal mask and ignored signals are inherited over exec; a child expects neither.
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  struct sigaction plain {};
  plain.sa_handler = SIG_DFL;
  for (const int signal : {SIGPIPE, SIGINT, SIGTERM, SIGHUP, SIGQUIT}) sigaction(signal, &plain, nullptr);

  const int input = above_standard(launch.input);
  const int output = above_standard(launch.output);
  const int error = above_standard(launch.error);
  if (::dup2(input, 0) < 0 || ::dup2(output, 1) < 0 || ::dup2(error, 2) < 0) fail();
  close_on_exec_from(3);
  if (launch.directory != nullptr && ::chdir(launch.directory) != 0) fail();
  ::execve(launch.program.c_str(), launch.argv.data(), launch.environment.data());
  fail();
  ::_exit(127);
}

}  // namespace

struct Child::State {
  pid_t pid = -1;
  Fd exit_fd, output, error, input;
  std::string unsent;  // of the input
  bool reaped = false, detached = false;
  int status = 0;
  std::optional<Clock::time_point> exited_at;

  ~State() {
    if (detached || pid < 0) return;
    ::kill(-pid, SIGKILL);
    if (!reaped) ::waitpid(pid, &status, 0);  // SIGKILL cannot be refused: this does not wait
    unlist_group(pid);
  }

  void reap_if_ended() {
    if (reaped) return;
    if (::waitpid(pid, &status, WNOHANG) == pid) {
      reaped = true;
      exited_at = Clock::now();
    }
  }

  // Appends what is there; false (and the descriptor closed) at its end.
  static void drain(Fd& fd, std::string& into) {
    char buffer[kReadChunk];
    const ssize_t n = ::read(fd.get(), buffer, sizeof buffer);
    if (n > 0) into.append(buffer, static_cast<std::size_t>(n));
    if (n == 0 || (n < 0 && errno != EINTR && errno != EAGAIN)) fd.reset();
  }

  void feed_input() {
    const ssize_t n = ::write(input.get(), unsent.data(), unsent.size());
    if (n > 0) unsent.erase(0, static_cast<std::size_t>(n));
    if (unsent.empty() || (n < 0 && errno != EINTR && errno != EAGAIN)) input.reset();
  }
};

Child::Child(std::unique_ptr<State> state) : state_(std::move(state)) {}
Child::Child(Child&&) noexcept = default;
Child& Child::operator=(Child&&) noexcept = default;
Child::~Child() = default;

Result<Child> Child::start(const Command& command) {
  INGOT_ASSERT(!command.argv.empty(), "a command has a program");
  Launch launch;
  launch.program = command.argv[0].find('/') != std::string::npos
                       ? command.argv[0]
                       : find_program(command.argv[0]).string();
  if (launch.program.empty()) {
    return Error{.kind = Error::Kind::not_found, .what = "there is no program \"" + command.argv[0] + "\" in PATH"};
  }
  launch.argv = pointers(command.argv);
  launch.environment = pointers(command.environment);
  if (!command.directory.empty()) launch.directory = command.directory.c_str();
  launch.parent = ::getpid();

  INGOT_TRY(PipeEnds output, make_pipe());
  INGOT_TRY(PipeEnds report, make_pipe());
  PipeEnds input;
  PipeEnds error;
  if (command.input.empty()) {
    input.reader = Fd(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  } else {
    INGOT_TRY(input, make_pipe());
    ::fcntl(input.writer.get(), F_SETFL, O_NONBLOCK);
  }
  if (!command.merge_stderr) {
    INGOT_TRY(error, make_pipe());
  }
  launch.input = input.reader.get();
  launch.output = output.writer.get();
  launch.error = command.merge_stderr ? output.writer.get() : error.writer.get();
  launch.report = report.writer.get();

  const pid_t pid = ::fork();
  if (pid < 0) return system_error(errno, "start a process", launch.program);
  if (pid == 0) become(launch);
  ::setpgid(pid, pid);  // also here: whoever comes first

  report.writer.reset();
  int reason = 0;
  ssize_t n = 0;
  do {
    n = ::read(report.reader.get(), &reason, sizeof reason);
  } while (n < 0 && errno == EINTR);
  if (n == sizeof reason) {
    int ignored = 0;
    ::waitpid(pid, &ignored, 0);
    return system_error(reason, "run it", launch.program);
  }
  auto state = std::make_unique<State>();
  state->pid = pid;
  state->exit_fd = exit_descriptor(pid);
  state->output = std::move(output.reader);
  state->error = std::move(error.reader);
  state->input = std::move(input.writer);
  state->unsent = command.input;
  for (const Fd* fd : {&state->output, &state->error}) {
    if (fd->valid()) ::fcntl(fd->get(), F_SETFL, O_NONBLOCK);
  }
  list_group(pid);
  return Child(std::move(state));
}

Child::Step Child::wait(Clock::time_point deadline, std::stop_token stop) {
  State& state = *state_;
  const WakeOnStop wake(stop);
  while (true) {
    Step step;
    const bool open = state.output.valid() || state.error.valid();
    if (state.reaped && (!open || Clock::now() >= *state.exited_at + kLinger)) return step;
    if (stop.stop_requested()) {
      step.event = Event::stopped;
      return step;
    }
    const auto now = Clock::now();
    if (now >= deadline) {
      step.event = Event::timeout;
      return step;
    }
    auto until = deadline;
    if (state.reaped) until = std::min(until, *state.exited_at + kLinger);
    if (!state.reaped && !state.exit_fd.valid()) until = std::min(until, now + kPollStep);
    const auto limit = std::chrono::ceil<std::chrono::milliseconds>(until - now);

    std::array<pollfd, 5> entries{};
    entries[0] = {.fd = state.output.get(), .events = POLLIN, .revents = 0};
    entries[1] = {.fd = state.error.get(), .events = POLLIN, .revents = 0};
    entries[2] = {.fd = state.reaped ? -1 : state.exit_fd.get(), .events = POLLIN, .revents = 0};
    entries[3] = {.fd = wake.fd(), .events = POLLIN, .revents = 0};
    entries[4] = {.fd = state.input.get(), .events = POLLOUT, .revents = 0};
    constexpr std::chrono::milliseconds kLongest{60000};
    ::poll(entries.data(), entries.size(), static_cast<int>(std::min(limit, kLongest).count()));

    if (entries[4].revents != 0 && state.input.valid()) state.feed_input();
    if (entries[0].revents != 0 && state.output.valid()) State::drain(state.output, step.output);
    if (entries[1].revents != 0 && state.error.valid()) State::drain(state.error, step.error);
    if (!step.output.empty() || !step.error.empty()) {
      step.event = Event::output;
      return step;
    }
    state.reap_if_ended();
  }
}

Exit Child::exit() const {
  const int status = state_->status;
  if (WIFSIGNALED(status)) return {.code = 128 + WTERMSIG(status), .signal = WTERMSIG(status)};
  return {.code = WEXITSTATUS(status), .signal = 0};
}

pid_t Child::pid() const { return state_->pid; }

void Child::signal_group(int signal) { ::kill(-state_->pid, signal); }

void Child::end_group(std::chrono::milliseconds grace) {
  signal_group(SIGTERM);
  const auto deadline = Clock::now() + grace;
  while (true) {
    const Event event = wait(deadline, {}).event;
    if (event == Event::timeout) break;
    if (event == Event::exited) break;
  }
  signal_group(SIGKILL);  // members that ignored SIGTERM, also after the leader's end
  if (!state_->reaped) {
    ::waitpid(state_->pid, &state_->status, 0);
    state_->reaped = true;
    state_->exited_at = Clock::now();
  }
}

void Child::detach() {
  state_->detached = true;
  unlist_group(state_->pid);
}

void kill_all_groups() {
  for (auto& slot : running_groups) {
    if (const pid_t group = slot.load(); group > 0) ::kill(-group, SIGKILL);
  }
}

Result<Captured> run(const Command& command, std::chrono::milliseconds limit, std::size_t max_bytes,
                     std::stop_token stop) {
  INGOT_TRY(Child child, Child::start(command));
  Captured captured;
  const auto deadline = Clock::now() + limit;
  const auto keep = [&](std::string& into, const std::string& piece) {
    const std::size_t room = max_bytes - std::min(max_bytes, into.size());
    into += std::string_view(piece).substr(0, room);
    if (piece.size() > room) captured.truncated = true;
  };
  while (true) {
    const Child::Step step = child.wait(deadline, stop);
    keep(captured.output, step.output);
    keep(captured.error, step.error);
    if (step.event == Child::Event::output) continue;
    captured.timed_out = step.event == Child::Event::timeout;
    captured.stopped = step.event == Child::Event::stopped;
    if (step.event != Child::Event::exited) child.end_group(std::chrono::milliseconds(0));
    captured.exit = child.exit();
    return captured;
  }
}

std::vector<std::string> environment_without(const std::vector<std::string>& names) {
  std::vector<std::string> variables;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string_view variable = *entry;
    const std::string_view name = variable.substr(0, variable.find('='));
    if (std::find(names.begin(), names.end(), name) == names.end()) variables.emplace_back(variable);
  }
  return variables;
}

fs::path find_program(std::string_view program) {
  const std::string path = environment_variable("PATH").value_or("/usr/local/bin:/usr/bin:/bin");
  std::size_t at = 0;
  while (at <= path.size()) {
    const std::size_t end = std::min(path.find(':', at), path.size());
    const fs::path candidate = fs::path(path.substr(at, end - at)) / program;
    const auto info = stat_file(candidate);
    if (info && info->type == FileInfo::Type::file && ::access(candidate.c_str(), X_OK) == 0) {
      return candidate;
    }
    at = end + 1;
  }
  return {};
}

}  // namespace ingot::os
