// tools/edit_indent.h: text that differs from a file by its indentation alone.
//
// Purpose    Models quote code with the outer indentation removed, added, or with tabs for blanks.
//            The lines of a match differ from the file's by one uniform shift, which is then
//            applied to the new text as well.
// Cost       Linear in the file for ordinary texts; comparing indentations ends after kMaxCompared
//            lines (highly repetitive files), with the matches found so far.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ingot::tools {

// How an indentation of the old text becomes one of the file.
struct IndentShift {
  enum class Kind { add, remove, blanks_to_tabs, tabs_to_blanks };
  Kind kind = Kind::add;
  std::string prefix;        // add, remove
  std::ptrdiff_t unit = 0;   // blanks for one tab
  std::ptrdiff_t shift = 0;  // in the file's characters

  std::string indent(std::string_view old_indent) const;
  // `line` with its indentation shifted; a blank line stays as it is.
  std::string applied(std::string_view line) const;
};

struct IndentMatch {
  std::size_t begin = 0, end = 0;  // bytes of the file, whole lines
  IndentShift shift;
};

constexpr std::size_t kMaxCompared = 20000000;

// `old_text` has LF line ends. In order, not overlapping.
std::vector<IndentMatch> find_shifted(std::string_view file, std::string_view old_text);

}  // namespace ingot::tools
