#include "tui/patch_rows.h"

#include <algorithm>
#include <charconv>
#include <string>

#include "diff/compare.h"

namespace ingot::tui {
namespace {

constexpr std::size_t kShortGap = 3;
constexpr std::size_t kMaxWordBytes = 1000;  // longer lines are not compared word by word

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}

// Words, runs of blanks, and everything else character by character.
std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  while (!text.empty()) {
    std::size_t end = 1;
    const auto same = [&](char c) {
      return is_word(text[0]) ? is_word(c) : text[0] == ' ' && c == ' ';
    };
    while (end < text.size() && same(text[end])) ++end;
    words.push_back(text.substr(0, end));
    text.remove_prefix(end);
  }
  return words;
}

void mark_words(PatchRow& removed, PatchRow& added) {
  if (removed.text.size() > kMaxWordBytes || added.text.size() > kMaxWordBytes) return;
  const auto before = words_of(removed.text);
  const auto after = words_of(added.text);
  const std::vector<diff::Change> changes = diff::compare(before, after);
  const auto place = [](std::string_view text, const std::vector<std::string_view>& words,
                        std::size_t begin, std::size_t end, auto& out) {
    if (begin == end) return;
    auto from = static_cast<std::size_t>(words[begin].data() - text.data());
    const auto to =
        static_cast<std::size_t>(words[end - 1].data() - text.data()) + words[end - 1].size();
    // What lies between two changes of a row is too short to be read by itself.
    if (!out.empty() && from - out.back().second <= kShortGap) {
      from = out.back().first;
      out.pop_back();
    }
    out.emplace_back(from, to);
  };
  for (const diff::Change& change : changes) {
    place(removed.text, before, change.old_begin, change.old_end, removed.changed);
    place(added.text, after, change.new_begin, change.new_end, added.changed);
  }
  // Rows that have little in common are two rows, not one that changed.
  const auto much = [](const PatchRow& row) {
    std::size_t sum = 0;
    for (const auto& [from, to] : row.changed) sum += to - from;
    return sum * 2 > row.text.size();
  };
  if (much(removed) || much(added)) {
    removed.changed.clear();
    added.changed.clear();
  }
}

// "@@ -41,3 +41,5 @@": the first of each pair.
void read_header(std::string_view line, std::size_t& old_number, std::size_t& new_number) {
  const auto number = [&](char sign, std::size_t& into) {
    const std::size_t at = line.find(sign, 3);
    if (at != std::string_view::npos) {
      std::from_chars(line.data() + at + 1, line.data() + line.size(), into);
    }
  };
  if (line.size() < 4) return;
  number('-', old_number);
  number('+', new_number);
}

}  // namespace

std::vector<PatchRow> patch_rows(std::string_view patch) {
  using Kind = PatchRow::Kind;
  std::vector<PatchRow> rows;
  std::size_t old_number = 1;
  std::size_t new_number = 1;
  while (!patch.empty()) {
    const std::size_t end = std::min(patch.find('\n'), patch.size());
    const std::string_view line = patch.substr(0, end);
    patch.remove_prefix(std::min(end + 1, patch.size()));
    if (line.starts_with("@@")) {
      read_header(line, old_number, new_number);
      if (!rows.empty()) rows.push_back({.kind = Kind::gap});
    } else if (line.starts_with('-')) {
      rows.push_back({.kind = Kind::removed, .old_number = old_number++, .text = line.substr(1)});
    } else if (line.starts_with('+')) {
      rows.push_back({.kind = Kind::added, .new_number = new_number++, .text = line.substr(1)});
    } else if (line.starts_with(' ') || line.empty()) {
      rows.push_back({.kind = Kind::context,
                      .old_number = old_number++,
                      .new_number = new_number++,
                      .text = line.empty() ? line : line.substr(1)});
    }
  }
  // The first removed row against the first added one, and so on.
  for (std::size_t i = 0; i < rows.size();) {
    std::size_t added = i;
    while (added < rows.size() && rows[added].kind == Kind::removed) ++added;
    std::size_t end = added;
    while (end < rows.size() && rows[end].kind == Kind::added) ++end;
    for (std::size_t n = 0; i + n < added && added + n < end; ++n) {
      mark_words(rows[i + n], rows[added + n]);
    }
    i = std::max(end, i + 1);
  }
  return rows;
}

}  // namespace ingot::tui
