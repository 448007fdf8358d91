// tui/typing_guard.h: whoever types when a question appears has not read it yet.
//
// Purpose    Keeps keys from a dialog that were meant for the draft: those of its first moments,
//            and all of somebody who goes on typing (TUI-81, AUT-14).
// Threads    One thread.
#pragma once

#include "tui/dialog.h"
#include "tui/line.h"

namespace ingot::tui {

class TypingGuard {
 public:
  using Time = Dialog::Time;

  // `last_key`: when a key was pressed before the dialog was painted.
  TypingGuard(Time painted, Time last_key) : painted_(painted), last_key_(last_key) {}

  // It was hidden and is painted again.
  void appear(Time now) { painted_ = now; }
  Time until() const;
  // Whether this key goes to the draft. Those that leave (Esc, Ctrl+C) never do.
  bool passes_on(const term::Key& key, Time now);

 private:
  Time painted_, last_key_;
};

// A question of the turn: guarded, and closed when the turn ends.
class GuardedDialog : public Dialog {
 public:
  bool passes_on(const term::Key& key, Time now) override { return guard_.passes_on(key, now); }
  void appear(Time now) override { guard_.appear(now); }
  std::optional<Time> changes_at() const override { return guard_.until(); }
  bool belongs_to_turn() const override { return true; }

 protected:
  explicit GuardedDialog(TypingGuard guard) : guard_(guard) {}
  // Whether keys still go to the draft.
  bool is_guarded() const { return std::chrono::steady_clock::now() < guard_.until(); }
  // The last row of a dialog that is guarded.
  static Line still_typing() { return Line().own("  finish typing…", {.dim = true}); }

 private:
  TypingGuard guard_;
};

}  // namespace ingot::tui
