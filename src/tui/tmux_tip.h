// tui/tmux_tip.h: inside a tmux that hides Shift+Enter, one tip, once (TUI-45).
//
// Purpose    Asks tmux in the background whether `extended-keys` is on. When it is not, there is
//            something to say; a file remembers that it was said.
// Ownership  Owns its thread, which ends with the answer.
// Threads    The methods belong to the terminal's thread.
// Errors     None: a tmux that does not answer within a second gives no tip.
#pragma once

#include <filesystem>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "os/waker.h"

namespace ingot::tui {

class TmuxTip {
 public:
  explicit TmuxTip(const os::Waker& waker) : waker_(waker) {}

  // Outside tmux, and where `mark` is there, nothing is asked. `hidden` are variables that hold
  // keys.
  void ask(std::filesystem::path mark, std::vector<std::string> hidden);
  // What to say, once; the mark is then there.
  std::optional<std::string> take();

 private:
  const os::Waker& waker_;
  std::filesystem::path mark_;
  std::mutex mutex_;
  bool is_off_ = false;  // guarded by mutex_; extended-keys
  std::jthread thread_;
};

}  // namespace ingot::tui
