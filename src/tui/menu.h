// tui/menu.h: the menu under the draft: what could stand in the place of the word being typed.
//
// Purpose    Suggestions (completion.h) in the list that all dialogs use (TUI-66, TUI-67): names in
//            one column and never moving while the list is the same, descriptions cut before names.
// Ownership  Owns its suggestions.
// Threads    One thread.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "term/key.h"
#include "tui/completion.h"
#include "tui/key_map.h"
#include "tui/list.h"

namespace ingot::tui {

class Menu {
 public:
  // Another word is being typed: the best suggestion is selected.
  void open(Suggestions suggestions);
  // More is known about the same word: whoever has moved stays on their row.
  void update(Suggestions suggestions);
  void close() { open_ = false; }

  // With something in it, if only a note.
  bool is_open() const { return open_ && !(empty() && suggestions_.note.empty()); }
  bool is_closed() const { return !open_; }
  bool empty() const { return suggestions_.items.empty(); }
  std::size_t begin() const { return suggestions_.begin; }
  Suggestions::Of of() const { return suggestions_.of; }
  // Null when there is none.
  const Suggestion* selected() const;

  // The keys that move in it: those of every list.
  bool handle(const term::Key& key, const KeyMap& keys = standard_keys());
  // At most `most` rows; when there are more suggestions, the last row counts them.
  std::vector<Line> rows(std::size_t columns, std::size_t most) const;

 private:
  Suggestions suggestions_;
  List list_;
  bool open_ = false, moved_ = false;
};

}  // namespace ingot::tui
