#include "tui/branch_reader.h"

#include <chrono>
#include <utility>

#include "engine/work_tree.h"
#include "os/signals.h"

namespace ingot::tui {
namespace {

// Between two readings: a rebase moves HEAD a hundred times.
constexpr std::chrono::milliseconds kPause(300);

}  // namespace

void BranchReader::request(const std::filesystem::path& folder, bool ask_git) {
  watch_.watch(engine::branch_files(folder));
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

bool BranchReader::changed() {
  if (!watch_.changed()) return false;
  const std::lock_guard lock(mutex_);
  reading_.request_stop();
  return true;
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
    std::stop_source reading;
    {
      std::unique_lock lock(mutex_);
      if (!asked_.wait(lock, stop, [this] { return request_.has_value(); })) return;
      now = *std::exchange(request_, std::nullopt);
      reading_ = reading;
    }
    const std::stop_callback on_stop(stop, [&reading] { reading.request_stop(); });
    read(now, reading.get_token());
    std::unique_lock lock(mutex_);
    asked_.wait_for(lock, stop, kPause, [] { return false; });
  }
}

void BranchReader::read(const Request& request, const std::stop_token& stop) {
  const std::string branch = engine::branch_of(request.folder);
  // The mark of before stands until the new one is known.
  if (shown_ != branch + "*") tell(branch);
  if (branch.empty() || !request.ask_git) return tell(branch);
  const auto dirty = engine::is_dirty(request.folder, hidden_, stop);
  if (!stop.stop_requested()) tell(branch + (dirty.value_or(false) ? "*" : ""));
}

}  // namespace ingot::tui
