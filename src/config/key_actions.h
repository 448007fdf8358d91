// config/key_actions.h: what keys can do in the chat, as data.
//
// Purpose    One row for each action: its name in keybindings.json, its keys by default, what it
//            does. The terminal dispatches by it, help and documentation are made of it (CLI-92,
//            TUI-53, TUI-60). The keys within lists, questions and the pager are fixed.
// Source     cli.md section 12; the row order is that of the documentation.
// Ownership  Static data.
#pragma once

#include <optional>
#include <span>
#include <string_view>

namespace ingot::config {

enum class KeyAction {
  send,
  new_line,
  interrupt,
  clear,
  quit,
  suspend,
  complete,
  next_effort,
  next_autonomy,
  next_mode,
  next_model,
  up,
  down,
  search_history,
  open_editor,
  show_transcript,
  show_todos,
  paste_picture,
  unfold_paste,
  shell_mode,
  show_keys,
  left,
  right,
  word_left,
  word_right,
  line_begin,
  line_end,
  draft_begin,
  draft_end,
  delete_left,
  delete_right,
  delete_word_left,
  delete_word_right,
  delete_to_blank,
  delete_to_line_begin,
  delete_to_line_end,
  yank,
  transpose,
  undo,
  redo,
};

struct KeyActionRow {
  // Where a key means it: in a draft; before that on an empty draft; or whatever is open.
  enum class Where { draft, empty, anywhere };

  KeyAction action;
  std::string_view name;
  Where where;
  std::string_view keys;   // by default, between blanks
  std::string_view emacs;  // those of the preset, where they differ
  std::string_view meaning;
  bool fixed = false;  // can have other keys besides, but does not lose these
};

// In the order of the enumerators.
std::span<const KeyActionRow> key_actions();
const KeyActionRow& row_of(KeyAction action);
std::optional<KeyAction> key_action(std::string_view name);

}  // namespace ingot::config
