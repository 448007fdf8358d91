// agent/changes.cc: what changes while a conversation goes on.

#include <mutex>
#include <utility>

#include "agent/agent.h"

namespace ingot::agent {

void Agent::change(Changes changes) {
  const auto newer = [](auto& into, auto& from) {
    if (from) into = std::move(from);
  };
  const std::lock_guard lock(changes_mutex_);
  newer(changes_.workspace, changes.workspace);
  newer(changes_.model, changes.model);
  newer(changes_.spec_model, changes.spec_model);
  newer(changes_.fallbacks, changes.fallbacks);
  newer(changes_.mode, changes.mode);
  newer(changes_.autonomy, changes.autonomy);
  newer(changes_.command_allowlist, changes.command_allowlist);
  newer(changes_.command_denylist, changes.command_denylist);
  newer(changes_.command_blocklist, changes.command_blocklist);
  newer(changes_.compaction, changes.compaction);
  newer(changes_.budget, changes.budget);
  newer(changes_.session_budget, changes.session_budget);
}

void Agent::take_changes() {
  Changes changes;
  {
    const std::lock_guard lock(changes_mutex_);
    changes = std::exchange(changes_, {});
  }
  const auto take = [](auto& from, auto& into) {
    if (from) into = *std::move(from);
  };
  take(changes.autonomy, setup_.rules.autonomy);
  take(changes.command_allowlist, setup_.rules.command_allowlist);
  take(changes.command_denylist, setup_.rules.command_denylist);
  take(changes.command_blocklist, setup_.rules.command_blocklist);
  take(changes.compaction, setup_.compaction);
  take(changes.budget, setup_.budget);
  if (changes.session_budget) settings_.budget_usd = changes.session_budget;
  if (changes.mode) set_mode(*changes.mode);
  if (changes.session_budget || changes.mode || changes.autonomy) save_settings();
  Result<> used;
  if (changes.workspace) used = set_workspace(*std::move(changes.workspace));
  if (changes.fallbacks && *changes.fallbacks != setup_.fallbacks) {
    // What stands in for the model now may no longer be among them.
    if (in_use_ != 0) used = use_model(0);
    setup_.fallbacks = *std::move(changes.fallbacks);
    learnt_.clear();
  }
  if (used && changes.model && *changes.model != setup_.model) {
    used = set_model(*std::move(changes.model));
  }
  take(changes.spec_model, setup_.spec_model);
  if (used) used = use_first_model();
  if (!used) observer_(Notice{to_text(used.error())});
}

// The next message tells the model (decisions.md 8).
Result<> Agent::set_workspace(Workspace workspace) {
  setup_.rules.workspace = std::move(workspace.folder);
  setup_.agents_md = std::move(workspace.agents_md);
  return session_->set_cwd(setup_.rules.workspace);
}

Result<> Agent::set_model(models::Model model) {
  models::Model before = std::exchange(setup_.model, std::move(model));
  if (auto used = use_model(0); !used) {
    setup_.model = std::move(before);
    return used.error();
  }
  if (before.url != setup_.model.url || before.model != setup_.model.model) {
    cache_watch_.forget(setup_.model.id);
  }
  settings_.model = setup_.model.id;
  settings_.model_name = setup_.model.model;
  settings_.provider = std::string(models::to_string(setup_.model.protocol));
  settings_.base_url = setup_.model.base_url;
  settings_.reasoning_effort = setup_.model.effort;
  // The entry may be another server's now.
  learnt_.erase(setup_.model.id);
  if (in_use_ == 0 && !is_planning()) options_.learnt = {};
  save_settings();
  return {};
}

}  // namespace ingot::agent
