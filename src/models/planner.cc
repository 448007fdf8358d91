#include "models/planner.h"

namespace ingot::models {
namespace {

bool reasons(const Model& model) {
  return !model.effort.empty() && model.effort != "off" && model.effort != "none";
}

std::string described(const Model& model) {
  const bool matters = model.protocol == Protocol::anthropic && reasons(model);
  return model.display_name + (matters ? " with reasoning on" : "");
}

// Signatures of reasoning are only good where they were made.
bool may_follow(const Model& planner, const Model& main) {
  if (planner.protocol == main.protocol) return true;
  if (planner.protocol == Protocol::responses || main.protocol == Protocol::responses) return false;
  const Model& messages = main.protocol == Protocol::anthropic ? main : planner;
  return !reasons(messages);
}

}  // namespace

std::string why_not_planner(const Model& planner, const Model& main) {
  if (may_follow(planner, main)) return {};
  return described(planner) + " cannot follow " + described(main);
}

}  // namespace ingot::models
