// tui/shell.h: "!" commands of the user's own, run beside the conversation (TUI-68).
//
// Threads    The command runs on a thread of its own; everything else is for the terminal's thread.
// Cost       Of a long output the beginning and the end are kept, at most 256 KB.
#pragma once

#include <chrono>
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
  Shell(std::vector<std::string> hidden, const os::Waker& waker)
      : hidden_(std::move(hidden)), waker_(waker) {}

  // Of commands to come.
  void hide(std::vector<std::string> variables) { hidden_ = std::move(variables); }
  bool is_running() const { return running_; }
  const std::string& command() const { return command_; }
  std::chrono::steady_clock::time_point since() const { return since_; }
  void start(const std::string& command, const std::filesystem::path& folder);
  // TERM to its process group, then KILL.
  void stop() { thread_.request_stop(); }

  // The last lines of what it has printed so far, at most a few hundred bytes.
  std::string tail();

  struct Done {
    std::string command, output;
    std::size_t total =
        0;  // bytes that it printed; more than `output` holds when some are left out
    int code = 0;
  };
  // Once, when the command has ended.
  std::optional<Done> take();

 private:
  void run(const std::stop_token& stop, const std::filesystem::path& folder);
  void keep(std::string_view piece);

  std::vector<std::string> hidden_;
  const os::Waker& waker_;
  std::string command_;
  std::chrono::steady_clock::time_point since_;
  bool running_ = false;
  std::mutex mutex_;
  std::string head_, tail_;  // guarded by mutex_, as is all below
  std::size_t total_ = 0;
  std::optional<int> code_;
  std::jthread thread_;
};

}  // namespace ingot::tui
