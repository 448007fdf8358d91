// models/size.h: how large a model is, as its id tells.
//
// Source     CFG-125; the naming of Hugging Face and Ollama: "7b", "8x7b", "480B-A35B" (all and
//            active parameters), "e4b" (effective), "270m".
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace ingot::models {

// Billions of parameters; empty when the id does not tell.
std::optional<double> billions_in(std::string_view id);

// W07 for a model that is small for coding tasks; empty for the others.
std::string size_note(std::string_view id);

}  // namespace ingot::models
