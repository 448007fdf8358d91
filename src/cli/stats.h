// cli/stats.h: `ingot stats`.
#pragma once

#include <string>
#include <vector>

namespace ingot::cli {

// Returns the exit status.
int run_stats(const std::vector<std::string>& arguments);

}  // namespace ingot::cli
