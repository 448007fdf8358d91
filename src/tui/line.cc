#include "tui/line.h"

#include <algorithm>

#include "term/columns.h"
#include "term/sanitise.h"

namespace ingot::tui {
namespace {

// Tabs as blanks to the next multiple of eight.
std::string expanded(std::string_view text) {
  if (text.find('\t') == std::string_view::npos) return std::string(text);
  std::string out;
  std::size_t column = 0;
  while (!text.empty()) {
    if (text[0] == '\t') {
      const std::size_t blanks = 8 - column % 8;
      out.append(blanks, ' ');
      column += blanks;
      text.remove_prefix(1);
      continue;
    }
    const term::Grapheme next = term::first_grapheme(text);
    const std::size_t bytes = std::max<std::size_t>(next.bytes, 1);
    out += text.substr(0, bytes);
    column += next.columns;
    text.remove_prefix(bytes);
  }
  return out;
}

// The length of the sanitiser's mark at the beginning of `text`, 0 when there is none: a picture of
// a control character, or something in angle brackets.
std::size_t mark_length(std::string_view text) {
  if (text.starts_with("\u27E8")) {
    const std::size_t end = text.find("\u27E9");
    return end == std::string_view::npos ? 0 : end + 3;
  }
  const bool picture = text.size() >= 3 && text[0] == '\xE2' && text[1] == '\x90' &&
                       static_cast<unsigned char>(text[2]) <= 0xA1;  // U+2400..2421
  return picture ? 3 : 0;
}

}  // namespace

Line& Line::own(std::string text, Style style) {
  if (text.empty()) return *this;
  if (!spans_.empty() && spans_.back().style == style) {
    spans_.back().text += text;
  } else {
    spans_.push_back({.text = std::move(text), .style = style});
  }
  return *this;
}

Line& Line::foreign(std::string_view text, Style style) {
  const std::string shown = expanded(text);
  std::string clean = term::sanitise_line(shown);
  if (clean == shown || style.dim) return own(std::move(clean), style);
  Style mark = style;
  mark.dim = true;
  std::string_view rest = clean;
  while (!rest.empty()) {
    std::size_t begin = 0;
    while (begin < rest.size() && (rest[begin] != '\xE2' || mark_length(rest.substr(begin)) == 0)) {
      ++begin;
    }
    own(std::string(rest.substr(0, begin)), style);
    rest.remove_prefix(begin);
    const std::size_t length = mark_length(rest);
    own(std::string(rest.substr(0, length)), mark);
    rest.remove_prefix(length);
  }
  return *this;
}

Line& Line::append(const Line& other) {
  for (const Span& span : other.spans_) own(span.text, span.style);
  return *this;
}

std::size_t Line::columns() const {
  std::size_t sum = 0;
  for (const Span& span : spans_) sum += term::columns(span.text);
  return sum;
}

std::string Line::text() const {
  std::string all;
  for (const Span& span : spans_) all += span.text;
  return all;
}

Line Line::cut(std::size_t columns) const {
  if (this->columns() <= columns) return *this;
  Line out;
  std::size_t left = columns > 0 ? columns - 1 : 0;
  for (const Span& span : spans_) {
    const std::string_view part = term::prefix_of_columns(span.text, left);
    out.own(std::string(part), span.style);
    left -= std::min(left, term::columns(part));
    if (part.size() < span.text.size()) break;
  }
  if (columns > 0) out.own("…", {.dim = true});
  return out;
}

std::vector<Line> foreign_lines(std::string_view text, Style style) {
  std::vector<Line> lines;
  while (true) {
    const std::size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    lines.emplace_back().foreign(line, style);
    if (end == std::string_view::npos) return lines;
    text.remove_prefix(end + 1);
  }
}

std::vector<Line> wrapped(const Line& line, std::size_t columns, bool keep_words) {
  columns = std::max<std::size_t>(columns, 1);
  std::vector<Line> lines(1);
  std::size_t used = 0;
  const auto place = [&](std::string_view word, const Style& style) {
    while (!word.empty()) {
      const term::Grapheme next = term::first_grapheme(word);
      const std::size_t bytes = std::max<std::size_t>(next.bytes, 1);
      if (used + next.columns > columns && used > 0 && !keep_words) {
        lines.emplace_back();
        used = 0;
      }
      lines.back().own(std::string(word.substr(0, bytes)), style);
      used += next.columns;
      word.remove_prefix(bytes);
    }
  };
  // Words may reach over spans: "**bold**," is one.
  struct Piece {
    std::string_view text;
    Style style;
  };
  std::vector<Piece> word;
  std::vector<Piece> blanks;  // in front of it; those at a break are the break
  std::size_t word_columns = 0;
  std::size_t blank_columns = 0;
  const auto flush = [&] {
    if (word.empty()) return;
    if (used + blank_columns + word_columns > columns && used > 0) {
      lines.emplace_back();
      used = 0;
    } else {
      for (const Piece& piece : blanks) place(piece.text, piece.style);
    }
    for (const Piece& piece : word) place(piece.text, piece.style);
    word.clear();
    blanks.clear();
    word_columns = blank_columns = 0;
  };
  for (const Span& span : line.spans()) {
    std::string_view text = span.text;
    while (!text.empty()) {
      const bool blank = text[0] == ' ';
      if (blank) flush();
      const std::size_t end =
          std::min(blank ? text.find_first_not_of(' ') : text.find(' '), text.size());
      (blank ? blanks : word).push_back({text.substr(0, end), span.style});
      (blank ? blank_columns : word_columns) += term::columns(text.substr(0, end));
      text.remove_prefix(end);
    }
  }
  flush();
  return lines;
}

std::string change_style(const Style& from, const Style& to, const Palette& palette) {
  if (from == to) return {};
  // Dim text is a colour of its own where one is known, else an attribute.
  const auto code = [&palette](const Style& style) {
    return style.dim && style.colour == Colour::normal ? palette.dim() : palette.code(style.colour);
  };
  const auto dim = [&palette](const Style& style) { return style.dim && palette.dim().empty(); };
  const bool loses = (from.bold && !to.bold) || (dim(from) && !dim(to)) ||
                     (from.italic && !to.italic) || (from.underline && !to.underline) ||
                     (from.reverse && !to.reverse);
  std::string codes;
  const auto add = [&](std::string_view one) {
    if (!codes.empty()) codes += ';';
    codes += one;
  };
  Style base = from;
  if (loses) {
    add("0");
    base = {};
  }
  if (to.bold && !base.bold) add("1");
  if (dim(to) && !dim(base)) add("2");
  if (to.italic && !base.italic) add("3");
  if (to.underline && !base.underline) add("4");
  if (to.reverse && !base.reverse) add("7");
  if (code(to) != code(base)) add(code(to).empty() ? "39" : code(to));
  return codes.empty() ? std::string() : "\x1b[" + codes + "m";
}

}  // namespace ingot::tui
