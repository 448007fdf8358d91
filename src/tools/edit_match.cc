#include "tools/edit_match.h"

#include <algorithm>
#include <optional>

#include "diff/compare.h"
#include "tools/edit_indent.h"
#include "tools/folded_text.h"

namespace ingot::tools {
namespace {

constexpr std::string_view kBom = "\xEF\xBB\xBF";

std::string unified_line_ends(std::string_view text) { return fold(text, {}).text; }

void append_with_ends(std::string& out, std::string_view text, std::string_view line_end) {
  for (const char c : text) {
    if (c == '\n') {
      out += line_end;
    } else {
      out += c;
    }
  }
}

// The lines of `region`, each with its line end of whatever kind.
std::vector<std::string_view> pieces_of(std::string_view region) {
  std::vector<std::string_view> out;
  std::size_t begin = 0;
  for (std::size_t i = 0; i < region.size(); ++i) {
    if (region[i] != '\n' && region[i] != '\r') continue;
    if (region[i] == '\r' && i + 1 < region.size() && region[i + 1] == '\n') ++i;
    out.push_back(region.substr(begin, i + 1 - begin));
    begin = i + 1;
  }
  if (begin < region.size()) out.push_back(region.substr(begin));
  return out;
}

// What takes the place of `region`, which matched `old_text`; both texts have LF line ends.
std::string composed(std::string_view region, std::string_view old_text, std::string_view new_text,
                     std::string_view line_end, const IndentShift* shift) {
  const std::vector<std::string_view> old_lines = diff::split_lines(old_text);
  const std::vector<std::string_view> new_lines = diff::split_lines(new_text);
  const std::vector<std::string_view> own = pieces_of(region);
  const auto put_new = [&](std::string& out, std::string_view line) {
    if (shift != nullptr) {
      append_with_ends(out, shift->applied(line), line_end);
    } else {
      append_with_ends(out, line, line_end);
    }
  };
  std::string out;
  if (own.size() != old_lines.size()) {  // blanks around a line end can make them differ
    for (const std::string_view line : new_lines) put_new(out, line);
    return out;
  }
  std::size_t at = 0;
  for (const diff::Change& change : diff::compare(old_lines, new_lines)) {
    for (; at < change.old_begin; ++at) out += own[at];
    for (std::size_t i = change.new_begin; i < change.new_end; ++i) put_new(out, new_lines[i]);
    at = change.old_end;
  }
  for (; at < own.size(); ++at) out += own[at];
  return out;
}

Matches exact(std::string_view file, std::string_view old_text, std::string_view new_text) {
  Matches out{.level = MatchLevel::exact};
  const Occurrences found = occurrences(file, old_text);
  out.count = found.overlapping;
  const bool has_cr = file.find('\r') != std::string_view::npos;
  const std::string old_lf = unified_line_ends(old_text);
  const std::string new_lf = unified_line_ends(new_text);
  for (const std::size_t at : found.at) {
    Replacement replacement{.begin = at, .end = at + old_text.size(), .text = {}};
    if ((!has_cr && new_lf == new_text) || old_lf == new_lf) {
      // Nothing to adapt, or the line ends are the very thing to be changed.
      replacement.text = new_text;
    } else {
      replacement.text = composed(file.substr(at, old_text.size()), old_lf, new_lf,
                                  line_end_at(file, at), nullptr);
    }
    out.replacements.push_back(std::move(replacement));
  }
  return out;
}

Matches folded(std::string_view file, std::string_view old_text, std::string_view new_text,
               MatchLevel level) {
  Matches out{.level = level};
  const Folding folding{.trailing_blanks = level >= MatchLevel::trailing_blanks,
                        .typography = level >= MatchLevel::typography};
  const FoldedText needle = fold(old_text, folding);
  if (needle.text.empty()) return out;
  const FoldedText text = fold(file, folding);
  const std::string old_lf = unified_line_ends(old_text);
  const std::string new_lf = unified_line_ends(new_text);
  const Occurrences found = occurrences(text.text, needle.text);
  for (const std::size_t at : found.at) {
    const std::size_t after = at + needle.text.size();
    std::size_t end = text.ends[after - 1];
    if (needle.lost_end) {
      // The old text went on with blanks only: so must the line.
      if (after < text.text.size() && text.text[after] != '\n') continue;
      end = after < text.text.size() ? text.starts[after] : file.size();
    }
    const std::size_t begin = text.starts[at];
    out.replacements.push_back({.begin = begin,
                                .end = end,
                                .text = composed(file.substr(begin, end - begin), old_lf, new_lf,
                                                 line_end_at(file, begin), nullptr)});
  }
  out.count = needle.lost_end ? out.replacements.size() : found.overlapping;
  return out;
}

Matches shifted(std::string_view file, std::string_view old_text, std::string_view new_text) {
  Matches out{.level = MatchLevel::indentation};
  const std::string old_lf = unified_line_ends(old_text);
  const std::string new_lf = unified_line_ends(new_text);
  for (const IndentMatch& match : find_shifted(file, old_lf)) {
    out.replacements.push_back(
        {.begin = match.begin,
         .end = match.end,
         .text = composed(file.substr(match.begin, match.end - match.begin), old_lf, new_lf,
                          line_end_at(file, match.begin), &match.shift)});
  }
  out.count = out.replacements.size();
  return out;
}

std::size_t number_prefix(std::string_view line, std::size_t& number) {
  std::size_t i = line.find_first_not_of(" \t");
  if (i == std::string_view::npos) return 0;
  if (line[i] == 'L') ++i;
  const std::size_t digits = i;
  number = 0;
  while (i < line.size() && line[i] >= '0' && line[i] <= '9' && i - digits < 8) {
    number = number * 10 + static_cast<std::size_t>(line[i++] - '0');
  }
  if (i == digits) return 0;
  for (const std::string_view mark : {"→", "\t", "|", ":"}) {
    if (line.substr(i).starts_with(mark)) return i + mark.size();
  }
  return 0;
}

// `text` without line numbers; empty when it does not carry them on every line that is not blank,
// or (`consecutive`) when they do not count up.
std::optional<std::string> without_numbers(std::string_view text, bool consecutive) {
  std::string out;
  std::size_t last = 0;
  bool any = false;
  for (const std::string_view line : diff::split_lines(text)) {
    std::size_t number = 0;
    const std::size_t prefix = number_prefix(line, number);
    const bool blank = line.find_first_not_of(" \t\r\n") == std::string_view::npos;
    if (prefix == 0 && !blank) return std::nullopt;
    if (prefix > 0) {
      if (consecutive && any && number != last + 1) return std::nullopt;
      any = true;
      last = number;
    } else {
      ++last;
    }
    out += line.substr(prefix);
  }
  if (!any) return std::nullopt;
  return out;
}

Matches by_text(std::string_view file, std::string_view old_text, std::string_view new_text) {
  Matches found = exact(file, old_text, new_text);
  if (!found.replacements.empty() || file.size() > kMaxFoldedBytes ||
      old_text.size() > kMaxFoldedBytes) {
    return found;
  }
  if (old_text.starts_with(kBom)) old_text.remove_prefix(kBom.size());
  if (new_text.starts_with(kBom)) new_text.remove_prefix(kBom.size());
  for (const MatchLevel level :
       {MatchLevel::line_endings, MatchLevel::trailing_blanks, MatchLevel::typography}) {
    found = folded(file, old_text, new_text, level);
    if (!found.replacements.empty()) return found;
  }
  return shifted(file, old_text, new_text);
}

}  // namespace

std::string_view note_of(MatchLevel level) {
  switch (level) {
    case MatchLevel::exact:
      return "";
    case MatchLevel::line_endings:
      return "after ignoring line endings";
    case MatchLevel::trailing_blanks:
      return "after ignoring trailing blanks";
    case MatchLevel::typography:
      return "after folding typographic quotes, dashes and spaces";
    case MatchLevel::indentation:
      return "after shifting the indentation; new_str was shifted alike";
    case MatchLevel::line_numbers:
      return "after removing line numbers";
  }
  return "";
}

Matches find_matches(std::string_view file, std::string_view old_text, std::string_view new_text) {
  Matches found = by_text(file, old_text, new_text);
  if (!found.replacements.empty() || file.size() > kMaxFoldedBytes) return found;
  const auto bare_old = without_numbers(old_text, true);
  if (!bare_old || bare_old->find_first_not_of(" \t\r\n") == std::string::npos) return found;
  const auto bare_new = without_numbers(new_text, false);
  found = by_text(file, *bare_old, bare_new ? *bare_new : std::string(new_text));
  found.level = MatchLevel::line_numbers;
  return found;
}

std::size_t line_of(std::string_view file, std::size_t at) {
  const std::string_view before = file.substr(0, at);
  std::size_t line = 1;
  for (std::size_t i = 0; i < before.size(); ++i) {
    const bool lone_cr = before[i] == '\r' && (i + 1 == file.size() || file[i + 1] != '\n');
    if (before[i] == '\n' || lone_cr) ++line;
  }
  return line;
}

std::string_view line_end_at(std::string_view file, std::size_t at) {
  std::size_t i = file.find_first_of("\r\n", at);
  if (i == std::string_view::npos) i = file.find_last_of("\r\n", at);
  if (i == std::string_view::npos) return "\n";
  if (file[i] == '\n') return i > 0 && file[i - 1] == '\r' ? "\r\n" : "\n";
  return i + 1 < file.size() && file[i + 1] == '\n' ? "\r\n" : "\r";
}

}  // namespace ingot::tools
