#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>

#include "base/clock.h"
#include "os/file.h"

namespace ingot::os {

Result<FileLock> FileLock::try_lock(const std::filesystem::path& path) {
  // flock belongs to the open file: it is dropped when the process ends, however it ends.
  Fd fd(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (!fd.valid()) return system_error(errno, "open the lock file", path.string());
  int result = 0;
  do {
    result = ::flock(fd.get(), LOCK_EX | LOCK_NB);
  } while (result != 0 && errno == EINTR);
  if (result == 0) return FileLock(std::move(fd));
  if (errno == EWOULDBLOCK) {
    return Error{.kind = Error::Kind::busy,
                 .what = "another process holds the lock",
                 .where = path.string()};
  }
  return system_error(errno, "lock it", path.string());
}

Result<FileLock> FileLock::lock(const std::filesystem::path& path,
                                std::chrono::milliseconds limit) {
  constexpr std::chrono::milliseconds kStep(10);
  const auto deadline = std::chrono::steady_clock::now() + limit;
  while (true) {
    auto lock = try_lock(path);
    if (lock || lock.error().kind != Error::Kind::busy ||
        std::chrono::steady_clock::now() >= deadline) {
      return lock;
    }
    system_clock().sleep(kStep, {});
  }
}

}  // namespace ingot::os
