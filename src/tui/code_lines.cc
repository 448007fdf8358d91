#include "tui/code_lines.h"

#include <string>

namespace ingot::tui {
namespace {

Colour colour_of(highlight::Kind kind) {
  switch (kind) {
    case highlight::Kind::keyword:
      return Colour::magenta;
    case highlight::Kind::type:
    case highlight::Kind::attribute:
      return Colour::cyan;
    case highlight::Kind::definition:
    case highlight::Kind::tag:
      return Colour::blue;
    case highlight::Kind::string:
    case highlight::Kind::added:
      return Colour::green;
    case highlight::Kind::number:
    case highlight::Kind::meta:
      return Colour::yellow;
    case highlight::Kind::comment:
      return Colour::grey;
    case highlight::Kind::removed:
      return Colour::red;
  }
  return Colour::normal;
}

}  // namespace

CodeLines::CodeLines(highlight::Engine* engine, std::string_view language, Style plain)
    : plain_(plain) {
  if (engine != nullptr && !language.empty()) text_ = highlight::Text(*engine, language);
}

Line CodeLines::next(std::string_view line) {
  // What is drawn is what is judged: sanitised, tabs as blanks.
  const std::string shown = Line().foreign(line).text();
  Line out;
  std::size_t at = 0;
  for (const highlight::Token& token : text_.next(shown)) {
    out.own(shown.substr(at, token.begin - at), plain_);
    Style style = plain_;
    style.colour = colour_of(token.kind);
    out.own(shown.substr(token.begin, token.end - token.begin), style);
    at = token.end;
  }
  return out.own(shown.substr(at), plain_);
}

}  // namespace ingot::tui
