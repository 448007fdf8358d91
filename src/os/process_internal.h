// os/process_internal.h: what the files of process.h share.
//
// Purpose    The parts of a child's life that systems do differently (process_linux.cc; elsewhere
//            process_portable.cc), and the watch that outlives ingot (process_watch.cc).
#pragma once

#include <sys/types.h>

#include <string_view>

#include "os/file.h"

namespace ingot::os {

// --- by system ---------------------------------------------------------------------------------

// Becomes readable when `pid`, a child of ours, has exited. Invalid when the system has no such
// thing: then the exit is looked for every few milliseconds.
Fd exit_descriptor(pid_t pid);
// A readable descriptor at whose beginning `bytes` stand, for a child's standard input. A file
// rather than a pipe: nobody has to feed it, and a child that does not read harms nobody.
Result<Fd> input_descriptor(std::string_view bytes);
// Marks every descriptor from 3 on as closed by exec. Async-signal-safe.
void close_others_on_exec();
// Whether a process of the group is alive (a zombie is not).
bool group_is_alive(pid_t group);

// --- the watch ---------------------------------------------------------------------------------

// Ends groups that ingot leaves behind, however it ends.
//
// A parent-death signal would not do: it reaches the direct child but not what that has started, it
// fires when the *thread* that forked ends, and it cannot be taken back for a group that may live
// on. So a small shell, started with the first child, holds the other end of a socket: it is told
// the groups that come and go, and when the socket closes, which is when ingot is gone for any
// reason, it kills the groups that are left. Without a shell there is no watch; an orderly end of
// ingot then still ends the groups.
//
// Threads    Safe from any thread.
class GroupWatch {
 public:
  static const GroupWatch& instance();
  // Async-signal-safe: called by the child itself before exec, so that no moment is missed.
  void add(pid_t group) const { tell('+', group); }
  void remove(pid_t group) const { tell('-', group); }

 private:
  GroupWatch();
  void tell(char sign, pid_t group) const;
  Fd socket_;
};

// --- starting ----------------------------------------------------------------------------------

// What stands ready before the new process exists: between its birth and exec nothing may allocate
// or lock.
struct Launch {
  const char* program = nullptr;
  char* const* argv = nullptr;
  char* const* environment = nullptr;
  const char* directory = nullptr;  // null: ours
  int input = -1, output = -1, error = -1;
  const GroupWatch* watch = nullptr;  // null: the group is not watched
  bool ignore_signals = false;        // INT, TERM, HUP, QUIT: for the watch itself
};

enum class Stage : int { none, session, directory, descriptors, exec };
struct Started {
  pid_t pid = -1;
  Stage failed = Stage::none;  // what went wrong before the program ran; the child is gone then
  int error_number = 0;
};
Started launch(const Launch& launch);

}  // namespace ingot::os
