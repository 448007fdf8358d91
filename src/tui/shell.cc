#include "tui/shell.h"

#include <algorithm>
#include <utility>

#include "base/utf8.h"
#include "os/process.h"
#include "os/signals.h"

namespace ingot::tui {
namespace {

constexpr std::chrono::hours kLimit(24 * 30);
constexpr std::chrono::milliseconds kGrace(80);
constexpr std::size_t kHead = 64U << 10U, kTail = 192U << 10U;
constexpr std::size_t kShown = 600;
constexpr int kNotRun = 127, kStopped = 130;  // as shells tell it

}  // namespace

void Shell::start(const std::string& command, const std::filesystem::path& folder) {
  command_ = command;
  since_ = std::chrono::steady_clock::now();
  running_ = true;
  {
    const std::lock_guard lock(mutex_);
    head_.clear();
    tail_.clear();
    total_ = 0;
    code_.reset();
  }
  thread_ = std::jthread([this, folder](const std::stop_token& stop) { run(stop, folder); });
}

void Shell::run(const std::stop_token& stop, const std::filesystem::path& folder) {
  os::begin_thread("shell");
  int code = kNotRun;
  auto child = os::Child::start({.argv = {"bash", "-c", command_},
                                 .directory = folder,
                                 .environment = os::environment_without(hidden_),
                                 .input = {}});
  if (!child) {
    keep(to_text(child.error()));
  } else {
    const auto deadline = std::chrono::steady_clock::now() + kLimit;
    while (true) {
      const os::Child::Step step = child->wait(deadline, stop);
      keep(step.output);
      if (step.event == os::Child::Event::output) continue;
      if (step.event != os::Child::Event::exited) child->end_group(kGrace);
      code = step.event == os::Child::Event::exited ? child->exit().code : kStopped;
      break;
    }
  }
  {
    const std::lock_guard lock(mutex_);
    code_ = code;
  }
  waker_.wake();
}

void Shell::keep(std::string_view piece) {
  const std::lock_guard lock(mutex_);
  total_ += piece.size();
  const std::size_t room = std::min(piece.size(), kHead - head_.size());
  head_ += piece.substr(0, room);
  tail_ += piece.substr(room);
  // Cut now and then, not at every piece.
  if (tail_.size() > 2 * kTail) tail_.erase(0, tail_.size() - kTail);
}

std::string Shell::tail() {
  const std::lock_guard lock(mutex_);
  const std::string& last = tail_.empty() ? head_ : tail_;
  std::string text(utf8_suffix(last, kShown));
  while (text.ends_with('\n')) text.pop_back();
  return text;
}

std::optional<Shell::Done> Shell::take() {
  const std::lock_guard lock(mutex_);
  if (!code_) return std::nullopt;
  running_ = false;
  if (tail_.size() > kTail) tail_.erase(0, tail_.size() - kTail);
  Done done{.command = command_,
            .output = std::exchange(head_, {}),
            .total = total_,
            .code = *std::exchange(code_, std::nullopt)};
  if (done.output.size() + tail_.size() < total_) {
    // Both cuts at line ends, as far as there are any.
    done.output.resize(std::min(done.output.rfind('\n'), done.output.size() - 1) + 1);
    tail_.erase(0, std::min(tail_.find('\n'), tail_.size() - 1) + 1);
    done.output +=
        "… " + std::to_string(total_ - done.output.size() - tail_.size()) + " bytes left out …\n";
  }
  done.output += std::exchange(tail_, {});
  return done;
}

}  // namespace ingot::tui
