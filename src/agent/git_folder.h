// agent/git_folder.h: the repository around a folder, read from its files: no process is started.
#pragma once

#include <filesystem>
#include <string>

namespace ingot::agent {

// The .git folder that governs `cwd`, following the file a worktree has in its place; empty outside
// of a repository.
std::filesystem::path git_folder_of(const std::filesystem::path& cwd);
// The branch that its HEAD names, or "(detached)".
std::string branch_of(const std::filesystem::path& git_folder);

}  // namespace ingot::agent
