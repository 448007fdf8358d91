// agent/questions.h: what a person is asked before calls run, and what they answered.
//
// Purpose    Puts the questions of one assistant message, waits for the answers, and remembers
//            refusals for the rest of the turn: the same call again is refused without a question,
//            and after three refusals the turn ends, so that the person can say what they want
//            instead (PRM-06, AUT-07).
// Ownership  Owned by the agent; the observer outlives it.
// Threads    ask() belongs to the agent's thread, answer() to any.
#pragma once

#include <condition_variable>
#include <map>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "agent/event.h"

namespace ingot::agent {

class Questions {
 public:
  explicit Questions(const Observer& observer) : observer_(observer) {}

  // Forgets the refusals of the turn before.
  void begin_turn();
  // One answer for each question, in their order. What is left open when `stop` is requested or
  // the person says stop counts as stop.
  std::vector<Permission> ask(const std::vector<PermissionAsked>& questions,
                              const std::stop_token& stop);
  // Late, repeated and unknown answers are nothing.
  void answer(const std::string& call_id, Permission permission);

  // Empty when `stop` was requested first.
  std::optional<BudgetAnswer> ask(const BudgetReached& question, const std::stop_token& stop) {
    return ask(question, budget_answer_, stop);
  }
  void answer(BudgetAnswer answer) { give(budget_answer_, answer); }
  std::optional<PlanAnswer> ask(const PlanProposed& question, const std::stop_token& stop) {
    return ask(question, plan_answer_, stop);
  }
  void answer(PlanAnswer answer) { give(plan_answer_, std::move(answer)); }

  // Empty when they were dismissed or `stop` was requested first.
  std::optional<tools::Answers> ask(const QuestionsAsked& questions, const std::stop_token& stop);
  // No answers: dismissed. Late and unknown ones are nothing.
  void answer(const std::string& call_id, std::optional<tools::Answers> answers);

 private:
  template <class Answer, class Question>
  std::optional<Answer> ask(const Question& question, std::optional<Answer>& slot,
                            const std::stop_token& stop) {
    {
      const std::lock_guard lock(mutex_);
      slot.reset();
    }
    observer_(question);
    std::unique_lock lock(mutex_);
    answered_.wait(lock, stop, [&slot] { return slot.has_value(); });
    return std::exchange(slot, std::nullopt);
  }
  template <class Answer>
  void give(std::optional<Answer>& slot, Answer answer) {
    const std::lock_guard lock(mutex_);
    slot = std::move(answer);
    answered_.notify_all();
  }
  void wait(std::vector<PermissionAsked> questions, const std::stop_token& stop);

  const Observer& observer_;
  std::map<std::string, Permission> refused_;  // in this turn, by tool and input
  std::vector<std::string> refused_details_;   // their commands and paths
  std::size_t refusals_ = 0;
  std::mutex mutex_;
  std::condition_variable_any answered_;
  std::map<std::string, std::optional<Permission>> answers_;  // by call id; guarded by mutex_
  std::optional<BudgetAnswer> budget_answer_;                 // guarded by mutex_
  std::optional<PlanAnswer> plan_answer_;                     // guarded by mutex_
  std::string asking_call_;  // guarded by mutex_; empty: no call waits for answers
  std::optional<tools::Answers> user_answers_;  // guarded by mutex_; of the last one
};

}  // namespace ingot::agent
