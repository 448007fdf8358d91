// tui/fuzzy.h: how well a text answers to the few letters that somebody typed.
//
// Purpose    One measure for every list that is narrowed by typing: files, commands, settings.
// Threads    Pure functions.
// Cost       One or two passes over the text; nothing is allocated unless letters are asked for.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace ingot::tui {

// Higher is better; empty when a letter of `wanted` is missing. Letters count in their order,
// whatever their case; whole runs count more than scattered ones, what begins a word more than what
// does not, and what stands at `name` or behind more than what stands before it (of a path, the
// file's own name). Of equal answers the shorter text is better. `letters`: where they were found.
std::optional<int> fuzzy_score(std::string_view text, std::string_view wanted, std::size_t name = 0,
                               std::vector<std::size_t>* letters = nullptr);

// A bit for each kind of character: a text can only answer when it has every bit of `wanted`.
std::uint64_t letter_mask(std::string_view text);

}  // namespace ingot::tui
