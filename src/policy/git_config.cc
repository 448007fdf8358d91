#include "policy/git_config.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <initializer_list>
#include <string>

#include "base/letters.h"
#include "os/file.h"
#include "os/paths.h"

namespace ingot::policy {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxConfig = 256U << 10U;

struct Harmless {
  std::string_view section;
  std::string_view keys;  // with blanks around each; "*": all
};
constexpr std::array kHarmless = {
    Harmless{"core",
             " repositoryformatversion filemode bare logallrefupdates ignorecase precomposeunicode "
             "symlinks autocrlf eol safecrlf quotepath "},
    Harmless{"remote", " url pushurl fetch push tagopt prune mirror "},
    Harmless{"submodule", " url active branch "},
    Harmless{"branch", "*"},
    Harmless{"user", "*"},
    Harmless{"color", "*"},
    Harmless{"init", "*"},
    Harmless{"pull", "*"},
    Harmless{"push", "*"},
    Harmless{"advice", "*"},
};

bool is_harmless(std::string_view section, std::string_view key) {
  return std::any_of(kHarmless.begin(), kHarmless.end(), [&](const Harmless& known) {
    return known.section == section &&
           (known.keys == "*" ||
            known.keys.find(" " + std::string(key) + " ") != std::string_view::npos);
  });
}

// The word that `text` begins with, in lower case as git compares it.
std::string name_of(std::string_view text) {
  std::string name;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte) == 0 && c != '-') break;
    name += static_cast<char>(std::tolower(byte));
  }
  return name;
}

struct Key {
  std::string section, name;  // in lower case
  std::string_view value;
};

// False: `visit` said so, or a line is not understood.
template <typename Visit>
bool each_key(std::string_view git_config, const Visit& visit) {
  std::string section;
  while (!git_config.empty()) {
    const std::size_t end = std::min(git_config.find('\n'), git_config.size());
    std::string_view line = trimmed(git_config.substr(0, end));
    git_config.remove_prefix(std::min(end + 1, git_config.size()));
    if (line.starts_with('[')) {
      section = name_of(line.substr(1));
      const std::size_t close = line.find(']');
      if (close == std::string_view::npos) return false;
      // [section] or [section "name"]; what hides a bracket or a quotation mark is not understood.
      const std::string_view behind = line.substr(1, close - 1).substr(section.size());
      const bool is_named = behind.starts_with(" \"") && behind.ends_with('"') &&
                            behind.size() > 2 && behind.find('\\') == std::string_view::npos &&
                            std::count(behind.begin(), behind.end(), '"') == 2;
      if (!behind.empty() && !is_named) return false;
      line = trimmed(line.substr(close + 1));
    }
    if (line.empty() || line.starts_with('#') || line.starts_with(';')) continue;
    // A value that goes on in the next line could hide a key from this pass, or show it one.
    if (line.ends_with('\\')) return false;
    Key key{.section = section, .name = name_of(line)};
    const std::size_t equals = line.find('=');
    if (equals != std::string_view::npos) key.value = trimmed(line.substr(equals + 1));
    if (!visit(key)) return false;
  }
  return true;
}

// CMD-20a
bool may_start(const Key& key) {
  const std::string& section = key.section;
  const std::string& name = key.name;
  const bool is_boolean = key.value.empty() || key.value == "true" || key.value == "false" ||
                          key.value == "0" || key.value == "1" || key.value == "yes" ||
                          key.value == "no" || key.value == "on" || key.value == "off";
  if (section == "core") {
    if (name == "fsmonitor") return !is_boolean;
    if (name == "pager") return key.value != "cat";
    return name == "sshcommand" || name == "gitproxy" || name == "editor" || name == "askpass" ||
           name == "hookspath" || name == "worktree" || name == "alternaterefscommand";
  }
  if (section == "diff") return name == "external" || name == "command" || name == "textconv";
  if (section == "filter") return name == "clean" || name == "smudge" || name == "process";
  if (section == "remote") return name == "uploadpack" || name == "receivepack" || name == "vcs";
  if (section == "pager") return !is_boolean && key.value != "cat";
  return section == "include" || section == "includeif" || section == "alias" ||
         (section == "gpg" && name == "program") || (section == "credential" && name == "helper") ||
         (section == "interactive" && name == "difffilter") ||
         (section == "log" && name == "showsignature") || section == "uploadpack" ||
         (section == "extensions" && name == "partialclone");
}

std::optional<std::string> in_files(std::initializer_list<fs::path> files) {
  for (const fs::path& file : files) {
    if (!os::stat_file(file)) continue;
    const auto text = os::read_regular_file(file, kMaxConfig);
    if (!text) return "something that cannot be read";
    if (auto key = starting_key(*text)) return key;
  }
  return std::nullopt;
}

// A worktree or submodule: ".git" is a file that names a folder, whose "commondir" names another.
std::optional<std::string> in_linked(const fs::path& folder, const fs::path& file) {
  constexpr std::string_view kMark = "gitdir:";
  const auto text = os::read_regular_file(file, kMaxConfig);
  if (!text || !text->starts_with(kMark)) return "something that is not understood";
  const fs::path git = os::absolute(
      trimmed(std::string_view(*text).substr(kMark.size(), text->find('\n') - kMark.size())),
      folder);
  fs::path common = git;
  if (const auto shared = os::read_regular_file(git / "commondir", kMaxConfig)) {
    common = os::absolute(trimmed(std::string_view(*shared).substr(0, shared->find('\n'))), git);
  }
  return in_files({common / "config", git / "config", git / "config.worktree"});
}

}  // namespace

bool starts_nothing(std::string_view git_config) {
  return each_key(git_config, [](const Key& key) { return is_harmless(key.section, key.name); });
}

std::optional<std::string> starting_key(std::string_view git_config) {
  std::optional<std::string> found;
  const bool understood = each_key(git_config, [&](const Key& key) {
    if (!may_start(key)) return true;
    found = key.section + "." + key.name;
    return false;
  });
  if (!understood && !found) found = "something that is not understood";
  return found;
}

std::optional<std::string> key_that_starts_a_program(const fs::path& directory) {
  for (fs::path folder = directory;; folder = folder.parent_path()) {
    const fs::path git = folder / ".git";
    const auto info = os::stat_file(git);
    if (info && info->type == os::FileInfo::Type::file) return in_linked(folder, git);
    if (info) return in_files({git / "config", git / "config.worktree"});
    // A bare repository in a folder of the project brings its own configuration.
    if (os::stat_file(folder / "HEAD") && os::stat_file(folder / "objects")) {
      return "a bare repository";
    }
    if (!folder.has_relative_path()) return std::nullopt;
  }
}

}  // namespace ingot::policy
