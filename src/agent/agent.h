// agent/agent.h: one conversation with one model: the loop of asking, running tools, asking again.
//
// Purpose    Decides what happens next. Everything it needs is handed in; it owns the transcript
// and
//            the state of the turn.
// Ownership  Services are references that outlive the agent; the session belongs to it.
// Threads    run_turn() belongs to one thread. Tool calls run on threads of their own that end
//            before run_turn() returns; the observer is called from all of them.
// Errors     A turn always ends with TurnFinished, which says what went wrong.
// Invariant  Every tool call gets exactly one result, in memory and on disk, also when interrupted.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <stop_token>
#include <string>
#include <vector>

#include "agent/calls.h"
#include "agent/event.h"
#include "agent/questions.h"
#include "base/clock.h"
#include "base/redact.h"
#include "chat/message.h"
#include "extensions/agents_md.h"
#include "ledger/ledger.h"
#include "models/model.h"
#include "policy/decide.h"
#include "provider/provider.h"
#include "session/layout.h"
#include "session/session.h"
#include "tools/file_history.h"
#include "tools/file_records.h"
#include "tools/todo.h"
#include "tools/tool.h"
#include "wire/transcript.h"

namespace ingot::agent {

struct Limits {
  std::optional<int> max_turns;        // model calls of one user turn
  std::optional<double> max_cost_usd;  // of the session since it was opened
};

// When a conversation that is long is summarised, and by whom (CLI-98, CLI-99).
struct CompactionRules {
  // The number of tokens beyond which it is, with this model, before it goes on; empty, or a
  // function that gives nothing: never.
  std::function<std::optional<std::int64_t>(const models::Model&)> point;
  std::optional<models::Model> model;  // empty: the one in use
};

// What a session may cost (CFG-140).
struct Budget {
  std::optional<double> usd;  // none or 0: any amount
  double warn_at = 0.8;       // of it, when a warning comes
};

enum class OnDenied { stop, tell_model };  // CLI-37, CLI-38

struct Services {
  provider::Provider& provider;
  ledger::Ledger& ledger;
  const Clock& clock;
  const Redactor& redactor;
};

struct Setup {
  models::Model model;
  // Takes its place in spec mode; empty: `model` plans too (CFG-145).
  std::optional<models::Model> spec_model;
  // Take over, in this order and within a turn, when the model before is down, overloaded or out of
  // quota; the next turn begins with `model` again.
  std::vector<models::Model> fallbacks;
  std::string system_prompt;
  std::vector<const tools::Tool*> tools;  // offered, in their fixed order; outlive the agent
  policy::Rules rules;
  Limits limits;
  Budget budget;  // unless the session has one of its own
  OnDenied on_denied = OnDenied::stop;
  bool can_ask = false;            // a person is there to answer
  extensions::AgentsMd agents_md;  // knows what was attached at the start
  CompactionRules compaction;
  // Messages that the user has written meanwhile; taken, on the agent's thread, between the results
  // of a message's calls and the next model call (CLI-93). May be empty.
  std::function<std::vector<chat::Message>()> take_queued;
};

// Where the conversation works, and the guidelines that apply there.
struct Workspace {
  std::filesystem::path folder;  // canonical
  extensions::AgentsMd agents_md;
};

// What may change while a conversation goes on; what is empty stays as it is.
struct Changes {
  std::optional<Workspace> workspace;
  std::optional<models::Model> model;
  std::optional<std::optional<models::Model>> spec_model;
  std::optional<std::vector<models::Model>> fallbacks;
  std::optional<policy::Mode> mode;
  std::optional<policy::Autonomy> autonomy;
  std::optional<std::vector<std::string>> command_allowlist, command_denylist, command_blocklist;
  std::optional<CompactionRules> compaction;
  std::optional<Budget> budget;
  std::optional<double> session_budget;  // the session's own, which lasts as long as it; 0: none
};

class Agent {
 public:
  // `history` is what the session holds already; what the model sees of it is encoded as it stands.
  Agent(const Services& services, Setup setup, std::unique_ptr<session::Session> session,
        session::Settings settings, const std::vector<chat::Message>& history, Observer observer);
  ~Agent();

  // Runs until the model is done, a limit is reached or `stop` is requested.
  void run_turn(chat::Message user, std::stop_token stop);

  // Summarises the conversation and changes nothing: CompactionFinished holds what a successor is
  // to begin with (CLI-101), TurnFinished follows. `focus` is the user's wish and may be empty.
  void summarise(std::string_view focus, std::stop_token stop);

  // Answers the PermissionAsked of this call; from any thread. Late or unknown answers are nothing.
  void answer(const std::string& call_id, Permission permission);
  // The same for QuestionsAsked; no answers: they were dismissed.
  void answer_questions(const std::string& call_id, std::optional<tools::Answers> answers) {
    questions_.answer(call_id, std::move(answers));
  }
  // The same for BudgetReached.
  void answer_budget(BudgetAnswer answer) { questions_.answer(answer); }
  // The same for PlanProposed.
  void answer_plan(PlanAnswer answer) { questions_.answer(std::move(answer)); }

  // From any thread: holds from the next request on, never inside one (CFG-90, CFG-92).
  void change(Changes changes);
  // Between turns, by the thread of run_turn(): what was asked for holds at once.
  void take_changes();
  Result<> rename(std::string_view title) { return session_->set_title(title); }

  // The request that run_turn(user) would begin with, key masked; nothing is sent or written.
  std::string describe_turn(chat::Message user);

  const session::Session& session() const { return *session_; }
  const wire::Transcript& transcript() const { return transcript_; }

 private:
  struct Turn;
  enum class Step { go_on, end };

  void attach_context(chat::Message& user);
  void forget_context();
  void add(const chat::Message& message);
  void begin_epoch(const std::vector<chat::Message>& seen);
  std::int64_t prologue_tokens() const;
  bool append(chat::Message& message, Turn& turn);
  void fail(Turn& turn, TurnFinished::End end, std::string error);
  bool limit_reached(Turn& turn);
  std::optional<double> budget() const;
  bool budget_reached(Turn& turn);
  void watch_budget(const ledger::Record& record, const models::Model& model);
  Step ask_model(Turn& turn);
  Step take_failure(Turn& turn, provider::Answer& answer, std::string message_id);
  Step take_answer(Turn& turn, provider::Answer& answer);
  Step tell_model(Turn& turn, const std::string& text);
  const models::Model& model() const { return transcript_.model(); }
  bool is_planning() const { return setup_.rules.mode == policy::Mode::spec; }
  // The one that a turn begins with.
  const models::Model& first_model() const {
    return is_planning() && setup_.spec_model ? *setup_.spec_model : setup_.model;
  }
  bool has_fallback() const { return in_use_ < setup_.fallbacks.size(); }
  Result<> use_model(std::size_t index);
  Result<> use_first_model();
  void set_mode(policy::Mode mode);
  std::optional<tools::PlanDecision> approve_plan(Turn& turn, const tools::Plan& plan);
  Result<> set_model(models::Model model);
  Result<> set_workspace(Workspace workspace);
  Result<bool> fail_over(const chat::Failure& failure);
  Step run_calls(Turn& turn, const chat::Message& message);
  bool deliver_queued(Turn& turn);
  std::vector<Permission> ask_person(const std::vector<PermissionAsked>& questions,
                                     const std::stop_token& stop);
  void keep_command(const PermissionAsked& question);
  void attach_guidelines(FinishedCall& finished);
  provider::Callbacks callbacks_for(const models::Model& model);
  void book(const provider::Answer& answer, const models::Model& model, std::string_view role);
  void tell_once(std::string text);
  void tell_of_miss(const ledger::CacheVerdict& verdict);
  void save_settings();

  struct Shortened;
  std::int64_t used_tokens() const { return counted_ + added_; }
  std::optional<std::int64_t> compaction_point() const;
  std::int64_t window() const;
  const models::Model& summariser() const;
  Step make_room(Turn& turn, CompactionCause cause, const std::string& reason);
  Result<Shortened> shorten(CompactionCause cause, std::string_view focus,
                            const std::stop_token& stop);
  struct Older;
  Result<std::string> summary_of(const Older& older, const std::stop_token& stop);
  Result<std::string> summary_by(const models::Model& model, const Older& older,
                                 const std::stop_token& stop);
  Result<> adopt(session::Compaction compaction);

  Services services_;
  Setup setup_;
  std::unique_ptr<session::Session> session_;
  session::Settings settings_;
  Observer observer_;
  Questions questions_;
  wire::Transcript transcript_;
  wire::RequestOptions options_;
  // Of what the model sees: as the server counted it with the last answer, and our estimate of what
  // has come since (CLI-96).
  std::int64_t counted_ = 0, added_ = 0;
  std::int64_t room_at_ =
      0;                    // no compaction by the limit below this: the last one saved too little
  std::size_t in_use_ = 0;  // 0: first_model(); n: setup_.fallbacks[n - 1]
  std::map<std::string, wire::Learnt> learnt_;  // of the models not in use, by their id
  std::mutex changes_mutex_;
  Changes changes_;  // guarded by changes_mutex_; not taken yet
  ledger::CacheWatch cache_watch_;
  double budget_warned_ = 0;  // the budget that a warning was given of
  std::set<ledger::CacheOutcome> misses_told_;
  std::set<std::string> hints_told_;   // by their beginnings
  bool without_opaque_parts_ = false;  // the server refused those of earlier turns
  std::string last_context_;  // what the model was last told of date, folder and permissions
  std::string turn_id_;       // of the user's message that began the turn
  tools::FileRecords files_;
  tools::FileHistory history_;
  tools::TodoList todos_;
};

}  // namespace ingot::agent
