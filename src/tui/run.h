// tui/run.h: `ingot` and `ingot resume`: the interactive terminal.
#pragma once

#include <string>
#include <vector>

namespace ingot::tui {

// Returns the exit status. `resume` stands for the command of that name.
int run(const std::vector<std::string>& arguments, bool resume);

}  // namespace ingot::tui
