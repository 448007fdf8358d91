// ledger/report.h: what was spent, by model and role.
//
// Purpose    The block that `ingot cost` and `exec --show-cost` print (CFG-135..139): five
// counters,
//            hit rate, price, saving, misses of the cache and their causes, what each turn cost,
//            and what another model would have cost.
// Ownership  A report is a value; it keeps nothing of the records.
// Threads    Pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "ledger/ledger.h"
#include "models/model.h"

namespace ingot::ledger {

struct ModelReport {
  std::string model_id, model, host, protocol;
  bool is_local = false;
  Totals totals;
  struct Role {
    std::string name;
    Totals totals;
  };
  std::vector<Role> roles;  // main first
  // Zeros for five requests of more than 4000 prompt tokens: something switches the cache off.
  bool cache_is_idle = false;
};

// The same tokens at another model's prices.
struct Comparison {
  std::string model_id;
  std::optional<double> cost_usd;
};

struct Report {
  std::size_t sessions = 0;
  std::string first_time, last_time;  // ISO 8601
  std::vector<ModelReport> models;    // in order of first use
  Totals totals;
  struct Miss {
    std::string outcome;
    std::int64_t count = 0;
    std::string last;  // the newest one's text
  };
  std::vector<Miss> misses;
  // What one message of the user led to; of a report on one session alone.
  struct Turn {
    std::string id;  // of the message
    std::int64_t requests = 0, tokens = 0;
    std::optional<double> cost_usd;
    std::optional<double> hit_rate;   // of all its requests; empty: nothing was told
    std::vector<std::string> misses;  // the text of each
  };
  std::vector<Turn> turns;
  std::optional<Comparison> comparison;
};

Report report_on(const std::vector<Record>& records);
// Prices every request anew; counts that the servers did not tell stay out of it.
Comparison compare(const std::vector<Record>& records, const models::Model& other);

// "$0.0213": enough digits to tell a cheap request from a free one; without a sign.
std::string money(double usd);
// 1234567 as "1.2M", 18000 as "18k", 200400 as "200k".
std::string rounded(std::int64_t count);

struct TextLayout {
  std::size_t columns = 0;  // that a row may have; 0: as many as it needs
  bool unicode = true;      // else bars are made of '#'
  std::size_t turns = 20;   // the last ones, as bars
};
// Lines of text, each ended by a newline. A narrow table has rounded counts, and leaves out what is
// needed least.
std::string to_text(const Report& report, const TextLayout& layout = {});
// The bars of cost and the cache's hit rate, turn by turn; empty for fewer than two.
std::string turns_text(const Report& report, const TextLayout& layout);
// One JSON object without a newline.
std::string to_json(const Report& report);

// The page on which a provider says what it charged; empty for hosts nobody knows (CFG-139).
std::string_view dashboard_of(std::string_view host);

}  // namespace ingot::ledger
