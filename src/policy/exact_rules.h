// policy/exact_rules.h: commands that the user has allowed for good, each as it stands and in one
// workspace.
//
// Purpose    "Yes, always this exact command in this workspace" (PRM-03, PRM-04). The rules stand
//            in ~/.factory/ingot/permissions.json and nowhere else; nothing in a project adds one.
// Source     PRM-04; a workspace is who SEC-03 says: canonical path, device and inode.
// Threads    From any thread and process; changes are locked and atomic (config/save.h).
// Errors     Kind::invalid_argument at file:line:column for a file that is not JSON, and for one
//            that others can write: no rule counts then. A rule that is not as expected is none.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "tools/effects.h"

namespace ingot::policy {

struct ExactRule {
  std::string workspace;  // canonical
  std::uint64_t device = 0, inode = 0;
  std::string command;  // without blanks at its ends
  tools::Risk risk = tools::Risk::high;
  std::string date;                   // ISO 8601
  std::vector<std::string> programs;  // the files that ran, in the order of the simple commands
};

// The files that the programs of `command` are, in `workspace`; empty for a command of which no
// rule may be made: one of the list of disasters, one whose words the shell computes, interpreters,
// programs that run others, git, and programs that are not found.
std::optional<std::vector<std::string>> programs_to_keep(std::string_view command,
                                                         const std::filesystem::path& workspace);

// `folder` is ~/.factory. A file that is not there holds no rule.
Result<std::vector<ExactRule>> read_exact_rules(const std::filesystem::path& folder);

struct ExactCommand {
  std::filesystem::path workspace;  // canonical
  std::string_view command;
  tools::Risk risk = tools::Risk::high;
};
// Kind::invalid_argument for a command of which no rule may be made.
Result<> add_exact_rule(const std::filesystem::path& folder, const ExactCommand& allowed,
                        const std::string& date);
// Whether there was one.
Result<bool> remove_exact_rule(const std::filesystem::path& folder, const ExactRule& rule);

// Whether a rule speaks of it still: same workspace, same programs, and no higher class.
bool is_kept(const std::filesystem::path& folder, const ExactCommand& wanted);

}  // namespace ingot::policy
