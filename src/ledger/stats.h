// ledger/stats.h: what past sessions came to, by day, model and project.
//
// Purpose    What `ingot stats` and `/stats` show (CFG-141). What the day of a record and the
//            project of a session are is told by whoever knows.
// Ownership  Values.
// Threads    Pure functions.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "ledger/ledger.h"
#include "ledger/questions.h"
#include "ledger/report.h"

namespace ingot::ledger {

struct Stats {
  struct Row {
    std::string name;  // "2026-01-02", an entry's id, a folder
    std::size_t sessions = 0;
    Totals totals;
    double known_usd = 0;      // of the requests whose cost is known
    std::size_t unpriced = 0;  // requests whose cost is not, local ones left out
    bool is_local = false;     // all of them were
  };
  std::string period;                 // "the last 30 days"; for people
  std::vector<Row> days;              // oldest first
  std::vector<Row> models, projects;  // costliest first
  Row all;
  QuestionCounts questions;
};

struct StatsNames {
  std::function<std::string(const Record&)> day;
  std::function<std::string(const std::string& session_id)> project;
};
Stats stats_of(const std::vector<Record>& records, const StatsNames& names);

// Lines of text, each ended by a newline; `columns` as of TextLayout.
std::string to_text(const Stats& stats, const TextLayout& layout = {});
// One JSON object without a newline.
std::string to_json(const Stats& stats);

}  // namespace ingot::ledger
