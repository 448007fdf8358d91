#include "policy/decide.h"

#include <algorithm>
#include <array>

#include "os/paths.h"
#include "policy/exact_rules.h"
#include "policy/risk.h"
#include "policy/zones.h"

namespace ingot::policy {
namespace {

using tools::Risk;

constexpr std::array kNames = {"off", "low", "medium", "high", "unsafe"};

Verdict allow(Risk risk) {
  return {.kind = Verdict::Kind::allow, .risk = risk, .needs = Autonomy::off};
}

Verdict deny_in_spec(Risk risk, std::string why) {
  return {.kind = Verdict::Kind::deny, .risk = risk, .by_mode = true, .why = std::move(why)};
}

Verdict ask(Risk risk, std::optional<Autonomy> needs, std::string why) {
  return {.kind = Verdict::Kind::ask, .risk = risk, .needs = needs, .why = std::move(why)};
}

Verdict ask(std::optional<Autonomy> needs, const Assessment& assessment, Risk risk) {
  Verdict verdict = ask(risk, needs, assessment.why);
  verdict.begin = assessment.begin;
  verdict.end = assessment.end;
  return verdict;
}

Autonomy level_for(Risk risk) {
  switch (risk) {
    case Risk::read:
      return Autonomy::off;
    case Risk::low:
      return Autonomy::low;
    case Risk::medium:
      return Autonomy::medium;
    case Risk::high:
      return Autonomy::high;
  }
  return Autonomy::high;
}

Ground ground_of(const Rules& rules, const std::filesystem::path& directory) {
  return {.workspace = rules.workspace,
          .more_roots = rules.more_roots,
          .directory = directory,
          .home = rules.config_folder.parent_path(),
          .temporary = os::temporary_folder(),
          .config_folder = rules.config_folder,
          .looks = true};
}

bool is_in_workspace(const std::filesystem::path& path, const Rules& rules) {
  return os::is_inside(path, rules.workspace) ||
         std::any_of(rules.more_roots.begin(), rules.more_roots.end(),
                     [&](const auto& root) { return os::is_inside(path, root); });
}

// A path as judged: symlinks resolved in both spellings, so that neither way around is open.
bool any_of_paths(const std::vector<std::filesystem::path>& paths, const auto& test) {
  return std::any_of(paths.begin(), paths.end(),
                     [&](const auto& path) { return test(path) || test(os::canonical(path)); });
}

bool runs_in_workspace(const tools::Effects& effects, const Rules& rules) {
  return effects.command_directory.empty() ||
         effects.command_directory.lexically_normal() == rules.workspace.lexically_normal();
}

Autonomy in_force(const Rules& rules) { return std::min(rules.autonomy, rules.most); }

Verdict refuse(std::string why) {
  return {.kind = Verdict::Kind::deny, .risk = Risk::high, .why = std::move(why)};
}

Verdict decide_command(const tools::Effects& effects, const Rules& rules) {
  Assessment assessment =
      assess_command(effects.command, ground_of(rules, effects.command_directory));
  if (any_part_matches(effects.command, assessment, rules.command_blocklist)) {
    return refuse("the command is on commandBlocklist");
  }
  if ((assessment.flags & kRefused) != 0) return refuse(assessment.why);
  const Risk risk = std::max(assessment.risk, effects.claimed);
  if (effects.claimed > assessment.risk) {
    assessment.why = "the model itself calls it risky";
    assessment.begin = assessment.end = 0;
  }
  if (rules.mode == Mode::spec) {
    const bool only_reads = risk == Risk::read && !assessment.asks_always() &&
                            !any_part_matches(effects.command, assessment, rules.command_denylist);
    return only_reads ? allow(risk) : deny_in_spec(risk, "the command does not only read");
  }
  if (in_force(rules) == Autonomy::unsafe) {
    // What runs is not known, so neither is whether it is on the list (AUT-09).
    const bool may_be_blocked = (assessment.flags & kOpaque) != 0;
    if (may_be_blocked && !rules.command_blocklist.empty()) {
      return refuse(assessment.why + "; it may be on commandBlocklist");
    }
    return allow(risk);
  }
  if (any_part_matches(effects.command, assessment, rules.command_denylist)) {
    return ask(risk, std::nullopt, "the command is on commandDenylist");
  }
  if (assessment.asks_always()) return ask(std::nullopt, assessment, risk);
  if (every_part_matches(assessment, rules.command_allowlist)) return allow(Risk::low);
  if (risk == Risk::read) {
    if (rules.read_commands_run || in_force(rules) >= Autonomy::low) return allow(risk);
  } else if (in_force(rules) >= level_for(risk)) {
    return allow(risk);
  }
  const bool may_keep = !rules.config_folder.empty() && runs_in_workspace(effects, rules);
  const ExactCommand exact{.workspace = rules.workspace, .command = effects.command, .risk = risk};
  if (may_keep && is_kept(rules.config_folder, exact)) return allow(risk);
  Verdict verdict = risk == Risk::read
                        ? ask(risk, Autonomy::low, "the command is not on commandAllowlist")
                        : ask(level_for(risk), assessment, risk);
  verdict.can_keep = may_keep && programs_to_keep(effects.command, rules.workspace).has_value();
  return verdict;
}

}  // namespace

std::string_view to_string(Mode mode) { return mode == Mode::spec ? "spec" : "auto"; }

Mode mode_from(std::string_view text) { return text == "spec" ? Mode::spec : Mode::automatic; }

std::string_view to_string(Autonomy autonomy) { return kNames[static_cast<std::size_t>(autonomy)]; }

Autonomy most_autonomy(std::string_view level) {
  const auto most = autonomy_from(level);
  return !most || *most == Autonomy::high ? Autonomy::unsafe : *most;
}

std::optional<Autonomy> autonomy_from(std::string_view text) {
  for (std::size_t i = 0; i < 4; ++i) {  // "unsafe" is a flag, never a setting (AUT-09)
    if (text == kNames[i]) return static_cast<Autonomy>(i);
  }
  return std::nullopt;
}

Verdict decide(const tools::ToolSpec& tool, const tools::Effects& effects, const Rules& rules) {
  if (!effects.command.empty()) return decide_command(effects, rules);
  const bool only_reads =
      effects.writes.empty() && (tool.read_only || tool.category == tools::Category::other);
  if (rules.mode == Mode::spec && !only_reads) {
    return deny_in_spec(effects.writes.empty() ? Risk::high : Risk::low,
                        effects.writes.empty() ? "the tool is not known to be read-only"
                                               : "the call changes files");
  }
  if (in_force(rules) == Autonomy::unsafe) return allow(Risk::read);
  const Ground ground = ground_of(rules, {});
  if (any_of_paths(effects.reads, [&](const auto& path) { return is_secret(path, ground); })) {
    return ask(Risk::high, std::nullopt, "the file holds secrets");
  }
  if (effects.writes.empty()) {
    return only_reads ? allow(Risk::read)
                      : ask(Risk::high, Autonomy::high, "the tool is not known to be read-only");
  }
  if (any_of_paths(effects.writes, [&](const auto& path) { return is_protected(path, ground); })) {
    return ask(Risk::high, std::nullopt, "the path is protected");
  }
  if (any_of_paths(effects.writes,
                   [&](const auto& path) { return !is_in_workspace(path, rules); })) {
    return ask(Risk::high, std::nullopt, "the path is outside the working directory");
  }
  if (in_force(rules) >= Autonomy::low) return allow(Risk::low);
  return ask(Risk::low, Autonomy::low, "the call changes files");
}

}  // namespace ingot::policy
