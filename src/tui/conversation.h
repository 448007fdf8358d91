// tui/conversation.h: the engine of the session at hand, and what a front end may do with it.
//
// Purpose    Opens a session when the first message is sent, hands its events to the terminal's
//            thread, and carries the choices (model, autonomy) from one session to the next.
// Ownership  Owns the engine.
// Threads    All methods belong to the terminal's thread; waker() is woken from the agent's.
#pragma once

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "engine/configuration.h"
#include "engine/engine.h"
#include "engine/local_models.h"
#include "engine/sessions.h"
#include "engine/spec.h"
#include "os/waker.h"
#include "tui/message_queue.h"

namespace ingot::tui {

class Conversation {
 public:
  Conversation(const engine::Configuration& configuration, std::filesystem::path cwd);

  // Before or between turns.
  Result<std::vector<std::string>> choose_model(const std::string& name, const std::string& effort);
  // The model to begin with. While it cannot be found no other takes its place (CFG-86): the
  // message that is sent first tries again.
  Result<std::vector<std::string>> want_model(engine::Wanted wanted);
  Result<std::vector<std::string>> retry_model() { return want_model(wanted_); }
  void set_autonomy(policy::Autonomy autonomy);
  // Whether the model plans first; from the next request on.
  void set_mode(policy::Mode mode);
  // Who plans in this session, whatever the settings say. Notices are returned: a model that cannot
  // plan for the one in use is left out again (CFG-148).
  std::vector<std::string> want_planner(engine::WantedPlanner wanted);
  // The agent has left spec mode.
  void take(const agent::PlanApproved& approved);
  // Kind::not_found when no session has begun.
  Result<> rename(const std::string& title);
  // After the configuration was replaced: its model, lists and limits hold from the next request
  // on; what was chosen for the session stays. Kind::not_found when the entry of the model is gone:
  // nothing is sent until another one is chosen (CFG-93).
  Result<std::vector<std::string>> reconfigure();
  // Goes on in another folder, for which the configuration was loaded; to be followed by
  // reconfigure().
  void enter(std::filesystem::path folder);
  void set_system_prompt(std::string text) { append_system_prompt_ = std::move(text); }
  // Goes on with a session, or with a copy of it, from the next message on.
  void resume(std::string id, bool fork);
  void start_new();
  // Asks for a summary of the session; opens it if it was to be gone on with. Kind::not_found when
  // nothing was said yet.
  Result<> summarise(const std::string& focus);
  // Goes on in a new session of which the model sees this (CLI-101).
  void go_on_shorter(session::Compaction compaction);

  // Sends a message; opens the session if there is none yet. Notices of opening it are returned.
  Result<std::vector<std::string>> send(chat::Message message);
  void answer(const std::string& call_id, agent::Permission permission);
  // No answers: the questions were dismissed.
  void answer_questions(const std::string& call_id, std::optional<tools::Answers> answers);
  void answer_budget(agent::BudgetAnswer answer);
  void answer_plan(agent::PlanAnswer answer);
  // What this session may cost, in USD; 0: any amount. It stays with the session.
  void set_budget(double usd);
  const std::optional<double>& budget() const { return budget_; }
  void interrupt();

  // Messages of which the agent takes what it can deliver between two model calls.
  MessageQueue& queue() { return queue_; }
  const MessageQueue& queue() const { return queue_; }

  std::optional<engine::Event> next();
  const os::Waker& waker() const { return waker_; }

  const std::optional<models::Model>& model() const { return model_; }
  // The one that plans in spec mode; none: the model itself.
  const std::optional<models::Model>& planner() const { return planner_; }
  // Who answers now.
  const std::optional<models::Model>& model_in_use() const {
    return mode_ == policy::Mode::spec && planner_ ? planner_ : model_;
  }
  policy::Mode mode() const { return mode_; }
  policy::Autonomy autonomy() const { return autonomy_; }
  const std::filesystem::path& cwd() const { return cwd_; }
  std::string session_id() const;
  bool is_open() const { return engine_ != nullptr; }

 private:
  Result<std::vector<std::string>> open();
  void fit_planner(std::vector<std::string>& notices);
  std::vector<std::string> untold(std::vector<std::string> notices);
  Error no_model() const;

  const engine::Configuration& configuration_;
  std::filesystem::path cwd_;
  std::string append_system_prompt_, session_id_, fork_id_;
  std::optional<double> budget_;                   // set since this session was chosen
  std::optional<session::Compaction> compaction_;  // of the copy of fork_id_
  engine::Wanted wanted_;
  std::set<std::string> told_;  // notices: each is told once
  std::optional<models::Model> model_;
  std::optional<models::Model> gone_;  // was the model until its entry was taken out
  std::optional<engine::WantedPlanner>
      wanted_planner_;  // of this session; empty: as the settings say
  std::optional<models::Model> planner_;
  policy::Mode mode_ = policy::Mode::automatic;
  policy::Autonomy autonomy_ = policy::Autonomy::off;
  MessageQueue queue_;
  os::Waker waker_;
  std::unique_ptr<engine::Engine> engine_;  // last: its thread uses the queue and the waker
};

}  // namespace ingot::tui
