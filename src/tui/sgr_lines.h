// tui/sgr_lines.h: what a program printed for a terminal, as lines with its colours.
//
// Purpose    The attributes of CSI ... m become styles of ours; everything else of foreign text is
//            sanitised and shows (TUI-103, TUI-156).
// Source     ECMA-48 5th edition, 8.3.117; xterm's 38;5 and 38;2. Colours become the nearest of the
//            seven named ones, so that they go with any background; backgrounds are left out.
// Threads    Pure function.
#pragma once

#include <string_view>
#include <vector>

#include "tui/line.h"

namespace ingot::tui {

std::vector<Line> sgr_lines(std::string_view text);

}  // namespace ingot::tui
