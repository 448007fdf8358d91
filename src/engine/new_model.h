// engine/new_model.h: entries of customModels added and taken out.
//
// Purpose    `ingot models add` and `remove` (CFG-190, CFG-24): an entry is checked as loading
// would
//            check it, and written only if it loads without an error of its own.
// Errors     Kind::invalid_argument and not_found with the remedy; what config::save gives.
#pragma once

#include <optional>
#include <string>

#include "base/result.h"
#include "engine/configuration.h"

namespace ingot::engine {

struct NewModel {
  std::string provider;  // a provider's name ("groq") or a provider type
  std::string model, base_url, display_name;
  std::string key_variable, key_file;  // never a key itself (CFG-203)
  std::optional<long> max_output_tokens, max_context_limit;
};

// Returns what to tell the user: the file, the id, what to do next.
Result<std::string> add_model(const Configuration& configuration, const NewModel& wanted);
Result<std::string> remove_model(const Configuration& configuration, const std::string& name);

}  // namespace ingot::engine
