// tui/viewport.h: the few rows at the bottom that are ours, and the lines above that no longer are.
//
// Purpose    Two regions in the normal screen (TUI-1..18): committed lines are written once and
//            belong to the terminal; the live rows below them are drawn anew with the smallest
//            difference.
// Ownership  Owns what it last drew. Makes bytes; writing them is the caller's.
// Threads    One thread.
// Invariant  The cursor never moves above the first live row; no screen is cleared, no scroll
// region
//            set, nothing addressed absolutely but a column.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "tui/line.h"

namespace ingot::tui {

struct Frame {
  std::vector<Line> rows;
  std::size_t cursor_row = 0, cursor_column = 0;
};

class Viewport {
 public:
  Viewport(std::size_t columns, bool colour) : columns_(columns), colour_(colour) {}

  // Frames of more than one row appear at once, on terminals that know how (TUI-12).
  void set_synchronized(bool synchronized) { synchronized_ = synchronized; }

  // How wide a live row may be: the last column stays free (TUI-9).
  std::size_t row_columns() const { return columns_ > 1 ? columns_ - 1 : 1; }

  // The bytes that leave `frame` on the screen, below lines committed now. Empty: nothing to do.
  std::string draw(const std::vector<Line>& committed, Frame frame);

  // The window has changed. `reflows`: the terminal wraps what it shows anew.
  void resize(std::size_t columns, bool reflows);

  // Takes the live rows off the screen; the cursor stands where they began.
  std::string clear();
  // Somebody else has written to the terminal: the live rows are gone.
  void forget();

 private:
  struct Cell {
    std::string text;
    std::size_t columns = 1;
    Style style;
    friend bool operator==(const Cell&, const Cell&) = default;
  };
  using Row = std::vector<Cell>;

  static Row cells_of(const Line& line, std::size_t columns);
  void move_to_row(std::size_t row, std::string& out);
  void put(const Row& row, std::size_t from, std::size_t to, std::string& out);
  void put_line(const Line& line, std::string& out);
  void set_style(const Style& style, std::string& out);
  void change_row(const Row& before, const Row& after, std::string& out);

  std::size_t columns_;
  bool colour_;
  std::vector<Row> rows_;
  std::size_t cursor_row_ = 0, cursor_column_ = 0;
  std::size_t extra_above_ = 0;  // screen rows that a resize has put between the first row and us
  bool redraw_ = false, synchronized_ = false;
  Style style_;
};

}  // namespace ingot::tui
