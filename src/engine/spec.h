// engine/spec.h: what spec mode needs of the configuration.
//
// Purpose    The model that plans (CFG-145..149) and where approved plans are kept (SPC-08,
// SPC-09).
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/configuration.h"
#include "tools/plan.h"

namespace ingot::engine {

using tools::Plan;
using tools::text_with;
// What a call proposes; empty for every other call.
std::optional<Plan> plan_of_call(std::string_view tool, std::string_view input_json);

// Who shall plan; what is empty says nothing.
struct WantedPlanner {
  std::string model, effort;
  friend bool operator==(const WantedPlanner&, const WantedPlanner&) = default;
};
// As the settings say, or the flags, which may be empty.
WantedPlanner planner_of(const config::Settings& settings, const std::string& model = {},
                         const std::string& effort = {});

// Empty: `main` plans as well. Kind::not_found for a model that is not there, invalid_argument for
// one that cannot plan for `main`.
Result<std::optional<models::Model>> choose_planner(const Configuration& configuration,
                                                    const WantedPlanner& wanted,
                                                    const models::Model& main,
                                                    std::vector<std::string>& notices);
// Why this model cannot plan for `main`; empty: it can.
std::string why_not_planner(const Configuration& configuration, const models::Model& planner,
                            const models::Model& main);

// Where the plans of a session in `cwd` are kept.
std::filesystem::path plan_folder(const Configuration& configuration,
                                  const std::filesystem::path& cwd);
// "2026-01-02-what-it-is-about.md": the local date, and the title in plain letters, else the plan's
// first heading.
std::string plan_file_name(const tools::Plan& plan, std::string_view date);
// Writes a file of its own; gives its path. Nothing that is there is replaced.
Result<std::filesystem::path> save_plan(const Configuration& configuration,
                                        const std::filesystem::path& cwd, const tools::Plan& plan,
                                        std::string_view date);
// The same today, for people: where an approved plan is kept, or why it is not; empty when the
// settings do not want it kept.
std::string kept_plan(const Configuration& configuration, const std::filesystem::path& cwd,
                      const tools::Plan& plan);

}  // namespace ingot::engine
