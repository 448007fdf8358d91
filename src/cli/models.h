// cli/models.h: `ingot models` and `ingot setup`.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/configuration.h"

namespace ingot::cli {

// Each returns the exit status: 0, 2 for bad arguments, 130 when the person left.
int run_models(const std::vector<std::string>& arguments);
int run_models_add(const std::vector<std::string>& arguments);
int run_models_edit(const std::vector<std::string>& arguments);
int run_models_remove(const std::vector<std::string>& arguments);
int run_models_key(const std::vector<std::string>& arguments);

int run_setup(const std::vector<std::string>& arguments);
// For somebody who starts ingot without any model to use: `configuration` has one afterwards, or
// not. Empty: go on; else the exit status.
std::optional<int> offer_setup(engine::Configuration& configuration);

}  // namespace ingot::cli
