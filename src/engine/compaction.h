// engine/compaction.h: when a conversation is summarised and by which model, as the settings say.
//
// Threads    Pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "agent/agent.h"
#include "engine/configuration.h"

namespace ingot::engine {

// The number of tokens beyond which a conversation is summarised before it goes on (CLI-98): what
// the settings say for this model or for all, else what leaves room for an answer. Empty when the
// settings say never.
std::optional<std::int64_t> compaction_point(const config::CompactionSettings& settings,
                                             const models::Model& model);

// What an agent goes by. A compactionModel that is not there or cannot be used is told in `notices`
// with its place, and the model in use summarises (CLI-99).
agent::CompactionRules compaction_rules(const Configuration& configuration,
                                        std::vector<std::string>& notices);

}  // namespace ingot::engine
