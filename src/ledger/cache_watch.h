// ledger/cache_watch.h: whether the prompt cache did what it should have, request by request.
//
// Purpose    Knows what the last request to each model put into the server's cache, compares with
//            what the next one read from it, and names the cause when that was less (PRV-124,
//            CFG-137).
// Ownership  Owns a copy of the last request's front for each model of a conversation.
// Threads    Belongs to one agent's thread.
// Shapes     Tokens as the server counts them; -1 where nothing can be expected.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "chat/message.h"
#include "models/model.h"

namespace ingot::ledger {

enum class CacheOutcome {
  first,         // no earlier request to this model: nothing to read
  hit,           // at least half of what was there was read
  not_reported,  // the server tells nothing about a cache
  too_short,     // the earlier prompt was below the provider's minimum
  expired,       // the lifetime had passed
  changed,       // the earlier request is not the beginning of this one
  reasoning,     // the reasoning setting differs, which voids the messages (PRV-111)
  not_kept,      // same beginning, in time, and still not found
};
std::string_view to_string(CacheOutcome outcome);
std::optional<CacheOutcome> outcome_from(std::string_view text);

struct CacheVerdict {
  CacheOutcome outcome = CacheOutcome::first;
  std::int64_t expected = -1;  // tokens that could have been read
  std::string why;             // one line for people; empty unless something was missed
  bool missed() const { return !why.empty(); }
};

// What a continued session remembers of its last request; one line of text for its settings file.
struct FrontPrint {
  std::string model_id;
  std::size_t bytes = 0;
  std::uint64_t hash = 0;
  std::int64_t tokens = 0;  // that should be in the cache
  std::int64_t time_s = 0;  // Unix time of the request
  std::string effort;
};
std::string to_line(const FrontPrint& print);
FrontPrint print_from(std::string_view line);  // empty model_id: none

class CacheWatch {
 public:
  using Time = std::chrono::system_clock::time_point;

  // The last request of an earlier process.
  void restore(FrontPrint print);

  // `body` is the request as sent, `usage` what its answer said.
  CacheVerdict judge(const models::Model& model, std::string_view body, const chat::Usage& usage,
                     Time now);

  // The model is another one by now, or at another server: its next request owes no cache hit.
  void forget(const std::string& model_id) { known_.erase(model_id); }

  // Of the last request that was judged.
  const FrontPrint& last() const { return last_; }

 private:
  struct Known {
    std::string front;  // empty when only the print is known
    FrontPrint print;
  };
  std::map<std::string, Known> known_;  // by model id
  FrontPrint last_;
};

}  // namespace ingot::ledger
