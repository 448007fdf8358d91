// cli/demo.h: `ingot demo`, a scripted model at work on a sample project, or as a server for
// others.
#pragma once

#include <string>
#include <vector>

namespace ingot::cli {

// Returns the exit status: 0, 1 when the task failed, 2 for bad arguments.
int run_demo(const std::vector<std::string>& arguments);

}  // namespace ingot::cli
