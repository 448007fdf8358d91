// os/signals.h: SIGINT, SIGTERM, SIGHUP as calls on an ordinary thread.
//
// Purpose    A front end says what an interruption means; no code of ours runs in a signal handler.
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
void name_thread(const char* name);

}  // namespace ingot::os
