// models/resolve.h: from settings entries to models that can be called.
//
// Purpose    Ids (CFG-80..85), URLs (CFG-47..50, 58), catalogue facts and quirks put together, and
//            the one function through which every model name is resolved (CFG-84).
// Errors     E20 and E21 as Error: kind not_found, or invalid_argument when ambiguous.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "config/settings.h"
#include "models/model.h"

namespace ingot::models {

struct Listed {
  std::vector<std::string> ids;  // the preferred one first
  Model model;                   // complete only if `errors` is empty
  std::vector<config::Diagnostic> errors;
  std::vector<config::Diagnostic> notes;
};

// All entries, valid or not, in the order of the settings.
std::vector<Listed> list_models(const config::Settings& settings);

// The model that `name` means, with its effort set to `effort` (clamped to what it accepts; a
// notice is appended to `notices` when it was) or its own default when `effort` is empty.
Result<Model> resolve(const std::vector<Listed>& models, std::string_view name,
                      std::string_view effort, std::vector<std::string>& notices);

struct Endpoint {
  std::string url;
  std::string host;  // with a port that was given
  std::string note;  // what was changed on the way (CFG-50, W06); may be empty
};
// CFG-47..50, CFG-58. The same function serves the real request and `models show` (CFG-54).
Endpoint endpoint_for(Protocol protocol, std::string_view base_url);

}  // namespace ingot::models
