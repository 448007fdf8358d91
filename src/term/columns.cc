#include "term/columns.h"

#include <utf8proc.h>

#include <algorithm>
#include <atomic>
#include <iterator>

#include "base/utf8.h"

namespace ingot::term {
namespace {

struct Range {
  char32_t first, last;
};
constexpr Range kAmbiguous[] = {
#include "term/ambiguous_rows.inc"
};

std::atomic<std::size_t> ambiguous_columns = 1;

bool is_ambiguous(char32_t c) {
  const auto* const row =
      std::upper_bound(std::begin(kAmbiguous), std::end(kAmbiguous), c,
                       [](char32_t value, const Range& range) { return value < range.first; });
  return row != std::begin(kAmbiguous) && c <= std::prev(row)->last;
}

}  // namespace

void set_ambiguous_columns(std::size_t columns) { ambiguous_columns = columns == 2 ? 2 : 1; }

Grapheme first_grapheme(std::string_view text) {
  if (text.empty()) return {};
  const CodePoint first = decode_utf8(text);
  Grapheme result{.bytes = first.length};
  // The common case needs no table: ASCII before ASCII is a grapheme of its own.
  if (first.value < 0x80 && (text.size() == 1 || static_cast<unsigned char>(text[1]) < 0x80)) {
    if (first.value == '\r' && text.size() > 1 && text[1] == '\n') result.bytes = 2;
    result.columns = first.value == '\t' || (first.value >= 0x20 && first.value != 0x7F) ? 1 : 0;
    return result;
  }
  const auto code = [](char32_t c) { return static_cast<utf8proc_int32_t>(c); };
  const auto width = [&](char32_t c) {
    if (c == '\t') return std::size_t{1};
    const auto told = static_cast<std::size_t>(std::max(0, utf8proc_charwidth(code(c))));
    return told == 1 && ambiguous_columns == 2 && is_ambiguous(c) ? std::size_t{2} : told;
  };
  const auto is_pictographic = [&](char32_t c) {
    return utf8proc_get_property(code(c))->boundclass == UTF8PROC_BOUNDCLASS_EXTENDED_PICTOGRAPHIC;
  };
  const auto is_regional = [](char32_t c) { return c >= 0x1F1E6 && c <= 0x1F1FF; };

  result.columns = width(first.value);
  char32_t previous = first.value;
  utf8proc_int32_t state = 0;
  while (result.bytes < text.size()) {
    const CodePoint next = decode_utf8(text.substr(result.bytes));
    if (utf8proc_grapheme_break_stateful(code(previous), code(next.value), &state)) break;
    result.bytes += next.length;
    const bool emoji_style = next.value == 0xFE0F && is_pictographic(first.value);
    if (emoji_style || (is_regional(previous) && is_regional(next.value))) {
      result.columns = 2;
    } else {
      result.columns = std::max(result.columns, width(next.value));
    }
    previous = next.value;
  }
  return result;
}

std::size_t columns(std::string_view text) {
  std::size_t sum = 0;
  while (!text.empty()) {
    const Grapheme grapheme = first_grapheme(text);
    sum += grapheme.columns;
    text.remove_prefix(grapheme.bytes);
  }
  return sum;
}

std::string_view prefix_of_columns(std::string_view text, std::size_t columns) {
  std::size_t bytes = 0;
  while (bytes < text.size()) {
    const Grapheme grapheme = first_grapheme(text.substr(bytes));
    if (grapheme.columns > columns) break;
    columns -= grapheme.columns;
    bytes += grapheme.bytes;
  }
  return text.substr(0, bytes);
}

}  // namespace ingot::term
