// The one file with Linux's process calls; elsewhere each has a plain substitute.
#include "os/child_exit.h"

#include <fcntl.h>
#include <unistd.h>

#ifdef __linux__
#include <csignal>

#include <sys/prctl.h>
#include <sys/syscall.h>
#endif

namespace ingot::os {

#ifdef __linux__

Fd exit_descriptor(pid_t pid) {
  return Fd(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));  // close-on-exec by definition
}

void die_with_parent(pid_t parent) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(127);  // it ended before the call
}

void close_on_exec_from(int first) {
  constexpr unsigned kCloseOnExec = 4;  // CLOSE_RANGE_CLOEXEC, Linux 5.11
  if (::syscall(SYS_close_range, static_cast<unsigned>(first), ~0U, kCloseOnExec) == 0) return;
  for (int fd = first; fd < 1024; ++fd) ::fcntl(fd, F_SETFD, FD_CLOEXEC);
}

#else

Fd exit_descriptor(pid_t) { return {}; }
void die_with_parent(pid_t) {}
void close_on_exec_from(int first) {
  for (int fd = first; fd < 1024; ++fd) ::fcntl(fd, F_SETFD, FD_CLOEXEC);
}

#endif

}  // namespace ingot::os
