#include "os/signals.h"

#include <pthread.h>
#include <signal.h>
#include <sys/mman.h>

#include <cstddef>

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

// Pages that nobody touches until a signal comes. Without them an overflow ends the process before
// any handler runs, as if there were none.
class SignalStack {
 public:
  SignalStack() {
    stack_t present{};
    if (::sigaltstack(nullptr, &present) != 0 || (present.ss_flags & SS_DISABLE) == 0) return;
    void* const memory =
        ::mmap(nullptr, kSignalStack, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) return;
    memory_ = memory;
    stack_t ours{};
    ours.ss_sp = memory_;
    ours.ss_size = kSignalStack;
    ::sigaltstack(&ours, nullptr);
  }
  ~SignalStack() {
    if (memory_ == nullptr) return;
    stack_t none{};
    none.ss_flags = SS_DISABLE;
    none.ss_size = kSignalStack;  // some systems look at it even then
    if (::sigaltstack(&none, nullptr) == 0) ::munmap(memory_, kSignalStack);
  }
  SignalStack(const SignalStack&) = delete;
  SignalStack& operator=(const SignalStack&) = delete;

 private:
  static constexpr std::size_t kSignalStack = 64 << 10;
  void* memory_ = nullptr;
};

}  // namespace

SignalWatcher::SignalWatcher(std::function<void(int signal)> on_signal) {
  // All threads that start from here on inherit the mask; the watcher's alone takes the signals.
  sigset_t set = watched_signals();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  thread_ = std::jthread([set, call = std::move(on_signal)](const std::stop_token& stop) {
    begin_thread("signals");
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

void begin_thread(const char* name) {
  thread_local SignalStack stack;
  (void)stack;
  if (name == nullptr) return;
#ifdef __APPLE__
  pthread_setname_np(name);
#else
  pthread_setname_np(pthread_self(), name);
#endif
}

}  // namespace ingot::os
