// tui/table.h: a table laid out by display width.
//
// Purpose    Columns as wide as their cells, cells wrapped inside their column, a rule below the
//            header only (TUI-93). Too narrow for that: "header: value" lines.
// Threads    Pure functions.
#pragma once

#include <cstddef>
#include <vector>

#include "tui/line.h"

namespace ingot::tui {

enum class Align { left, centre, right };

struct Table {
  std::vector<Align> align;             // of each column
  std::vector<std::vector<Line>> rows;  // the first one is the header
};

constexpr std::size_t kLeastCell = 8;

// None of them is wider than `columns`, unless a single word is.
std::vector<Line> table_lines(const Table& table, std::size_t columns);

}  // namespace ingot::tui
