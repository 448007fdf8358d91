// models/resolve.h: the one function through which every model name is resolved (CFG-84).
//
// Errors     E20 and E21 as Error with that code: kind not_found, or invalid_argument when
//            ambiguous; invalid_argument without a code when the model that is meant cannot be
//            used.
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

// What a session remembers of its model (CFG-86); parts may be empty.
struct Remembered {
  std::string id, model, provider, base_url;
};
// The id of the model that was meant, wherever edits have moved its entry. E20 when it is gone: no
// other model takes its place.
Result<std::string> find_again(const std::vector<Listed>& models, const Remembered& session,
                               std::vector<std::string>& notices);

}  // namespace ingot::models
