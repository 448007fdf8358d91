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
  explicit Viewport(std::size_t columns) : columns_(columns) {}

  // Frames of more than one row appear at once, on terminals that know how (TUI-12).
  void set_synchronized(bool synchronized) { synchronized_ = synchronized; }

  // Colours and habits of another one, for another screen of the same terminal.
  void look_like(const Viewport& other);
  // The live rows are drawn anew with it; what is committed keeps its colours.
  void set_palette(Palette palette);
  // For locales without Unicode (TUI-144).
  void set_ascii(bool ascii) { ascii_ = ascii; }
  // Addresses in committed lines become links (TUI-133).
  void set_links(bool links) { links_ = links; }
  // Behind ConPTY a changed row is written whole (TUI-23).
  void set_whole_rows(bool whole) { whole_rows_ = whole; }

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
  static std::size_t width_of(const Row& row);
  static std::size_t breaks_before(const Row& row, std::size_t column, std::size_t columns);
  void move_to_row(std::size_t row, std::string& out);
  void put(const Row& row, std::size_t from, std::size_t to, std::string& out);
  void put_line(const Line& line, std::string& out);
  void set_style(const Style& style, std::string& out);
  void change_row(const Row& before, const Row& after, std::string& out);

  std::size_t columns_;
  Palette palette_;
  std::vector<Row> rows_;
  std::size_t cursor_row_ = 0, cursor_column_ = 0;
  std::size_t extra_above_ = 0;  // screen rows that a resize has put between the first row and us
  bool redraw_ = false, synchronized_ = false, whole_rows_ = false, ascii_ = false, links_ = false;
  Style style_;
};

}  // namespace ingot::tui
