// Each line of the file that also occurs in the text votes for the place at which the text would
// begin if that line were right; long lines count more than short ones, and lines that occur
// everywhere do not vote. The place with most votes is the most similar region. Without any common
// line, the longest line of the text is compared with the file's lines by their pairs of
// characters.
#include "tools/edit_nearest.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/letters.h"
#include "base/utf8.h"
#include "diff/compare.h"

namespace ingot::tools {
namespace {

constexpr std::size_t kMaxOccurrences = 8;
constexpr std::size_t kMaxShownBytes = 160;
constexpr std::size_t kShownLines = 3;
constexpr double kLeastSimilarity = 0.5;

std::string_view bare(std::string_view line) {
  while (!line.empty() && (line.back() == '\n' || line.back() == '\r')) line.remove_suffix(1);
  return line;
}

std::string shown(std::string_view line) {
  const std::string_view cut = utf8_prefix(line, kMaxShownBytes);
  return std::string(cut) + (cut.size() < line.size() ? "…" : "");
}

using Pairs = std::unordered_map<std::uint16_t, std::uint32_t>;

Pairs pairs_of(std::string_view line) {
  line = line.substr(0, 500);
  Pairs pairs;
  for (std::size_t i = 0; i + 1 < line.size(); ++i) {
    const unsigned first = static_cast<unsigned char>(line[i]);
    const unsigned second = static_cast<unsigned char>(line[i + 1]);
    ++pairs[static_cast<std::uint16_t>(first << 8U | second)];
  }
  return pairs;
}

// Dice's coefficient over pairs of neighbouring bytes.
double similarity(const Pairs& a, std::size_t a_count, std::string_view line) {
  line = line.substr(0, 500);
  if (line.size() < 2 || a_count == 0) return 0;
  const Pairs b = pairs_of(line);
  std::size_t common = 0;
  for (const auto& [pair, count] : b) {
    const auto found = a.find(pair);
    if (found != a.end()) common += std::min(count, found->second);
  }
  return 2.0 * static_cast<double>(common) / static_cast<double>(a_count + line.size() - 1);
}

// The line at which the text would begin; may be negative. Empty when nothing is similar.
std::ptrdiff_t best_start(const std::vector<std::string_view>& file,
                          const std::vector<std::string_view>& old_lines, bool& found) {
  std::unordered_map<std::string_view, std::vector<std::size_t>> places;
  for (std::size_t i = 0; i < old_lines.size(); ++i) {
    const std::string_view line = trimmed(old_lines[i]);
    if (line.size() >= 2) places[line].push_back(i);
  }
  std::unordered_map<std::ptrdiff_t, std::size_t> votes;
  for (std::size_t i = 0; i < file.size(); ++i) {
    const std::string_view line = trimmed(file[i]);
    const auto known = places.find(line);
    if (known == places.end() || known->second.size() > kMaxOccurrences) continue;
    for (const std::size_t place : known->second) {
      votes[static_cast<std::ptrdiff_t>(i) - static_cast<std::ptrdiff_t>(place)] +=
          std::min<std::size_t>(line.size(), 40);
    }
  }
  std::ptrdiff_t best = 0;
  std::size_t most = 0;
  for (const auto& [start, count] : votes) {
    if (count > most || (count == most && start < best)) {
      best = start;
      most = count;
    }
  }
  // A single brace is no resemblance.
  constexpr std::size_t kLeastVotes = 6;
  if (most >= kLeastVotes) {
    found = true;
    return best;
  }

  std::size_t longest = 0;
  for (std::size_t i = 0; i < old_lines.size(); ++i) {
    if (trimmed(old_lines[i]).size() > trimmed(old_lines[longest]).size()) longest = i;
  }
  const std::string_view telling = trimmed(old_lines[longest]).substr(0, 500);
  const Pairs pairs = pairs_of(telling);
  double highest = kLeastSimilarity;
  for (std::size_t i = 0; i < std::min(file.size(), kMaxComparedLines); ++i) {
    const double value =
        similarity(pairs, telling.size() < 2 ? 0 : telling.size() - 1, trimmed(file[i]));
    if (value > highest) {
      highest = value;
      best = static_cast<std::ptrdiff_t>(i) - static_cast<std::ptrdiff_t>(longest);
      found = true;
    }
  }
  return best;
}

std::string folded_case(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
  return out;
}

std::string without_blanks(std::string_view text) {
  std::string out(text);
  std::erase_if(out, [](char c) { return c == ' ' || c == '\t'; });
  return out;
}

std::string_view kind_of_difference(std::string_view a, std::string_view b) {
  if (trimmed(a) == trimmed(b)) return " (indentation or trailing blanks)";
  if (without_blanks(a) == without_blanks(b)) return " (blanks)";
  if (folded_case(a) == folded_case(b)) return " (upper and lower case)";
  return "";
}

}  // namespace

std::string nearest_region_text(std::string_view file, std::string_view old_text) {
  const std::vector<std::string_view> lines = diff::split_lines(file);
  const std::vector<std::string_view> old_lines = diff::split_lines(old_text);
  if (lines.empty() || old_lines.empty()) return {};
  bool found = false;
  const std::ptrdiff_t start = best_start(lines, old_lines, found);
  if (!found) return {};

  const auto line_count = static_cast<std::ptrdiff_t>(lines.size());
  const auto old_count = static_cast<std::ptrdiff_t>(old_lines.size());
  const std::ptrdiff_t first = std::clamp<std::ptrdiff_t>(start, 0, line_count - 1);
  const std::ptrdiff_t last =
      std::clamp<std::ptrdiff_t>(start + old_count - 1, first, line_count - 1);
  const auto file_line = [&](std::ptrdiff_t i) { return bare(lines[static_cast<std::size_t>(i)]); };
  const auto old_line = [&](std::ptrdiff_t i) {
    return bare(old_lines[static_cast<std::size_t>(i)]);
  };

  // Parts of lines are fine at both ends of the text: there only what does not fit differs.
  std::ptrdiff_t different = -1;
  for (std::ptrdiff_t i = 0; i < old_count && different < 0; ++i) {
    const std::ptrdiff_t at = start + i;
    if (at < 0 || at >= line_count) {
      different = i;
      break;
    }
    const bool same = old_count == 1 ? file_line(at).find(old_line(i)) != std::string_view::npos
                      : i == 0       ? file_line(at).ends_with(old_line(i))
                      : i == old_count - 1 && !old_text.ends_with('\n')
                          ? file_line(at).starts_with(old_line(i))
                          : file_line(at) == old_line(i);
    if (!same) different = i;
  }

  std::string text = "The most similar region is ";
  text += first == last ? "line " + std::to_string(first + 1)
                        : "lines " + std::to_string(first + 1) + "-" + std::to_string(last + 1);
  text += ":\n";
  const std::ptrdiff_t centre = std::clamp(different < 0 ? first : start + different, first, last);
  const std::ptrdiff_t from =
      std::max(first, std::min(centre - 1, last - static_cast<std::ptrdiff_t>(kShownLines) + 1));
  for (std::ptrdiff_t i = from; i <= std::min(last, from + 2); ++i) {
    text += std::to_string(i + 1) + "\t" + shown(file_line(i)) + '\n';
  }
  if (different < 0) return text + "Line ends or invisible characters differ.";
  const std::ptrdiff_t at = start + different;
  if (at < 0 || at >= line_count) {
    return text + "Line " + std::to_string(different + 1) + " of old_str, `" +
           shown(old_line(different)) + "`, lies outside the file.";
  }
  return text + "Line " + std::to_string(at + 1) + " differs" +
         std::string(kind_of_difference(old_line(different), file_line(at))) + ": old_str has `" +
         shown(old_line(different)) + "`, the file has `" + shown(file_line(at)) + "`.";
}

}  // namespace ingot::tools
