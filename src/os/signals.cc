#include "os/signals.h"

#include <pthread.h>
#include <signal.h>

namespace ingot::os {
namespace {

constexpr int kEndOfWatch = SIGTERM;  // always watched; also ends the watcher's own wait

// What whoever started ingot chose to ignore stays ignored: SIGHUP under nohup, SIGINT in a
// script's background.
sigset_t watched_signals() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, kEndOfWatch);
  for (const int signal : {SIGINT, SIGHUP}) {
    struct sigaction action {};
    if (sigaction(signal, nullptr, &action) != 0 || action.sa_handler != SIG_IGN) {
      sigaddset(&set, signal);
    }
  }
  return set;
}

}  // namespace

SignalWatcher::SignalWatcher(std::function<void(int signal)> on_signal) {
  // All threads that start from here on inherit the mask; the watcher's alone takes the signals.
  sigset_t set = watched_signals();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  thread_ = std::jthread([set, call = std::move(on_signal)](const std::stop_token& stop) {
    name_thread("signals");
    while (true) {
      int signal = 0;
      if (sigwait(&set, &signal) != 0) continue;
      if (stop.stop_requested()) return;
      call(signal);
    }
  });
}

SignalWatcher::~SignalWatcher() {
  thread_.request_stop();
  pthread_kill(thread_.native_handle(), kEndOfWatch);
}

void ignore_broken_pipes() {
  // NOLINTNEXTLINE(concurrency-mt-unsafe): called once, before other threads start
  ::signal(SIGPIPE, SIG_IGN);
}

void name_thread(const char* name) {
#ifdef __APPLE__
  pthread_setname_np(name);
#else
  pthread_setname_np(pthread_self(), name);
#endif
}

}  // namespace ingot::os
