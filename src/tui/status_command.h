// tui/status_command.h: rows that a command of the user's prints, under the status line.
//
// Purpose    Runs `statusLine.command` when what it is told has changed: at most every 300 ms, for
//            at most a second, with the state as JSON on its stdin (TUI-103).
// Ownership  Owns its thread, which sleeps while nothing changes.
// Threads    The methods belong to the terminal's thread.
// Errors     A command that fails prints no rows; take_failure() says why, once for a command.
#pragma once

#include <condition_variable>
#include <filesystem>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "engine/configuration.h"
#include "os/waker.h"
#include "tui/line.h"

namespace ingot::tui {

class StatusCommand {
 public:
  explicit StatusCommand(const os::Waker& waker) : waker_(waker) {}

  // Without a command there are no rows. `hidden` are variables that hold keys.
  void want(const std::optional<config::StatusLineCommand>& command, const std::string& state,
            const std::filesystem::path& folder, const std::vector<std::string>& hidden);
  const std::vector<Line>& rows();
  std::optional<std::string> take_failure();

  struct Job {
    config::StatusLineCommand line;
    std::string state;
    std::filesystem::path folder;
    std::vector<std::string> hidden;
  };
  struct Printed {
    std::vector<Line> rows;
    std::string failure;
  };
  // Runs it once, here.
  static Printed print(const Job& job, const std::stop_token& stop);

 private:
  void run(const std::stop_token& stop);

  const os::Waker& waker_;
  std::optional<config::StatusLineCommand> command_;  // what was wanted last
  std::string state_;                                 // and what it was told
  std::vector<Line> rows_;
  bool told_failure_ = false;
  std::mutex mutex_;
  std::condition_variable_any wanted_;
  std::optional<Job> job_;          // guarded by mutex_
  std::optional<Printed> printed_;  // guarded by mutex_
  std::jthread thread_;
};

}  // namespace ingot::tui
