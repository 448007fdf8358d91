// tui/line.h: styled text, the only thing that the viewport draws.
//
// Purpose    Spans of sanitised text with attributes from the sixteen named colours (TUI-120), cut
//            and wrapped by display columns.
// Invariant  Text of others enters through foreign(), which sanitises it (TUI-155); a Span made of
// a
//            literal is the program's own.
// Threads    Values and pure functions.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "tui/theme.h"

namespace ingot::tui {

struct Style {
  Colour colour = Colour::normal;
  bool bold = false, dim = false, italic = false, underline = false, reverse = false;
  friend bool operator==(const Style&, const Style&) = default;
};

struct Span {
  std::string text;  // printable, without line breaks
  Style style;
};

class Line {
 public:
  Line() = default;
  // The program's own words.
  Line(const char* literal, Style style = {}) { own(literal, style); }  // NOLINT: meant to convert

  Line& own(std::string text, Style style = {});
  // Somebody else's words: sanitised, on one line; what was no text stands there as a dim mark
  // (TUI-156).
  Line& foreign(std::string_view text, Style style = {});
  Line& append(const Line& other);

  const std::vector<Span>& spans() const { return spans_; }
  std::size_t columns() const;
  bool empty() const { return spans_.empty(); }
  std::string text() const;
  // The beginning, at most `columns` wide, with "…" when something was left out.
  Line cut(std::size_t columns) const;

 private:
  std::vector<Span> spans_;
};

// Each line of foreign text as a Line.
std::vector<Line> foreign_lines(std::string_view text, Style style = {});

// Broken at blanks to fit `columns`; words that are longer stay whole when `keep_words` is set,
// else they are cut. At least one line.
std::vector<Line> wrapped(const Line& line, std::size_t columns, bool keep_words);

// The escape sequence that leads from one style to another; empty when they look the same.
std::string change_style(const Style& from, const Style& to, const Palette& palette);

}  // namespace ingot::tui
