#include "tui/draft_rows.h"

#include <algorithm>

#include "term/columns.h"
#include "term/sanitise.h"

namespace ingot::tui {
namespace {

constexpr std::size_t kTab = 8;
constexpr Style kLabel{.dim = true, .underline = true};

bool is_plain(const std::string& text, std::size_t at) {
  const auto printable = [](unsigned char c) { return c >= 0x20 && c < 0x7F; };
  const auto here = static_cast<unsigned char>(text[at]);
  return printable(here) &&
         (at + 1 == text.size() || static_cast<unsigned char>(text[at + 1]) < 0x80);
}

std::size_t grapheme_bytes(const std::string& text, std::size_t at) {
  return std::max<std::size_t>(term::first_grapheme(std::string_view(text).substr(at)).bytes, 1);
}

}  // namespace

Cluster cluster_at(const Draft& draft, std::size_t at, std::size_t column) {
  const std::string& text = draft.text;
  if (is_plain(text, at)) return {.bytes = 1, .columns = 1};
  if (text[at] == '\t') return {.bytes = 1, .columns = kTab - column % kTab};
  if (const auto mark = mark_at(text, at)) {
    return {.bytes = mark->bytes, .columns = term::columns(draft.pastes[mark->paste].label)};
  }
  const std::size_t bytes = grapheme_bytes(text, at);
  // What a line shows instead of characters that nobody sees is wider than they are.
  return {.bytes = bytes,
          .columns = term::columns(term::sanitise_line(std::string_view(text).substr(at, bytes)))};
}

void DraftRows::lay_out(const Draft& draft, std::size_t columns) {
  columns_ = std::max<std::size_t>(columns, 2);
  rows_.clear();
  std::size_t begin = 0;
  while (true) {
    const std::size_t end = std::min(draft.text.find('\n', begin), draft.text.size());
    add_line(draft, begin, end, rows_);
    if (end == draft.text.size()) return;
    begin = end + 1;
  }
}

std::size_t DraftRows::change(const Draft& draft, std::size_t at, std::size_t removed,
                              std::size_t inserted) {
  std::size_t first = row_of(at);
  while (!begins_line(first)) --first;
  std::size_t last = row_of(at + removed) + 1;
  while (last < rows_.size() && !begins_line(last)) ++last;

  std::vector<Row> fresh;
  std::size_t measured = 0;
  std::size_t begin = rows_[first].begin;
  const std::size_t changed_end = at + inserted;
  while (true) {
    const std::size_t end = std::min(draft.text.find('\n', begin), draft.text.size());
    measured += add_line(draft, begin, end, fresh);
    if (end >= changed_end) break;
    begin = end + 1;
  }
  for (std::size_t i = last; i < rows_.size(); ++i) {
    rows_[i].begin = rows_[i].begin - removed + inserted;
    rows_[i].end = rows_[i].end - removed + inserted;
  }
  const auto from = rows_.begin() + static_cast<std::ptrdiff_t>(first);
  const std::size_t same = std::min(last - first, fresh.size());
  std::copy_n(fresh.begin(), same, from);
  if (fresh.size() > same) {
    rows_.insert(from + static_cast<std::ptrdiff_t>(same),
                 fresh.begin() + static_cast<std::ptrdiff_t>(same), fresh.end());
  } else {
    rows_.erase(from + static_cast<std::ptrdiff_t>(same),
                rows_.begin() + static_cast<std::ptrdiff_t>(last));
  }
  return measured;
}

// Breaks behind the last blank that fits; a word longer than a row is broken where the row is full.
// One blank may hang over the edge: nothing of it is seen.
std::size_t DraftRows::add_line(const Draft& draft, std::size_t begin, std::size_t end,
                                std::vector<Row>& out) const {
  Row row{.begin = begin, .end = end};
  std::size_t used = 0;
  std::size_t blank = begin;      // behind the last one
  std::size_t blank_columns = 0;  // used up to there
  const auto break_at = [&](std::size_t place, std::size_t columns) {
    out.push_back({.begin = row.begin, .end = place});
    row.begin = blank = place;
    used -= columns;
    blank_columns = 0;
  };
  for (std::size_t at = begin; at < end;) {
    const Cluster next = cluster_at(draft, at, used);
    const std::size_t columns = std::min(next.columns, columns_);
    const bool is_blank = draft.text[at] == ' ' || draft.text[at] == '\t';
    if (used + columns > columns_) {
      if (is_blank) {
        at += next.bytes;
        break_at(at, used);
        continue;
      }
      if (blank > row.begin) {
        break_at(blank, blank_columns);
      } else {
        break_at(at, used);
      }
      continue;  // measured again: a tab's width depends on its column
    }
    used += columns;
    at += next.bytes;
    if (is_blank) {
      blank = at;
      blank_columns = used;
    }
  }
  out.push_back({.begin = row.begin, .end = end});
  return end - begin;
}

std::size_t DraftRows::row_of(std::size_t offset) const {
  const auto after =
      std::upper_bound(rows_.begin(), rows_.end(), offset,
                       [](std::size_t wanted, const Row& row) { return wanted < row.begin; });
  return static_cast<std::size_t>(after - rows_.begin()) - 1;
}

std::size_t DraftRows::column_of(const Draft& draft, std::size_t row, std::size_t offset) const {
  std::size_t column = 0;
  for (std::size_t at = rows_[row].begin; at < std::min(offset, rows_[row].end);) {
    const Cluster next = cluster_at(draft, at, column);
    column = std::min(column + next.columns, columns_);
    at += next.bytes;
  }
  return column;
}

std::size_t DraftRows::offset_at(const Draft& draft, std::size_t row, std::size_t column) const {
  const bool wraps = row + 1 < rows_.size() && !begins_line(row + 1);
  std::size_t used = 0;
  std::size_t at = rows_[row].begin;
  while (at < rows_[row].end) {
    const Cluster next = cluster_at(draft, at, used);
    // The end of a wrapped row is the beginning of the next one.
    if (used + next.columns > column || (wraps && at + next.bytes == rows_[row].end)) break;
    used += next.columns;
    at += next.bytes;
  }
  return at;
}

Line DraftRows::line_of(const Draft& draft, std::size_t row) const {
  Line line;
  std::string run;
  std::size_t used = 0;
  const auto end_run = [&] {
    line.foreign(run);
    run.clear();
  };
  for (std::size_t at = rows_[row].begin; at < rows_[row].end;) {
    const Cluster next = cluster_at(draft, at, used);
    const std::size_t columns = std::min(next.columns, columns_ - used);
    if (const auto mark = mark_at(draft.text, at)) {
      end_run();
      line.append(Line().own(draft.pastes[mark->paste].label, kLabel).cut(columns));
    } else if (draft.text[at] == '\t') {
      run.append(columns, ' ');
    } else if (next.columns <= columns) {
      run += term::sanitise_line(std::string_view(draft.text).substr(at, next.bytes));
    }
    used += columns;
    at += next.bytes;
  }
  end_run();
  return line;
}

}  // namespace ingot::tui
