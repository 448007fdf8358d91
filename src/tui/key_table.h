// tui/key_table.h: what the keys do, as users read it.
//
// Purpose    One table for `?`, /help and docs/terminal.md (TUI-69), with the keys that the
// bindings
//            give; a test compares the last.
#pragma once

#include <string>
#include <vector>

#include "tui/key_map.h"
#include "tui/line.h"

namespace ingot::tui {

// In two columns where there is room; at most `most` rows, of which the last says what is missing.
std::vector<Line> key_rows(const config::KeyBindings& bindings, std::size_t columns,
                           std::size_t most);
std::string key_text(const config::KeyBindings& bindings);
// The tables of docs/terminal.md and docs/formats/keybindings.md: what is so without bindings.
std::string key_markdown();
std::string action_markdown();

}  // namespace ingot::tui
