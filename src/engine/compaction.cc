#include "engine/compaction.h"

#include <algorithm>

#include "models/problems.h"

namespace ingot::engine {
namespace {

constexpr std::int64_t kReservedOutput = 16384;  // CLI-98

}  // namespace

std::optional<std::int64_t> compaction_point(const config::CompactionSettings& settings,
                                             const models::Model& model) {
  if (!settings.when_full) return std::nullopt;
  for (const std::string& name : {model.id, model.model}) {
    const auto own = settings.per_model.find(name);
    if (own != settings.per_model.end()) return own->second;
  }
  if (settings.limit > 0) return settings.limit;
  const std::int64_t window = model.context_tokens;
  const std::int64_t reserved = std::max(model.max_output_tokens.value_or(0), kReservedOutput);
  // A window that is hardly larger than an answer is still used by half.
  return std::max(window - reserved - window / 20, window / 2);
}

agent::CompactionRules compaction_rules(const Configuration& configuration,
                                        std::vector<std::string>& notices) {
  const config::CompactionSettings& settings = configuration.settings.compaction;
  agent::CompactionRules rules;
  rules.point = [settings](const models::Model& model) {
    return compaction_point(settings, model);
  };
  if (settings.model.name.empty()) return rules;
  auto model = configuration.choose(settings.model.name, {}, notices);
  if (model) {
    rules.model = *std::move(model);
  } else {
    notices.push_back(to_text(models::at_setting(std::move(model).error(), settings.model)) +
                      "; the model in use summarises");
  }
  return rules;
}

}  // namespace ingot::engine
