// os/process_launch.cc: from nothing to a running program.
//
// vfork, not fork: the child borrows our memory until it calls exec, so that a start costs the same
// however much memory ingot has (fork copies the page tables: milliseconds for gigabytes). The
// price is discipline: the child calls only async-signal-safe functions and returns nowhere. All
// signals are blocked around it, since a handler that ran in the child would run in our memory.

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>

#include "os/process_internal.h"

namespace ingot::os {
namespace {

struct Report {
  Stage stage;
  int error_number;
};

[[noreturn]] void fail(int report_fd, Stage stage) {
  const Report report{stage, errno};
  [[maybe_unused]] const ssize_t ignored = ::write(report_fd, &report, sizeof report);
  ::_exit(127);
}

// Moves `fd` out of the way of 0, 1 and 2, which are about to be replaced.
int above_standard(int fd) { return fd > 2 ? fd : ::fcntl(fd, F_DUPFD_CLOEXEC, 3); }

[[noreturn, gnu::noinline]] void become(const Launch& launch, int report_fd) {
  report_fd = above_standard(report_fd);
  // A session of its own: its group has the child's number, and there is no terminal to ask at.
  if (::setsid() < 0) fail(report_fd, Stage::session);
  // Ignored signals and the mask are inherited over exec; a program expects neither. (SIGPIPE is
  // ignored by ingot itself.)
  struct sigaction action {};
  action.sa_handler = launch.ignore_signals ? SIG_IGN : SIG_DFL;
  for (const int signal : {SIGPIPE, SIGINT, SIGTERM, SIGHUP, SIGQUIT}) {
    ::sigaction(signal, &action, nullptr);
  }
  if (launch.directory != nullptr && ::chdir(launch.directory) != 0) {
    fail(report_fd, Stage::directory);
  }
  const int input = above_standard(launch.input);
  const int output = above_standard(launch.output);
  const int error = above_standard(launch.error);
  if (::dup2(input, 0) < 0 || ::dup2(output, 1) < 0 || ::dup2(error, 2) < 0) {
    fail(report_fd, Stage::descriptors);
  }
  close_others_on_exec();
  if (launch.watch != nullptr) launch.watch->add(::getpid());
  sigset_t none;
  sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);  // NOLINT(concurrency-mt-unsafe): after fork
  ::execve(launch.program, launch.argv, launch.environment);
  fail(report_fd, Stage::exec);
}

}  // namespace

Started launch(const Launch& launch) {
  Started started;
  int ends[2];
  if (::pipe(ends) != 0) return {.failed = Stage::descriptors, .error_number = errno};
  const Fd reader(ends[0]);
  Fd writer(ends[1]);
  ::fcntl(reader.get(), F_SETFD, FD_CLOEXEC);
  ::fcntl(writer.get(), F_SETFD, FD_CLOEXEC);

  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  started.pid = ::vfork();  // NOLINT: see the top of the file
  if (started.pid == 0) become(launch, writer.get());
  const int fork_error = errno;
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  if (started.pid < 0) return {.failed = Stage::session, .error_number = fork_error};

  writer.reset();
  Report report{};
  ssize_t n = 0;
  do {
    n = ::read(reader.get(), &report, sizeof report);
  } while (n < 0 && errno == EINTR);
  if (n == static_cast<ssize_t>(sizeof report)) {
    if (launch.watch != nullptr) launch.watch->remove(started.pid);
    while (::waitpid(started.pid, nullptr, 0) < 0 && errno == EINTR) {
    }
    started.failed = report.stage;
    started.error_number = report.error_number;
  }
  return started;
}

}  // namespace ingot::os
