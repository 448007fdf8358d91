// agent/turn_internal.h: the state of one turn, shared by the files that Agent is written in.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "agent/agent.h"
#include "base/ids.h"

namespace ingot::agent {

// Of a request in the ledger.
constexpr std::string_view kMainRole = "main", kCompactionRole = "compaction";
constexpr int kMaxUnusable = 3;  // PRV-101: messages in a row whose calls cannot be run

// Takes the size of the window from an overflow that names it.
void learn_window(const chat::Failure& failure, const models::Model& model, wire::Learnt& learnt);

// Counts calls that are made again and again with the same result (CLI-81).
class Repetition {
 public:
  // How often this call and result have now come in a row.
  int count(const chat::ToolCall& call, const chat::ToolResult& result) {
    const std::uint64_t print =
        stable_hash(call.name, stable_hash(call.input_json, stable_hash(chat::text_of(result))));
    times_ = print == last_ ? times_ + 1 : 1;
    last_ = print;
    return times_;
  }

 private:
  std::uint64_t last_ = 0;
  int times_ = 0;
};

struct Agent::Turn {
  TurnFinished finished;
  std::stop_token stop;
  int pauses = 0;
  int repeats = 0;
  int unusable_in_row = 0;
  bool made_room = false;     // and no answer has come since: the next overflow ends the turn
  bool over_budget = false;   // and may be, until it ends
  bool plan_refused = false;  // by a person, who wants to say more
  std::optional<std::string> plan_result;  // the turn ends with this plan
  bool no_summary = false;  // summarising failed: not tried again before the server insists
  Repetition repetition;
};

}  // namespace ingot::agent
