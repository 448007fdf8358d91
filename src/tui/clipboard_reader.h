// tui/clipboard_reader.h: what the desktop's clipboard holds (TUI-61).
//
// Purpose    Pictures reach a terminal only this way: by wl-paste or xclip, on this machine.
// Threads    The programs run on a thread of their own; take() is for the terminal's thread.
// Errors     In Held::problem, with what to install.
#pragma once

#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "os/waker.h"

namespace ingot::tui {

class ClipboardReader {
 public:
  explicit ClipboardReader(const os::Waker& waker) : waker_(waker) {}

  void start();
  struct Held {
    std::string picture;  // bytes; or
    std::string text;     // or
    std::string problem;
  };
  // Once, when the programs have answered.
  std::optional<Held> take();

 private:
  static Held read(const std::stop_token& stop);

  const os::Waker& waker_;
  std::mutex mutex_;
  std::optional<Held> held_;  // guarded by mutex_
  std::jthread thread_;
};

}  // namespace ingot::tui
