// Lines become numbers first (equal lines, equal numbers). Equal lines at both ends are put aside,
// then all lines that occur in one text only: they are changed whatever the rest does, and in
// practice that leaves little. What remains goes through the search for middles, with a stack of
// boxes in place of recursion so that no input can exhaust the call stack.
#include "diff/compare.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <unordered_map>

namespace ingot::diff {
namespace {

using Index = std::ptrdiff_t;

struct Box {
  Index old_begin, old_end, new_begin, new_end;
};

struct Point {
  Index x, y;
};

class Search {
 public:
  Search(const std::vector<std::uint32_t>& a, const std::vector<std::uint32_t>& b, std::size_t cost)
      : a_(a),
        b_(b),
        cost_(static_cast<Index>(cost)),
        forward_(2 * cost + 4),
        backward_(2 * cost + 4),
        a_changed(a.size()),
        b_changed(b.size()) {}

  void run() {
    std::vector<Box> boxes{{0, static_cast<Index>(a_.size()), 0, static_cast<Index>(b_.size())}};
    while (!boxes.empty()) {
      Box box = boxes.back();
      boxes.pop_back();
      trim(box);
      if (box.old_begin == box.old_end || box.new_begin == box.new_end) {
        for (Index i = box.old_begin; i < box.old_end; ++i) a_changed[at(i)] = true;
        for (Index i = box.new_begin; i < box.new_end; ++i) b_changed[at(i)] = true;
        continue;
      }
      const Point middle = split(box);
      boxes.push_back({box.old_begin, middle.x, box.new_begin, middle.y});
      boxes.push_back({middle.x, box.old_end, middle.y, box.new_end});
    }
  }

 private:
  static std::size_t at(Index i) { return static_cast<std::size_t>(i); }

  void trim(Box& box) const {
    while (box.old_begin < box.old_end && box.new_begin < box.new_end &&
           a_[at(box.old_begin)] == b_[at(box.new_begin)]) {
      ++box.old_begin;
      ++box.new_begin;
    }
    while (box.old_begin < box.old_end && box.new_begin < box.new_end &&
           a_[at(box.old_end - 1)] == b_[at(box.new_end - 1)]) {
      --box.old_end;
      --box.new_end;
    }
  }

  // A point of a shortest path through `box`, whose first and last lines differ; never one of its
  // two corners, hence both parts are smaller. Diagonal k holds the points with x - y == k,
  // relative to the box's corner.
  Point split(const Box& box) {
    const Index n = box.old_end - box.old_begin;
    const Index m = box.new_end - box.new_begin;
    const Index delta = n - m;
    const bool odd = delta % 2 != 0;
    const Index limit = std::min(cost_, (n + m + 1) / 2);
    const Index origin = limit + 1;
    const auto fwd = [&](Index k) -> Index& { return forward_[at(origin + k)]; };
    const auto bwd = [&](Index k) -> Index& { return backward_[at(origin + k)]; };
    fwd(1) = 0;
    bwd(1) = 0;
    for (Index d = 0; d <= limit; ++d) {
      for (Index k = first_diagonal(d, m); k <= last_diagonal(d, n); k += 2) {
        Index x = step(fwd, k, d, n, m);
        while (x < n && x - k < m && a_[at(box.old_begin + x)] == b_[at(box.new_begin + x - k)])
          ++x;
        fwd(k) = x;
        const Index mirrored = delta - k;
        if (odd && mirrored >= -(d - 1) && mirrored <= d - 1 && known(mirrored, d - 1, n, m) &&
            x + bwd(mirrored) >= n) {
          return {box.old_begin + x, box.new_begin + x - k};
        }
      }
      for (Index k = first_diagonal(d, m); k <= last_diagonal(d, n); k += 2) {
        Index x = step(bwd, k, d, n, m);
        while (x < n && x - k < m &&
               a_[at(box.old_end - 1 - x)] == b_[at(box.new_end - 1 - (x - k))]) {
          ++x;
        }
        bwd(k) = x;
        const Index mirrored = delta - k;
        if (!odd && mirrored >= -d && mirrored <= d && known(mirrored, d, n, m) &&
            x + fwd(mirrored) >= n) {
          return {box.old_end - x, box.new_end - (x - k)};
        }
      }
    }
    return furthest(box, limit);
  }

  // Diagonals outside the box are never entered: those with k < -m or k > n hold no point of it.
  static Index first_diagonal(Index d, Index m) { return d <= m ? -d : -m + ((d - m) % 2); }
  static Index last_diagonal(Index d, Index n) { return d <= n ? d : n - ((d - n) % 2); }
  static bool known(Index k, Index d, Index n, Index m) {
    return k >= first_diagonal(d, m) && k <= last_diagonal(d, n) && (k + d) % 2 == 0;
  }

  // The furthest x on diagonal k after one step down or to the right from the neighbours.
  template <typename Row>
  static Index step(const Row& row, Index k, Index d, Index n, Index m) {
    if (d == 0) return 0;
    const bool has_above = k + 1 <= last_diagonal(d - 1, n);
    const bool has_left = k - 1 >= first_diagonal(d - 1, m);
    const Index down = has_above ? row(k + 1) : -1;
    const Index right = has_left ? row(k - 1) + 1 : -1;
    Index x = std::max(down, right);
    if (x > n) x = n;
    if (x - k > m) x = m + k;
    return x;
  }

  // The search became too expensive: go on from the point that is furthest from its corner.
  Point furthest(const Box& box, Index d) {
    const Index n = box.old_end - box.old_begin;
    const Index m = box.new_end - box.new_begin;
    const Index origin = d + 1;
    Index best = -1;
    Point point{};
    for (Index k = first_diagonal(d, m); k <= last_diagonal(d, n); k += 2) {
      const Index x = forward_[at(origin + k)];
      if (x + x - k > best && x - k >= 0 && x <= n && x - k <= m) {
        best = x + x - k;
        point = {box.old_begin + x, box.new_begin + x - k};
      }
      const Index back = backward_[at(origin + k)];
      if (back + back - k > best && back - k >= 0 && back <= n && back - k <= m) {
        best = back + back - k;
        point = {box.old_end - back, box.new_end - (back - k)};
      }
    }
    return point;
  }

  const std::vector<std::uint32_t>& a_;
  const std::vector<std::uint32_t>& b_;
  const Index cost_;
  std::vector<Index> forward_, backward_;

 public:
  std::vector<bool> a_changed, b_changed;
};

std::vector<Change> collect(const std::vector<bool>& a_changed,
                            const std::vector<bool>& b_changed) {
  std::vector<Change> changes;
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < a_changed.size() || j < b_changed.size()) {
    Change change{i, i, j, j};
    while (i < a_changed.size() && a_changed[i]) change.old_end = ++i;
    while (j < b_changed.size() && b_changed[j]) change.new_end = ++j;
    if (change.old_end > change.old_begin || change.new_end > change.new_begin) {
      changes.push_back(change);
    } else {
      ++i;
      ++j;
    }
  }
  return changes;
}

// Moves `change` down over lines equal to its first ones, but keeps an equal line before `next`.
void slide_down(Change& change, const std::vector<std::uint32_t>& a,
                const std::vector<std::uint32_t>& b, std::size_t old_limit) {
  const bool inserts = change.old_begin == change.old_end;
  if (!inserts && change.new_begin != change.new_end) return;
  const std::vector<std::uint32_t>& lines = inserts ? b : a;
  std::size_t& begin = inserts ? change.new_begin : change.old_begin;
  std::size_t& end = inserts ? change.new_end : change.old_end;
  while (change.old_end < old_limit && lines[begin] == lines[end]) {
    ++begin;
    ++end;
    if (inserts) {
      ++change.old_begin;
      ++change.old_end;
    } else {
      ++change.new_begin;
      ++change.new_end;
    }
  }
}

}  // namespace

std::vector<std::string_view> split_lines(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    const std::size_t length = end == std::string_view::npos ? text.size() : end + 1;
    lines.push_back(text.substr(0, length));
    text.remove_prefix(length);
  }
  return lines;
}

std::vector<Change> compare(const std::vector<std::string_view>& old_lines,
                            const std::vector<std::string_view>& new_lines) {
  std::size_t head = 0;
  const std::size_t shorter = std::min(old_lines.size(), new_lines.size());
  while (head < shorter && old_lines[head] == new_lines[head]) ++head;
  std::size_t tail = 0;
  while (tail < shorter - head &&
         old_lines[old_lines.size() - 1 - tail] == new_lines[new_lines.size() - 1 - tail]) {
    ++tail;
  }

  std::unordered_map<std::string_view, std::uint32_t> numbers;
  const auto numbered = [&](const std::vector<std::string_view>& lines) {
    std::vector<std::uint32_t> out(lines.size());
    for (std::size_t i = head; i < lines.size() - tail; ++i) {
      out[i] = numbers.try_emplace(lines[i], static_cast<std::uint32_t>(numbers.size() + 1))
                   .first->second;
    }
    return out;
  };
  std::vector<std::uint32_t> a = numbered(old_lines);
  std::vector<std::uint32_t> b = numbered(new_lines);
  std::vector<std::uint8_t> occurs(numbers.size() + 1);
  for (std::size_t i = head; i < a.size() - tail; ++i) occurs[a[i]] |= 1U;
  for (std::size_t i = head; i < b.size() - tail; ++i) occurs[b[i]] |= 2U;

  std::vector<bool> a_changed(a.size());
  std::vector<bool> b_changed(b.size());
  std::vector<std::uint32_t> a_rest, b_rest;
  std::vector<std::size_t> a_at, b_at;
  const auto put_aside = [&](const std::vector<std::uint32_t>& all, std::vector<bool>& changed,
                             std::vector<std::uint32_t>& rest, std::vector<std::size_t>& where) {
    for (std::size_t i = head; i < all.size() - tail; ++i) {
      if (occurs[all[i]] == 3U) {
        rest.push_back(all[i]);
        where.push_back(i);
      } else {
        changed[i] = true;
      }
    }
  };
  put_aside(a, a_changed, a_rest, a_at);
  put_aside(b, b_changed, b_rest, b_at);

  Search search(a_rest, b_rest,
                a_rest.size() + b_rest.size() > kLargeLines ? kMaxCostLarge : kMaxCost);
  search.run();
  for (std::size_t i = 0; i < a_at.size(); ++i) a_changed[a_at[i]] = search.a_changed[i];
  for (std::size_t i = 0; i < b_at.size(); ++i) b_changed[b_at[i]] = search.b_changed[i];

  std::vector<Change> changes = collect(a_changed, b_changed);
  // The lines put aside at the ends have no numbers yet; sliding may run into the tail.
  for (std::size_t i = 0; i < tail; ++i) {
    const std::size_t old_at = a.size() - tail + i;
    const std::size_t new_at = b.size() - tail + i;
    const auto found = numbers.find(old_lines[old_at]);
    a[old_at] = b[new_at] = found == numbers.end() ? 0 : found->second;
  }
  for (std::size_t i = changes.size(); i-- > 0;) {
    const std::size_t old_limit =
        i + 1 < changes.size() ? changes[i + 1].old_begin - 1 : old_lines.size();
    slide_down(changes[i], a, b, old_limit);
  }
  return changes;
}

}  // namespace ingot::diff
