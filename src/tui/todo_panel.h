// tui/todo_panel.h: the model's list of what is to be done, as rows or as what changed.
//
// Purpose    TUI-76: pinned below the working line, or committed as differences.
// Threads    One thread.
#pragma once

#include <cstddef>
#include <vector>

#include "engine/todos.h"
#include "tui/line.h"

namespace ingot::tui {

class TodoPanel {
 public:
  // Takes the new list; what differs from the one before it, as lines.
  std::vector<Line> replace(std::vector<engine::Todo> todos);
  void show_all(bool all) { all_ = all; }
  bool shows_all() const { return all_; }
  bool empty() const { return todos_.empty(); }
  bool all_done() const;

  // At most five rows around the item in progress, one row if everything fits in it; all of them
  // when that was asked for, as far as `most` allows.
  std::vector<Line> rows(std::size_t columns, std::size_t most) const;

 private:
  std::vector<engine::Todo> todos_;
  bool all_ = false;
};

}  // namespace ingot::tui
