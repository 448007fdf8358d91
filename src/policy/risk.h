// policy/risk.h: the class of a shell command.
//
// Purpose    First version, deliberately strict: a short table of programs that only read;
// everything
//            else is high. A finer table takes this place later without touching its callers.
// Source     safety.md (CMD), cli.md CLI-32..35.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tools/effects.h"

namespace ingot::policy {

struct Assessment {
  tools::Risk risk = tools::Risk::high;
  bool ask_always = false;  // on the built-in list of disasters: asked for at every level (CLI-35)
  std::string why;
  std::size_t begin = 0, end = 0;  // the part of the command that decided; empty when none did
};

Assessment assess_command(std::string_view command);

// Whether some simple command of `command` begins with the words of one of `entries`; of a line
// that cannot be read, whether the text contains one of them.
bool any_part_matches(std::string_view command, const std::vector<std::string>& entries);
// Whether the line can be read and each of its simple commands begins with the words of some entry.
bool every_part_matches(std::string_view command, const std::vector<std::string>& entries);

}  // namespace ingot::policy
