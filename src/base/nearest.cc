#include "base/nearest.h"

#include <algorithm>
#include <array>

#include "base/letters.h"

namespace ingot {
namespace {

constexpr std::size_t kMaxLength = 64;

}  // namespace

std::size_t edit_distance(std::string_view a, std::string_view b) {
  a = a.substr(0, kMaxLength);
  b = b.substr(0, kMaxLength);
  using Row = std::array<std::size_t, kMaxLength + 1>;
  Row before{};   // row i - 2
  Row above{};    // row i - 1
  Row current{};  // row i
  for (std::size_t j = 0; j <= b.size(); ++j) above[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    current[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const bool same = lower(a[i - 1]) == lower(b[j - 1]);
      current[j] = std::min({above[j] + 1, current[j - 1] + 1, above[j - 1] + (same ? 0U : 1U)});
      if (i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) &&
          lower(a[i - 2]) == lower(b[j - 1])) {
        current[j] = std::min(current[j], before[j - 2] + 1);
      }
    }
    before = above;
    above = current;
  }
  return above[b.size()];
}

std::string nearest(std::string_view word, const std::vector<std::string>& candidates) {
  const std::string* best = nullptr;
  std::size_t best_distance = 0;
  for (const std::string& candidate : candidates) {
    const std::size_t distance = edit_distance(word, candidate);
    const std::size_t limit = std::max<std::size_t>(1, std::max(word.size(), candidate.size()) / 3);
    if (distance <= limit && (best == nullptr || distance < best_distance)) {
      best = &candidate;
      best_distance = distance;
    }
  }
  return best == nullptr ? std::string() : *best;
}

std::vector<std::string> nearest_several(std::string_view word,
                                         const std::vector<std::string>& candidates,
                                         std::size_t count) {
  std::vector<std::pair<std::size_t, const std::string*>> scored;
  const std::string wanted = lower(word);
  for (const std::string& candidate : candidates) {
    std::size_t distance = edit_distance(word, candidate);
    const bool contains = !wanted.empty() && lower(candidate).find(wanted) != std::string::npos;
    if (contains) distance = std::min<std::size_t>(distance, 1);
    if (contains || distance <= std::max(word.size(), candidate.size()) / 2) {
      scored.emplace_back(distance, &candidate);
    }
  }
  std::stable_sort(scored.begin(), scored.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<std::string> found;
  for (const auto& [distance, candidate] : scored) {
    if (found.size() == count) break;
    found.push_back(*candidate);
  }
  return found;
}

}  // namespace ingot
