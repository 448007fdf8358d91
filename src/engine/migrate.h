// engine/migrate.h: the models of the legacy config.json, moved to settings.json.
//
// Purpose    `ingot config migrate` (CFG-190, W03). The original stays; its entries are hidden by
//            the new ones from then on (CFG-5).
// Invariant  No key is shown.
// Errors     Kind::not_found without a config.json; invalid_argument where it is no JSON; what
//            config::save gives. Nothing is half written.
#pragma once

#include <string>

#include "base/result.h"
#include "engine/configuration.h"

namespace ingot::engine {

struct Migration {
  // keep: a key stands in the new entry as it stood in the old one. variable: the new entry reads
  // it from a variable that the user is told to set.
  enum class Keys { keep, variable };
  Keys keys = Keys::keep;
  bool dry_run = false;
};
// What was done, or would be, line by line.
Result<std::string> migrate(const Configuration& configuration, const Migration& how);

}  // namespace ingot::engine
