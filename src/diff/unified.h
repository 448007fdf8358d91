// diff/unified.h: a change as a unified diff.
//
// Source     POSIX.1-2017 diff -u, and git's "\ No newline at end of file".
// Threads    Pure functions.
// Cost       See diff/compare.h; no more than max_lines lines of text are made.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace ingot::diff {

struct UnifiedOptions {
  std::string_view old_name, new_name;  // the "---" and "+++" lines; both empty: no such lines
  std::size_t context = 3;
  std::size_t max_lines = static_cast<std::size_t>(-1);       // hunk headers and body together
  std::size_t max_line_bytes = static_cast<std::size_t>(-1);  // longer lines end in "…"
};

struct Unified {
  std::string text;  // empty when the texts are equal
  std::size_t added = 0, removed = 0;
  std::size_t left_out = 0;  // lines beyond max_lines
};

Unified unified(std::string_view old_text, std::string_view new_text,
                const UnifiedOptions& options = {});

}  // namespace ingot::diff
