#include "policy/exact_rules.h"

#include <algorithm>
#include <array>

#include "base/utf8.h"
#include "config/grants_file.h"
#include "config/save.h"
#include "json/located.h"
#include "json/writer.h"
#include "os/file.h"
#include "os/paths.h"
#include "os/process.h"
#include "policy/command_line.h"
#include "policy/risk.h"

namespace ingot::policy {
namespace {

namespace fs = std::filesystem;
using json::Located;
using tools::Risk;

constexpr std::string_view kConsequence = "no command is allowed by it";
constexpr std::string_view kWorkspaces = "workspaces", kCommands = "commands";
constexpr std::array kRisks = {"read", "low", "medium", "high"};

// What they do stands in other text than the command's, or in another command.
constexpr std::array kInterpreters = {
    "sh",    "bash", "dash",   "zsh",  "fish", "ksh",   "csh",     "tcsh", "busybox",   "python",
    "pypy",  "node", "nodejs", "deno", "bun",  "perl",  "ruby",    "php",  "lua",       "luajit",
    "tclsh", "wish", "awk",    "gawk", "mawk", "nawk",  "Rscript", "R",    "osascript", "gdb",
    "ed",    "ex",   "vi",     "vim",  "nvim", "emacs", "sqlite3", "psql", "mysql"};
constexpr std::array kWrappers = {
    "env",     "sudo",        "doas",    "su",     "runuser", "nohup",   "nice",     "ionice",
    "timeout", "time",        "stdbuf",  "setsid", "setarch", "xargs",   "parallel", "watch",
    "exec",    "command",     "builtin", "eval",   "source",  ".",       "trap",     "ssh",
    "script",  "strace",      "ltrace",  "chroot", "unshare", "nsenter", "flock",    "find",
    "fd",      "systemd-run", "entr",    "git"};
// They run no file.
constexpr std::array kBuiltins = {"cd", "echo", "true", "false", "test", "[", "printf", "pwd", ":"};

bool is_one_of(std::string_view name, const auto& names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// "python3.11" is python.
std::string_view without_version(std::string_view name) {
  return name.substr(0, name.find_last_not_of("0123456789.-") + 1);
}

bool runs_other_text(const std::string& name) {
  const std::string_view plain = without_version(name);
  return name == "." || is_one_of(plain, kInterpreters) || is_one_of(plain, kWrappers);
}

std::optional<std::string> program_file(const std::string& name, const fs::path& workspace) {
  if (name.empty() || runs_other_text(fs::path(name).filename().string())) return std::nullopt;
  if (is_one_of(name, kBuiltins)) return "builtin " + name;
  const bool is_path = name.find('/') != std::string::npos;
  const fs::path found = is_path ? os::absolute(name, workspace) : os::find_program(name);
  const fs::path file = found.empty() ? found : os::canonical(found);
  const auto info = os::stat_file(file);
  if (file.empty() || !info || info->type != os::FileInfo::Type::file) return std::nullopt;
  if (runs_other_text(file.filename().string())) return std::nullopt;
  return to_utf8(file.string());
}

std::string_view trimmed(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(" \t\n"), text.size()));
  return text.substr(0, text.find_last_not_of(" \t\n") + 1);
}

fs::path rules_file(const fs::path& folder) { return folder / "ingot" / "permissions.json"; }

std::string text_of(const Located& holder, std::string_view name) {
  const Located* value = holder.find(name);
  return value != nullptr && value->is(Located::Type::string) ? value->text : std::string();
}

std::optional<ExactRule> rule_of(const json::LocatedMember& member) {
  const auto* const risk = std::find(kRisks.begin(), kRisks.end(), text_of(member.value, "risk"));
  const Located* programs = member.value.find("programs");
  if (risk == kRisks.end() || programs == nullptr || !programs->is(Located::Type::array)) {
    return std::nullopt;
  }
  ExactRule rule{.command = member.key,
                 .risk = static_cast<Risk>(risk - kRisks.begin()),
                 .date = text_of(member.value, "date")};
  for (const Located& program : programs->elements) rule.programs.push_back(program.text);
  return rule;
}

// The same folder, and no other one in its place.
bool is_workspace(const ExactRule& rule, const fs::path& workspace) {
  if (rule.workspace != to_utf8(workspace.string())) return false;
  const auto info = os::stat_file(workspace);
  return info && info->device == rule.device && info->inode == rule.inode;
}

}  // namespace

std::optional<std::vector<std::string>> programs_to_keep(std::string_view command,
                                                         const fs::path& workspace) {
  const std::vector<PlainCommand> commands = plain_commands(command);
  if (commands.empty() || assess_command(command, {.workspace = workspace}).asks_always()) {
    return std::nullopt;
  }
  std::vector<std::string> programs;
  bool moves = false;
  for (const PlainCommand& words : commands) {
    const std::string& name = words.front();
    auto program = program_file(name, workspace);
    // After `cd` a relative path is another file.
    const bool is_relative = name.find('/') != std::string::npos && name.front() != '/';
    if (!program || (moves && is_relative)) return std::nullopt;
    moves = moves || name == "cd";
    programs.push_back(*std::move(program));
  }
  return programs;
}

Result<std::vector<ExactRule>> read_exact_rules(const fs::path& folder) {
  const fs::path path = rules_file(folder);
  INGOT_TRY(const std::string text, config::read_grants(path, kConsequence));
  INGOT_TRY(const Located root, config::parse_grants(text, path.string(), kConsequence));
  std::vector<ExactRule> rules;
  const Located* workspaces = root.find(kWorkspaces);
  if (workspaces == nullptr) return rules;
  for (const json::LocatedMember& workspace : workspaces->members) {
    const auto device = config::whole_number(workspace.value, "device");
    const auto inode = config::whole_number(workspace.value, "inode");
    const Located* commands = workspace.value.find(kCommands);
    if (!device || !inode || commands == nullptr) continue;
    for (const json::LocatedMember& member : commands->members) {
      auto rule = rule_of(member);
      if (!rule) continue;
      rule->workspace = workspace.key;
      rule->device = *device;
      rule->inode = *inode;
      rules.push_back(*std::move(rule));
    }
  }
  return rules;
}

Result<> add_exact_rule(const fs::path& folder, const ExactCommand& allowed,
                        const std::string& date) {
  const auto programs = programs_to_keep(allowed.command, allowed.workspace);
  if (!programs) {
    return Error{.kind = Error::Kind::invalid_argument,
                 .what = "this command cannot be allowed for good"};
  }
  INGOT_TRY(const os::FileInfo info, os::stat_file(allowed.workspace));
  INGOT_TRY(const std::vector<ExactRule> known, read_exact_rules(folder));
  const std::string root = to_utf8(allowed.workspace.string());
  const config::SettingPath workspace = {std::string(kWorkspaces), root};
  const auto below = [&](const config::SettingPath& more) {
    config::SettingPath path = workspace;
    path.insert(path.end(), more.begin(), more.end());
    return path;
  };
  std::vector<config::Edit> edits;
  // What was allowed in a folder that stood here before is not allowed in this one.
  if (std::any_of(known.begin(), known.end(), [&](const ExactRule& rule) {
        return rule.workspace == root && !is_workspace(rule, allowed.workspace);
      })) {
    edits.push_back({config::Edit::Kind::remove, workspace, {}});
  }
  edits.push_back({config::Edit::Kind::set, below({"device"}), std::to_string(info.device)});
  edits.push_back({config::Edit::Kind::set, below({"inode"}), std::to_string(info.inode)});
  std::string text;
  json::Writer out(text);
  out.begin_object().member("risk", kRisks[static_cast<std::size_t>(allowed.risk)]);
  out.member("date", date).key("programs").begin_array();
  for (const std::string& program : *programs) out.string(program);
  out.end_array().end_object();
  edits.push_back({config::Edit::Kind::set,
                   below({std::string(kCommands), std::string(trimmed(allowed.command))}), text});
  const fs::path path = rules_file(folder);
  INGOT_TRY([[maybe_unused]] const bool changed, config::save(path, edits, path.string()));
  return {};
}

Result<bool> remove_exact_rule(const fs::path& folder, const ExactRule& rule) {
  const fs::path path = rules_file(folder);
  return config::save(
      path,
      {{config::Edit::Kind::remove,
        {std::string(kWorkspaces), rule.workspace, std::string(kCommands), rule.command},
        {}}},
      path.string());
}

bool is_kept(const fs::path& folder, const ExactCommand& wanted) {
  const auto rules = read_exact_rules(folder);
  if (!rules) return false;
  const std::string_view command = trimmed(wanted.command);
  return std::any_of(rules->begin(), rules->end(), [&](const ExactRule& rule) {
    return rule.command == command && wanted.risk <= rule.risk &&
           is_workspace(rule, wanted.workspace) &&
           programs_to_keep(command, wanted.workspace) == rule.programs;
  });
}

}  // namespace ingot::policy
