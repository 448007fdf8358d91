#include "os/foreground.h"

#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>

#include <cerrno>
#include <chrono>

#include "base/error.h"
#include "os/process_internal.h"

namespace ingot::os {
namespace {

constexpr int kLookMs = 20;  // where no descriptor tells of an exit
constexpr int kGraceMs = 80;

// Signals of the terminal are meant for the program; ours are as they were when this goes.
class QuitIgnored {
 public:
  QuitIgnored() {
    struct sigaction ignore {};
    ignore.sa_handler = SIG_IGN;
    ::sigaction(SIGQUIT, &ignore, &before_);
  }
  ~QuitIgnored() { ::sigaction(SIGQUIT, &before_, nullptr); }
  QuitIgnored(const QuitIgnored&) = delete;
  QuitIgnored& operator=(const QuitIgnored&) = delete;

 private:
  struct sigaction before_ {};
};

std::vector<char*> pointers(const std::vector<std::string>& words) {
  std::vector<char*> all;
  for (const std::string& word : words) all.push_back(const_cast<char*>(word.c_str()));  // NOLINT
  all.push_back(nullptr);
  return all;
}

// Our own masks and dispositions are not the program's.
int spawn(const std::vector<std::string>& argv, const std::vector<std::string>& environment,
          pid_t& pid) {
  posix_spawnattr_t attributes;
  ::posix_spawnattr_init(&attributes);
  sigset_t none, all;
  ::sigemptyset(&none);
  ::sigfillset(&all);
  ::posix_spawnattr_setsigmask(&attributes, &none);
  ::posix_spawnattr_setsigdefault(&attributes, &all);
  ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  const int failed = ::posix_spawnp(&pid, argv.front().c_str(), nullptr, &attributes,
                                    pointers(argv).data(), pointers(environment).data());
  ::posix_spawnattr_destroy(&attributes);
  return failed;
}

bool has_ended(pid_t pid, Exit& exit) {
  int status = 0;
  if (::waitpid(pid, &status, WNOHANG) != pid) return false;
  exit.signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
  exit.code = WIFSIGNALED(status) ? 128 + exit.signal : WEXITSTATUS(status);
  return true;
}

}  // namespace

Result<Exit> run_in_foreground(const std::vector<std::string>& argv,
                               const std::vector<std::string>& environment, const Waker& waker,
                               const std::function<bool()>& ends) {
  const QuitIgnored quit_ignored;
  pid_t pid = -1;
  if (const int failed = spawn(argv, environment, pid); failed != 0) {
    return system_error(failed, "start", argv.front());
  }
  const Fd exit_fd = exit_descriptor(pid);
  Exit exit;
  bool ended = false;
  std::chrono::steady_clock::time_point kill_at;
  while (!has_ended(pid, exit)) {
    const auto now = std::chrono::steady_clock::now();
    if (!ended && ends()) {
      ended = true;
      kill_at = now + std::chrono::milliseconds(kGraceMs);
      ::kill(pid, SIGHUP);
    } else if (ended && now >= kill_at) {
      ::kill(pid, SIGKILL);
    }
    pollfd wanted[] = {{.fd = exit_fd.get(), .events = POLLIN, .revents = 0},
                       {.fd = waker.fd(), .events = POLLIN, .revents = 0}};
    ::poll(wanted, 2, ended || !exit_fd.valid() ? kLookMs : -1);
    waker.drain();
  }
  return exit;
}

}  // namespace ingot::os
