// tui/editor.h: the draft under the user's hands: cursor, undo, and the keys that change it.
//
// Purpose    Multi-line editing by grapheme clusters (TUI-50..57): motions by word and by row, kill
//            and yank, undo, folded pastes. What a key means elsewhere (sending, menus, history) is
//            the caller's.
// Ownership  Owns its draft.
// Threads    One thread.
// Cost       A key costs what it changes, not what the draft holds (DraftRows).
// Invariant  The cursor stands between clusters; the text is valid UTF-8 with LF line ends.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "term/key.h"
#include "tui/draft.h"
#include "tui/draft_rows.h"
#include "tui/key_map.h"
#include "tui/line.h"

namespace ingot::tui {

class Editor {
 public:
  // Pastes of more lines than `fold_lines` are folded; 0: never.
  explicit Editor(std::size_t fold_lines = 12) : fold_lines_(fold_lines) {}

  // Other keys than the standard ones; they outlive the editor.
  void use(const KeyMap& keys) { keys_ = &keys; }
  const KeyMap& keys() const { return *keys_; }
  // False when the key means nothing to a draft.
  bool handle(const term::Key& key);
  bool act(KeyAction action);

  void insert(std::string_view text);
  // As one undo step; long ones are shown folded, and the same paste again unfolds it (TUI-56).
  void paste(std::string_view text);
  // Unfolds the paste that the cursor touches, or with `any` the last one; false: there is none.
  bool unfold(bool any);
  void attach(Picture picture) { draft_.pictures.push_back(std::move(picture)); }
  void drop_pictures() { draft_.pictures.clear(); }

  // Each replaces the whole draft as one undo step.
  void set(const Draft& draft);
  void set_text(std::string_view text) { set(draft_of(text)); }
  void clear() { set({}); }
  // Hands the draft over and begins a new one, which undo does not leave.
  Draft take();

  const Draft& draft() const { return draft_; }
  // Folded pastes as marks (tui/draft.h); offsets count in it.
  const std::string& text() const { return draft_.text; }
  std::string sent() const { return draft_.sent(); }
  bool empty() const { return draft_.text.empty(); }
  bool can_undo() const { return !undo_.empty(); }
  std::size_t cursor() const { return cursor_; }
  // Replaces [begin, end) and puts the cursor behind; one undo step.
  void replace(std::size_t begin, std::size_t end, std::string_view text);

  // For commands that are no keys of their own (tui/vi.h). Offsets lie between clusters.
  std::size_t before(std::size_t at) const;
  std::size_t after(std::size_t at) const;
  std::size_t character_at(std::size_t at) const;  // where the one begins that holds this byte
  std::size_t line_begin(std::size_t at) const;
  std::size_t line_end(std::size_t at) const;
  void go_to(std::size_t at) { move_to(at); }
  // From the end of a line to its last character, as if it had always stood there.
  void step_onto_character();
  // Text out of this draft, which yank brings back; cut takes it out as well.
  const std::string& kept() const { return killed_; }
  void keep(std::string text) { killed_ = std::move(text); }
  void cut(std::size_t begin, std::size_t end, std::string kept);
  void put(std::size_t at, std::string_view text) { edit(at, at, text); }
  // What is changed in between is undone together; a draft that is replaced ends it.
  void begin_group() { group_ = ++groups_; }
  void end_group() { group_ = 0; }
  bool in_group() const { return group_ != 0; }

  bool on_first_row() const { return rows_.row_of(cursor_) == 0; }
  bool on_last_row() const { return rows_.row_of(cursor_) + 1 == rows_.size(); }

  // At most `most` rows of `columns` cells around the cursor; where there is more, the first or the
  // last of them is a mark that counts it.
  struct View {
    std::vector<Line> rows;
    std::size_t cursor_row = 0, cursor_column = 0;
    bool from_the_top = true;  // rows[0] is the first of the draft
  };
  View view(std::size_t columns, std::size_t most);

 private:
  struct Edit {
    std::size_t at = 0;
    std::string removed, inserted;
    std::size_t cursor = 0;         // before it
    std::vector<Picture> pictures;  // before it, when `has_pictures`
    bool has_pictures = false;
    std::size_t group = 0;  // those of one group in a row are undone together; 0: none
  };
  void change(std::size_t at, std::size_t removed, std::string_view inserted);
  // `typed`: letters in a row are undone together.
  void edit(std::size_t begin, std::size_t end, std::string_view text, bool typed = false);
  void step(std::vector<Edit>& from, std::vector<Edit>& to);
  void step_group(std::vector<Edit>& from, std::vector<Edit>& to);
  std::size_t word_before(std::size_t at) const;
  std::size_t word_after(std::size_t at) const;
  void move_to(std::size_t at);
  void kill(std::size_t begin, std::size_t end);
  void move_rows(int by);
  bool move_by(KeyAction action);
  bool delete_by(KeyAction action);
  void transpose();

  const KeyMap* keys_ = &standard_keys();
  Draft draft_;
  std::size_t fold_lines_;
  std::size_t cursor_ = 0;
  DraftRows rows_;
  std::size_t top_ = 0;                   // the first row in sight
  std::size_t goal_ = std::string::npos;  // the column that Up and Down keep to
  std::string killed_;
  std::vector<Edit> undo_, redo_;
  bool typing_ = false;  // the last change was a typed character
  std::size_t group_ = 0, groups_ = 0;
};

}  // namespace ingot::tui
