// agent/turn_calls.cc: the calls of a message within a turn: what runs them is given what they
// need, and their results become part of the conversation.

#include <algorithm>
#include <utility>

#include "agent/parallel_call.h"
#include "agent/turn_internal.h"
#include "os/paths.h"
#include "policy/exact_rules.h"

namespace ingot::agent {
namespace {

using End = TurnFinished::End;

constexpr int kSameCallHint = 3;  // CLI-81
constexpr int kSameCallStop = 5;  // CLI-81

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
  context.history = &history_;
  context.todos = &todos_;
  context.takes_images = model().takes_images;
  context.hidden_variables = os::variables_with_secrets(services_.redactor);
  if (is_planning()) {
    context.approve_plan = [&](const tools::Plan& plan) { return approve_plan(turn, plan); };
  }
  std::function<std::vector<Permission>(const std::vector<PermissionAsked>&)> ask;
  std::function<std::optional<tools::Answers>(const QuestionsAsked&)> ask_questions;
  if (setup_.can_ask) {
    ask_questions = [&](const QuestionsAsked& asked) { return questions_.ask(asked, turn.stop); };
    ask = [&](const std::vector<PermissionAsked>& questions) {
      return ask_person(questions, turn.stop);
    };
  }
  const CallRules rules{.tools = setup_.tools,
                        .rules = setup_.rules,
                        .stop_on_denied = setup_.on_denied == OnDenied::stop,
                        .ask = ask,
                        .ask_questions = ask_questions};
  const CallsOutcome outcome =
      agent::run_calls(expansion.calls(), rules, context, message.id, observer_, on_finished);
  add(results);
  if (!written) return Step::end;

  if (turn.plan_result) {
    turn.finished.text = *std::move(turn.plan_result);
    return Step::end;
  }
  if (outcome.interrupted || turn.plan_refused) {
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
    history_.begin_turn(message.id);  // what comes now can be taken back apart
    add(message);
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

}  // namespace ingot::agent
