// os/process.h: child processes in groups of their own.
//
// Purpose    Starts a program, reads what it prints, ends its whole group. No shell is involved
//            unless the caller names one.
// Ownership  A Child that is destroyed kills its group and reaps the leader.
// Threads    A Child belongs to one thread at a time.
// Errors     Kind::not_found when the program does not exist, io otherwise. What the child does is
//            not an error.
// Invariant  Nothing is inherited but the three standard descriptors; there is no controlling
//            terminal; the environment is exactly what the caller gave (invariant 3). The group
//            dies with ingot even after kill -9 of ingot, and does not die with the thread that
//            started it (process_internal.h, GroupWatch).
// Cost       A start takes about a millisecond, whatever the size of ingot's memory.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "os/file.h"

namespace ingot::os {

struct Command {
  std::vector<std::string> argv;  // argv[0] is looked up in PATH unless it has a slash
  std::filesystem::path directory;
  std::vector<std::string> environment;  // "NAME=value"
  std::string input;                     // what stdin gives; empty: /dev/null
  bool merge_stderr = true;  // stderr into stdout, in order of arrival; else it is captured apart
};

// The environment of this process without the variables named.
std::vector<std::string> environment_without(const std::vector<std::string>& names);

struct Exit {
  int code = 0;    // exit status; 128 + signal when a signal ended it
  int signal = 0;  // not 0: ended by this signal
};

class Child {
 public:
  static Result<Child> start(const Command& command);
  Child(Child&&) noexcept;
  Child& operator=(Child&&) noexcept;
  ~Child();

  enum class Event { output, exited, timeout, stopped };
  struct Step {
    Event event = Event::exited;
    std::string output;  // what came on stdout (merged)
    std::string error;   // on stderr when kept apart
  };
  // Waits for output, for the end of the leader AND of its output, for `deadline`, or for `stop`.
  // After the leader's exit, output held open by a background grandchild is read for at most 100
  // ms.
  Step wait(std::chrono::steady_clock::time_point deadline, std::stop_token stop);

  Exit exit() const;  // after Event::exited
  pid_t pid() const;
  void signal_group(int signal);
  // TERM, then KILL after `grace`; returns when the leader is reaped.
  void end_group(std::chrono::milliseconds grace);
  // Lets the group live on: destroying the Child no longer kills it.
  void detach();

 private:
  struct State;
  explicit Child(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

struct Captured {
  Exit exit;
  std::string output, error;
  bool timed_out = false, stopped = false, truncated = false;
};
// Ends every group that is running now. Async-signal-safe: for the way out that waits for nothing.
void kill_all_groups();

// Runs to the end, keeping at most max_bytes of each stream (the rest is read and dropped).
Result<Captured> run(const Command& command, std::chrono::milliseconds limit, std::size_t max_bytes,
                     std::stop_token stop);

// The path of `program` in PATH; empty when there is none.
std::filesystem::path find_program(std::string_view program);

}  // namespace ingot::os
