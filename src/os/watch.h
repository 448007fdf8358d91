// os/watch.h: tells when files of interest may have changed.
//
// Purpose    Settings are applied while ingot runs. A file is watched by the folders it is reached
//            through, so that creation, rename-replace, deletion and another target of a symlink
//            count too; where a folder is missing, the nearest one above it is watched for it.
// Threads    One thread at a time.
// Errors     What cannot be watched is not: a change of it is found at the next start.
// Cost       Nothing while nothing changes: no thread, no timer.
#pragma once

#include <filesystem>
#include <memory>
#include <vector>

namespace ingot::os {

class FileWatch {
 public:
  FileWatch();
  ~FileWatch();
  FileWatch(const FileWatch&) = delete;
  FileWatch& operator=(const FileWatch&) = delete;

  // These files and no others, whether or not they exist. Paths are absolute.
  void watch(std::vector<std::filesystem::path> files);
  // Readable when changed() has something to say; -1 where the system cannot tell.
  int fd() const;
  // Whether one of the files may have changed since the last call; never waits.
  bool changed();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace ingot::os
