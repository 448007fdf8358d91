#include "tui/viewport.h"

#include <algorithm>

#include "base/utf8.h"
#include "term/columns.h"
#include "tui/ascii.h"

namespace ingot::tui {
namespace {

constexpr std::string_view kEraseBelow = "\x1b[J";
constexpr std::string_view kEraseToEnd = "\x1b[K";
constexpr std::string_view kBeginFrame = "\x1b[?2026h";
constexpr std::string_view kEndFrame = "\x1b[?2026l";
constexpr std::string_view kHideCursor = "\x1b[?25l";
constexpr std::string_view kShowCursor = "\x1b[?25h";

std::string sequence(std::size_t count, char final) {
  return "\x1b[" + (count == 1 ? std::string() : std::to_string(count)) + final;
}

// Clusters of several code points and emoji, which tables of different years measure differently.
bool is_uncertain(std::string_view text) {
  if (text.size() < 3) return false;
  const CodePoint first = decode_utf8(text);
  return first.length < text.size() || first.value >= 0x1F000;
}

Line in_ascii(const Line& line) {
  Line out;
  for (const Span& span : line.spans()) out.own(ascii(span.text), span.style);
  return out;
}

// The length of the address at the beginning of `text`; 0: there is none.
std::size_t address_length(std::string_view text) {
  if (!text.starts_with("https://") && !text.starts_with("http://")) return 0;
  std::size_t end = 0;
  while (end < text.size() && text[end] > ' ' && text[end] < 0x7F &&
         std::string_view("<>\"'`()[]{}|\\").find(text[end]) == std::string_view::npos) {
    ++end;
  }
  while (end > 0 && std::string_view(".,;:!?").find(text[end - 1]) != std::string_view::npos) --end;
  return end > text.find("//") + 2 ? end : 0;
}

// What is shown is where it leads: an address and nothing else becomes a link (TUI-133).
void put_with_links(std::string_view text, std::string& out) {
  while (!text.empty()) {
    const std::size_t begin = std::min(text.find("http"), text.size());
    out += text.substr(0, begin);
    text.remove_prefix(begin);
    if (text.empty()) return;
    const std::size_t length = address_length(text);
    if (length == 0) {
      out += text.substr(0, 4);
      text.remove_prefix(4);
      continue;
    }
    const std::string_view address = text.substr(0, length);
    out += "\x1b]8;;" + std::string(address) + "\x1b\\" + std::string(address) + "\x1b]8;;\x1b\\";
    text.remove_prefix(length);
  }
}

}  // namespace

Viewport::Row Viewport::cells_of(const Line& line, std::size_t columns) {
  Row row;
  std::size_t used = 0;
  for (const Span& span : line.spans()) {
    std::string_view text = span.text;
    while (!text.empty()) {
      const term::Grapheme next = term::first_grapheme(text);
      const std::size_t bytes = std::max<std::size_t>(next.bytes, 1);
      if (used + next.columns > columns) return row;
      row.push_back({.text = std::string(text.substr(0, bytes)),
                     .columns = next.columns,
                     .style = span.style});
      used += next.columns;
      text.remove_prefix(bytes);
    }
  }
  while (!row.empty() && row.back().text == " " && !row.back().style.reverse &&
         !row.back().style.underline) {
    row.pop_back();
  }
  return row;
}

std::size_t Viewport::width_of(const Row& row) {
  std::size_t sum = 0;
  for (const Cell& cell : row) sum += cell.columns;
  return sum;
}

void Viewport::move_to_row(std::size_t row, std::string& out) {
  if (row < cursor_row_) out += sequence(cursor_row_ - row, 'A');
  if (row > cursor_row_) out += sequence(row - cursor_row_, 'B');
  cursor_row_ = row;
}

void Viewport::set_style(const Style& style, std::string& out) {
  out += change_style(style_, style, palette_);
  style_ = style;
}

// Behind a cluster whose width a terminal may judge otherwise the column is said again, so that an
// error stays inside the cluster (TUI-52).
void Viewport::put(const Row& row, std::size_t from, std::size_t to, std::string& out) {
  std::size_t column = 0;
  for (std::size_t i = 0; i < from; ++i) column += row[i].columns;
  for (std::size_t i = from; i < to; ++i) {
    set_style(row[i].style, out);
    out += row[i].text;
    column += row[i].columns;
    if (i + 1 < to && is_uncertain(row[i].text)) {
      out += "\x1b[" + std::to_string(column + 1) + "G";
    }
  }
}

void Viewport::put_line(const Line& line, std::string& out) {
  for (const Span& span : line.spans()) {
    set_style(span.style, out);
    if (links_) {
      put_with_links(span.text, out);
    } else {
      out += span.text;
    }
  }
  set_style({}, out);
}

// From the first cell that differs to the last; what follows a cluster whose width a terminal may
// judge otherwise is written again (TUI-52).
void Viewport::change_row(const Row& before, const Row& after, std::string& out) {
  if (whole_rows_) {
    out += "\r";
    put(after, 0, after.size(), out);
    set_style({}, out);
    out += kEraseToEnd;
    cursor_column_ = columns_ + 1;  // nowhere that is known
    return;
  }
  std::size_t begin = 0;
  std::size_t column = 0;
  while (begin < before.size() && begin < after.size() && before[begin] == after[begin]) {
    column += after[begin].columns;
    ++begin;
  }
  std::size_t end = after.size();
  if (before.size() == after.size() && width_of(before) == width_of(after)) {
    while (end > begin && before[end - 1] == after[end - 1] && after[end - 1].columns == 1 &&
           before[end - 1].columns == 1) {
      --end;
    }
    bool aligned = true;
    for (std::size_t i = begin; i < end; ++i)
      aligned = aligned && before[i].columns == after[i].columns;
    if (!aligned) end = after.size();
  }
  if (cursor_column_ != column) out += "\x1b[" + std::to_string(column + 1) + "G";
  put(after, begin, end, out);
  set_style({}, out);
  cursor_column_ = column;
  for (std::size_t i = begin; i < end; ++i) cursor_column_ += after[i].columns;
  if (end > begin && is_uncertain(after[end - 1].text)) cursor_column_ = columns_ + 1;
  if (end == after.size() && width_of(after) < width_of(before)) out += kEraseToEnd;
}

void Viewport::look_like(const Viewport& other) {
  palette_ = other.palette_;
  synchronized_ = other.synchronized_;
  whole_rows_ = other.whole_rows_;
  ascii_ = other.ascii_;
}

void Viewport::set_palette(Palette palette) {
  if (palette == palette_) return;
  palette_ = std::move(palette);
  redraw_ = true;
}

std::string Viewport::draw(const std::vector<Line>& committed, Frame frame) {
  if (ascii_) {
    for (Line& line : frame.rows) line = in_ascii(line);
  }
  std::vector<Row> rows;
  for (const Line& line : frame.rows) rows.push_back(cells_of(line, row_columns()));
  if (rows.empty()) rows.emplace_back();
  frame.cursor_row = std::min(frame.cursor_row, rows.size() - 1);
  frame.cursor_column = std::min(frame.cursor_column, row_columns());

  std::size_t first = 0;  // first row that is drawn from its beginning
  while (first < rows.size() && first < rows_.size()) ++first;
  const bool whole = !committed.empty() || redraw_ || rows_.empty();
  std::string out;
  std::size_t changed = 0;
  if (whole) {
    if (extra_above_ + cursor_row_ > 0) out += sequence(extra_above_ + cursor_row_, 'A');
    out += "\r";
    out += kEraseBelow;
    for (const Line& line : committed) {
      put_line(ascii_ ? in_ascii(line) : line, out);
      out += "\r\n";
    }
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (i > 0) out += "\r\n";
      put(rows[i], 0, rows[i].size(), out);
      set_style({}, out);
    }
    cursor_row_ = rows.size() - 1;
    cursor_column_ = columns_ + 1;  // nowhere that is known
    changed = 2;
  } else {
    for (std::size_t i = 0; i < first; ++i) {
      if (rows[i] == rows_[i]) continue;
      move_to_row(i, out);
      change_row(rows_[i], rows[i], out);
      ++changed;
    }
    if (rows.size() < rows_.size()) {
      move_to_row(rows.size(), out);
      out += "\r";
      out += kEraseBelow;
      cursor_column_ = 0;
      changed += 2;
    }
    for (std::size_t i = first; i < rows.size(); ++i) {
      if (i == first) move_to_row(i - 1, out);
      out += "\r\n";
      cursor_row_ = i;
      put(rows[i], 0, rows[i].size(), out);
      set_style({}, out);
      cursor_column_ = columns_ + 1;
      changed += 2;
    }
  }
  extra_above_ = 0;
  redraw_ = false;
  rows_ = std::move(rows);
  const bool moved = cursor_row_ != frame.cursor_row || cursor_column_ != frame.cursor_column;
  if (changed == 0 && !moved) return {};
  move_to_row(frame.cursor_row, out);
  if (cursor_column_ != frame.cursor_column) {
    out +=
        frame.cursor_column == 0 ? "\r" : "\x1b[" + std::to_string(frame.cursor_column + 1) + "G";
    cursor_column_ = frame.cursor_column;
  }
  if (changed > 1) {
    out = std::string(kHideCursor) + out + std::string(kShowCursor);
    if (synchronized_) out = std::string(kBeginFrame) + out + std::string(kEndFrame);
  }
  return out;
}

// Which screen row below the row's first one `column` stands in, where rows are broken at
// `columns`.
std::size_t Viewport::breaks_before(const Row& row, std::size_t column, std::size_t columns) {
  std::size_t breaks = 0, at = 0, used = 0;  // columns before the cell, and in its screen row
  for (const Cell& cell : row) {
    if (at >= column) break;
    if (used + cell.columns > columns) {
      ++breaks;
      used = 0;
    }
    used += cell.columns;
    at += cell.columns;
  }
  // The cell at `column` may begin a screen row of its own.
  return breaks + (used == columns && at < width_of(row) ? 1 : 0);
}

void Viewport::resize(std::size_t columns, bool reflows) {
  columns_ = std::max<std::size_t>(columns, 1);
  redraw_ = true;
  // What was drawn is broken at the present width alone, whatever widths there were in between.
  extra_above_ = 0;
  if (!reflows) return;
  for (std::size_t i = 0; i <= cursor_row_ && i < rows_.size(); ++i) {
    const std::size_t end = i < cursor_row_ ? width_of(rows_[i]) : cursor_column_;
    extra_above_ += breaks_before(rows_[i], end, columns_);
  }
}

std::string Viewport::clear() {
  if (rows_.empty()) return {};
  std::string out;
  if (extra_above_ + cursor_row_ > 0) out += sequence(extra_above_ + cursor_row_, 'A');
  out += "\r";
  out += kEraseBelow;
  forget();
  return out;
}

void Viewport::forget() {
  rows_.clear();
  cursor_row_ = 0;
  cursor_column_ = 0;
  extra_above_ = 0;
  style_ = {};
}

}  // namespace ingot::tui
