// engine/listing.h: the configured models and the offered tools, as text or JSON.
//
// Purpose    What `ingot models` and `ingot exec --list-tools` print (CFG-91, CLI-44). No key is
// shown.
#pragma once

#include <string>

#include "base/result.h"
#include "engine/configuration.h"
#include "engine/engine.h"

namespace ingot::engine {

// Ends in a newline.
std::string model_list(const Configuration& configuration, bool json);
// One model: the request that would be made of it and all that is known (CFG-54).
Result<std::string> model_details(const Configuration& configuration, const std::string& name,
                                  bool json);
// `model` as the user named it; may be empty, and no key is needed.
Result<std::string> tool_list(const Configuration& configuration, const Options& options, bool json,
                              const std::string& model);

}  // namespace ingot::engine
