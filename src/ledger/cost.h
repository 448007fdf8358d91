// ledger/cost.h: the price of one request.
//
// Source     PRV-122, PRV-123, CFG-136, CFG-138.
// Threads    Pure functions.
#pragma once

#include <optional>

#include "chat/message.h"
#include "models/model.h"

namespace ingot::ledger {

// The cost in US dollars; empty when a price or count that matters is unknown. A local host costs
// 0.
std::optional<double> cost_of(const chat::Usage& usage, const models::Price& price,
                              models::Protocol protocol);
// What the cache saved (negative: it cost more); empty when unknown.
std::optional<double> saved_by_cache(const chat::Usage& usage, const models::Price& price);

}  // namespace ingot::ledger
