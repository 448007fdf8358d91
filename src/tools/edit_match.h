// tools/edit_match.h: where Edit's old text stands in a file, and what replaces it.
//
// Purpose    Six levels, tried in order; the first that gives a match wins. Whatever the level,
// only
//            the matched region is replaced, lines that old and new text have in common keep the
//            file's own bytes, and new lines end as the lines around them do.
// Cost       Linear in the file, but the levels above `exact` are left out for files over
//            kMaxFoldedBytes.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace ingot::tools {

constexpr std::size_t kMaxFoldedBytes = 8U << 20U;

enum class MatchLevel {
  exact,
  line_endings,     // CR LF, CR and LF are alike; a BOM in front is ignored
  trailing_blanks,  // and blanks at the ends of lines
  typography,       // and quotes, dashes and odd spaces
  indentation,      // all lines are shifted alike; the new text is shifted too
  line_numbers,     // the texts carry line numbers of Read or Grep
};
// For the note in the result: "after ignoring trailing blanks".
std::string_view note_of(MatchLevel level);

struct Replacement {
  std::size_t begin = 0, end = 0;  // bytes of the file
  std::string text;
};

struct Matches {
  MatchLevel level = MatchLevel::exact;
  std::vector<Replacement> replacements;  // in order, not overlapping; empty: not found
  std::size_t count = 0;                  // overlapping ones too: more than one is ambiguous
};

// `old_text` is not empty.
Matches find_matches(std::string_view file, std::string_view old_text, std::string_view new_text);

// Number of the line (from 1) that holds byte `at`.
std::size_t line_of(std::string_view file, std::size_t at);

// "\r\n", "\r" or "\n": how the line of byte `at` ends, or those before it when it is the last.
std::string_view line_end_at(std::string_view file, std::size_t at);

}  // namespace ingot::tools
