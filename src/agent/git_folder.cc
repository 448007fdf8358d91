#include "agent/git_folder.h"

#include <string_view>

#include "base/utf8.h"
#include "os/file.h"

namespace ingot::agent {
namespace {

constexpr std::size_t kMaxText = 4096;

}  // namespace

std::string branch_of(const std::filesystem::path& git_folder) {
  const auto head = os::read_regular_file(git_folder / "HEAD", kMaxText);
  if (!head) return {};
  std::string_view text = *head;
  constexpr std::string_view kRef = "ref: refs/heads/";
  if (text.substr(0, kRef.size()) != kRef) return "(detached)";
  text.remove_prefix(kRef.size());
  return to_utf8(text.substr(0, text.find('\n')));
}

std::filesystem::path git_folder_of(const std::filesystem::path& cwd) {
  for (std::filesystem::path folder = cwd;; folder = folder.parent_path()) {
    std::filesystem::path git = folder / ".git";
    if (const auto info = os::stat_file(git)) {
      if (info->type == os::FileInfo::Type::directory) return git;
      constexpr std::string_view kPrefix = "gitdir: ";
      if (const auto link = os::read_regular_file(git, kMaxText);
          link && link->rfind(kPrefix, 0) == 0) {
        return folder / link->substr(kPrefix.size(), link->find('\n') - kPrefix.size());
      }
      return {};
    }
    if (folder == folder.parent_path()) return {};
  }
}

}  // namespace ingot::agent
