// tui/file_index.h: the files of the working directory, for "@".
//
// Purpose    Listed once in the background by git or ripgrep, both of which respect ignore files
//            (TUI-65); searched by the letters of what was typed.
// Threads    The walk has a thread of its own; matches() may be called at any time.
#pragma once

#include <filesystem>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "os/waker.h"

namespace ingot::tui {

class FileIndex {
 public:
  // `waker` is woken when the walk is done.
  FileIndex(std::filesystem::path folder, const os::Waker& waker)
      : folder_(std::move(folder)), waker_(waker) {}

  // Begins the walk if it has not begun.
  void begin();
  bool is_ready() const;
  // The best first, at most `most`.
  std::vector<std::string> matches(std::string_view wanted, std::size_t most) const;

 private:
  void walk(const std::stop_token& stop);

  std::filesystem::path folder_;
  const os::Waker& waker_;
  mutable std::mutex mutex_;
  bool ready_ = false;              // guarded by mutex_
  std::vector<std::string> paths_;  // guarded by mutex_
  std::jthread thread_;
};

}  // namespace ingot::tui
