// cli/doctor.h: `ingot doctor`, and `ingot models test`, which is a part of it.
#pragma once

#include <string>
#include <vector>

namespace ingot::cli {

// Return the exit status: 0 no problem, 1 problems, 2 bad arguments.
int run_doctor(const std::vector<std::string>& arguments);
int run_models_test(const std::vector<std::string>& arguments);

}  // namespace ingot::cli
