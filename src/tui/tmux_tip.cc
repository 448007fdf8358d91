#include "tui/tmux_tip.h"

#include <chrono>
#include <utility>

#include "os/file.h"
#include "os/paths.h"
#include "os/process.h"
#include "os/signals.h"

namespace ingot::tui {
namespace {

constexpr std::chrono::milliseconds kLimit(1000);
constexpr std::size_t kMaxOutput = 1024;

}  // namespace

void TmuxTip::ask(std::filesystem::path mark, std::vector<std::string> hidden) {
  if (!os::environment_variable("TMUX") || os::stat_file(mark)) return;
  mark_ = std::move(mark);
  thread_ = std::jthread([this, hidden = std::move(hidden)](const std::stop_token& stop) {
    os::begin_thread("tmux tip");
    const auto told = os::run({.argv = {"tmux", "show-options", "-sv", "extended-keys"},
                               .directory = "/",
                               .environment = os::environment_without(hidden)},
                              kLimit, kMaxOutput, stop);
    if (!told || told->timed_out || told->exit.code != 0 || !told->output.starts_with("off"))
      return;
    {
      const std::lock_guard lock(mutex_);
      is_off_ = true;
    }
    waker_.wake();
  });
}

std::optional<std::string> TmuxTip::take() {
  {
    const std::lock_guard lock(mutex_);
    if (!std::exchange(is_off_, false)) return std::nullopt;
  }
  // One that cannot be remembered is said again at the next start.
  [[maybe_unused]] const auto made = os::make_folders(mark_.parent_path(), 0700);
  [[maybe_unused]] const auto kept = os::write_atomic(mark_, "", {.mode = 0600, .sync = false});
  return "tip: this tmux takes Shift+Enter for Enter; /terminal-setup says what to add to "
         "~/.tmux.conf";
}

}  // namespace ingot::tui
