#include "agent/agent.h"

#include <iterator>
#include <utility>

#include "agent/advice.h"
#include "agent/compaction.h"
#include "agent/prompt.h"
#include "agent/turn_internal.h"

namespace ingot::agent {
namespace {

using End = TurnFinished::End;

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

std::vector<wire::ToolSpec> wire_tools(const std::vector<const tools::Tool*>& tools) {
  std::vector<wire::ToolSpec> specs;
  for (const tools::Tool* tool : tools) {
    specs.push_back({.name = std::string(tool->spec().name),
                     .description = std::string(tool->spec().description),
                     .input_schema = std::string(tool->spec().input_schema)});
  }
  return specs;
}

}  // namespace

Agent::Agent(const Services& services, Setup setup, std::unique_ptr<session::Session> session,
             session::Settings settings, const std::vector<chat::Message>& history,
             Observer observer)
    : services_(services),
      setup_(std::move(setup)),
      session_(std::move(session)),
      settings_(std::move(settings)),
      observer_(std::move(observer)),
      questions_(observer_),
      transcript_(first_model(),
                  {.system = setup_.system_prompt, .tools = wire_tools(setup_.tools)}),
      history_(session::history_of(session_->artefacts())) {
  todos_.restore(settings_.todos);
  cache_watch_.restore(ledger::print_from(settings_.last_front));
  options_.session_key = session_->header().id;
  begin_epoch(session::seen_by_model(history, settings_.compaction));
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
    history_.begin_turn(user.id);
    const std::string& title = session_->header().title;
    observer_(TurnStarted{.message_id = user.id,
                          .text = chat::visible_text(user),
                          .title = title == session::kUntitled ? std::string() : title});
    add(user);
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
  const std::string context =
      context_text(gather_context(setup_.rules, services_.clock, setup_.can_ask));
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

// What the model was told before no longer holds; the guidelines of the folder do.
void Agent::forget_context() { last_context_ = std::string(folder_line(last_context_)) + "\n"; }

// Into what the model sees.
void Agent::add(const chat::Message& message) {
  transcript_.append(message);
  added_ += tokens_of(message);
}

std::int64_t Agent::prologue_tokens() const {
  std::int64_t tokens = tokens_of(setup_.system_prompt.size());
  for (const tools::Tool* tool : setup_.tools) tokens += tokens_of(tool->spec());
  return tokens;
}

void Agent::begin_epoch(const std::vector<chat::Message>& seen) {
  counted_ = 0;
  added_ = prologue_tokens();
  for (const chat::Message& message : seen) {
    add(message);
    if (const std::string context = context_of(message); !context.empty()) last_context_ = context;
  }
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
  return budget_reached(turn);
}

// A new epoch: the conversation is encoded afresh for this model; opaque parts of other models stay
// behind (PRV-94, PRV-100).
Result<> Agent::use_model(std::size_t index) {
  INGOT_TRY(std::vector<chat::Message> messages, session_->messages());
  messages = session::seen_by_model(std::move(messages), settings_.compaction);
  if (without_opaque_parts_) {
    for (chat::Message& message : messages) remove_opaque_parts(message);
  }
  learnt_[model().id] = std::exchange(options_.learnt, {});
  transcript_ =
      wire::Transcript(index == 0 ? first_model() : setup_.fallbacks[index - 1],
                       {.system = setup_.system_prompt, .tools = wire_tools(setup_.tools)});
  begin_epoch(messages);
  options_.learnt = std::exchange(learnt_[model().id], {});
  in_use_ = index;
  return {};
}

// After the mode or what plans has changed.
Result<> Agent::use_first_model() {
  return in_use_ == 0 && model() != first_model() ? use_model(0) : Result<>();
}

void Agent::save_settings() {
  settings_.todos = todos_.text();
  settings_.autonomy = std::string(policy::to_string(setup_.rules.autonomy));
  if (const auto saved = session_->save_settings(settings_); !saved) {
    observer_(Notice{to_text(saved.error())});
  }
}

}  // namespace ingot::agent
