// tui/shell.h: "!" commands of the user's own, run beside the conversation (TUI-68).
//
// Threads    The command runs on a thread of its own; take() is for the terminal's thread.
#pragma once

#include <filesystem>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "os/waker.h"

namespace ingot::tui {

class Shell {
 public:
  // `hidden` are variables that hold keys: the command does not see them.
  Shell(std::filesystem::path folder, std::vector<std::string> hidden, const os::Waker& waker)
      : folder_(std::move(folder)), hidden_(std::move(hidden)), waker_(waker) {}

  bool is_running() const { return running_; }
  const std::string& command() const { return command_; }
  void start(std::string command);
  void stop();

  struct Done {
    std::string command, output;
    int code = 0;
  };
  // Once, when the command has ended.
  std::optional<Done> take();

 private:
  std::filesystem::path folder_;
  std::vector<std::string> hidden_;
  const os::Waker& waker_;
  std::string command_;
  bool running_ = false;
  std::mutex mutex_;
  std::optional<Done> done_;  // guarded by mutex_
  std::jthread thread_;
};

}  // namespace ingot::tui
