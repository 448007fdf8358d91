// os/child_exit.h: learning that a child has ended, by descriptor where the system has that.
#pragma once

#include <sys/types.h>

#include "os/file.h"

namespace ingot::os {

// A descriptor that becomes readable when `pid` ends (Linux: pidfd); invalid where there is none, and
// waiting then looks every few milliseconds.
Fd exit_descriptor(pid_t pid);

// Asks that the calling process (a child between fork and exec) gets SIGKILL when its parent ends.
// Does nothing where the system cannot. Async-signal-safe.
void die_with_parent(pid_t parent);

// Marks every descriptor from `first` on close-on-exec. Async-signal-safe.
void close_on_exec_from(int first);

}  // namespace ingot::os
