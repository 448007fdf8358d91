// base/nearest.h: "did you mean".
//
// Purpose    Finds the known spellings closest to a wrong one, for messages about options,
// settings,
//            models and tools.
// Cost       Quadratic in the lengths, which are cut at 64 bytes.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace ingot {

// Edits (insert, delete, replace, swap neighbours) that turn one into the other, ignoring ASCII
// case.
std::size_t edit_distance(std::string_view a, std::string_view b);

// The closest of `candidates`; empty when none is within a third of the longer word (at least one
// edit).
std::string nearest(std::string_view word, const std::vector<std::string>& candidates);

// Up to `count` candidates, closest first; a candidate that contains the word counts as close.
std::vector<std::string> nearest_several(std::string_view word,
                                         const std::vector<std::string>& candidates,
                                         std::size_t count);

}  // namespace ingot
