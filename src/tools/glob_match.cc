#include "tools/glob_match.h"

#include <algorithm>
#include <cstddef>

#include "base/utf8.h"

namespace ingot::tools {
namespace {

// The end of the bracket expression that begins at `i`, or npos when it is not closed.
std::size_t bracket_end(std::string_view pattern, std::size_t i) {
  std::size_t end = i + 1;
  if (end < pattern.size() && (pattern[end] == '!' || pattern[end] == '^')) ++end;
  if (end < pattern.size() && pattern[end] == ']') ++end;
  while (end < pattern.size() && pattern[end] != ']') {
    end += pattern[end] == '\\' && end + 1 < pattern.size() ? 2U : 1U;
  }
  return end < pattern.size() ? end : std::string_view::npos;
}

bool bracket_holds(std::string_view set, char32_t c) {
  bool negated = false;
  if (!set.empty() && (set.front() == '!' || set.front() == '^')) {
    negated = true;
    set.remove_prefix(1);
  }
  bool found = false;
  const auto next = [&] {
    if (set.front() == '\\' && set.size() > 1) set.remove_prefix(1);
    const CodePoint point = decode_utf8(set);
    set.remove_prefix(point.length);
    return point.value;
  };
  while (!set.empty()) {
    const char32_t low = next();
    char32_t high = low;
    if (set.size() > 1 && set.front() == '-') {
      set.remove_prefix(1);
      high = next();
    }
    found = found || (c >= low && c <= high);
  }
  return found != negated;
}

// One name against one part of a pattern.
bool part_matches(std::string_view pattern, std::string_view name) {
  std::size_t p = 0;
  std::size_t n = 0;
  std::size_t star = std::string_view::npos;  // after the last "*", and where it was tried
  std::size_t retry = 0;
  while (n < name.size() || p < pattern.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      while (p < pattern.size() && pattern[p] == '*') ++p;
      star = p;
      retry = n;
      continue;
    }
    if (p < pattern.size() && n < name.size()) {
      const CodePoint point = decode_utf8(name.substr(n));
      std::size_t after = std::string_view::npos;
      if (pattern[p] == '?') {
        after = p + 1;
      } else if (const std::size_t end =
                     pattern[p] == '[' ? bracket_end(pattern, p) : std::string_view::npos;
                 end != std::string_view::npos) {
        if (bracket_holds(pattern.substr(p + 1, end - p - 1), point.value)) after = end + 1;
      } else {
        const std::size_t at = pattern[p] == '\\' && p + 1 < pattern.size() ? p + 1 : p;
        if (name.substr(n, point.length) == pattern.substr(at, point.length)) {
          after = at + point.length;
        }
      }
      if (after != std::string_view::npos) {
        p = after;
        n += point.length;
        continue;
      }
    }
    if (star == std::string_view::npos || retry >= name.size()) return false;
    retry += decode_utf8(name.substr(retry)).length;
    n = retry;
    p = star;
  }
  return true;
}

std::vector<std::string_view> parts_of(std::string_view path) {
  std::vector<std::string_view> parts;
  while (!path.empty()) {
    const std::size_t end = std::min(path.find('/'), path.size());
    if (end > 0) parts.push_back(path.substr(0, end));
    path.remove_prefix(std::min(end + 1, path.size()));
  }
  return parts;
}

// The same search as within a name, one level up: "**" stands for any number of parts.
bool parts_match(const std::vector<std::string_view>& pattern,
                 const std::vector<std::string_view>& path) {
  std::size_t p = 0;
  std::size_t n = 0;
  std::size_t star = std::string_view::npos;
  std::size_t retry = 0;
  while (n < path.size() || p < pattern.size()) {
    if (p < pattern.size() && pattern[p] == "**") {
      // At the end it must stand for at least one part: "src/**" is what is in src.
      if (p + 1 == pattern.size()) return n < path.size();
      star = ++p;
      retry = n;
      continue;
    }
    if (p < pattern.size() && n < path.size() && part_matches(pattern[p], path[n])) {
      ++p;
      ++n;
      continue;
    }
    if (star == std::string_view::npos || retry >= path.size()) return false;
    n = ++retry;
    p = star;
  }
  return true;
}

void expand(std::string pattern, std::vector<std::string>& out) {
  std::size_t open = std::string::npos;
  std::vector<std::size_t> cuts;  // the brace, its commas and its end
  std::size_t depth = 0;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const char c = pattern[i];
    if (c == '\\') {
      ++i;
    } else if (c == '{') {
      if (depth++ == 0) {
        open = i;
        cuts = {i};
      }
    } else if (c == ',' && depth == 1) {
      cuts.push_back(i);
    } else if (c == '}' && depth > 0 && --depth == 0) {
      cuts.push_back(i);
      break;
    }
  }
  if (open == std::string::npos || depth != 0 || cuts.size() < 2 ||
      out.size() >= Glob::kMaxAlternatives) {
    if (out.size() < Glob::kMaxAlternatives) out.push_back(std::move(pattern));
    return;
  }
  for (std::size_t i = 0; i + 1 < cuts.size(); ++i) {
    expand(pattern.substr(0, open) + pattern.substr(cuts[i] + 1, cuts[i + 1] - cuts[i] - 1) +
               pattern.substr(cuts.back() + 1),
           out);
  }
}

}  // namespace

Glob::Glob(std::string_view pattern) {
  std::vector<std::string> expanded;
  expand(std::string(pattern), expanded);
  for (std::string& text : expanded) {
    const bool anchored = text.starts_with('/') || text.starts_with("./");
    while (text.starts_with("./")) text.erase(0, 2);
    while (text.starts_with('/')) text.erase(0, 1);
    const bool folder = text.ends_with('/');
    while (text.ends_with('/')) text.pop_back();
    if (!anchored && text.find('/') == std::string::npos && text != "**") text.insert(0, "**/");
    if (folder) text += "/**";
    alternatives_.push_back(std::move(text));
  }
}

bool Glob::matches(std::string_view path) const {
  const std::vector<std::string_view> parts = parts_of(path);
  return std::any_of(alternatives_.begin(), alternatives_.end(), [&](const std::string& pattern) {
    return parts_match(parts_of(pattern), parts);
  });
}

bool Glob::covers(std::string_view path) const {
  for (std::size_t end = path.find('/'); end != std::string_view::npos;
       end = path.find('/', end + 1)) {
    if (matches(path.substr(0, end))) return true;
  }
  return matches(path);
}

bool GlobFilter::accepts(std::string_view path) const {
  const bool included =
      include.empty() || std::any_of(include.begin(), include.end(),
                                     [&](const Glob& glob) { return glob.matches(path); });
  return included && std::none_of(exclude.begin(), exclude.end(),
                                  [&](const Glob& glob) { return glob.covers(path); });
}

}  // namespace ingot::tools
