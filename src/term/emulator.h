// term/emulator.h: which terminal emulator this is, and what it is known to do.
//
// Purpose    What cannot be asked, or is needed before the answer: whether a narrower window wraps
//            the shown rows anew (TUI-18), whether frames may be synchronized (TUI-12), links,
//            progress, notifications, colours (TUI-120, 130, 131, 133).
// Source     The table in emulator.cc names what each emulator documents; XTVERSION's answer counts
//            more than the environment, which ssh and sudo carry along or drop.
// Threads    Pure functions.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace ingot::term {

// How a desktop notification is asked for.
enum class Notify { none, osc9, osc99 };

struct Emulator {
  std::string_view name = "unknown";
  bool reflows = false;       // unknown means no: a stale row may stay, a committed one is not lost
  bool synchronizes = false;  // without having been asked
  bool true_colour = false;
  bool links = false;          // OSC 8
  bool progress = false;       // OSC 9;4
  bool knows_keys = true;      // takes private parameters for what they are
  bool repaints_rows = false;  // ConPTY merges positioned writes wrongly (TUI-23)
  Notify notify = Notify::none;
  bool in_tmux = false;
};

using Environment = std::function<std::optional<std::string>(const std::string&)>;

// By the environment alone; with `version`, the answer to XTVERSION, by that first.
Emulator emulator_of(const Environment& environment, std::string_view version = {});

}  // namespace ingot::term
