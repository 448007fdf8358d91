// models/effort.h: how hard a model is asked to think.
//
// Purpose    The values of CFG-110 and what a model makes of one it does not know (CFG-111).
// Source     Extended thinking and effort pages of Anthropic's API reference; PRV-33, PRV-49.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "models/model.h"

namespace ingot::models {

// The supported level nearest to `wanted`, the lower one of two equally near. `wanted` itself when
// nothing is known of what the model supports.
std::string nearest_effort(const std::vector<std::string>& supported, std::string_view wanted);

// How a Messages model thinks, by the version in its id.
ThinkingStyle thinking_style(std::string_view model);

// Sets model.effort to what will be sent for `wanted`; returns a note when that is not `wanted`.
std::string apply_effort(Model& model, std::string_view wanted);

}  // namespace ingot::models
