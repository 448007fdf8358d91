#include "policy/risk.h"

#include <fnmatch.h>

#include <algorithm>
#include <array>
#include <span>

#include "base/utf8.h"
#include "policy/walk.h"

namespace ingot::policy {
namespace {

using Words = std::span<const std::string>;

// Not seen, or seen as something else (CMD-02).
bool is_obscuring(char32_t point) {
  if (point == '\n' || point == '\t') return false;
  if (point < 0x20 || (point >= 0x7F && point < 0xA0)) return true;
  return point == 0xAD || point == 0x61C || point == 0x180E ||
         (point >= 0x200B && point <= 0x200F) || (point >= 0x2028 && point <= 0x202E) ||
         (point >= 0x2060 && point <= 0x206F) || point == 0xFEFF ||
         (point >= 0xE0000 && point <= 0xE007F) || (point >= 0xFFF9 && point <= 0xFFFB);
}

bool is_emoji(char32_t point) {
  return point >= 0x1F000 || (point >= 0x2600 && point <= 0x27BF) || point == 0xFE0F;
}

bool is_obscured(std::string_view text) {
  char32_t before = 0;
  while (!text.empty()) {
    const CodePoint point = decode_utf8(text);
    text.remove_prefix(point.length);
    if (!point.valid) return true;
    const bool joins = point.value == 0x200D && is_emoji(before) && !text.empty() &&
                       is_emoji(decode_utf8(text).value);
    if (is_obscuring(point.value) && !joins) return true;
    before = point.value;
  }
  return false;
}

std::vector<std::string> words_of(const std::string& entry) {
  std::vector<std::string> words;
  const ParsedText parsed = parse_shell(entry);
  if (!parsed.error.empty() || parsed.script->pipelines.size() != 1) return words;
  for (const Word& word : parsed.script->pipelines[0].commands[0].words) {
    std::string& text = words.emplace_back();
    for (const Piece& piece : word.pieces) text += piece.text;
  }
  return words;
}

bool is_option(std::string_view word) { return word.size() > 1 && word[0] == '-'; }

// "-f" and "--force" are one option, and so is "-f" within "-uf".
bool has_option(Words words, std::string_view option) {
  const bool is_long = option.starts_with("--");
  const char letter = is_long ? option[2] : option[1];
  return std::any_of(words.begin(), words.end(), [&](const std::string& word) {
    if (!is_option(word)) return false;
    if (word == option || word.starts_with(std::string(option) + "=")) return true;
    if (word.starts_with("--")) {
      const std::string_view name = std::string_view(word).substr(0, word.find('='));
      return name.size() > 2 && (is_long ? option.starts_with(name) : name[2] == letter);
    }
    return word.find(letter, 1) != std::string::npos;
  });
}

// The words that are no options, those that may be an option's value left out where that helps.
bool has_positionals(Words words, const std::vector<std::string>& wanted) {
  std::size_t found = 0;
  bool after_option = false;
  for (const std::string& word : words) {
    if (found == wanted.size()) return true;
    if (is_option(word)) {
      after_option = true;
      continue;
    }
    const std::string& next = wanted[found];
    const bool same = next.ends_with('*')
                          ? word.starts_with(std::string_view(next).substr(0, next.size() - 1))
                          : word == next;
    if (same) {
      ++found;
    } else if (!after_option) {
      return false;
    }
    after_option = false;
  }
  return found == wanted.size() || (found + 1 == wanted.size() && wanted[found] == "*");
}

bool matches(const CommandPart& part, const std::vector<std::string>& entry, bool exact) {
  if (entry.empty() || part.words.empty()) return false;
  if (exact) {
    // As written: an allowed command is not allowed with other words in between.
    if (part.words.size() < entry.size()) return false;
    for (std::size_t i = 0; i < entry.size(); ++i) {
      const bool is_last = i + 1 == entry.size();
      const std::string_view stem = std::string_view(entry[i]).substr(0, entry[i].size() - 1);
      const bool same = is_last && entry[i].ends_with('*') ? part.words[i].starts_with(stem)
                                                           : part.words[i] == entry[i];
      if (!same) return false;
    }
    return true;
  }
  if (::fnmatch(entry[0].c_str(), part.words[0].c_str(), 0) != 0) return false;
  const Words words = Words(part.words).subspan(1);
  std::vector<std::string> positionals;
  for (std::size_t i = 1; i < entry.size(); ++i) {
    if (is_option(entry[i])) {
      if (!has_option(words, entry[i])) return false;
    } else {
      positionals.push_back(entry[i]);
    }
  }
  return has_positionals(words, positionals);
}

}  // namespace

std::string flag_names(unsigned flags) {
  constexpr std::array<std::string_view, 7> kNames = {"denied",   "opaque",   "protected", "secret",
                                                      "obscured", "unparsed", "refused"};
  std::string names;
  for (std::size_t i = 0; i < kNames.size(); ++i) {
    if ((flags & (1U << i)) == 0) continue;
    if (!names.empty()) names += ", ";
    names += kNames[i];
  }
  return names;
}

Assessment assess_command(std::string_view command, const Ground& ground) {
  Walk walk(ground);
  if (!is_utf8(command) || command.find('\0') != std::string_view::npos) {
    walk.raise(tools::Risk::high, "it holds bytes that are no UTF-8 text; write them as escapes",
               kObscured | kRefused);
  } else if (is_obscured(command)) {
    walk.raise(tools::Risk::high, "it holds characters that are not seen", kObscured);
  }
  walk.text(command);
  return std::move(walk).result();
}

bool any_part_matches(std::string_view command, const Assessment& assessment,
                      const std::vector<std::string>& entries) {
  for (const std::string& entry : entries) {
    const std::vector<std::string> words = words_of(entry);
    const bool found =
        std::any_of(assessment.parts.begin(), assessment.parts.end(),
                    [&](const CommandPart& part) { return matches(part, words, false); });
    const bool unread = (assessment.flags & (kUnparsed | kRefused)) != 0;
    if (found || (unread && !entry.empty() && command.find(entry) != std::string_view::npos)) {
      return true;
    }
  }
  return false;
}

bool every_part_matches(const Assessment& assessment, const std::vector<std::string>& entries) {
  std::vector<std::vector<std::string>> wanted;
  for (const std::string& entry : entries) wanted.push_back(words_of(entry));
  bool is_listed = false;
  for (const CommandPart& part : assessment.parts) {
    const bool matches_one =
        part.flags == 0 && part.plain && part.option_risk <= tools::Risk::low &&
        std::any_of(wanted.begin(), wanted.end(),
                    [&](const auto& entry) { return matches(part, entry, true); });
    if (!matches_one && (part.risk != tools::Risk::read || part.flags != 0)) return false;
    is_listed = is_listed || matches_one;
  }
  return is_listed;
}

}  // namespace ingot::policy
