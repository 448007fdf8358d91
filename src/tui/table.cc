#include "tui/table.h"

#include <algorithm>
#include <string>

namespace ingot::tui {
namespace {

constexpr std::size_t kGap = 2;  // between two columns

// Narrow columns get what they want; the others share what is left. Empty: too narrow for a table.
std::vector<std::size_t> widths_of(const Table& table, std::size_t columns) {
  std::vector<std::size_t> wanted(table.align.size(), 1);
  for (const auto& row : table.rows) {
    for (std::size_t i = 0; i < std::min(row.size(), wanted.size()); ++i) {
      wanted[i] = std::max(wanted[i], row[i].columns());
    }
  }
  const std::size_t gaps = kGap * (wanted.size() - 1);
  if (columns <= gaps) return {};
  std::size_t left = columns - gaps;
  std::vector<std::size_t> widths(wanted.size(), 0);
  std::size_t open = wanted.size();
  for (bool changed = true; changed && open > 0;) {
    changed = false;
    const std::size_t share = left / open;
    for (std::size_t i = 0; i < wanted.size(); ++i) {
      if (widths[i] != 0 || wanted[i] > share) continue;
      widths[i] = wanted[i];
      left -= wanted[i];
      --open;
      changed = true;
    }
  }
  if (open == 0) return widths;
  if (left / open < kLeastCell) return {};
  for (std::size_t& width : widths) {
    if (width != 0) continue;
    width = left / open;
    left -= width;
    --open;
  }
  return widths;
}

void add_row(const Table& table, const std::vector<Line>& row,
             const std::vector<std::size_t>& widths, std::vector<Line>& out) {
  std::vector<std::vector<Line>> cells;
  std::size_t height = 1;
  for (std::size_t i = 0; i < widths.size(); ++i) {
    cells.push_back(i < row.size() ? wrapped(row[i], widths[i], false) : std::vector<Line>(1));
    height = std::max(height, cells.back().size());
  }
  for (std::size_t h = 0; h < height; ++h) {
    Line line;
    std::size_t blanks = 0;  // written only when something follows them
    for (std::size_t i = 0; i < widths.size(); ++i) {
      const Line cell = h < cells[i].size() ? cells[i][h] : Line();
      const std::size_t room = widths[i] - std::min(widths[i], cell.columns());
      const std::size_t before = table.align[i] == Align::right    ? room
                                 : table.align[i] == Align::centre ? room / 2
                                                                   : 0;
      blanks += before;
      if (!cell.empty()) {
        line.own(std::string(blanks, ' ')).append(cell);
        blanks = 0;
      }
      blanks += room - before + kGap;
    }
    out.push_back(std::move(line));
  }
}

std::vector<Line> as_list(const Table& table) {
  std::vector<Line> lines;
  const std::vector<Line>& header = table.rows.front();
  for (std::size_t r = 1; r < table.rows.size(); ++r) {
    for (std::size_t i = 0; i < table.rows[r].size(); ++i) {
      Line line;
      if (i < header.size() && !header[i].empty()) line.append(header[i]).own(": ");
      lines.push_back(line.append(table.rows[r][i]));
    }
    if (r + 1 < table.rows.size()) lines.emplace_back();
  }
  return lines;
}

}  // namespace

std::vector<Line> table_lines(const Table& table, std::size_t columns) {
  std::vector<Line> lines;
  if (table.rows.empty() || table.align.empty()) return lines;
  const std::vector<std::size_t> widths = widths_of(table, columns);
  if (widths.empty()) return as_list(table);
  for (std::size_t r = 0; r < table.rows.size(); ++r) {
    add_row(table, table.rows[r], widths, lines);
    if (r > 0) continue;
    std::string rule;
    for (std::size_t i = 0; i < widths.size(); ++i) {
      if (i > 0) rule += std::string(kGap, ' ');
      for (std::size_t n = 0; n < widths[i]; ++n) rule += "─";
    }
    lines.push_back(Line().own(rule, {.dim = true}));
  }
  return lines;
}

}  // namespace ingot::tui
