#include "tui/fuzzy.h"

#include <algorithm>

#include "base/letters.h"

namespace ingot::tui {
namespace {

constexpr std::size_t kNone = std::string_view::npos;
constexpr int kWhole = 4000, kRun = 3000, kScattered = 1000;
constexpr int kInName = 500, kBegins = 400, kBeginsWord = 200;

bool begins_word(std::string_view text, std::size_t at) {
  if (at == 0) return true;
  const char before = text[at - 1];
  const bool is_upper = text[at] >= 'A' && text[at] <= 'Z';
  return std::string_view("/_-. :").find(before) != kNone ||
         (is_upper && before >= 'a' && before <= 'z');
}

std::size_t find_run(std::string_view text, std::string_view wanted, std::size_t from) {
  const auto found =
      std::search(text.begin() + static_cast<std::ptrdiff_t>(from), text.end(), wanted.begin(),
                  wanted.end(), [](char a, char b) { return lower(a) == lower(b); });
  return found == text.end() ? kNone : static_cast<std::size_t>(found - text.begin());
}

// The end of the first place from `from` on that holds the letters in order; kNone: there is none.
std::size_t end_of_scattered(std::string_view text, std::string_view wanted, std::size_t from) {
  std::size_t next = 0;
  for (std::size_t at = from; at < text.size(); ++at) {
    if (lower(text[at]) == lower(wanted[next]) && ++next == wanted.size()) return at + 1;
  }
  return kNone;
}

int length_cost(std::string_view text) {
  return static_cast<int>(std::min<std::size_t>(text.size(), 199));
}

}  // namespace

std::optional<int> fuzzy_score(std::string_view text, std::string_view wanted, std::size_t name,
                               std::vector<std::size_t>* letters) {
  if (letters != nullptr) letters->clear();
  if (wanted.empty()) return -length_cost(text);
  const bool fits_name = wanted.size() <= text.size() - std::min(name, text.size());
  std::size_t run = fits_name ? find_run(text, wanted, name) : kNone;
  if (run == kNone) run = find_run(text, wanted, 0);
  if (run != kNone) {
    for (std::size_t i = 0; letters != nullptr && i < wanted.size(); ++i) {
      letters->push_back(run + i);
    }
    const bool in_name = run >= name;
    const bool whole = run == name && run + wanted.size() == text.size();
    return (whole ? kWhole : kRun) + (in_name ? kInName : 0) + (run == name ? kBegins : 0) +
           (begins_word(text, run) ? kBeginsWord : 0) - length_cost(text);
  }
  bool in_name = fits_name;
  std::size_t end = fits_name ? end_of_scattered(text, wanted, name) : kNone;
  if (end == kNone) {
    in_name = false;
    end = end_of_scattered(text, wanted, 0);
  }
  if (end == kNone) return std::nullopt;
  // Backwards from the end the letters lie as close together as they can.
  int words = 0;
  std::size_t at = end;
  std::size_t last = end;
  int gaps = 0;
  for (std::size_t i = wanted.size(); i > 0; --i) {
    do {
      --at;
    } while (lower(text[at]) != lower(wanted[i - 1]));
    if (i < wanted.size() && at + 1 != last) ++gaps;
    last = at;
    if (begins_word(text, at)) ++words;
    if (letters != nullptr) letters->push_back(at);
  }
  if (letters != nullptr) std::reverse(letters->begin(), letters->end());
  const int spread = static_cast<int>(std::min<std::size_t>(end - at - wanted.size(), 100));
  return kScattered + (in_name ? kInName : 0) + 40 * words - 20 * std::min(gaps, 20) - spread -
         length_cost(text);
}

std::uint64_t letter_mask(std::string_view text) {
  std::uint64_t mask = 0;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(lower(c));
    // Letters and digits have bits of their own; the rest shares.
    const unsigned bit = byte >= 'a' && byte <= 'z'   ? byte - 'a'
                         : byte >= '0' && byte <= '9' ? 26U + byte - '0'
                                                      : 36U + byte % 28U;
    mask |= std::uint64_t{1} << bit;
  }
  return mask;
}

}  // namespace ingot::tui
