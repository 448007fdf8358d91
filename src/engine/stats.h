// engine/stats.h: what past sessions came to, from the files of this machine.
//
// Purpose    Chooses the records, and knows where each session worked. Nothing is asked of any
//            server (CFG-141).
// Errors     Kind::io when the ledger cannot be read.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "engine/configuration.h"
#include "ledger/stats.h"

namespace ingot::engine {

constexpr int kStatsDays = 30;  // unless more or fewer are wanted

// Of the last `days` days of this machine's calendar, today included; empty: of all.
Result<ledger::Stats> stats(const Configuration& configuration, std::optional<int> days,
                            std::chrono::system_clock::time_point now);

// "7", "7d", "2w" as days; "all" as none. Kind::invalid_argument for anything else.
Result<std::optional<int>> days_from(std::string_view period);

}  // namespace ingot::engine
