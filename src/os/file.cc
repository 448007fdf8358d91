#include "os/file.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <utility>

namespace ingot::os {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t kReadChunk = 64U << 10U;

FileInfo to_info(const struct stat& status) {
  FileInfo info;
  if (S_ISREG(status.st_mode)) info.type = FileInfo::Type::file;
  if (S_ISDIR(status.st_mode)) info.type = FileInfo::Type::directory;
  if (S_ISLNK(status.st_mode)) info.type = FileInfo::Type::symlink;
  info.size = static_cast<std::uint64_t>(status.st_size);
#ifdef __APPLE__
  const timespec& mtime = status.st_mtimespec;
#else
  const timespec& mtime = status.st_mtim;
#endif
  info.mtime_ns = static_cast<std::int64_t>(mtime.tv_sec) * 1000000000 + mtime.tv_nsec;
  info.device = static_cast<std::uint64_t>(status.st_dev);
  info.inode = static_cast<std::uint64_t>(status.st_ino);
  info.links = static_cast<std::uint64_t>(status.st_nlink);
  info.mode = status.st_mode & 07777U;
  info.owner = status.st_uid;
  return info;
}

FileInfo::Type entry_type(const fs::path& folder, const dirent& entry) {
  switch (entry.d_type) {
    case DT_REG:
      return FileInfo::Type::file;
    case DT_DIR:
      return FileInfo::Type::directory;
    case DT_LNK:
      return FileInfo::Type::symlink;
    case DT_UNKNOWN: {  // some file systems leave it to stat
      const auto info = stat_no_follow(folder / entry.d_name);
      return info ? info->type : FileInfo::Type::other;
    }
    default:
      return FileInfo::Type::other;
  }
}

int full_sync(int fd) {
#ifdef __APPLE__
  return ::fcntl(fd, F_FULLFSYNC);
#else
  return ::fdatasync(fd);
#endif
}

}  // namespace

Fd& Fd::operator=(Fd&& other) noexcept {
  if (this != &other) {
    reset();
    fd_ = other.release();
  }
  return *this;
}

int Fd::release() { return std::exchange(fd_, -1); }

void Fd::reset() {
  if (fd_ >= 0) ::close(fd_);
  fd_ = -1;
}

Result<FileInfo> stat_file(const fs::path& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return system_error(errno, "look at it", path.string());
  return to_info(status);
}

Result<FileInfo> stat_no_follow(const fs::path& path) {
  struct stat status {};
  if (::lstat(path.c_str(), &status) != 0) return system_error(errno, "look at it", path.string());
  return to_info(status);
}

Result<std::string> read_all(int fd, std::uint64_t max_bytes) {
  std::string bytes;
  struct stat status {};
  if (::fstat(fd, &status) == 0 && S_ISREG(status.st_mode)) {
    bytes.reserve(std::min(static_cast<std::uint64_t>(status.st_size), max_bytes) + 1);
  }
  while (true) {
    const std::size_t had = bytes.size();
    // A file of known size fits what was reserved; its end is found in the byte to spare.
    bytes.resize(bytes.capacity() > had ? bytes.capacity() : had + kReadChunk);
    const ssize_t n = ::read(fd, bytes.data() + had, bytes.size() - had);
    bytes.resize(had + static_cast<std::size_t>(std::max<ssize_t>(n, 0)));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return system_error(errno, "read it", {});
    if (n == 0) return bytes;
    if (bytes.size() > max_bytes) {
      return Error{.kind = Error::Kind::limit,
                   .what = "larger than " + std::to_string(max_bytes) + " bytes"};
    }
  }
}

namespace {

Result<std::string> read_opened(const Fd& fd, const fs::path& path, std::uint64_t max_bytes) {
  auto bytes = read_all(fd.get(), max_bytes);
  if (!bytes) {
    Error error = std::move(bytes).error();
    error.where = path.string();
    return error;
  }
  return bytes;
}

}  // namespace

Result<std::string> read_file(const fs::path& path, std::uint64_t max_bytes) {
  const Fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY));
  if (!fd.valid()) return system_error(errno, "open it", path.string());
  return read_opened(fd, path, max_bytes);
}

Result<std::string> read_regular_file(const fs::path& path, std::uint64_t max_bytes) {
  const Fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK));
  if (!fd.valid()) return system_error(errno, "open it", path.string());
  struct stat status {};
  if (::fstat(fd.get(), &status) != 0) return system_error(errno, "look at it", path.string());
  if (!S_ISREG(status.st_mode)) {
    return Error{.kind = Error::Kind::io, .what = "not a file", .where = path.string()};
  }
  return read_opened(fd, path, max_bytes);
}

Result<> write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = ::write(fd, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return system_error(errno, "write", {});
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
  return {};
}

Result<> make_folders(const fs::path& path, mode_t mode) {
  if (path.empty() || ::mkdir(path.c_str(), mode) == 0) return {};
  if (errno == EEXIST) {
    const auto info = stat_file(path);
    if (info && info->type == FileInfo::Type::directory) return {};
    return system_error(ENOTDIR, "make the folder", path.string());
  }
  if (errno != ENOENT || path.parent_path() == path) {
    return system_error(errno, "make the folder", path.string());
  }
  INGOT_TRY_VOID(make_folders(path.parent_path(), mode));
  if (::mkdir(path.c_str(), mode) == 0 || errno == EEXIST) return {};
  return system_error(errno, "make the folder", path.string());
}

Result<std::vector<DirectoryEntry>> list_folder(const fs::path& path, std::size_t max_entries) {
  struct Close {
    void operator()(DIR* folder) const { ::closedir(folder); }
  };
  const std::unique_ptr<DIR, Close> folder(::opendir(path.c_str()));
  if (!folder) return system_error(errno, "list the folder", path.string());
  std::vector<DirectoryEntry> entries;
  while (true) {
    errno = 0;
    // NOLINTNEXTLINE(concurrency-mt-unsafe): the stream belongs to this call alone
    const dirent* entry = ::readdir(folder.get());
    if (entry == nullptr) {
      if (errno != 0) return system_error(errno, "list the folder", path.string());
      return entries;
    }
    const std::string_view name = entry->d_name;
    if (name == "." || name == "..") continue;
    if (entries.size() == max_entries) {
      return Error{.kind = Error::Kind::limit,
                   .what = "the folder has more than " + std::to_string(max_entries) + " entries",
                   .where = path.string()};
    }
    entries.push_back({.name = std::string(name), .type = entry_type(path, *entry)});
  }
}

Result<AppendFile> AppendFile::open(const fs::path& path, mode_t mode) {
  Fd fd(::open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, mode));
  if (!fd.valid()) return system_error(errno, "open it for appending", path.string());
  return AppendFile(std::move(fd), path.string());
}

Result<> AppendFile::append(std::string_view bytes) {
  struct stat status {};
  if (::fstat(fd_.get(), &status) != 0) return system_error(errno, "look at it", path_);
  ssize_t n = 0;
  do {
    n = ::write(fd_.get(), bytes.data(), bytes.size());
  } while (n < 0 && errno == EINTR);
  if (n == static_cast<ssize_t>(bytes.size())) return {};
  const int reason = n < 0 ? errno : ENOSPC;
  // Nothing is half-written: a short write is taken back.
  if (n > 0 && ::ftruncate(fd_.get(), status.st_size) != 0) {
    return system_error(errno, "take back a half-written record", path_);
  }
  return system_error(reason, "append to it", path_);
}

Result<> AppendFile::sync() {
  if (full_sync(fd_.get()) != 0) return system_error(errno, "sync it", path_);
  return {};
}

Result<> AppendFile::truncate(std::uint64_t size) {
  if (::ftruncate(fd_.get(), static_cast<off_t>(size)) != 0) {
    return system_error(errno, "cut it", path_);
  }
  return {};
}

}  // namespace ingot::os
