// tui/key_table.h: what the keys do, as users read it.
//
// Purpose    One table for `?`, /help and docs/terminal.md (TUI-69); a test compares the last.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tui/line.h"

namespace ingot::tui {

struct KeyRow {
  std::string_view keys, meaning;
};
std::span<const KeyRow> key_table();

// In two columns where there is room; at most `most` rows, of which the last says what is missing.
std::vector<Line> key_rows(std::size_t columns, std::size_t most);
std::string key_text();
// The table of docs/terminal.md.
std::string key_markdown();

}  // namespace ingot::tui
