// tui/run.h: `ingot` and `ingot resume`: the interactive terminal; `ingot reset`.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/configuration.h"

namespace ingot::tui {

// Asked when there is no model to use, before the first frame: empty to go on (with the
// configuration as it left it), else the exit status.
using OfferSetup = std::optional<int> (*)(engine::Configuration& configuration);

// Returns the exit status. `resume` stands for the command of that name.
int run(const std::vector<std::string>& arguments, bool resume, OfferSetup offer_setup);

// Puts the terminal right that a killed ingot left in disorder (TUI-148).
int run_reset(const std::vector<std::string>& arguments);

}  // namespace ingot::tui
