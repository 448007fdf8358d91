// models/problems.h: what is wrong with the models that is seen only when all are known.
//
// Purpose    The part of CFG-35 that no settings file shows by itself: models that the policy
//            forbids (E19), a setting that names a model that is not there or not clear (E20, E21),
//            addresses that are completed (W06), small models (W07).
// Ownership  Plain values.
// Errors     None.
#pragma once

#include <vector>

#include "base/result.h"
#include "models/listed.h"

namespace ingot::models {

// Each at its place in a file. What a file shows by itself is in settings.diagnostics.
std::vector<config::Diagnostic> problems_of(const std::vector<Listed>& models,
                                            const config::Settings& settings);

// `error` of resolve() for a model that a setting names: at the place of that value when the name
// is what is wrong (E20, E21), else as it is.
Error at_setting(Error error, const config::NamedModel& setting);

}  // namespace ingot::models
