// tools/file_records.h: what the model has seen of each file.
//
// Purpose    An edit is refused when the file was never read or is no longer what was read, so that
//            no work of a person or another program is overwritten unseen.
// Threads    All members are safe from any thread.
// Cost       At most kMaxFiles files; hashes of single lines, which tell where a file changed, for
//            at most kMaxLines lines in all. Older files give way first.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "os/file.h"

namespace ingot::tools {

class FileRecords {
 public:
  static constexpr std::size_t kMaxFiles = 10000;
  static constexpr std::size_t kMaxLines = 2000000;

  // The model saw or wrote `content` at `path` (canonical).
  void saw(const std::filesystem::path& path, const os::FileInfo& info, std::string_view content);
  // The file is too large to be held as a whole: size and time stand for its content.
  void saw_part(const std::filesystem::path& path, const os::FileInfo& info);
  void forget(const std::filesystem::path& path);

  enum class State { unread, fresh, changed };
  struct Answer {
    State state = State::unread;
    // The lines that differ as the file is now, counted from 1; 0: not known.
    std::size_t first_line = 0, last_line = 0;
  };
  // Compares what is on disk now with what was seen. Same content is fresh whatever its time says.
  Answer check(const std::filesystem::path& path, const os::FileInfo& info,
               std::string_view content) const;

 private:
  struct Record {
    std::uint64_t size = 0;
    std::int64_t mtime_ns = 0;
    std::string hash;  // empty: only size and time are known
    std::vector<std::uint64_t> lines;
    bool has_lines = false;
    std::uint64_t seen = 0;  // counts up; the smallest goes first
  };
  void keep(const std::filesystem::path& path, Record record);

  mutable std::mutex mutex_;
  std::map<std::filesystem::path, Record> records_;  // guarded by mutex_
  std::size_t total_lines_ = 0;                      // guarded by mutex_
  std::uint64_t counter_ = 0;                        // guarded by mutex_
};

}  // namespace ingot::tools
