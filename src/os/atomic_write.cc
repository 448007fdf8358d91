// os/atomic_write.cc: a file is replaced whole or not at all.

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

#include "base/ids.h"
#include "os/file.h"
#include "os/new_file.h"

namespace ingot::os {
namespace fs = std::filesystem;
namespace {

Error failed(int error_number, std::string_view verb, const fs::path& path) {
  return system_error(error_number, verb, path.string());
}

// Symlink targets and files with several names keep their identity: other names must see the
// change.
Result<> write_in_place(const fs::path& path, std::string_view bytes, bool sync) {
  INGOT_TRY(const std::string before, read_file(path, 1ULL << 40U));
  const Fd fd(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
  if (!fd.valid()) return failed(errno, "open it for writing", path);
  auto written = write_all(fd.get(), bytes);
  if (written && ::ftruncate(fd.get(), static_cast<off_t>(bytes.size())) != 0) {
    written = failed(errno, "cut it", path);
  }
  if (written && sync && ::fsync(fd.get()) != 0) written = failed(errno, "sync it", path);
  if (written) return {};
  // Put back what was there; the space for it is still the file's own.
  if (::lseek(fd.get(), 0, SEEK_SET) == 0) {
    [[maybe_unused]] const auto restored = write_all(fd.get(), before);
    [[maybe_unused]] const int cut = ::ftruncate(fd.get(), static_cast<off_t>(before.size()));
  }
  Error error = std::move(written).error();
  error.where = path.string();
  return error;
}

Error not_a_file(const fs::path& path) {
  return {.kind = Error::Kind::io, .what = "cannot write it: not a file", .where = path.string()};
}

// Whether the new file could be given the owner of the old one.
bool keep_owner(int fd, const fs::path& old) {
  struct stat before {};
  struct stat after {};
  if (::stat(old.c_str(), &before) != 0 || ::fstat(fd, &after) != 0) return false;
  if (before.st_uid == after.st_uid && before.st_gid == after.st_gid) return true;
  return ::fchown(fd, before.st_uid, before.st_gid) == 0;
}

}  // namespace

Result<> write_atomic(const fs::path& path, std::string_view bytes, const WriteOptions& options) {
  const auto existing = stat_no_follow(path);
  if (existing && (existing->type == FileInfo::Type::symlink || existing->links > 1)) {
    const auto target = stat_file(path);
    if (target && target->type == FileInfo::Type::file) {
      return write_in_place(path, bytes, options.sync);
    }
    if (!target && target.error().kind == Error::Kind::not_found) {
      // A symlink to nothing yet: its target is what is made.
      std::error_code code;
      const fs::path to = fs::read_symlink(path, code);
      if (!code) return write_atomic(path.parent_path() / to, bytes, options);
    }
    if (!target) return target.error();
    return not_a_file(path);
  }
  if (existing && existing->type != FileInfo::Type::file) return not_a_file(path);

  const fs::path folder = path.has_parent_path() ? path.parent_path() : fs::path(".");
  const fs::path temporary = folder / (".ingot-" + new_uuid() + ".tmp");
  const mode_t mode = existing ? existing->mode : options.mode.value_or(0666);
  Fd fd(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode));
  if (!fd.valid()) {
    // A folder in which nothing new may be made does not forbid changing what is there.
    const int reason = errno;
    if (existing && (reason == EACCES || reason == EPERM || reason == EROFS)) {
      return write_in_place(path, bytes, options.sync);
    }
    return failed(reason, "make a file beside it", path);
  }
  const auto give_up = [&](int error_number, std::string_view verb) {
    ::unlink(temporary.c_str());
    return failed(error_number, verb, path);
  };
  if (existing && !keep_owner(fd.get(), path)) {
    fd.reset();
    ::unlink(temporary.c_str());
    return write_in_place(path, bytes, options.sync);
  }
  // The umask applies to new files, not to bits that were there before; after the owner, because a
  // change of owner clears some of them.
  if (existing && ::fchmod(fd.get(), mode) != 0) return give_up(errno, "keep its permission bits");
  if (auto written = write_all(fd.get(), bytes); !written) {
    ::unlink(temporary.c_str());
    Error error = std::move(written).error();
    error.where = path.string();
    return error;
  }
  if (options.sync && ::fsync(fd.get()) != 0) return give_up(errno, "sync it");
  if (::rename(temporary.c_str(), path.c_str()) != 0) return give_up(errno, "replace it");
  if (options.sync) {
    // The rename itself survives a power loss only when the folder is on disk too.
    const Fd parent(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (parent.valid()) ::fsync(parent.get());
  }
  return {};
}

Result<> write_new(const fs::path& path, std::string_view bytes, mode_t mode) {
  // An empty file takes the place, so that no other program's can be replaced.
  Fd place(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode));
  if (!place.valid() && errno == EEXIST) {
    return Error{.kind = Error::Kind::busy,
                 .what = "there is something of this name already",
                 .where = path.string()};
  }
  if (!place.valid()) return failed(errno, "make it", path);
  place.reset();
  auto written = write_atomic(path, bytes);
  if (!written) ::unlink(path.c_str());
  return written;
}

}  // namespace ingot::os
