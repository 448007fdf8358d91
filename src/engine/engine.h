// engine/engine.h: the composition root: builds the rooms below from options and owns their
// threads.
//
// Purpose    Op in, Event out. Code here wires, starts, stops or translates; whatever decides goes
//            down into agent/ or policy/.
// Ownership  Owns the net thread, the agent and its thread; keeps what it needs of `configuration`.
// Threads    post(), interrupt(), next() and try_next() may be called from any thread; one thread
//            should take the events.
// Errors     open() fails before anything runs; afterwards failures arrive as TurnFinished.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "agent/agent.h"
#include "base/result.h"
#include "engine/configuration.h"
#include "engine/event.h"
#include "extensions/agents_md.h"
#include "ledger/report.h"
#include "session/session.h"

namespace ingot::engine {

struct Options {
  models::Model model;
  std::vector<models::Model> fallbacks;
  std::filesystem::path cwd;  // canonical
  policy::Mode mode = policy::Mode::automatic;
  std::optional<models::Model> spec_model;  // agent::Setup::spec_model
  policy::Autonomy autonomy = policy::Autonomy::off;
  bool can_ask = false;
  std::vector<std::string> only_tools, add_tools, remove_tools;  // selectors, CLI-41..43
  std::string append_system_prompt;
  agent::Limits limits;
  std::optional<double> session_budget;  // agent::Changes::session_budget
  agent::OnDenied on_denied = agent::OnDenied::stop;

  std::string session_id;                         // continue this one; a unique prefix will do
  std::string fork_id;                            // continue a copy of this one
  std::optional<session::Compaction> compaction;  // of the copy: what agent::summarise() made
  bool ephemeral = false;
  std::vector<session::Tag> tags;
  // agent::Setup::take_queued.
  std::function<std::vector<chat::Message>()> take_queued;
  // An event waits and none did before: called on the agent's thread. May be empty.
  std::function<void()> on_event;
};

// Of the AGENTS.md files that apply in `folder`, which the configuration was loaded for.
extensions::AgentsMd guidelines(const Configuration& configuration,
                                const std::filesystem::path& folder);

// Of its session. The tool that ends spec mode is there wherever a person could enter it, so that
// entering it does not change what every request begins with.
inline tools::ToolUse tool_use(const Options& options) {
  return {.can_ask = options.can_ask,
          .may_plan = options.can_ask || options.mode == policy::Mode::spec};
}

// What the settings say a session may cost.
agent::Budget budget_of(const Configuration& configuration);

class Engine {
 public:
  static Result<std::unique_ptr<Engine>> open(const Configuration& configuration,
                                              const Options& options);
  ~Engine();
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  const std::string& session_id() const;
  std::vector<std::string> tool_names() const;
  const std::vector<std::string>& notices() const;  // of loading the session and AGENTS.md files

  // The request that a turn with this message would begin with, key masked (PRV-109). Before the
  // first post() only.
  std::string describe_turn(const chat::Message& message);

  void post(Op op);
  // Answers PermissionAsked; late or unknown answers are nothing.
  void answer(const std::string& call_id, agent::Permission permission);
  // Answers QuestionsAsked; no answers: they were dismissed.
  void answer_questions(const std::string& call_id, std::optional<tools::Answers> answers);
  void answer_budget(agent::BudgetAnswer answer);
  void answer_plan(agent::PlanAnswer answer);
  // Ends the running turn; TurnFinished then says `why` (interrupted or time_limit).
  void interrupt(agent::TurnFinished::End why = agent::TurnFinished::End::interrupted);
  // The next event; empty when `stop` is requested or `limit` has passed.
  std::optional<Event> next(std::optional<std::chrono::milliseconds> limit = {},
                            const std::stop_token& stop = {});
  // One that waits already.
  std::optional<Event> try_next();

  // Sums of this run, not of the whole session. Between turns only: the agent's thread writes them.
  ledger::Totals totals() const;
  ledger::Report cost_report() const;

 private:
  struct Parts;
  explicit Engine(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace ingot::engine
