// highlight/languages.h: which labels and file names mean which language, and what it needs.
#pragma once

#include <string_view>

namespace ingot::highlight {

struct Language {
  std::string_view name;     // also a label
  std::string_view labels;   // other labels and endings of file names, between blanks
  std::string_view mode;     // as CodeMirror calls it
  std::string_view scripts;  // in the order in which they are loaded
};

// nullptr when there is none of that name.
const Language* find_language(std::string_view name);

}  // namespace ingot::highlight
