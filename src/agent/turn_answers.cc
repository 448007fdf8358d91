// agent/turn_answers.cc: one request of a turn, and what its answer or its failure leads to.

#include <algorithm>
#include <utility>

#include "agent/advice.h"
#include "agent/turn_internal.h"

namespace ingot::agent {
namespace {

using chat::Failure;
using End = TurnFinished::End;

constexpr int kMaxPauses = 5;   // PRV-42: pause_turn is followed at most so often
constexpr int kMaxRepeats = 3;  // requests repeated after part of an answer was shown
constexpr provider::RetryPolicy kPatient;
// With another model at hand nobody wants to wait long for this one.
constexpr provider::RetryPolicy kImpatient{
    .max_retries = 2, .max_total = std::chrono::seconds(60), .max_wish = std::chrono::seconds(20)};

// Failures that another provider may not have: down, overloaded, out of quota. A wrong key or a
// refused request is for the user to mend.
bool passes_on(const Failure& failure) {
  switch (failure.kind) {
    case Failure::Kind::overloaded:
    case Failure::Kind::rate_limit:
    case Failure::Kind::quota:
    case Failure::Kind::network:
    case Failure::Kind::timeout:
      return true;
    case Failure::Kind::protocol:
      return failure.retryable;
    default:
      return false;
  }
}

// What of a broken or interrupted answer may stay: text, and reasoning that a text followed. Calls
// of a failed response are never run (PRV-92) and would need results, so they go.
void keep_what_is_whole(chat::Message& message) {
  std::erase_if(message.blocks, [](const chat::ContentBlock& block) {
    return std::holds_alternative<chat::ToolCall>(block);
  });
  while (!message.blocks.empty() && !std::holds_alternative<chat::Text>(message.blocks.back())) {
    message.blocks.pop_back();
  }
  message.stop_reason = chat::StopReason::interrupted;
}

bool tells_anything(const chat::Usage& usage) {
  return usage.input >= 0 || usage.output >= 0 || usage.cache_read >= 0 || usage.cache_write >= 0;
}

}  // namespace

Agent::Step Agent::ask_model(Turn& turn) {
  take_changes();
  if (const auto point = compaction_point(); point && !turn.no_summary) {
    if (used_tokens() > std::max(*point, room_at_)) {
      const Step step = make_room(turn, CompactionCause::threshold,
                                  "the conversation is nearly as long as the model's window");
      if (step == Step::end) return step;
    }
  }
  const std::string message_id = new_uuid();
  provider::Callbacks callbacks = callbacks_for(model());
  callbacks.on_event = [&](chat::StreamEvent event) {
    if (auto* text = std::get_if<chat::TextDelta>(&event)) {
      observer_(TextDelta{.message_id = message_id, .text = std::move(text->text)});
    } else if (auto* thought = std::get_if<chat::ReasoningDelta>(&event)) {
      observer_(ThinkingDelta{.message_id = message_id, .text = std::move(thought->text)});
    }
  };
  provider::Answer answer = services_.provider.send(transcript_, options_, callbacks, turn.stop,
                                                    has_fallback() ? kImpatient : kPatient);
  answer.message.id = message_id;
  book(answer, model(), kMainRole);
  if (answer.failure) return take_failure(turn, answer, message_id);
  ++turn.finished.model_calls;
  return take_answer(turn, answer);
}

provider::Callbacks Agent::callbacks_for(const models::Model& model) {
  provider::Callbacks callbacks;
  callbacks.on_retry = [this, &model](const provider::RetryNotice& notice) {
    observer_(Retrying{.attempt = notice.attempt,
                       .status = notice.because.status,
                       .wait = notice.wait,
                       .reason = provider::explain(notice.because, model)});
  };
  callbacks.on_notice = [this](const std::string& text) { observer_(Notice{text}); };
  return callbacks;
}

void Agent::book(const provider::Answer& answer, const models::Model& model,
                 std::string_view role) {
  if (answer.failure && !tells_anything(answer.usage)) return;
  ledger::Record record;
  record.time = to_iso8601(services_.clock.wall());
  record.session_id = session_->header().id;
  record.turn = turn_id_;
  record.role = role;
  record.model_id = model.id;
  record.model = model.model;
  record.host = model.host;
  record.protocol = std::string(models::to_string(model.protocol));
  record.usage = answer.usage;
  record.price = model.price;
  record.cost_reported = answer.usage.cost_usd.has_value();
  record.cost_usd = record.cost_reported
                        ? answer.usage.cost_usd
                        : ledger::cost_of(answer.usage, model.price, model.protocol);
  record.duration_ms = answer.duration.count();
  record.partial = answer.failure.has_value();
  // A summary is asked for once, with another beginning or in front of another one.
  if (!record.partial && role == kMainRole) {
    record.cache =
        cache_watch_.judge(model, answer.request_body, answer.usage, services_.clock.wall());
    settings_.last_front = ledger::to_line(cache_watch_.last());
    tell_of_miss(record.cache);
    tell_once(truncation_hint(answer.usage, answer.request_body.size(), answer.message.stop_reason,
                              model));
  }

  chat::add(settings_.usage, answer.usage);
  if (record.cost_usd) settings_.cost_usd = settings_.cost_usd.value_or(0) + *record.cost_usd;

  if (const auto booked = services_.ledger.record(record); !booked) {
    observer_(Notice{to_text(booked.error())});
  }
  watch_budget(record, model);
  observer_(
      UsageBooked{.record = std::move(record), .session_usd = settings_.cost_usd.value_or(0)});
}

// Once for each cause: what can be done about it does not change by being repeated (PRV-124).
void Agent::tell_of_miss(const ledger::CacheVerdict& verdict) {
  if (!verdict.missed() || verdict.outcome == ledger::CacheOutcome::expired) return;
  if (misses_told_.insert(verdict.outcome).second) {
    observer_(Notice{"prompt cache missed: " + verdict.why});
  }
}

// A hint that stays true for the whole conversation; `text` may be empty.
void Agent::tell_once(std::string text) {
  const std::string beginning = text.substr(0, text.find(' ', 24));
  if (!text.empty() && hints_told_.insert(beginning).second) observer_(Notice{std::move(text)});
}

Agent::Step Agent::take_failure(Turn& turn, provider::Answer& answer, std::string message_id) {
  const Failure& failure = *answer.failure;
  const bool repeatable = answer.shown && failure.retryable && turn.repeats < kMaxRepeats;
  if (repeatable) {
    ++turn.repeats;
    observer_(AnswerDiscarded{.message_id = std::move(message_id)});
    observer_(Retrying{.attempt = turn.repeats,
                       .status = failure.status,
                       .wait = std::chrono::milliseconds(0),
                       .reason = provider::explain(failure, model())});
    return Step::go_on;
  }
  if (!without_opaque_parts_ && refuses_opaque_parts(failure)) {
    without_opaque_parts_ = true;
    if (const auto again = use_model(in_use_); again) {
      observer_(
          Notice{"the server refuses the reasoning of earlier turns; repeating the request "
                 "without it"});
      return Step::go_on;
    }
  }
  if (passes_on(failure)) {
    const auto passed = fail_over(failure);
    if (!passed) observer_(Notice{to_text(passed.error())});
    if (passed && *passed) {
      if (answer.shown) observer_(AnswerDiscarded{.message_id = std::move(message_id)});
      turn.repeats = 0;
      return Step::go_on;
    }
  }
  if (failure.kind == Failure::Kind::context_overflow && !turn.made_room) {
    learn_window(failure, model(), options_.learnt);
    if (answer.shown) observer_(AnswerDiscarded{.message_id = std::move(message_id)});
    const Step step =
        make_room(turn, CompactionCause::overflow, provider::what_happened(failure, model()));
    if (step == Step::end) turn.finished.failure = failure;
    return step;
  }
  keep_what_is_whole(answer.message);
  if (!answer.message.blocks.empty()) {
    if (!append(answer.message, turn)) return Step::end;
    add(answer.message);
    observer_(MessageFinished{answer.message});
    turn.finished.text = chat::visible_text(answer.message);
  }
  if (failure.kind == Failure::Kind::invalid_call && turn.unusable_in_row < kMaxUnusable) {
    ++turn.unusable_in_row;
    return tell_model(
        turn, "Your last tool call could not be parsed and was not run: " + failure.message +
                  (failure.failed_generation.empty()
                       ? std::string()
                       : "\nYou wrote: " + failure.failed_generation.substr(0, 2000)));
  }
  turn.finished.failure = failure;
  turn.finished.stop_reason = chat::StopReason::interrupted;
  if (failure.kind == Failure::Kind::cancelled) {
    fail(turn, End::interrupted, "interrupted");
  } else if (failure.kind == Failure::Kind::context_overflow) {
    fail(turn, End::provider,
         "it is still too long, although its older messages were summarised; " +
             provider::explain(failure, model()));
  } else {
    fail(turn, End::provider, provider::explain(failure, model()));
  }
  return Step::end;
}

// A word of ingot's own, which the user did not write.
Agent::Step Agent::tell_model(Turn& turn, const std::string& text) {
  chat::Message note;
  note.role = chat::Role::user;
  note.blocks.emplace_back(
      chat::Text{.text = "<error>\n" + text + "\n</error>", .synthetic = true});
  if (!append(note, turn)) return Step::end;
  add(note);
  return Step::go_on;
}

Agent::Step Agent::take_answer(Turn& turn, provider::Answer& answer) {
  chat::Message& message = answer.message;
  turn.repeats = 0;
  if (message.stop_reason != chat::StopReason::context_overflow) turn.made_room = false;
  if (!append(message, turn)) return Step::end;
  add(message);
  if (chat::prompt_tokens(answer.usage) > 0) {
    counted_ = chat::prompt_tokens(answer.usage) + chat::told(answer.usage.output);
    added_ = 0;
  }
  observer_(MessageFinished{message});
  turn.finished.stop_reason = message.stop_reason;
  turn.finished.text = chat::visible_text(message);

  if (!chat::tool_calls(message).empty()) {
    const Step step = run_calls(turn, message);
    return step == Step::go_on && !deliver_queued(turn) ? Step::end : step;
  }
  if (!setup_.tools.empty()) tell_once(tool_parser_hint(message, model()));
  switch (message.stop_reason) {
    case chat::StopReason::pause_turn:
      if (++turn.pauses <= kMaxPauses) return Step::go_on;
      fail(turn, End::stuck, "the model paused more than 5 times without an answer");
      return Step::end;
    case chat::StopReason::refusal:
      turn.finished.text = turn.finished.text.empty() ? message.refusal : turn.finished.text;
      fail(turn, End::provider,
           "the model refused to answer" +
               (message.refusal.empty() ? std::string() : ": " + message.refusal));
      return Step::end;
    case chat::StopReason::max_tokens:
      observer_(Notice{
          turn.finished.text.empty()
              ? "the model used its whole output limit for reasoning and wrote no answer; raise "
                "maxOutputTokens of the entry at " +
                    model().origin + " or lower the effort"
              : "the answer was cut at the output limit; raise maxOutputTokens of the entry at " +
                    model().origin});
      return Step::end;
    case chat::StopReason::context_overflow:
      if (turn.made_room) {
        fail(turn, End::provider,
             "the conversation no longer fits the model's context window, although its older "
             "messages were summarised; start a new session, or choose a model with a larger "
             "window");
        return Step::end;
      }
      if (make_room(turn, CompactionCause::overflow,
                    model().display_name + ": the answer filled the model's context window") ==
          Step::end) {
        return Step::end;
      }
      return tell_model(turn,
                        "Your answer was cut off because the context window was full. The older "
                        "messages were summarised to make room: go on.");
    default:
      return Step::end;
  }
}

Result<bool> Agent::fail_over(const Failure& failure) {
  if (!has_fallback()) return false;
  const std::string reason = provider::explain(failure, model());
  const std::string from = model().id;
  INGOT_TRY_VOID(use_model(in_use_ + 1));
  observer_(ModelSwitched{.from = from, .to = model().id, .reason = reason});
  return true;
}

}  // namespace ingot::agent
