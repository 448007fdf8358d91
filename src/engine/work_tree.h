// engine/work_tree.h: the branch that is checked out, and whether anything differs from it.
//
// Purpose    What the status line shows (TUI-102). The branch is read from .git itself. What
//            differs is asked of git, because only git knows ignore rules, line endings and staged
//            changes; it is asked where the project counts and its .git/config starts nothing
//            (SEC-03, CMD-20a), with file monitors, hooks, submodules and locks switched off.
// Threads    Pure functions; is_dirty() waits for a process.
#pragma once

#include <filesystem>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace ingot::engine {

// Of the repository around `cwd`, also of a linked worktree: a name, "(detached)", or empty.
std::string branch_of(const std::filesystem::path& cwd);

// The files that git changes when another branch is checked out, or what is staged or committed;
// outside of a repository the one that would make it one. Absolute, whether or not they exist.
std::vector<std::filesystem::path> branch_files(const std::filesystem::path& cwd);

// Nothing when git may not be asked, is not there or takes too long. Variables in `hidden` are kept
// from it.
std::optional<bool> is_dirty(const std::filesystem::path& cwd,
                             const std::vector<std::string>& hidden, const std::stop_token& stop);

}  // namespace ingot::engine
