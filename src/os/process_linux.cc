// os/process_linux.cc: pidfd, memfd, close_range and /proc.
#ifdef __linux__

#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>

#include "os/process_internal.h"

namespace ingot::os {

Fd exit_descriptor(pid_t pid) {
  // Linux 5.3; always closed on exec.
  return Fd(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
}

Result<Fd> input_descriptor(std::string_view bytes) {
  Fd fd(::memfd_create("input", MFD_CLOEXEC));
  if (!fd.valid()) return system_error(errno, "keep the input of a program", {});
  INGOT_TRY_VOID(write_all(fd.get(), bytes));
  ::lseek(fd.get(), 0, SEEK_SET);
  return fd;
}

void close_others_on_exec() {
#ifdef SYS_close_range
  constexpr unsigned kCloseOnExec = 4;  // CLOSE_RANGE_CLOEXEC, Linux 5.11; older: ours are anyway
  ::syscall(SYS_close_range, 3U, ~0U, kCloseOnExec);
#endif
}

bool group_is_alive(pid_t group) {
  if (::kill(-group, 0) != 0 && errno == ESRCH) return false;
  // The signal also reaches zombies, and a first process that does not reap keeps those for ever.
  const auto processes = list_folder("/proc");
  if (!processes) return true;
  return std::any_of(processes->begin(), processes->end(), [&](const DirectoryEntry& entry) {
    if (entry.name.front() < '0' || entry.name.front() > '9') return false;
    const auto text = read_file("/proc/" + entry.name + "/stat", 4096);
    if (!text) return false;
    // pid (name) state ppid pgrp ...; the name may hold anything, so count from its end.
    const std::size_t at = text->rfind(')');
    char state = 'Z';
    int parent = 0;
    int of_group = 0;
    if (at == std::string::npos ||
        std::sscanf(text->c_str() + at + 1, " %c %d %d", &state, &parent, &of_group) != 3) {
      return false;
    }
    return of_group == group && state != 'Z' && state != 'X';
  });
}

}  // namespace ingot::os

#endif
