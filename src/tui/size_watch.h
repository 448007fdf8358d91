// tui/size_watch.h: when a window that is being resized has come to rest.
//
// Purpose    Between a resize and the next frame: 30 ms of quiet, 100 ms at most (TUI-17). Then the
//            terminal is asked for its size. One that tells its programs late (tmux: up to 250 ms)
//            has broken its rows anew already, and a frame for the old width would leave some of
//            the live region behind: while it says another size than the kernel, its next notice is
//            waited for.
// Source     xterm ctlseqs, XTWINOPS 18: `CSI 18 t`, answered by `CSI 8 ; rows ; columns t`.
// Threads    One thread. Time is handed in.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

#include "term/terminal.h"

namespace ingot::tui {

class SizeWatch {
 public:
  using Time = std::chrono::steady_clock::time_point;
  static constexpr std::string_view kQuestion = "\x1b[18t";

  // The window has changed, or may have.
  void notice(Time now);
  // No frame while the size is not known.
  bool is_open() const { return stage_ != Stage::known; }
  // How long until step() has something to say; empty: nothing is open.
  std::optional<std::chrono::milliseconds> wait(Time now) const;

  enum class Step { none, ask, take };
  // What is due: nothing, to send kQuestion, or to take the size that the kernel tells. `answers`:
  // this terminal may be asked.
  Step step(Time now, bool answers);
  // An answer of the terminal as KeyDecoder gives it, without ESC; others are left alone.
  void take(std::string_view answer, const term::Size& kernel);
  // An answer is on its way that nobody else should read.
  bool owes_answer() const { return owed_ > 0; }

 private:
  enum class Stage {
    known,
    quiet,    // since the last notice
    asked,    // no answer yet
    differs,  // the terminal has another size than the kernel tells
    agreed,
  };
  Time due() const;

  Stage stage_ = Stage::known;
  Time first_, last_;  // notices
  Time asked_;
  int owed_ = 0;
  bool silent_ = false;  // it has not answered once, or not the truth
};

}  // namespace ingot::tui
