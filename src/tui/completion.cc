#include "tui/completion.h"

#include <algorithm>

#include "base/letters.h"
#include "base/utf8.h"
#include "os/file.h"
#include "os/paths.h"
#include "tui/fuzzy.h"

namespace ingot::tui {
namespace {

constexpr std::size_t kLeastHelpWord = 3;  // shorter ones are in every description
constexpr std::size_t kMaxPaths = 200;
constexpr int kByName = 100000, kByBeginning = 10000;

bool is_blank(char c) { return c == ' ' || c == '\n' || c == '\t'; }

struct Ranked {
  int score = 0;
  Suggestion suggestion;
};

std::vector<Suggestion> in_order(std::vector<Ranked> ranked) {
  std::stable_sort(ranked.begin(), ranked.end(),
                   [](const Ranked& a, const Ranked& b) { return a.score > b.score; });
  std::vector<Suggestion> items;
  for (Ranked& one : ranked) items.push_back(std::move(one.suggestion));
  return items;
}

// Where `wanted` stands in `text`, whatever the case of either.
std::size_t find_word(std::string_view text, std::string_view wanted) {
  const auto same = [](char a, char b) { return lower(a) == lower(b); };
  const auto found = std::search(text.begin(), text.end(), wanted.begin(), wanted.end(), same);
  return found == text.end() ? std::string_view::npos
                             : static_cast<std::size_t>(found - text.begin());
}

std::optional<int> rank(std::string_view name, std::string_view help, std::string_view wanted,
                        std::vector<std::size_t>& letters) {
  if (const auto score = fuzzy_score(name, wanted, 0, &letters)) {
    return *score + kByName + (find_word(name, wanted) == 0 ? kByBeginning : 0);
  }
  letters.clear();
  if (wanted.size() >= kLeastHelpWord && find_word(help, wanted) != std::string_view::npos) {
    return 0;
  }
  return std::nullopt;
}

}  // namespace

Suggestions command_suggestions(std::string_view text, std::size_t cursor,
                                const std::vector<CommandFacts>& commands,
                                const Arguments& arguments) {
  Suggestions found;
  if (!text.starts_with('/') || text.find('\n') != std::string_view::npos) return found;
  const std::size_t name_end = std::min(text.find(' '), text.size());
  std::vector<Ranked> ranked;
  if (cursor <= name_end) {
    found.of = Suggestions::Of::commands;
    const std::string_view wanted = text.substr(1, name_end - 1);
    if (wanted.find('/') != std::string_view::npos) return found;  // a path
    for (const CommandFacts& command : commands) {
      Ranked one;
      const auto score = rank(command.name, command.help, wanted, one.suggestion.letters);
      if (!score) continue;
      // Without a word the table's own order stands.
      one.score = wanted.empty() ? 0 : *score;
      one.suggestion.insert = "/" + std::string(command.name);
      one.suggestion.label = one.suggestion.insert;
      for (std::size_t& letter : one.suggestion.letters) ++letter;
      one.suggestion.hint = command.arguments;
      one.suggestion.source = command.source;
      one.suggestion.help = command.help;
      one.suggestion.goes_on = command.arguments.starts_with('<');
      ranked.push_back(std::move(one));
    }
    found.items = in_order(std::move(ranked));
    return found;
  }
  // One word of arguments: what follows is the command's own business.
  found.of = Suggestions::Of::arguments;
  found.begin = name_end + 1;
  if (text.find(' ', found.begin) != std::string_view::npos) return found;
  const std::string_view wanted = text.substr(found.begin, cursor - found.begin);
  for (Suggestion& argument : arguments(text.substr(1, name_end - 1), wanted)) {
    Ranked one{.suggestion = std::move(argument)};
    const auto score =
        rank(one.suggestion.label, one.suggestion.help, wanted, one.suggestion.letters);
    if (!score || one.suggestion.insert == wanted) continue;
    one.score = wanted.empty() ? 0 : *score;
    ranked.push_back(std::move(one));
  }
  found.items = in_order(std::move(ranked));
  return found;
}

std::optional<Mention> mention_at(std::string_view text, std::size_t cursor) {
  // Quoted, the word may hold blanks.
  const std::size_t line = cursor == 0 ? 0 : text.rfind('\n', cursor - 1) + 1;
  const std::string_view before = text.substr(line, cursor - line);
  std::size_t at = before.rfind("@\"");
  bool quoted = at != std::string_view::npos && before.find('"', at + 2) == std::string_view::npos;
  if (!quoted) {
    at = before.size();
    while (at > 0 && !is_blank(before[at - 1]) && before[at - 1] != '@') --at;
    if (at == 0 || before[at - 1] != '@') return std::nullopt;
    --at;
  }
  if (at > 0 && !is_blank(before[at - 1]) && before[at - 1] != '(') return std::nullopt;
  const std::string_view word = before.substr(at + (quoted ? 2 : 1));
  if (word.find('#') != std::string_view::npos) return std::nullopt;  // lines of a file
  return Mention{.begin = line + at + 1, .wanted = std::string(word)};
}

std::string mention_of(std::string_view path) {
  const bool quoted = path.find_first_of(" \t\"'()") != std::string_view::npos;
  if (!quoted) return std::string(path) + (path.ends_with('/') ? "" : " ");
  // A folder's quotation stays open: its path goes on.
  return '"' + std::string(path) + (path.ends_with('/') ? "" : "\" ");
}

std::vector<std::string> complete_path(std::string_view typed,
                                       const std::filesystem::path& folder) {
  const std::size_t slash = typed.rfind('/');
  const std::string_view before =
      slash == std::string_view::npos ? std::string_view() : typed.substr(0, slash + 1);
  const std::string_view name = typed.substr(before.size());
  std::vector<std::string> paths;
  if (typed == "~") return {"~/"};
  const std::filesystem::path where = before.empty() ? folder : os::absolute(before, folder);
  const auto entries = os::list_folder(where);
  if (!entries) return paths;
  for (const os::DirectoryEntry& entry : *entries) {
    if (!entry.name.starts_with(name)) continue;
    if (entry.name.starts_with('.') && !name.starts_with('.')) continue;
    bool is_folder = entry.type == os::FileInfo::Type::directory;
    if (entry.type == os::FileInfo::Type::symlink) {
      const auto target = os::stat_file(where / entry.name);
      is_folder = target && target->type == os::FileInfo::Type::directory;
    }
    paths.push_back(std::string(before) + entry.name + (is_folder ? "/" : ""));
  }
  std::sort(paths.begin(), paths.end());
  if (paths.size() > kMaxPaths) paths.resize(kMaxPaths);
  return paths;
}

ShellWord shell_word_at(std::string_view text, std::size_t cursor) {
  ShellWord word;
  char quote = 0;
  for (std::size_t at = 0; at < cursor; ++at) {
    const char c = text[at];
    if (quote == 0 &&
        (is_blank(c) || std::string_view(";|&<>(=").find(c) != std::string_view::npos)) {
      word = {.begin = at + 1, .path = {}};
    } else if (quote == 0 && (c == '\'' || c == '"')) {
      quote = c;
    } else if (c == quote) {
      quote = 0;
    } else if (c == '\\' && quote != '\'' && at + 1 < cursor) {
      word.path += text[++at];
    } else {
      word.path += c;
    }
  }
  return word;
}

std::string shell_quoted(std::string_view path) {
  std::string out;
  for (std::size_t i = 0; i < path.size(); ++i) {
    const char c = path[i];
    const bool home = c == '~' && i == 0;
    if (!home && std::string_view(" \t\\'\"$`&|;<>()*?[]#~!{}").find(c) != std::string_view::npos) {
      out += '\\';
    }
    out += c;
  }
  return out;
}

std::string common_prefix(const std::vector<std::string>& texts) {
  if (texts.empty()) return {};
  std::string_view common = texts.front();
  for (const std::string& text : texts) {
    const auto differs = std::mismatch(common.begin(), common.end(), text.begin(), text.end());
    common = common.substr(0, static_cast<std::size_t>(differs.first - common.begin()));
  }
  return std::string(utf8_prefix(texts.front(), common.size()));
}

}  // namespace ingot::tui
