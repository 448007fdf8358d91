// tui/context_view.h: the context window as a bar and a table.
//
// Purpose    What /context commits (TUI-112): text that can be copied.
// Threads    A pure function.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "engine/context_parts.h"
#include "tui/line.h"

namespace ingot::tui {

// `unicode`: else the bar is made of letters.
std::vector<Line> context_lines(const engine::ContextParts& context, const std::string& model,
                                std::size_t columns, bool unicode);

}  // namespace ingot::tui
