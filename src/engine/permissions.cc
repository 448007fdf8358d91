#include "engine/permissions.h"

#include <algorithm>

#include "base/utf8.h"

namespace ingot::engine {

Result<std::vector<ExactRule>> allowed_commands(const Configuration& configuration,
                                                const std::filesystem::path& workspace) {
  INGOT_TRY(std::vector<ExactRule> rules, policy::read_exact_rules(configuration.folder));
  const std::string here = to_utf8(workspace.string());
  std::stable_partition(rules.begin(), rules.end(),
                        [&](const ExactRule& rule) { return rule.workspace == here; });
  return rules;
}

Result<> forget_command(const Configuration& configuration, const ExactRule& rule) {
  INGOT_TRY([[maybe_unused]] const bool was_there,
            policy::remove_exact_rule(configuration.folder, rule));
  return {};
}

}  // namespace ingot::engine
