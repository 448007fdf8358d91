#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <string>

#include "os/process_internal.h"

namespace ingot::os {
namespace {

#ifndef MSG_NOSIGNAL
#define MSG_NOSIGNAL 0  // there SIGPIPE is ignored by the program as a whole
#endif

// "+12" adds the group 12, "-12" takes it away; at the end of the input the rest is killed.
constexpr const char* kScript =
    "g=' '\n"
    "while read -r s p; do\n"
    "  case $s in\n"
    "    +) g=\"$g$p \" ;;\n"
    "    -) case $g in *\" $p \"*) g=\"${g%%\" $p \"*} ${g#*\" $p \"}\" ;; esac ;;\n"
    "  esac\n"
    "done\n"
    "for p in $g; do kill -9 \"-$p\"; done 2>/dev/null\n";

}  // namespace

const GroupWatch& GroupWatch::instance() {
  // One for the process: it stands for the process's own end.
  static const GroupWatch watch;
  return watch;
}

GroupWatch::GroupWatch() {
  int ends[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0) return;
  Fd ours(ends[0]);
  const Fd theirs(ends[1]);
  const Fd nothing(::open("/dev/null", O_RDWR | O_CLOEXEC));
  ::fcntl(ours.get(), F_SETFD, FD_CLOEXEC);
  ::fcntl(theirs.get(), F_SETFD, FD_CLOEXEC);
  if (!nothing.valid()) return;
  std::string arguments[] = {"sh", "-c", kScript, "ingot-watch"};
  char* const argv[] = {arguments[0].data(), arguments[1].data(), arguments[2].data(),
                        arguments[3].data(), nullptr};
  char* const environment[] = {nullptr};
  const Started started = launch({.program = "/bin/sh",
                                  .argv = argv,
                                  .environment = environment,
                                  .directory = "/",
                                  .input = theirs.get(),
                                  .output = nothing.get(),
                                  .error = nothing.get(),
                                  .ignore_signals = true});
  if (started.failed == Stage::none) socket_ = std::move(ours);
}

void GroupWatch::tell(char sign, pid_t group) const {
  if (!socket_.valid()) return;
  const int kept = errno;
  char line[32] = {sign, ' '};
  char* end = std::to_chars(line + 2, line + sizeof line - 1, group).ptr;
  *end++ = '\n';
  // Never waits: a watch that is stopped or gone must not stop ingot.
  [[maybe_unused]] const ssize_t ignored = ::send(
      socket_.get(), line, static_cast<std::size_t>(end - line), MSG_NOSIGNAL | MSG_DONTWAIT);
  errno = kept;
}

}  // namespace ingot::os
