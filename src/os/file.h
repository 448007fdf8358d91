// os/file.h: files, atomic replacement, appending, locks.
//
// Purpose    The only place that opens files for other rooms. Sizes are bounded by the caller.
// Ownership  Fd, LineReader, AppendFile and FileLock give back what they hold when destroyed.
// Errors     Error::where is the path as given; kind not_found, io, limit (larger than max_bytes),
//            busy (lock held elsewhere).
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace ingot::os {

class Fd {
 public:
  Fd() = default;
  explicit Fd(int fd) : fd_(fd) {}
  Fd(Fd&& other) noexcept : fd_(other.release()) {}
  Fd& operator=(Fd&& other) noexcept;
  ~Fd() { reset(); }
  int get() const { return fd_; }
  bool valid() const { return fd_ >= 0; }
  int release();
  void reset();

 private:
  int fd_ = -1;
};

struct FileInfo {
  enum class Type { file, directory, symlink, other };
  Type type = Type::other;
  std::uint64_t size = 0;
  std::int64_t mtime_ns = 0;
  std::uint64_t device = 0, inode = 0, links = 0;
  mode_t mode = 0;  // permission bits
  uid_t owner = 0;
};
Result<FileInfo> stat_file(const std::filesystem::path& path);  // follows symlinks
Result<FileInfo> stat_no_follow(const std::filesystem::path& path);

Result<std::string> read_file(const std::filesystem::path& path, std::uint64_t max_bytes);
// The same of a file that somebody else may have put there: symlinks are followed, but what is no
// regular file is refused at once, where opening a FIFO or a device would wait.
Result<std::string> read_regular_file(const std::filesystem::path& path, std::uint64_t max_bytes);
// Everything until end of file from an open descriptor (pipes too).
Result<std::string> read_all(int fd, std::uint64_t max_bytes);
Result<> write_all(int fd, std::string_view bytes);

struct WriteOptions {
  std::optional<mode_t>
      mode;  // for a new file; an existing one keeps its bits. Default 0666 & ~umask
  bool sync = true;
};
// Replaces `path` by a temporary file in the same folder, fsync, rename. Symlinks are followed; a
// symlink's target and files with several hard links are written in place (CLI-80). On any error
// the old content is untouched and no temporary file is left.
Result<> write_atomic(const std::filesystem::path& path, std::string_view bytes,
                      const WriteOptions& options = {});

// mkdir -p; new folders get `mode`.
Result<> make_folders(const std::filesystem::path& path, mode_t mode = 0777);

struct DirectoryEntry {
  std::string name;
  FileInfo::Type type = FileInfo::Type::other;  // of the entry itself
};
// Unsorted, without "." and "..". More than max_entries: Kind::limit.
Result<std::vector<DirectoryEntry>> list_folder(const std::filesystem::path& path,
                                                std::size_t max_entries = 1000000);

// Lines of a file of any size in bounded memory.
class LineReader {
 public:
  static Result<LineReader> open(const std::filesystem::path& path);
  // The next line without its LF, at most max_bytes of it (the rest is skipped and counted in
  // skipped()). False at the end of the file or after an error.
  bool next(std::string& line, std::size_t max_bytes);
  std::uint64_t skipped() const { return skipped_; }  // bytes of the last line that were left out
  bool ended_with_newline() const { return newline_; }
  Result<> status() const;

 private:
  explicit LineReader(Fd fd);
  bool fill();
  Fd fd_;
  std::string buffer_;
  std::size_t at_ = 0;
  std::uint64_t skipped_ = 0;
  bool newline_ = false, ended_ = false;
  int error_ = 0;
};

// A file that only grows; one write() an append.
class AppendFile {
 public:
  static Result<AppendFile> open(const std::filesystem::path& path, mode_t mode = 0600);
  // All of `bytes` or an error; after a short write the file is cut back to where it was.
  Result<> append(std::string_view bytes);
  Result<> sync();  // fdatasync
  Result<> truncate(std::uint64_t size);

 private:
  AppendFile(Fd fd, std::string path) : fd_(std::move(fd)), path_(std::move(path)) {}
  Fd fd_;
  std::string path_;
};

// An advisory lock held by the kernel until destroyed or the process ends.
class FileLock {
 public:
  // Kind::busy at once when another process holds it.
  static Result<FileLock> try_lock(const std::filesystem::path& path);
  static Result<FileLock> lock(const std::filesystem::path& path, std::chrono::milliseconds limit);

 private:
  explicit FileLock(Fd fd) : fd_(std::move(fd)) {}
  Fd fd_;
};

// Hexadecimal SHA-256 (OpenSSL).
std::string sha256_hex(std::string_view bytes);

}  // namespace ingot::os
