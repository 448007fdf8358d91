// tui/patch_rows.h: the rows of a unified diff, with the words that changed.
//
// Threads    Pure functions.
#pragma once

#include <cstddef>
#include <string_view>
#include <utility>
#include <vector>

namespace ingot::tui {

struct PatchRow {
  enum class Kind { context, removed, added, gap };  // gap: lines are left out here
  Kind kind = Kind::context;
  std::size_t old_number = 0, new_number = 0;
  std::string_view text;  // of the patch that was read
  // Bytes of text that differ from the row it replaces or is replaced by; empty when all does.
  std::vector<std::pair<std::size_t, std::size_t>> changed;
};

std::vector<PatchRow> patch_rows(std::string_view patch);

}  // namespace ingot::tui
