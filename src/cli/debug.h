// cli/debug.h: `ingot debug decode`, what ingot makes of captured traffic.
#pragma once

#include <string>
#include <vector>

namespace ingot::cli {

// Returns the exit status: 0, 2 for bad arguments or a file that cannot be read.
int run_debug(const std::vector<std::string>& arguments);

}  // namespace ingot::cli
