// ledger/ledger.h: tokens and money, request by request.
//
// Purpose    Records what the server said, the price row used and the cost; sums them for a session
//            and shows them. What is unknown stays unknown: a sum with an unknown part says so
//            (CFG-137, PRV-122..125).
// Ownership  Owns its records. The file is ~/.factory/ingot/ledger.jsonl, append-only, one line a
//            request, without any text of the conversation.
// Threads    Belongs to one agent's thread.
// Errors     record() never fails the turn: a ledger that cannot be written is a notice.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "chat/message.h"
#include "models/model.h"

namespace ingot::ledger {

struct Record {
  std::string time;  // ISO 8601
  std::string session_id;
  std::string role = "main";  // main, spec, subagent, compaction, title
  std::string model_id, model, host, protocol;
  chat::Usage usage;
  models::Price price;
  std::optional<double> cost_usd;
  bool cost_reported = false;  // by the server
  std::int64_t duration_ms = 0;
  bool partial = false;  // interrupted or failed
};

// The cost in US dollars; empty when a price or count that matters is unknown. A local host costs
// 0.
std::optional<double> cost_of(const chat::Usage& usage, const models::Price& price,
                              models::Protocol protocol);
// What the cache saved (negative: it cost more); empty when unknown.
std::optional<double> saved_by_cache(const chat::Usage& usage, const models::Price& price);

struct Totals {
  std::int64_t requests = 0;
  chat::Usage usage;               // -1 where no request told; else the sum of those that did
  std::optional<double> cost_usd;  // empty when the cost of any request is unknown
  std::optional<double> saved_usd;
  bool cache_reported = false;
  // cache_read / (input + cache_read + cache_write), leaving out the first request; empty if
  // unknown.
  std::optional<double> hit_rate;
};

class Ledger {
 public:
  // Empty `file`: kept in memory only (--ephemeral).
  Ledger(std::filesystem::path file, std::string session_id);

  Result<> record(Record record);
  const std::vector<Record>& records() const { return records_; }
  Totals totals() const;
  // The lines that `exec` and `demo` print: tokens, cache share, cost, saved
  // (docs/formats/ledger.md).
  std::string summary() const;

 private:
  std::filesystem::path file_;
  std::string session_id_;
  std::vector<Record> records_;
};

}  // namespace ingot::ledger
