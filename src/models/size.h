// models/size.h: how large a model is, as its id tells.
//
// Source     CFG-125; the naming of Hugging Face and Ollama: "7b", "8x7b", "480B-A35B" (all and
//            active parameters), "e4b" (effective), "270m".
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "models/listed.h"

namespace ingot::models {

// Billions of parameters; empty when the id does not tell.
std::optional<double> billions_in(std::string_view id);

// Gives those that are small for coding tasks the note W07, once.
void note_sizes(std::vector<Listed>& models);

}  // namespace ingot::models
