// term/columns.h: how wide text is on a terminal.
//
// Purpose    Text is measured and cut by what the reader sees (graphemes), never by bytes.
// Source     UAX 29 (grapheme clusters) and UAX 11 (East Asian width), through utf8proc 2.8.
//            Ambiguous characters count as one column unless the user says two. An emoji with
//            U+FE0F, a joined emoji and a pair of regional indicators count as two, as current
//            terminals draw them.
// Threads    Any; the setting holds for all.
// Errors     None: the text should have passed term/sanitise.h; what is left of control characters
//            counts as nothing, a tab as one column, invalid bytes as one each.
#pragma once

#include <cstddef>
#include <string_view>

namespace ingot::term {

// How wide this user's terminal draws what UAX 11 leaves open: 1 or 2 (ingot.tui.ambiguousWidth).
void set_ambiguous_columns(std::size_t columns);

std::size_t columns(std::string_view text);

// The longest beginning of `text` that is at most `columns` wide, whole graphemes only.
std::string_view prefix_of_columns(std::string_view text, std::size_t columns);

// Bytes of the first grapheme of `text` (0 if it is empty) and its width.
struct Grapheme {
  std::size_t bytes = 0;
  std::size_t columns = 0;
};
Grapheme first_grapheme(std::string_view text);

}  // namespace ingot::term
