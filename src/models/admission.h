// models/admission.h: what policy does to the list of models.
//
// Source     E19, CFG-163.
#pragma once

#include <vector>

#include "config/model_policy.h"
#include "models/listed.h"

namespace ingot::models {

// A model that no policy admits stays in the list with E19 as its error.
void apply_policy(std::vector<Listed>& models, const config::ModelPolicy& policy);

}  // namespace ingot::models
