// config/expand.h: ${NAME} in values of the settings.
//
// Source     CFG-43, CFG-44: ${NAME} and ${NAME:-default}; $${ is a literal ${; nothing else
//            expands, and what was expanded is not looked at again.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "config/settings.h"

namespace ingot::config {

struct Expanded {
  std::string text;
  std::vector<std::string> used;   // names of variables, in order
  std::vector<std::string> unset;  // those that are unset or empty and have no default
};
Expanded expand(std::string_view text, const Environment& environment);

bool has_reference(std::string_view text);

}  // namespace ingot::config
