#include "agent/agent.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "agent/advice.h"
#include "agent/parallel_call.h"
#include "agent/prompt.h"
#include "base/ids.h"
#include "os/paths.h"
#include "policy/exact_rules.h"

namespace ingot::agent {
namespace {

using chat::Failure;
using End = TurnFinished::End;

constexpr int kMaxPauses = 5;     // PRV-42: pause_turn is followed at most so often
constexpr int kMaxRepeats = 3;    // requests repeated after part of an answer was shown
constexpr int kMaxUnusable = 3;   // PRV-101: messages in a row whose calls cannot be run
constexpr int kSameCallHint = 3;  // CLI-81
constexpr int kSameCallStop = 5;  // CLI-81
constexpr provider::RetryPolicy kPatient;
// With another model at hand nobody wants to wait long for this one.
constexpr provider::RetryPolicy kImpatient{
    .max_retries = 2, .max_total = std::chrono::seconds(60), .max_wish = std::chrono::seconds(20)};

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

// The context text that `message` carries; empty when it carries none.
std::string context_of(const chat::Message& message) {
  for (const chat::ContentBlock& block : message.blocks) {
    const auto* text = std::get_if<chat::Text>(&block);
    if (text != nullptr && text->synthetic && text->text.rfind("<context>", 0) == 0)
      return text->text;
  }
  return {};
}

// Where a context text says that the work is done; empty when there is none yet.
std::string_view folder_line(std::string_view context) {
  const std::size_t begin = context.find("\nWorking directory: ");
  if (begin == std::string_view::npos) return {};
  return context.substr(begin, context.find('\n', begin + 1) - begin);
}

bool tells_anything(const chat::Usage& usage) {
  return usage.input >= 0 || usage.output >= 0 || usage.cache_read >= 0 || usage.cache_write >= 0;
}

std::vector<wire::ToolSpec> wire_tools(const std::vector<const tools::Tool*>& tools) {
  std::vector<wire::ToolSpec> specs;
  for (const tools::Tool* tool : tools) {
    specs.push_back({.name = std::string(tool->spec().name),
                     .description = std::string(tool->spec().description),
                     .input_schema = std::string(tool->spec().input_schema)});
  }
  return specs;
}

// The first sentence is fixed: scripts match it (CLI-25).
std::string permission_text(const CallDenied& denied) {
  std::string text = "Exec ended early: insufficient permission to proceed.";
  if (denied.required) {
    text += " Re-run with ";
    bool first = true;
    for (const auto level :
         {policy::Autonomy::low, policy::Autonomy::medium, policy::Autonomy::high}) {
      if (level < *denied.required) continue;
      if (!first) text += " or ";
      text += "--auto " + std::string(policy::to_string(level));
      first = false;
    }
    text += ".";
  } else {
    text += " No --auto level allows this call.";
  }
  text += " Refused: " + (denied.detail.empty() ? denied.name : denied.detail);
  if (!denied.why.empty()) text += " (" + denied.why + ")";
  return text;
}

}  // namespace

struct Agent::Turn {
  TurnFinished finished;
  std::stop_token stop;
  int pauses = 0;
  int repeats = 0;
  int unusable_in_row = 0;
  Repetition repetition;
};

Agent::Agent(const Services& services, Setup setup, std::unique_ptr<session::Session> session,
             session::Settings settings, const std::vector<chat::Message>& history,
             Observer observer)
    : services_(services),
      setup_(std::move(setup)),
      session_(std::move(session)),
      settings_(std::move(settings)),
      observer_(std::move(observer)),
      questions_(observer_),
      transcript_(setup_.model,
                  {.system = setup_.system_prompt, .tools = wire_tools(setup_.tools)}) {
  todos_.restore(settings_.todos);
  cache_watch_.restore(ledger::print_from(settings_.last_front));
  options_.session_key = session_->header().id;
  for (const chat::Message& message : history) {
    transcript_.append(message);
    if (const std::string context = context_of(message); !context.empty()) last_context_ = context;
  }
}

Agent::~Agent() = default;

void Agent::run_turn(chat::Message user, std::stop_token stop) {
  Turn turn;
  turn.stop = std::move(stop);
  questions_.begin_turn();
  take_changes();
  attach_context(user);
  if (in_use_ != 0) {
    if (const auto back = use_model(0); !back) observer_(Notice{to_text(back.error())});
  }
  if (append(user, turn)) {
    turn_id_ = user.id;
    const std::string& title = session_->header().title;
    observer_(TurnStarted{.message_id = user.id,
                          .text = chat::visible_text(user),
                          .title = title == session::kUntitled ? std::string() : title});
    transcript_.append(user);
    while (!limit_reached(turn) && ask_model(turn) == Step::go_on) {
    }
  }
  save_settings();
  if (auto synced = session_->sync(); !synced) observer_(Notice{to_text(synced.error())});
  observer_(std::move(turn.finished));
}

std::string Agent::describe_turn(chat::Message user) {
  attach_context(user);
  wire::Transcript transcript = transcript_;
  transcript.append(user);
  return provider::describe_request(transcript, options_);
}

// Date, folder, branch and permissions stand in front of the first message of a session, and again
// in front of a later one when they have changed; the guidelines in front of the first in a folder
// (PRV-110).
void Agent::attach_context(chat::Message& user) {
  std::vector<chat::ContentBlock> blocks;
  const std::string context = context_text(gather_context(setup_.rules.workspace, services_.clock,
                                                          setup_.rules.autonomy, setup_.can_ask));
  if (folder_line(last_context_) != folder_line(context) && !setup_.agents_md.text().empty()) {
    blocks.emplace_back(chat::Text{.text = setup_.agents_md.text(), .synthetic = true});
  }
  if (context != last_context_) {
    blocks.emplace_back(chat::Text{.text = context, .synthetic = true});
    last_context_ = context;
  }
  user.blocks.insert(user.blocks.begin(), std::make_move_iterator(blocks.begin()),
                     std::make_move_iterator(blocks.end()));
}

bool Agent::append(chat::Message& message, Turn& turn) {
  const auto written = session_->append(message);
  if (!written) fail(turn, End::internal, to_text(written.error()));
  return written.has_value();
}

void Agent::fail(Turn& turn, End end, std::string error) {
  turn.finished.end = end;
  turn.finished.error = std::move(error);
}

bool Agent::limit_reached(Turn& turn) {
  const Limits& limits = setup_.limits;
  if (limits.max_turns && turn.finished.model_calls >= *limits.max_turns) {
    fail(turn, End::turn_limit,
         "stopped after " + std::to_string(*limits.max_turns) +
             " model calls, the limit set by --max-turns; the session can go on with --session-id");
    return true;
  }
  if (limits.max_cost_usd) {
    const auto cost = services_.ledger.totals().cost_usd;
    if (cost && *cost >= *limits.max_cost_usd) {
      fail(turn, End::cost_limit,
           "stopped because the cost reached the limit set by --max-cost; the session can go on "
           "with --session-id");
      return true;
    }
  }
  return false;
}

Agent::Step Agent::ask_model(Turn& turn) {
  take_changes();
  const std::string message_id = new_uuid();
  provider::Callbacks callbacks;
  callbacks.on_event = [&](chat::StreamEvent event) {
    if (auto* text = std::get_if<chat::TextDelta>(&event)) {
      observer_(TextDelta{.message_id = message_id, .text = std::move(text->text)});
    } else if (auto* thought = std::get_if<chat::ReasoningDelta>(&event)) {
      observer_(ThinkingDelta{.message_id = message_id, .text = std::move(thought->text)});
    }
  };
  callbacks.on_retry = [&](const provider::RetryNotice& notice) {
    observer_(Retrying{.attempt = notice.attempt,
                       .status = notice.because.status,
                       .wait = notice.wait,
                       .reason = provider::explain(notice.because, model())});
  };
  callbacks.on_notice = [&](const std::string& text) { observer_(Notice{text}); };

  provider::Answer answer = services_.provider.send(transcript_, options_, callbacks, turn.stop,
                                                    has_fallback() ? kImpatient : kPatient);
  answer.message.id = message_id;
  book(answer);
  if (answer.failure) return take_failure(turn, answer, message_id);
  ++turn.finished.model_calls;
  return take_answer(turn, answer);
}

void Agent::book(const provider::Answer& answer) {
  if (answer.failure && !tells_anything(answer.usage)) return;
  const models::Model& model = transcript_.model();
  ledger::Record record;
  record.time = to_iso8601(services_.clock.wall());
  record.session_id = session_->header().id;
  record.turn = turn_id_;
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
  if (!record.partial) {
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
  observer_(UsageBooked{std::move(record)});
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
  keep_what_is_whole(answer.message);
  if (!answer.message.blocks.empty()) {
    if (!append(answer.message, turn)) return Step::end;
    transcript_.append(answer.message);
    observer_(MessageFinished{answer.message});
    turn.finished.text = chat::visible_text(answer.message);
  }
  if (failure.kind == Failure::Kind::invalid_call && turn.unusable_in_row < kMaxUnusable) {
    ++turn.unusable_in_row;
    chat::Message note;
    note.role = chat::Role::user;
    note.blocks.emplace_back(chat::Text{
        .text =
            "<error>\nYour last tool call could not be parsed and was not run: " + failure.message +
            (failure.failed_generation.empty()
                 ? std::string()
                 : "\nYou wrote: " + failure.failed_generation.substr(0, 2000)) +
            "\n</error>",
        .synthetic = true});
    if (!append(note, turn)) return Step::end;
    transcript_.append(note);
    return Step::go_on;
  }
  turn.finished.failure = failure;
  turn.finished.stop_reason = chat::StopReason::interrupted;
  if (failure.kind == Failure::Kind::cancelled) {
    fail(turn, End::interrupted, "interrupted");
  } else {
    fail(turn, End::provider, provider::explain(failure, model()));
  }
  return Step::end;
}

Agent::Step Agent::take_answer(Turn& turn, provider::Answer& answer) {
  chat::Message& message = answer.message;
  turn.repeats = 0;
  if (!append(message, turn)) return Step::end;
  transcript_.append(message);
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
      fail(turn, End::provider, "the conversation no longer fits the model's context window");
      return Step::end;
    default:
      return Step::end;
  }
}

Agent::Step Agent::run_calls(Turn& turn, const chat::Message& message) {
  const std::vector<const chat::ToolCall*> calls = chat::tool_calls(message);
  Expansion expansion(calls, setup_.tools);
  chat::Message results;  // as the model will see them: in the order of the calls
  results.role = chat::Role::tool;
  results.blocks.resize(calls.size());
  std::size_t unusable = 0;
  bool stuck = false;
  bool written = true;

  const auto on_finished = [&](FinishedCall finished) {
    attach_guidelines(finished);
    if (finished.unusable) ++unusable;
    if (finished.ran) {
      const int times = turn.repetition.count(*finished.call, finished.result);
      if (times >= kSameCallStop) stuck = true;
      if (times >= kSameCallHint) {
        finished.result.blocks.emplace_back(
            chat::Text{.text = "[This is the same call with the same result for the " +
                               std::to_string(times) + "th time in a row. Change your approach.]",
                       .synthetic = true});
      }
    }
    chat::Message line;  // on disk each result stands alone, so that none waits for the others
    line.role = chat::Role::tool;
    if (auto whole = expansion.finish(finished.index, finished.result)) {
      line.blocks.emplace_back(whole->result);
      written = append(line, turn) && written;
      results.blocks[whole->index] = std::move(whole->result);
    }
    observer_(ToolFinished{.message_id = line.id,
                           .name = finished.call->name,
                           .result = std::move(finished.result),
                           .changes = std::move(finished.changes),
                           .is_command = finished.ran && !finished.effects.command.empty()});
  };

  tools::ToolContext context;
  context.workspace = setup_.rules.workspace;
  context.output_folder = session_->artefacts();
  context.stop = turn.stop;
  context.redactor = &services_.redactor;
  context.files = &files_;
  context.todos = &todos_;
  context.takes_images = model().takes_images;
  context.hidden_variables = os::variables_with_secrets(services_.redactor);
  std::function<std::vector<Permission>(const std::vector<PermissionAsked>&)> ask;
  if (setup_.can_ask) {
    ask = [&](const std::vector<PermissionAsked>& questions) {
      return ask_person(questions, turn.stop);
    };
  }
  const CallRules rules{.tools = setup_.tools,
                        .rules = setup_.rules,
                        .stop_on_denied = setup_.on_denied == OnDenied::stop,
                        .ask = ask};
  const CallsOutcome outcome =
      agent::run_calls(expansion.calls(), rules, context, message.id, observer_, on_finished);
  transcript_.append(results);
  if (!written) return Step::end;

  if (outcome.interrupted) {
    fail(turn, End::interrupted, "interrupted");
  } else if (outcome.denied) {
    fail(turn, End::permission, permission_text(outcome.first_denied));
  } else if (stuck) {
    fail(turn, End::stuck,
         "stopped: the model made the same call 5 times in a row with the same result");
  } else if (unusable < expansion.calls().size()) {
    turn.unusable_in_row = 0;
    return Step::go_on;
  } else if (++turn.unusable_in_row >= kMaxUnusable) {
    fail(turn, End::stuck,
         "stopped: three answers in a row held only calls that could not be run; the last one "
         "said: " +
             chat::text_of(std::get<chat::ToolResult>(results.blocks.back())));
  } else {
    return Step::go_on;
  }
  return Step::end;
}

// Appended like any other message: what was sent before stays a prefix of what is sent next.
bool Agent::deliver_queued(Turn& turn) {
  if (!setup_.take_queued || turn.stop.stop_requested()) return true;
  for (chat::Message& message : setup_.take_queued()) {
    if (!append(message, turn)) return false;
    transcript_.append(message);
    observer_(MessageDelivered{.message_id = message.id, .text = chat::visible_text(message)});
  }
  return true;
}

// A raised level counts from the next decision on.
std::vector<Permission> Agent::ask_person(const std::vector<PermissionAsked>& questions,
                                          const std::stop_token& stop) {
  std::vector<Permission> given = questions_.ask(questions, stop);
  for (std::size_t i = 0; i < given.size(); ++i) {
    if (given[i].answer != Permission::Answer::allow) continue;
    if (given[i].raise_to) {
      setup_.rules.autonomy = std::max(setup_.rules.autonomy, *given[i].raise_to);
    }
    if (given[i].keep && questions[i].can_keep) keep_command(questions[i]);
  }
  return given;
}

void Agent::keep_command(const PermissionAsked& question) {
  const auto kept = policy::add_exact_rule(
      setup_.rules.config_folder,
      {.workspace = setup_.rules.workspace, .command = question.detail, .risk = question.risk},
      to_iso8601(services_.clock.wall()));
  if (!kept) observer_(Notice{to_text(kept.error())});
}

void Agent::answer(const std::string& call_id, Permission permission) {
  questions_.answer(call_id, std::move(permission));
}

void Agent::attach_guidelines(FinishedCall& finished) {
  if (!finished.ran) return;
  for (const auto* paths : {&finished.effects.reads, &finished.effects.writes}) {
    for (const std::filesystem::path& path : *paths) {
      extensions::AgentsMd::Attachment found = setup_.agents_md.touch(path);
      for (std::string& notice : found.notices) observer_(Notice{std::move(notice)});
      if (found.text.empty()) continue;
      finished.result.blocks.emplace_back(
          chat::Text{.text = std::move(found.text), .synthetic = true});
    }
  }
}

// A new epoch: the conversation is encoded afresh for this model; opaque parts of other models stay
// behind (PRV-94, PRV-100).
Result<> Agent::use_model(std::size_t index) {
  INGOT_TRY(std::vector<chat::Message> messages, session_->messages());
  wire::Transcript transcript(index == 0 ? setup_.model : setup_.fallbacks[index - 1],
                              {.system = setup_.system_prompt, .tools = wire_tools(setup_.tools)});
  for (chat::Message& message : messages) {
    if (without_opaque_parts_) remove_opaque_parts(message);
    transcript.append(message);
  }
  transcript_ = std::move(transcript);
  if (index != in_use_) learnt_[in_use_] = std::exchange(options_.learnt, learnt_[index]);
  in_use_ = index;
  return {};
}

Result<bool> Agent::fail_over(const Failure& failure) {
  if (!has_fallback()) return false;
  const std::string reason = provider::explain(failure, model());
  const std::string from = model().id;
  INGOT_TRY_VOID(use_model(in_use_ + 1));
  observer_(ModelSwitched{.from = from, .to = model().id, .reason = reason});
  return true;
}

void Agent::save_settings() {
  settings_.todos = todos_.text();
  if (const auto saved = session_->save_settings(settings_); !saved) {
    observer_(Notice{to_text(saved.error())});
  }
}

}  // namespace ingot::agent
