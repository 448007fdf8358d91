// models/resolve.h: the one function through which every model name is resolved (CFG-84).
//
// Errors     E20 and E21 as Error: kind not_found, or invalid_argument when ambiguous or when the
//            model that is meant cannot be used.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "models/listed.h"

namespace ingot::models {

// The model that `name` means. Its effort is `effort` if that is not empty, else the entry's own,
// else `default_effort`, else what the model does by itself; an effort that had to be changed
// appends to `notices`.
Result<Model> resolve(const std::vector<Listed>& models, std::string_view name,
                      std::string_view effort, std::string_view default_effort,
                      std::vector<std::string>& notices);

}  // namespace ingot::models
