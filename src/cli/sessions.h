// cli/sessions.h: `ingot sessions`: sessions without the terminal.
#pragma once

#include <string>
#include <vector>

namespace ingot::cli {

// Returns the exit status.
int run_sessions(const std::vector<std::string>& arguments);

}  // namespace ingot::cli
