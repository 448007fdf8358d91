// tui/status_line.h: the row under the draft: what answers, what it may do, where, and how full it
// is.
//
// Purpose    Lays out TUI-100 and 101: parts vanish by their need as the terminal gets narrower.
// Threads    A pure function.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "engine/event.h"
#include "tui/line.h"

namespace ingot::tui {

struct Status {
  bool in_shell = false;  // the draft is a command
  std::string mode;       // of vi; empty: none
  std::string model;      // empty: none
  std::string effort;     // empty: none is sent
  bool plans = false;     // spec mode
  policy::Autonomy autonomy = policy::Autonomy::off;
  std::string folder, branch;
  std::optional<int> context_left, cache;  // percent
  std::optional<double> cost_usd;
};

// Branch, folder, cache, effort and cost vanish in this order; model, level and what is left of the
// context stay.
Line status_line(const Status& status, std::size_t columns);

// "Off", "Low", "Med", "High".
std::string short_level(policy::Autonomy autonomy);

}  // namespace ingot::tui
