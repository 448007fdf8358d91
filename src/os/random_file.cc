#include "os/random_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

namespace ingot::os {
namespace {

Error failed(const std::string& path) {
  return {.kind = errno == ENOENT ? Error::Kind::not_found : Error::Kind::io,
          .what = std::generic_category().message(errno),
          .where = path};
}

}  // namespace

Result<RandomFile> RandomFile::open(const std::filesystem::path& path) {
  Fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd.valid()) return failed(path.string());
  return RandomFile(std::move(fd), path.string());
}

Result<std::uint64_t> RandomFile::size() const {
  struct stat info {};
  if (::fstat(fd_.get(), &info) != 0) return failed(path_);
  return static_cast<std::uint64_t>(info.st_size);
}

Result<std::string> RandomFile::read(std::uint64_t offset, std::size_t bytes) const {
  std::string out(bytes, '\0');
  std::size_t done = 0;
  while (done < bytes) {
    const ssize_t got =
        ::pread(fd_.get(), out.data() + done, bytes - done, static_cast<off_t>(offset + done));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return failed(path_);
    if (got == 0) break;
    done += static_cast<std::size_t>(got);
  }
  out.resize(done);
  return out;
}

}  // namespace ingot::os
