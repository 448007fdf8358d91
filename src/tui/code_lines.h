// tui/code_lines.h: code as coloured lines, one after the other.
//
// Purpose    The only place that gives tokens their colours (TUI-92, TUI-97).
// Ownership  The engine outlives it.
// Errors     None: code nobody knows has one colour.
#pragma once

#include <string_view>

#include "highlight/highlight.h"
#include "tui/line.h"

namespace ingot::tui {

class CodeLines {
 public:
  // `language` as highlight::language_of_... gave it; `plain` is the style of all else. Without an
  // engine everything is plain.
  CodeLines(highlight::Engine* engine, std::string_view language, Style plain = {});

  // Sanitised, on one line.
  Line next(std::string_view line);

 private:
  highlight::Text text_;
  Style plain_;
};

}  // namespace ingot::tui
