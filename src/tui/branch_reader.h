// tui/branch_reader.h: branch and dirty mark for the status line, read in the background (TUI-102).
//
// Purpose    Reads when it is asked to: at the start, after tools and commands, when the terminal
//            gets the focus, and when git has moved HEAD, the branch or the index. Nothing is
//            polled. Requests during a reading lead to one more.
// Threads    Reads on a thread of its own; the other methods are for the terminal's thread. Never
//            waits for git: the branch is told first, the mark when it is known.
#pragma once

#include <condition_variable>
#include <filesystem>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "os/waker.h"
#include "os/watch.h"

namespace ingot::tui {

class BranchReader {
 public:
  BranchReader(const os::Waker& waker, std::vector<std::string> hidden_variables)
      : waker_(waker), hidden_(std::move(hidden_variables)) {}

  // `ask_git`: what the project says counts. Else there is no mark.
  void request(const std::filesystem::path& folder, bool ask_git);
  // "main" or "main*", once after each change.
  std::optional<std::string> take();

  int fd() const { return watch_.fd(); }  // readable when changed() should be called
  // Whether git has changed something since the last call. A reading that was under way is given
  // up, as it would tell of what was before: request() another one.
  bool changed();

 private:
  struct Request {
    std::filesystem::path folder;
    bool ask_git = false;
  };
  void run(const std::stop_token& stop);
  void read(const Request& request, const std::stop_token& stop);
  void tell(const std::string& text);

  const os::Waker& waker_;
  const std::vector<std::string> hidden_;
  os::FileWatch watch_;
  std::mutex mutex_;
  std::condition_variable_any asked_;
  std::optional<Request> request_;   // guarded by mutex_
  std::stop_source reading_;         // guarded by mutex_
  std::optional<std::string> told_;  // guarded by mutex_
  std::string shown_;                // of the thread: what was told last
  std::jthread thread_;
};

}  // namespace ingot::tui
