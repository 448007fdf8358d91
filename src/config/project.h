// config/project.h: the project that a folder belongs to.
//
// Purpose    Found by looking for names alone: no process is started and nothing inside .git is
//            read, since a repository that nobody trusts yet says nothing about itself.
// Source     CFG-13, EXT-001.
#pragma once

#include <filesystem>
#include <vector>

namespace ingot::config {

// The nearest folder from `cwd` upwards with a .git (folder or file: worktrees and submodules
// count); `cwd` itself when there is none.
struct Project {
  std::filesystem::path root;
  bool in_git = false;
};
Project find_project(const std::filesystem::path& cwd);

// `cwd` and what is above it, up to and with the root.
std::vector<std::filesystem::path> folders_up_to(const std::filesystem::path& cwd,
                                                 const std::filesystem::path& root);

}  // namespace ingot::config
