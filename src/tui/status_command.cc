#include "tui/status_command.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "os/process.h"
#include "os/signals.h"
#include "tui/sgr_lines.h"

namespace ingot::tui {
namespace {

constexpr std::chrono::milliseconds kPause(300), kLimit(1000);
constexpr std::size_t kMaxOutput = 16U << 10U;
constexpr std::int64_t kMostPadding = 40;

std::string first_line(std::string_view text) {
  return std::string(text.substr(0, std::min(text.find('\n'), text.size())));
}

}  // namespace

void StatusCommand::want(const std::optional<config::StatusLineCommand>& command,
                         const std::string& state, const std::filesystem::path& folder,
                         const std::vector<std::string>& hidden) {
  if (command == command_ && state == state_) return;
  if (command != command_) told_failure_ = false;
  command_ = command;
  state_ = state;
  if (!command) {
    rows_.clear();
    return;
  }
  {
    const std::lock_guard lock(mutex_);
    job_ = Job{.line = *command, .state = state, .folder = folder, .hidden = hidden};
  }
  wanted_.notify_one();
  if (thread_.joinable()) return;
  thread_ = std::jthread([this](const std::stop_token& stop) {
    os::begin_thread("status line");
    run(stop);
  });
}

const std::vector<Line>& StatusCommand::rows() {
  const std::lock_guard lock(mutex_);
  if (printed_ && command_) rows_ = printed_->rows;
  return rows_;
}

std::optional<std::string> StatusCommand::take_failure() {
  const std::lock_guard lock(mutex_);
  if (told_failure_ || !printed_ || printed_->failure.empty()) return std::nullopt;
  told_failure_ = true;
  return std::exchange(printed_->failure, {});
}

StatusCommand::Printed StatusCommand::print(const Job& job, const std::stop_token& stop) {
  Printed printed;
  const auto ran = os::run({.argv = {"sh", "-c", job.line.command},
                            .directory = job.folder,
                            .environment = os::environment_without(job.hidden),
                            .input = job.state,
                            .merge_stderr = false},
                           kLimit, kMaxOutput, stop);
  if (!ran) {
    printed.failure = to_text(ran.error());
  } else if (ran->timed_out) {
    printed.failure = "it took longer than a second";
  } else if (ran->exit.code != 0) {
    printed.failure = "it ended with status " + std::to_string(ran->exit.code);
    if (const std::string why = first_line(ran->error); !why.empty()) printed.failure += ": " + why;
  } else {
    printed.rows = sgr_lines(ran->output);
    const auto most = static_cast<std::size_t>(std::clamp<std::int64_t>(job.line.max_rows, 1, 3));
    if (printed.rows.size() > most) printed.rows.resize(most);
    const auto padding = std::clamp<std::int64_t>(job.line.padding, 0, kMostPadding);
    for (Line& row : printed.rows) {
      row = Line().own(std::string(static_cast<std::size_t>(padding), ' ')).append(row);
    }
  }
  return printed;
}

void StatusCommand::run(const std::stop_token& stop) {
  while (true) {
    std::unique_lock lock(mutex_);
    if (!wanted_.wait(lock, stop, [this] { return job_.has_value(); })) return;
    const Job job = *std::exchange(job_, std::nullopt);
    lock.unlock();
    Printed printed = print(job, stop);
    lock.lock();
    printed_ = std::move(printed);
    waker_.wake();
    wanted_.wait_for(lock, stop, kPause, [] { return false; });
  }
}

}  // namespace ingot::tui
