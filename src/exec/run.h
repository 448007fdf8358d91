// exec/run.h: `ingot exec`, one headless run from argv to exit status.
#pragma once

#include <string>
#include <vector>

namespace ingot::exec {

// `arguments` are those after "exec". Returns the exit status (cli.md 3).
int run(const std::vector<std::string>& arguments);

}  // namespace ingot::exec
