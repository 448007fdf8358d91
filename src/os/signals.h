// os/signals.h: signals as calls on an ordinary thread, and what threads need for them.
//
// Purpose    A front end says what SIGINT, SIGTERM and SIGHUP mean, and not in a signal handler.
// Threads    Make one before any other thread starts, so that all inherit the blocked mask. The
//            callback runs on the watcher's own thread.
#pragma once

#include <functional>
#include <thread>

namespace ingot::os {

class SignalWatcher {
 public:
  explicit SignalWatcher(std::function<void(int signal)> on_signal);
  ~SignalWatcher();
  SignalWatcher(const SignalWatcher&) = delete;
  SignalWatcher& operator=(const SignalWatcher&) = delete;

 private:
  std::jthread thread_;
};

// A write to a closed pipe is an error of that write, not the end of the program.
void ignore_broken_pipes();

// The first thing a thread does: its name in lists of threads, and a stack of its own for signal
// handlers, so that an overflow of the other one is still told (TUI-147). Whoever has such a stack
// keeps it. Once for the main thread too, whose name stays when `name` is null.
void begin_thread(const char* name);

}  // namespace ingot::os
