// agent/event.h: what happens in a turn, told to whoever shows it.
//
// Purpose    One vocabulary for every front end (text, JSON lines, later JSON-RPC and the
// terminal).
//            Deltas carry only what is new.
// Invariant  MessageFinished and ToolFinished are told after the session file has the line
//            (invariant 2).
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "chat/message.h"
#include "chat/stream.h"
#include "ledger/ledger.h"
#include "policy/decide.h"
#include "session/session.h"
#include "tools/ask_user.h"
#include "tools/tool.h"

namespace ingot::agent {

struct TurnStarted {
  std::string message_id;  // of the user's message
  std::string text;        // the user's own words
  std::string title;       // of the session; empty: it has none of its own yet
};
// A message that was written while the turn went on has joined it.
struct MessageDelivered {
  std::string message_id;
  std::string text;  // the user's own words
};
struct TextDelta {
  std::string message_id, text;
};
struct ThinkingDelta {
  std::string message_id, text;
};
// What the deltas of this message showed is void: the request is repeated from the start (PRV-92).
struct AnswerDiscarded {
  std::string message_id;
};
struct MessageFinished {
  chat::Message message;  // assistant
};
struct ToolStarted {
  std::string message_id, call_id, name, input_json;
  std::string detail;  // one line for people
};
struct ToolProgress {
  std::string call_id, text;
};
struct ToolFinished {
  std::string message_id;  // of the message that holds the result
  std::string name;
  chat::ToolResult result;
  std::vector<tools::FileChange> changes;
  bool is_command = false;
};
// A person decides whether this call runs; the turn waits for Agent::answer(). The questions of one
// assistant message come one after the other and are answered in any order (AUT-07).
struct PermissionAsked {
  std::string call_id, name, input_json;
  std::string detail;  // the whole command or path
  std::string patch;   // of a change to a file: the hunks of a unified diff, whole; may be empty
  bool is_command = false;
  std::string folder;  // where the command would run, unless that is the workspace
  std::string why;
  std::size_t risky_begin = 0, risky_end = 0;  // the part of the command that `why` is about
  tools::Risk risk = tools::Risk::high;
  policy::Autonomy has = policy::Autonomy::off;  // the level at hand
  std::optional<policy::Autonomy> needs;         // the one that would allow it; empty: none does
  bool can_keep = false;                         // may be allowed for good, as it stands (PRM-04)
  bool like_refused = false;                     // much like a call refused in this turn (PRM-06)
  std::size_t number = 1, of = 1;                // among the questions of this message
};
struct Permission {
  enum class Answer { allow, deny, stop };  // stop: deny, and end the turn
  Answer answer = Answer::deny;
  std::optional<policy::Autonomy> raise_to;  // with allow: for the rest of the session
  // With allow: what the person made of the call runs in its place.
  struct Rewrite {
    std::string input_json;
    std::string told;  // to the model, behind the result
  };
  std::optional<Rewrite> rewrite;
  bool keep = false;    // with allow: this command, here, for good
  std::string message;  // with deny: what the model is told
};
// The call asks a person; it waits for Agent::answer_questions().
struct QuestionsAsked {
  std::string call_id;
  std::vector<tools::Question> questions;
};
// A call was refused; `required` is empty when no level allows it.
struct CallDenied {
  std::string call_id, name, detail, why;
  std::optional<policy::Autonomy> required;
};
struct UsageBooked {
  ledger::Record record;
  double session_usd = 0;  // what the session has cost, as far as that is known
};
// A person approves the plan or sends it back; the turn waits for Agent::answer_plan().
struct PlanProposed {
  tools::Plan plan;
};
struct PlanAnswer {
  enum class Kind { approve, revise, stop };  // stop: revise, and end the turn
  Kind kind = Kind::stop;
  // Approved: for the rest of the session; empty: the level stays.
  std::optional<policy::Autonomy> level;
  std::string text;     // approved: the plan as it is to be carried out; revise: what to change
  bool edited = false;  // by the person
  std::string option;   // the name of the one that was picked
};
// By a person, or by itself where nobody is: spec mode is over, and the plan is carried out.
struct PlanApproved {
  tools::Plan plan;                                   // as approved, without alternatives
  policy::Autonomy autonomy = policy::Autonomy::off;  // from now on
};
// The session has cost what it may: a person decides, the turn waits for Agent::answer_budget().
struct BudgetReached {
  double spent_usd = 0, budget_usd = 0;
  double raised_usd = 0;  // what a raise would make of it
};
// stop ends the turn; go_on holds until it ends, raise for the session.
enum class BudgetAnswer { stop, go_on, raise };
struct BudgetAnswered {
  BudgetAnswer answer = BudgetAnswer::stop;
  double budget_usd = 0;  // from now on
};
struct Retrying {
  int attempt = 0;
  int status = 0;  // HTTP; 0 when there was no answer
  std::chrono::milliseconds wait{0};
  std::string reason;
};
// The next model of the fallback chain has taken over for the rest of the turn. Ids of entries.
struct ModelSwitched {
  std::string from, to, reason;
};
struct Notice {
  std::string text;
};
// The older part of the conversation is summarised (CLI-98); no other work is done until it is
// over.
enum class CompactionCause { threshold, overflow, asked };
std::string_view to_string(CompactionCause cause);
struct CompactionStarted {
  CompactionCause cause = CompactionCause::threshold;
  std::string reason;  // for people
  std::string model;   // id of the entry that writes the summary
};
// "...; the older messages are summarised by NAME": one line for people.
std::string to_text(const CompactionStarted& event);
struct CompactionProgress {
  std::size_t bytes = 0;  // of the summary, since the last one of these
};
struct CompactionFinished {
  CompactionCause cause = CompactionCause::threshold;
  std::string error;                                 // for people; empty: done
  std::size_t removed = 0;                           // messages that the model no longer sees
  std::int64_t tokens_before = 0, tokens_after = 0;  // of the conversation, about
  session::Compaction compaction;                    // asked: what a successor begins with
};
// "12 older messages ...": one line for people.
std::string to_text(const CompactionFinished& event);

struct TurnFinished {
  enum class End {
    done,
    interrupted,
    provider,    // the model could not be reached or refused to answer
    permission,  // a call needed more than this run allows (CLI-37)
    turn_limit,
    cost_limit,
    time_limit,
    stuck,     // the same call five times, or three unusable calls in a row (CLI-81, PRV-101)
    internal,  // the session could not be written
  };
  End end = End::done;
  std::string text;   // the final answer
  std::string error;  // for people, when end is not done
  std::optional<chat::Failure> failure;
  chat::StopReason stop_reason = chat::StopReason::end_turn;
  int model_calls = 0;  // completed ones (CLI-27)
};

using Event =
    std::variant<TurnStarted, MessageDelivered, TextDelta, ThinkingDelta, AnswerDiscarded,
                 MessageFinished, ToolStarted, ToolProgress, ToolFinished, PermissionAsked,
                 QuestionsAsked, CallDenied, PlanProposed, PlanApproved, UsageBooked, BudgetReached,
                 BudgetAnswered, Retrying, ModelSwitched, Notice, CompactionStarted,
                 CompactionProgress, CompactionFinished, TurnFinished>;
// Called from the agent's thread and from those of running tools; must be safe for that.
using Observer = std::function<void(Event)>;

}  // namespace ingot::agent
