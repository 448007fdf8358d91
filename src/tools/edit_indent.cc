#include "tools/edit_indent.h"

#include <algorithm>
#include <cstdint>
#include <unordered_map>

#include "tools/folded_text.h"

namespace ingot::tools {
namespace {

struct Line {
  std::size_t begin = 0;
  std::size_t end = 0;        // before the line end
  std::size_t whole_end = 0;  // after it
  std::string_view indent;
  std::uint32_t content = 0;  // equal numbers, equal contents; 0: blank
};

class Contents {
 public:
  // A content that is only looked up and unknown is npos.
  static constexpr std::uint32_t kUnknown = static_cast<std::uint32_t>(-1);

  std::uint32_t number(std::string_view content, bool add) {
    const std::string key = fold(content, {.trailing_blanks = true, .typography = true}).text;
    if (key.empty()) return 0;
    if (!add) {
      const auto found = numbers_.find(key);
      return found == numbers_.end() ? kUnknown : found->second;
    }
    return numbers_.try_emplace(key, static_cast<std::uint32_t>(numbers_.size() + 1)).first->second;
  }

 private:
  std::unordered_map<std::string, std::uint32_t> numbers_;
};

std::vector<Line> lines_of(std::string_view text, Contents& contents, bool add) {
  std::vector<Line> lines;
  std::size_t at = 0;
  while (at < text.size()) {
    Line line{.begin = at, .indent = {}};
    line.end = std::min(text.find_first_of("\r\n", at), text.size());
    line.whole_end = line.end;
    if (line.whole_end < text.size()) {
      const bool pair = text.substr(line.whole_end, 2) == "\r\n";
      line.whole_end += pair ? 2 : 1;
    }
    const std::string_view whole = text.substr(at, line.end - at);
    const std::size_t first = std::min(whole.find_first_not_of(" \t"), whole.size());
    line.indent = whole.substr(0, first);
    line.content = contents.number(whole.substr(first), add);
    lines.push_back(line);
    at = line.whole_end;
  }
  return lines;
}

bool only(std::string_view text, char c) {
  return text.find_first_not_of(c) == std::string_view::npos;
}

std::optional<IndentShift> shift_between(const std::vector<Line>& old_lines, const Line* file) {
  const auto fits = [&](const IndentShift& shift) {
    for (std::size_t i = 0; i < old_lines.size(); ++i) {
      if (old_lines[i].content != 0 && shift.indent(old_lines[i].indent) != file[i].indent) {
        return false;
      }
    }
    return true;
  };
  std::size_t first = 0;
  while (old_lines[first].content == 0) ++first;
  const std::string_view from = old_lines[first].indent;
  const std::string_view to = file[first].indent;

  if (to.ends_with(from)) {
    const IndentShift shift{.kind = IndentShift::Kind::add,
                            .prefix = std::string(to.substr(0, to.size() - from.size()))};
    if (fits(shift)) return shift;
  }
  if (from.ends_with(to)) {
    const std::string prefix(from.substr(0, from.size() - to.size()));
    const bool all_have_it = std::all_of(old_lines.begin(), old_lines.end(), [&](const Line& line) {
      return line.content == 0 || line.indent.starts_with(prefix);
    });
    const IndentShift shift{.kind = IndentShift::Kind::remove, .prefix = prefix};
    if (all_have_it && fits(shift)) return shift;
  }
  for (const std::ptrdiff_t unit : {4, 2, 8, 3}) {
    const auto width = static_cast<std::ptrdiff_t>(from.size());
    const auto target = static_cast<std::ptrdiff_t>(to.size());
    if (only(from, ' ') && only(to, '\t') && width % unit == 0) {
      const IndentShift shift{.kind = IndentShift::Kind::blanks_to_tabs,
                              .prefix = {},
                              .unit = unit,
                              .shift = target - width / unit};
      if (fits(shift)) return shift;
    }
    if (only(from, '\t') && only(to, ' ')) {
      const IndentShift shift{.kind = IndentShift::Kind::tabs_to_blanks,
                              .prefix = {},
                              .unit = unit,
                              .shift = target - width * unit};
      if (fits(shift)) return shift;
    }
  }
  return std::nullopt;
}

std::string repeated(std::ptrdiff_t count, char c) {
  return std::string(static_cast<std::size_t>(std::max<std::ptrdiff_t>(count, 0)), c);
}

}  // namespace

std::string IndentShift::indent(std::string_view old_indent) const {
  switch (kind) {
    case Kind::add:
      return prefix + std::string(old_indent);
    case Kind::remove:
      return std::string(old_indent.substr(std::min(prefix.size(), old_indent.size())));
    case Kind::blanks_to_tabs: {
      const auto blanks = static_cast<std::ptrdiff_t>(old_indent.size());
      if (!only(old_indent, ' ')) return std::string(old_indent);
      return repeated(blanks / unit + shift, '\t') + repeated(blanks % unit, ' ');
    }
    case Kind::tabs_to_blanks:
      if (!only(old_indent, '\t')) return std::string(old_indent);
      return repeated(static_cast<std::ptrdiff_t>(old_indent.size()) * unit + shift, ' ');
  }
  return std::string(old_indent);
}

std::string IndentShift::applied(std::string_view line) const {
  const std::size_t first = line.find_first_not_of(" \t");
  if (first == std::string_view::npos || line[first] == '\n') return std::string(line);
  return indent(line.substr(0, first)) + std::string(line.substr(first));
}

std::vector<IndentMatch> find_shifted(std::string_view file, std::string_view old_text) {
  std::vector<IndentMatch> out;
  Contents contents;
  const std::vector<Line> old_lines = lines_of(old_text, contents, true);
  const bool blank = std::all_of(old_lines.begin(), old_lines.end(),
                                 [](const Line& line) { return line.content == 0; });
  if (blank) return out;
  const bool ends_in_newline = old_text.ends_with('\n');
  const std::vector<Line> lines = lines_of(file, contents, false);
  std::size_t compared = 0;
  for (std::size_t i = 0; i + old_lines.size() <= lines.size() && compared < kMaxCompared; ++i) {
    std::size_t same = 0;
    while (same < old_lines.size() && lines[i + same].content == old_lines[same].content) ++same;
    compared += same + 1;
    if (same < old_lines.size()) continue;
    const Line& last = lines[i + same - 1];
    if (ends_in_newline && last.whole_end == last.end) continue;
    const auto shift = shift_between(old_lines, &lines[i]);
    compared += same;
    if (!shift) continue;
    out.push_back({.begin = lines[i].begin,
                   .end = ends_in_newline ? last.whole_end : last.end,
                   .shift = *shift});
    i += old_lines.size() - 1;
  }
  return out;
}

}  // namespace ingot::tools
