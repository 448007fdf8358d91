#include "tui/place.h"

#include "os/file.h"
#include "os/paths.h"

namespace ingot::tui {

std::string short_path(const std::filesystem::path& path) {
  const std::string home = os::home_folder().string();
  std::string text = path.string();
  if (home.size() > 1 && (text == home || text.starts_with(home + "/"))) {
    return "~" + text.substr(home.size());
  }
  return text;
}

std::string branch_of(const std::filesystem::path& cwd) {
  for (std::filesystem::path folder = cwd;; folder = folder.parent_path()) {
    if (const auto head = os::read_file(folder / ".git/HEAD", 4096)) {
      constexpr std::string_view kRef = "ref: refs/heads/";
      if (!head->starts_with(kRef)) return "(detached)";
      return head->substr(kRef.size(), head->find('\n') - kRef.size());
    }
    if (folder == folder.parent_path()) return {};
  }
}

}  // namespace ingot::tui
