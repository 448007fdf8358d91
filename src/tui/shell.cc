#include "tui/shell.h"

#include <chrono>
#include <utility>

#include "os/process.h"
#include "os/signals.h"

namespace ingot::tui {
namespace {

constexpr std::chrono::hours kLimit(24);
constexpr std::size_t kMaxOutput = 1U << 20U;

}  // namespace

void Shell::start(std::string command) {
  command_ = command;
  running_ = true;
  thread_ = std::jthread([this, command = std::move(command)](const std::stop_token& stop) {
    os::name_thread("shell");
    Done done{.command = command};
    const auto ran = os::run({.argv = {"bash", "-c", command},
                              .directory = folder_,
                              .environment = os::environment_without(hidden_),
                              .input = {}},
                             kLimit, kMaxOutput, stop);
    if (ran) {
      done.output = ran->output;
      done.code = ran->stopped ? 130 : ran->exit.code;
    } else {
      done.output = to_text(ran.error());
      done.code = 127;
    }
    {
      const std::lock_guard lock(mutex_);
      done_ = std::move(done);
    }
    waker_.wake();
  });
}

void Shell::stop() { thread_.request_stop(); }

std::optional<Shell::Done> Shell::take() {
  const std::lock_guard lock(mutex_);
  if (!done_) return std::nullopt;
  running_ = false;
  return std::exchange(done_, std::nullopt);
}

}  // namespace ingot::tui
