// tui/attention.h: what reaches somebody who looks elsewhere: bell, sound, notification, progress,
// title.
//
// Purpose    Decides what is due when a turn begins, ends or waits for the user (TUI-130..132).
// Source     OSC 9 as iTerm2, OSC 99 as kitty, OSC 9;4 as ConEmu document them; passthrough as
//            tmux(1). Read 2026-07.
// Ownership  Makes bytes; writing them and switching modes is the caller's.
// Threads    One thread. A sound plays in a process of its own.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "engine/configuration.h"
#include "os/process.h"
#include "term/emulator.h"

namespace ingot::tui {

class Attention {
 public:
  using Time = std::chrono::steady_clock::time_point;

  void use(const config::TuiSettings& settings, const term::Emulator& emulator);

  // Whether anything depends on where the focus is: only then is it asked for.
  bool wants_focus() const;
  bool shows_progress() const { return emulator_.progress; }
  bool shows_title() const { return settings_.title; }
  void set_focus(bool has_focus) { focus_ = has_focus; }

  std::string turn_began(Time now);
  // `words`: the beginning of what was answered or is asked.
  std::string turn_ended(const std::string& session, const std::string& words, Time now);
  std::string waits_for_user(const std::string& session, const std::string& words);

  // The bytes that set it; empty when it is so already or was set less than a second ago.
  std::string set_title(const std::string& title, Time now);
  // How long until another title may be set; empty: it stands there already.
  std::optional<std::chrono::milliseconds> title_wait(const std::string& title, Time now) const;
  void forget_title() { title_.clear(); }  // somebody else may have set it

 private:
  std::string call(const std::string& sound, config::TuiSettings::Focus mode,
                   const std::string& session, const std::string& words);

  config::TuiSettings settings_;
  term::Emulator emulator_;
  std::optional<bool> focus_;        // not known until the terminal has told
  std::optional<os::Child> player_;  // of the last sound
  Time began_, titled_;
  std::string title_;
};

}  // namespace ingot::tui
