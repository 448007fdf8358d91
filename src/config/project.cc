#include "config/project.h"

#include "os/file.h"

namespace ingot::config {
namespace fs = std::filesystem;

Project find_project(const fs::path& cwd) {
  for (fs::path folder = cwd;; folder = folder.parent_path()) {
    if (os::stat_file(folder / ".git")) return {.root = folder, .in_git = true};
    if (folder == folder.parent_path()) return {.root = cwd, .in_git = false};
  }
}

std::vector<fs::path> folders_up_to(const fs::path& cwd, const fs::path& root) {
  std::vector<fs::path> folders = {cwd};
  while (folders.back() != root && folders.back() != folders.back().parent_path()) {
    folders.push_back(folders.back().parent_path());
  }
  return folders;
}

}  // namespace ingot::config
