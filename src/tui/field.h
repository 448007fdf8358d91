// tui/field.h: a line of text to be typed: what is searched for, a message, a new title.
//
// Purpose    The keys of the draft on one row (TUI-84).
// Ownership  Owns its text.
// Threads    One thread.
// Invariant  Without line breaks: pasted ones become blanks.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "term/key.h"
#include "tui/editor.h"
#include "tui/line.h"

namespace ingot::tui {

class Field {
 public:
  void use(const KeyMap& keys) {
    editor_.use(keys);
    keys_ = &keys;
  }
  // False when the key means nothing to it; keys that leave it (Enter, Esc) never do.
  bool handle(const term::Key& key);
  void set(std::string_view text) { editor_.set_text(text); }
  const std::string& text() const { return editor_.text(); }
  bool empty() const { return editor_.empty(); }

  // The part around the cursor that fits, and the column where the cursor stands in it.
  struct Shown {
    Line line;
    std::size_t cursor_column = 0;
  };
  Shown shown(std::size_t columns) const;

 private:
  Editor editor_;
  const KeyMap* keys_ = &standard_keys();
};

}  // namespace ingot::tui
