// agent/turn_budget.cc: what a session may cost: a warning, a question, the end of the turn
// (CFG-140).

#include <cmath>

#include "agent/turn_internal.h"
#include "ledger/report.h"

namespace ingot::agent {

std::optional<double> Agent::budget() const {
  const std::optional<double> usd = settings_.budget_usd ? settings_.budget_usd : setup_.budget.usd;
  return usd && *usd > 0 ? usd : std::nullopt;
}

// Asked before each request. A request that is on its way is paid for in any case.
bool Agent::budget_reached(Turn& turn) {
  const auto most = budget();
  const double spent = settings_.cost_usd.value_or(0);
  if (!most || spent < *most || turn.over_budget) return false;
  const std::string told = "the session has cost " + ledger::money(spent) + ", and its budget is " +
                           ledger::money(*most);
  if (!setup_.can_ask) {
    fail(turn, TurnFinished::End::cost_limit,
         "stopped: " + told +
             " (ingot.budget.session); raise it there, or go on from a terminal with "
             "--session-id");
    return true;
  }
  // As many budgets as it takes to go on.
  const BudgetReached question{.spent_usd = spent,
                               .budget_usd = *most,
                               .raised_usd = *most * (std::floor(spent / *most) + 1)};
  const auto answer = questions_.ask(question, turn.stop);
  if (!answer) {
    fail(turn, TurnFinished::End::interrupted, "interrupted");
    return true;
  }
  if (*answer == BudgetAnswer::raise) {
    settings_.budget_usd = question.raised_usd;
    save_settings();
  }
  turn.over_budget = *answer == BudgetAnswer::go_on;
  observer_(BudgetAnswered{.answer = *answer, .budget_usd = budget().value_or(0)});
  if (*answer != BudgetAnswer::stop) return false;
  fail(turn, TurnFinished::End::cost_limit,
       "stopped: " + told + "; /budget AMOUNT sets another one for this session");
  return true;
}

void Agent::watch_budget(const ledger::Record& record, const models::Model& model) {
  const auto most = budget();
  if (!most) return;
  if (!record.cost_usd && !model.is_local) {
    tell_once("the budget of the session cannot be kept: the price of \"" + model.model +
              "\" is unknown; set ingot.pricing in the entry at " + model.origin);
  }
  const double spent = settings_.cost_usd.value_or(0);
  if (spent < *most * setup_.budget.warn_at || spent >= *most || budget_warned_ == *most) return;
  budget_warned_ = *most;
  observer_(Notice{"the session has cost " + ledger::money(spent) + " of its budget of " +
                   ledger::money(*most)});
}

}  // namespace ingot::agent
