// cli/config.h: `ingot config`.
#pragma once

#include <string>
#include <vector>

namespace ingot::cli {

// Returns the exit status.
int run_config(const std::vector<std::string>& arguments);

}  // namespace ingot::cli
