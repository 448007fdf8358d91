// engine/permissions.h: the commands that are allowed for good, for a person to look through.
//
// Purpose    What /permissions lists and deletes (PRM-04).
// Errors     Those of policy/exact_rules.h.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "engine/configuration.h"
#include "policy/exact_rules.h"

namespace ingot::engine {

using policy::ExactRule;

// Those of `workspace` first.
Result<std::vector<ExactRule>> allowed_commands(const Configuration& configuration,
                                                const std::filesystem::path& workspace);
// It is asked about from the next call on.
Result<> forget_command(const Configuration& configuration, const ExactRule& rule);

}  // namespace ingot::engine
