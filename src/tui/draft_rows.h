// tui/draft_rows.h: a draft broken into the rows that a screen shows.
//
// Purpose    Word wrap, and the way between places in the text and cells (TUI-50).
// Ownership  Keeps offsets only; the draft is handed in and must be the one that was laid out.
// Threads    One thread.
// Cost       A change measures the lines that it touches, whatever the length of the draft, and
//            moves the offsets of the rows below (TUI-36).
// Invariant  Rows are in order, cover the text but its line feeds, and there is at least one.
#pragma once

#include <cstddef>
#include <vector>

#include "tui/draft.h"
#include "tui/line.h"

namespace ingot::tui {

class DraftRows {
 public:
  struct Row {
    std::size_t begin = 0, end = 0;  // bytes; a blank at which the line was broken is within
    friend bool operator==(const Row&, const Row&) = default;
  };

  void lay_out(const Draft& draft, std::size_t columns);
  // `removed` bytes at `at` have been replaced by `inserted` others. Returns how many bytes were
  // measured.
  std::size_t change(const Draft& draft, std::size_t at, std::size_t removed, std::size_t inserted);

  std::size_t size() const { return rows_.size(); }
  const Row& operator[](std::size_t index) const { return rows_[index]; }
  std::size_t columns() const { return columns_; }
  // The row that a cursor at this offset stands in.
  std::size_t row_of(std::size_t offset) const;

  std::size_t column_of(const Draft& draft, std::size_t row, std::size_t offset) const;
  // The place in `row` that is nearest to `column` from the left.
  std::size_t offset_at(const Draft& draft, std::size_t row, std::size_t column) const;
  Line line_of(const Draft& draft, std::size_t row) const;

 private:
  std::size_t add_line(const Draft& draft, std::size_t begin, std::size_t end,
                       std::vector<Row>& out) const;
  bool begins_line(std::size_t row) const {
    return row == 0 || rows_[row].begin > rows_[row - 1].end;
  }

  std::size_t columns_ = 80;
  std::vector<Row> rows_ = {{}};
};

// One character as the reader sees it, or one folded paste: what the cursor steps over.
struct Cluster {
  std::size_t bytes = 0, columns = 0;
};
Cluster cluster_at(const Draft& draft, std::size_t at, std::size_t column);

}  // namespace ingot::tui
