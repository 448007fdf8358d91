// term/modes.h: what ingot has switched on in the terminal, and the bytes that switch it off.
//
// Purpose    One prepared string undoes everything, so that a signal handler can write it
//            (TUI-41, TUI-147). Switched off in the reverse order of switching on.
// Source     xterm ctlseqs (patch 388); kitty keyboard protocol; contour's 2031; read 2026-07.
// Ownership  Global, because signal handlers need it.
// Threads    One thread changes modes; off_bytes() is async-signal-safe.
#pragma once

#include <string>
#include <string_view>

namespace ingot::term {

enum class Mode {
  frames,          // synchronized output: each frame switches it itself
  paste,           // bracketed paste
  kitty_keys,      // keys told apart by kitty's protocol
  other_keys,      // the same for those who know only modifyOtherKeys
  colour_notices,  // light and dark are reported when they change
  focus,           // the window gains and loses the focus
  title,           // the title is ours; the former one is kept by the terminal
  progress,        // the bar of OSC 9;4
  alternate,       // the other screen, for viewers
};

// Notes the change and returns the bytes that make it; empty when the mode is so already.
std::string switch_on(Mode mode);
std::string switch_off(Mode mode);
bool is_on(Mode mode);

// Switches on again what is on, after somebody else had the terminal.
std::string on_bytes();
// Undoes what is on, shows the cursor and ends attributes. Valid until the second next change.
std::string_view off_bytes() noexcept;
// Undoes whatever an ingot could have left behind (TUI-148).
std::string_view everything_off() noexcept;

}  // namespace ingot::term
