// tui/options.h: the command line of the interactive terminal (cli.md 2.1).
//
// Errors     Kind::invalid_argument: the program ends with status 2.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"

namespace ingot::tui {

struct Options {
  std::vector<std::string> words;  // a first prompt, or with resume an id
  std::string model, effort, autonomy, settings, cwd, fork_id, append_system_prompt, color;
  std::optional<std::string> resume;  // "": choose from a list
  std::string spec_model, spec_effort;
  bool use_spec = false;
  bool last = false;
  bool plain = false;
  bool trust_project = false;
  bool help = false;
};

Result<Options> parse_options(const std::vector<std::string>& arguments, bool resume);
std::string help_text();

}  // namespace ingot::tui
