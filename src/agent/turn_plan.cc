// agent/turn_plan.cc: spec mode: a plan is proposed, and what its approval changes (SPC-04..07).

#include <utility>

#include "agent/prompt.h"
#include "agent/turn_internal.h"

namespace ingot::agent {
namespace {

// Nobody is there to choose, so it is the first of the options.
PlanAnswer approval_of(const tools::Plan& plan) {
  PlanAnswer answer{.kind = PlanAnswer::Kind::approve, .text = plan.text};
  if (!plan.options.empty()) {
    answer.text = tools::text_with(plan, plan.options.front());
    answer.option = plan.options.front().name;
  }
  return answer;
}

}  // namespace

void Agent::set_mode(policy::Mode mode) {
  setup_.rules.mode = mode;
  settings_.interaction_mode = std::string(policy::to_string(mode));
}

std::optional<tools::PlanDecision> Agent::approve_plan(Turn& turn, const tools::Plan& plan) {
  PlanAnswer answer;
  if (setup_.can_ask) {
    auto given = questions_.ask(PlanProposed{plan}, turn.stop);
    if (!given) return std::nullopt;
    answer = *std::move(given);
  } else {
    answer = approval_of(plan);
    // What may only read cannot carry it out: the plan is what was asked for (CLI-40).
    if (setup_.rules.autonomy == policy::Autonomy::off) {
      turn.plan_result = std::move(answer.text);
      return tools::PlanDecision{};
    }
  }
  if (answer.kind != PlanAnswer::Kind::approve) {
    turn.plan_refused = answer.kind == PlanAnswer::Kind::stop;
    return tools::PlanDecision{.text = std::move(answer.text)};
  }
  set_mode(policy::Mode::automatic);
  forget_context();
  if (answer.level) setup_.rules.autonomy = *answer.level;
  observer_(PlanApproved{.plan = {.text = answer.text, .title = plan.title},
                         .autonomy = setup_.rules.autonomy});
  return tools::PlanDecision{
      .approved = true,
      .text = std::move(answer.text),
      .edited = answer.edited,
      .option = std::move(answer.option),
      .permission =
          std::string(permissions_text(std::min(setup_.rules.autonomy, setup_.rules.most)))};
}

}  // namespace ingot::agent
