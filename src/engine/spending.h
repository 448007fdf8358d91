// engine/spending.h: what past sessions cost, from the ledger on this machine.
//
// Purpose    Chooses the records that `ingot cost` reports on. Nothing is asked of any server.
// Errors     Kind::invalid_argument for a time nobody can read, Kind::not_found for a session that
//            has no records.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "base/result.h"
#include "engine/configuration.h"
#include "ledger/report.h"

namespace ingot::engine {

struct SpendingQuery {
  std::string session;  // id or a prefix of one; empty: all sessions
  std::string since;    // "7d", "24h", "2026-11-01" or an ISO 8601 time; empty: from the beginning
  std::string compare;  // a model's id or name; empty: no comparison
};

Result<ledger::Report> spending(const Configuration& configuration, const SpendingQuery& query,
                                std::chrono::system_clock::time_point now);

}  // namespace ingot::engine
