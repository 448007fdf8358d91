// exec/summary.h: what a run came to, gathered from its events.
//
// Purpose    The numbers and lists of the result object (CLI-24..27), the same for every format.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "chat/message.h"
#include "engine/event.h"
#include "json/writer.h"

namespace ingot::exec {

struct Summary {
  std::string session_id, model;
  std::int64_t duration_ms = 0;
  chat::Usage usage;               // sums; -1 where no request told
  std::optional<double> cost_usd;  // empty when the cost of any request is unknown
  bool cost_unknown = false;
  std::vector<tools::FileChange> files;  // one a path, in order of first change
  int commands_run = 0;
  std::vector<agent::CallDenied> denied;
  agent::TurnFinished finished;

  void take(const engine::Event& event);
  bool good() const { return finished.end == agent::TurnFinished::End::done; }
};

// The value of "usage": five counters, 0 where nothing was told.
void write_usage(json::Writer& writer, const chat::Usage& usage);
// The members that CLI-26 and JR-2 add, into an open object.
void write_details(json::Writer& writer, const Summary& summary);

// The exit status (cli.md 3); `signal` is not 0 when a signal ended the run.
int exit_status(const Summary& summary, bool detailed, int signal);

}  // namespace ingot::exec
