// ledger/ledger.h: tokens and money, request by request.
//
// Purpose    Records what the server said, the price row used and the cost; sums them for a session
//            (ledger/report.h shows them). What is unknown stays unknown: a sum with an unknown
//            part says so (CFG-137, PRV-122..125).
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
#include <string_view>
#include <vector>

#include "base/result.h"
#include "chat/message.h"
#include "ledger/cache_watch.h"
#include "ledger/cost.h"
#include "models/model.h"

namespace ingot::ledger {

struct Record {
  std::string time;  // ISO 8601
  std::string session_id;
  std::string turn;           // id of the user's message that began it; empty in old records
  std::string role = "main";  // main, spec, subagent, compaction, title
  std::string model_id, model, host, protocol;
  chat::Usage usage;
  models::Price price;
  std::optional<double> cost_usd;
  bool cost_reported = false;  // by the server
  std::int64_t duration_ms = 0;
  bool partial = false;  // interrupted or failed
  CacheVerdict cache;
};

struct Totals {
  std::int64_t requests = 0;
  chat::Usage usage;               // -1 where no request told; else the sum of those that did
  std::optional<double> cost_usd;  // empty when the cost of any request is unknown
  std::optional<double> saved_usd;
  std::int64_t duration_ms = 0;
  bool cache_reported = false;
  // cache_read / (input + cache_read + cache_write), leaving out each session's first request;
  // empty if unknown (PRV-120).
  std::optional<double> hit_rate;
};
Totals totals_of(const std::vector<Record>& records);

class Ledger {
 public:
  // Empty `file`: kept in memory only (--ephemeral).
  Ledger(std::filesystem::path file, std::string session_id);

  Result<> record(Record record);
  const std::vector<Record>& records() const { return records_; }
  Totals totals() const { return totals_of(records_); }

 private:
  std::filesystem::path file_;
  std::string session_id_;
  std::vector<Record> records_;
};

// The records of a ledger file, oldest first; lines that cannot be read are counted in `skipped`.
// With `session`, the beginning of an id, only its records: others are not even parsed.
struct Book {
  std::vector<Record> records;
  std::size_t skipped = 0;
};
// A file that is not there is an empty book. Kind::io when it cannot be read.
Result<Book> read_book(const std::filesystem::path& file, std::string_view session = {});

}  // namespace ingot::ledger
