#include "exec/summary.h"

#include <algorithm>

namespace ingot::exec {
namespace {

using End = agent::TurnFinished::End;
using Kind = tools::FileChange::Kind;

std::string_view to_string(Kind kind) {
  switch (kind) {
    case Kind::created:
      return "created";
    case Kind::modified:
      return "modified";
    case Kind::deleted:
      return "deleted";
  }
  return "modified";
}

}  // namespace

void Summary::take(const engine::Event& event) {
  if (const auto* booked = std::get_if<agent::UsageBooked>(&event)) {
    chat::add(usage, booked->record.usage);
    if (!booked->record.cost_usd) cost_unknown = true;
    cost_usd = cost_unknown ? std::nullopt
                            : std::optional(cost_usd.value_or(0) + *booked->record.cost_usd);
  } else if (const auto* tool = std::get_if<agent::ToolFinished>(&event)) {
    if (tool->is_command) ++commands_run;
    for (const tools::FileChange& change : tool->changes) {
      const auto known = std::find_if(files.begin(), files.end(),
                                      [&](const auto& other) { return other.path == change.path; });
      if (known == files.end()) {
        files.push_back(change);
        continue;
      }
      known->added += change.added;
      known->removed += change.removed;
      if (change.kind == Kind::deleted || known->kind == Kind::deleted) known->kind = change.kind;
    }
  } else if (const auto* switched = std::get_if<agent::ModelSwitched>(&event)) {
    model = switched->to;
  } else if (const auto* refused = std::get_if<agent::CallDenied>(&event)) {
    denied.push_back(*refused);
  } else if (const auto* end = std::get_if<agent::TurnFinished>(&event)) {
    finished = *end;
  }
}

void write_usage(json::Writer& writer, const chat::Usage& usage) {
  using chat::told;
  writer.key("usage")
      .begin_object()
      .member("input_tokens", told(usage.input))
      .member("output_tokens", told(usage.output))
      .member("thinking_tokens", told(usage.reasoning))
      .member("cache_read_input_tokens", told(usage.cache_read))
      .member("cache_creation_input_tokens", told(usage.cache_write))
      .end_object();
}

void write_details(json::Writer& writer, const Summary& summary) {
  writer.key("cost_usd");
  if (summary.cost_usd) {
    writer.number(*summary.cost_usd);
  } else {
    writer.null();
  }
  writer.member("stop_reason", chat::to_string(summary.finished.stop_reason));
  writer.key("files_changed").begin_array();
  for (const tools::FileChange& change : summary.files) {
    writer.begin_object()
        .member("path", change.path.string())
        .member("kind", to_string(change.kind))
        .member("added", change.added)
        .member("removed", change.removed)
        .end_object();
  }
  writer.end_array().member("commands_run", summary.commands_run).key("denied").begin_array();
  for (const agent::CallDenied& call : summary.denied) {
    writer.begin_object().member("tool", call.name).member("detail", call.detail).key("required");
    if (call.required) {
      writer.string(policy::to_string(*call.required));
    } else {
      writer.null();
    }
    writer.end_object();
  }
  writer.end_array();
}

int exit_status(const Summary& summary, bool detailed, int signal) {
  if (signal != 0) return 128 + signal;
  const agent::TurnFinished& finished = summary.finished;
  if (finished.end == End::done) return 0;
  if (!detailed) return 1;
  switch (finished.end) {
    case End::permission:
      return 3;
    case End::turn_limit:
    case End::cost_limit:
      return 5;
    case End::time_limit:
      return 124;
    case End::provider:
      break;
    default:
      return 1;
  }
  if (!finished.failure) return 1;
  using Failure = chat::Failure::Kind;
  switch (finished.failure->kind) {
    case Failure::authentication:
    case Failure::permission:
    case Failure::quota:
      return 6;
    case Failure::network:
    case Failure::tls:
    case Failure::proxy:
    case Failure::timeout:
    case Failure::overloaded:
    case Failure::rate_limit:
      return 7;
    default:
      return 1;
  }
}

}  // namespace ingot::exec
