// cli/models.h: `ingot models`, the configured models.
#pragma once

#include <string>
#include <vector>

namespace ingot::cli {

// Returns the exit status: 0, or 2 for bad arguments.
int run_models(const std::vector<std::string>& arguments);

}  // namespace ingot::cli
