#include "policy/git_config.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>

namespace ingot::policy {
namespace {

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

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r";
  const std::size_t begin = text.find_first_not_of(kBlanks);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlanks) + 1 - begin);
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

}  // namespace

bool starts_nothing(std::string_view git_config) {
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
    if (line.ends_with('\\') || !is_harmless(section, name_of(line))) return false;
  }
  return true;
}

}  // namespace ingot::policy
