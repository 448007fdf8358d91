// tools/plan.h: what the model wants to do, for a person to approve (SPC-04..07).
//
// Purpose    The input of ExitSpecMode as a value, and what became of it. The tool itself neither
//            asks nor changes the mode: ToolContext::approve_plan does.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "json/value.h"

namespace ingot::tools {

struct Plan {
  struct Option {
    std::string name;
    std::string text;  // Markdown; empty: `text` of the plan describes it
  };
  std::string text;             // Markdown
  std::string title;            // may be empty
  std::vector<Option> options;  // alternatives, one of which is to be picked; none or at least two
};

// The plan with this option of it as what is to be done.
std::string text_with(const Plan& plan, const Plan::Option& option);

// Kind::invalid_argument, with a text for the model.
Result<Plan> plan_of(json::Value input);

struct PlanDecision {
  bool approved = false;
  // Approved: the plan as it is to be carried out. Not approved: what the person said; may be
  // empty.
  std::string text;
  bool edited = false;     // by the person
  std::string option;      // the name of the one that was picked; empty where there are none
  std::string permission;  // approved: what may run from now on, as a clause
};

}  // namespace ingot::tools
