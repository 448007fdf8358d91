// tui/run.h: `ingot` and `ingot resume`: the interactive terminal; `ingot reset`.
#pragma once

#include <string>
#include <vector>

namespace ingot::tui {

// Returns the exit status. `resume` stands for the command of that name.
int run(const std::vector<std::string>& arguments, bool resume);

// Puts the terminal right that a killed ingot left in disorder (TUI-148).
int run_reset(const std::vector<std::string>& arguments);

}  // namespace ingot::tui
