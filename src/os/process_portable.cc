// os/process_portable.cc: what process_linux.cc does, by POSIX alone.
#ifndef __linux__

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>

#include "os/paths.h"
#include "os/process_internal.h"

namespace ingot::os {

Fd exit_descriptor(pid_t) { return {}; }

Result<Fd> input_descriptor(std::string_view bytes) {
  std::string name = (temporary_folder() / "ingot-input-XXXXXX").string();
  Fd fd(::mkstemp(name.data()));
  if (!fd.valid()) return system_error(errno, "keep the input of a program", {});
  ::unlink(name.c_str());
  ::fcntl(fd.get(), F_SETFD, FD_CLOEXEC);
  INGOT_TRY_VOID(write_all(fd.get(), bytes));
  ::lseek(fd.get(), 0, SEEK_SET);
  return fd;
}

void close_others_on_exec() {
  // Ours are marked when they are made; this is for what a library may have forgotten.
  const int last = static_cast<int>(std::clamp(::sysconf(_SC_OPEN_MAX), 3L, 4096L));
  for (int fd = 3; fd < last; ++fd) ::fcntl(fd, F_SETFD, FD_CLOEXEC);
}

bool group_is_alive(pid_t group) { return ::kill(-group, 0) == 0 || errno != ESRCH; }

}  // namespace ingot::os

#endif
