// tui/editor.h: the draft: text, cursor, undo, and the keys that change them.
//
// Purpose    Multi-line editing by grapheme clusters (TUI-50..57): word motions, kill and yank,
// undo,
//            folded pastes. What a key means elsewhere (sending, menus, history) is the caller's.
// Ownership  Owns its text.
// Threads    One thread.
// Invariant  The cursor stands between clusters; the text is valid UTF-8 with LF line ends.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "term/key.h"
#include "tui/line.h"

namespace ingot::tui {

class Editor {
 public:
  // False when the key means nothing to a draft.
  bool handle(const term::Key& key);

  void insert(std::string_view text);
  // As one undo step; long ones are shown folded (TUI-56).
  void paste(std::string_view text);
  void set_text(std::string text);
  void clear();

  bool empty() const { return text_.empty(); }
  // With folded pastes as they are shown, and as they are sent.
  const std::string& shown() const { return text_; }
  std::string text() const;
  std::size_t cursor() const { return cursor_; }
  // Replaces [begin, end) of the shown text and puts the cursor behind.
  void replace(std::size_t begin, std::size_t end, std::string_view text);

  bool on_first_row() const { return line_begin(cursor_) == 0; }
  bool on_last_row() const { return line_end(cursor_) == text_.size(); }

  // Rows of at most `columns`, and where the cursor stands among them.
  struct Rows {
    std::vector<std::string> rows;
    std::size_t cursor_row = 0, cursor_column = 0;
  };
  Rows layout(std::size_t columns) const;

 private:
  struct State {
    std::string text;
    std::size_t cursor = 0;
  };
  void remember(bool joins_last);
  std::size_t before(std::size_t at) const;
  std::size_t after(std::size_t at) const;
  std::size_t word_before(std::size_t at) const;
  std::size_t word_after(std::size_t at) const;
  std::size_t line_begin(std::size_t at) const;
  std::size_t line_end(std::size_t at) const;
  void kill(std::size_t begin, std::size_t end);
  void erase(std::size_t begin, std::size_t end);
  void step(std::vector<State>& from, std::vector<State>& to);
  void move_rows(int by);

  std::string text_;
  std::size_t cursor_ = 0;
  std::string killed_;
  std::vector<std::string> pastes_;  // what "[pasted #n: ...]" stands for
  std::vector<State> undo_, redo_;
  bool typing_ = false;  // the last change was a typed character
};

}  // namespace ingot::tui
