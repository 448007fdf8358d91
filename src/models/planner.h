// models/planner.h: which models can plan for which.
//
// Purpose    A conversation that one model began and another goes on with must be readable to both;
//            what the vendors' interfaces carry of reasoning is not (CFG-147).
#pragma once

#include <string>

#include "models/model.h"

namespace ingot::models {

// Why `planner` cannot plan what `main` then carries out, as a sentence without its stop; empty:
// it can.
std::string why_not_planner(const Model& planner, const Model& main);

}  // namespace ingot::models
