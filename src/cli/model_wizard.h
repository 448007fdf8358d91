// cli/model_wizard.h: from nothing to a working model, question by question.
//
// Purpose    `ingot models add` where something is missing, and `ingot setup` (CFG-190): a provider
//            or a server of this machine, its key, one of its models, a try, the entry.
// Errors     Kind::cancelled when the person leaves: then nothing was written.
#pragma once

#include <optional>
#include <string>

#include "base/result.h"
#include "cli/dialogue.h"
#include "engine/configuration.h"
#include "engine/new_model.h"

namespace ingot::cli {

struct Wishes {
  engine::NewModel given;       // what is known already is not asked for
  bool may_go_without = false;  // offer to go on without a model
};
// The name of the new entry; empty when the person goes on without one.
Result<std::string> add_by_questions(Dialogue& dialogue, engine::Configuration& configuration,
                                     const Wishes& wishes);

}  // namespace ingot::cli
