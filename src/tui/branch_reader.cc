#include "tui/branch_reader.h"

#include <utility>

#include "engine/work_tree.h"
#include "os/signals.h"

namespace ingot::tui {

void BranchReader::request(const std::filesystem::path& folder, bool ask_git) {
  {
    const std::lock_guard lock(mutex_);
    request_ = Request{.folder = folder, .ask_git = ask_git};
  }
  asked_.notify_one();
  if (thread_.joinable()) return;
  thread_ = std::jthread([this](const std::stop_token& stop) {
    os::begin_thread("branch");
    run(stop);
  });
}

std::optional<std::string> BranchReader::take() {
  const std::lock_guard lock(mutex_);
  return std::exchange(told_, std::nullopt);
}

void BranchReader::tell(const std::string& text) {
  if (text == shown_) return;
  shown_ = text;
  {
    const std::lock_guard lock(mutex_);
    told_ = text;
  }
  waker_.wake();
}

void BranchReader::run(const std::stop_token& stop) {
  while (true) {
    Request now;
    {
      std::unique_lock lock(mutex_);
      if (!asked_.wait(lock, stop, [this] { return request_.has_value(); })) return;
      now = *std::exchange(request_, std::nullopt);
    }
    const std::string branch = engine::branch_of(now.folder);
    // The mark of before stands until the new one is known.
    if (shown_ != branch + "*") tell(branch);
    if (branch.empty() || !now.ask_git) {
      tell(branch);
      continue;
    }
    tell(branch + (engine::is_dirty(now.folder, hidden_, stop).value_or(false) ? "*" : ""));
  }
}

}  // namespace ingot::tui
