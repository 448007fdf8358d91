// engine/favorites.h: the models that a person goes through with one key.
//
// Purpose    Reads and changes modelFavorites (CFG-89, CFG-90).
// Errors     Those of config::save(); Kind::invalid_argument for an entry that has no id.
#pragma once

#include <string>
#include <vector>

#include "engine/configuration.h"

namespace ingot::engine {

bool is_favorite(const Configuration& configuration, const models::Listed& listed);
// Makes it one or no longer one, in the user's settings.json and in `configuration`; tells what was
// done and where.
Result<std::string> toggle_favorite(Configuration& configuration, const models::Listed& listed);
// The usable favourites in their order, or else all usable models; each by its id.
std::vector<std::string> model_cycle(const Configuration& configuration);

}  // namespace ingot::engine
