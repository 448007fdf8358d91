// diff/compare.h: which lines of two texts differ.
//
// Purpose    The one comparison of the program: edit results, error texts of Edit, and whoever
// shows
//            a change. Lines are compared byte by byte, their line feeds included.
// Source     E. Myers, "An O(ND) Difference Algorithm and Its Variations" (1986), section 4b: the
//            middle of a shortest path is searched from both ends, then both halves.
// Ownership  Lines are views of the text that was split; it outlives them.
// Threads    Pure functions.
// Cost       Memory O(lines). Time O((N+M)D) for D differing lines, but the search for one middle
// is
//            ended after kMaxCost steps (kMaxCostLarge for more than kLargeLines lines) and the
//            furthest point so far is taken: no input is quadratic, and texts that differ in
//            thousands of places get a correct script that may not be the shortest one.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace ingot::diff {

constexpr std::size_t kMaxCost = 1024;
constexpr std::size_t kMaxCostLarge = 256;
constexpr std::size_t kLargeLines = 20000;

// Old lines [old_begin, old_end) were replaced by new lines [new_begin, new_end); counted from 0.
struct Change {
  std::size_t old_begin = 0, old_end = 0;
  std::size_t new_begin = 0, new_end = 0;

  friend bool operator==(const Change&, const Change&) = default;
};

// Each line with its LF; the last one without, if the text does not end in one. Empty text: none.
std::vector<std::string_view> split_lines(std::string_view text);

// In order, with at least one equal line between two changes. Pure insertions and deletions among
// repeated lines are moved down as far as they go, as git does.
std::vector<Change> compare(const std::vector<std::string_view>& old_lines,
                            const std::vector<std::string_view>& new_lines);

}  // namespace ingot::diff
