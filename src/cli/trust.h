// cli/trust.h: `ingot trust`.
#pragma once

#include <string>
#include <vector>

namespace ingot::cli {

// Returns the exit status.
int run_trust(const std::vector<std::string>& arguments);

}  // namespace ingot::cli
