// cli/cost.h: `ingot cost`.
#pragma once

#include <string>
#include <vector>

namespace ingot::cli {

// Returns the exit status.
int run_cost(const std::vector<std::string>& arguments);

}  // namespace ingot::cli
