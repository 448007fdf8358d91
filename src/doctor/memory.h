// doctor/memory.h: whether this machine has the memory for a model.
//
// Source     CFG-189, a rule of thumb for models as Ollama packs them.
// Threads    Pure functions, apart from this_machine().
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "doctor/finding.h"

namespace ingot::doctor {

// Bytes of memory of this machine; 0 when it does not tell.
std::uint64_t memory_of_this_machine();

// Nothing when the id does not tell how large the model is, when it runs elsewhere (Ollama's cloud)
// or when `memory` is 0. Too little is a note: a graphics card may have what the machine lacks.
std::optional<Finding> judge_memory(std::string_view model, std::uint64_t memory);

}  // namespace ingot::doctor
