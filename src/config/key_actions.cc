#include "config/key_actions.h"

#include <algorithm>
#include <array>

namespace ingot::config {
namespace {

using Action = KeyAction;
using Where = KeyActionRow::Where;

constexpr std::array kRows = {
    KeyActionRow{Action::send, "send", Where::draft, "enter", "", "send; queue while it works"},
    KeyActionRow{Action::new_line, "new-line", Where::draft,
                 "shift+enter ctrl+j alt+enter ctrl+enter", "", "begin a new line"},
    KeyActionRow{Action::interrupt, "interrupt", Where::draft, "escape", "",
                 "close, interrupt; twice: clear the draft, then /rewind", true},
    KeyActionRow{Action::clear, "clear", Where::draft, "ctrl+c", "",
                 "close, clear the draft, interrupt; twice: quit", true},
    KeyActionRow{Action::quit, "quit", Where::empty, "ctrl+d", "",
                 "take pictures off an empty draft; twice: quit"},
    KeyActionRow{Action::suspend, "suspend", Where::anywhere, "ctrl+z", "", "go to the background"},
    KeyActionRow{Action::complete, "complete", Where::draft, "tab", "",
                 "take what the menu offers, complete a path, unfold a paste; else next-effort"},
    KeyActionRow{Action::next_effort, "next-effort", Where::draft, "", "",
                 "the model's next reasoning effort"},
    KeyActionRow{Action::next_autonomy, "next-autonomy", Where::draft, "ctrl+l", "",
                 "the next level of what runs without asking"},
    KeyActionRow{Action::next_mode, "next-mode", Where::draft, "shift+tab", "",
                 "spec mode: plan first and change nothing; and back"},
    KeyActionRow{Action::next_model, "next-model", Where::draft, "ctrl+n", "alt+n",
                 "the next favourite, or model"},
    KeyActionRow{Action::up, "up", Where::draft, "up", "up ctrl+p",
                 "the row above, the queue, older history"},
    KeyActionRow{Action::down, "down", Where::draft, "down", "down ctrl+n",
                 "the row below, newer history"},
    KeyActionRow{Action::search_history, "search-history", Where::draft, "ctrl+r", "",
                 "search the history"},
    KeyActionRow{Action::open_editor, "open-editor", Where::draft, "ctrl+g", "",
                 "edit the draft in $VISUAL or $EDITOR"},
    KeyActionRow{Action::show_transcript, "show-transcript", Where::anywhere,
                 "ctrl+o alt+up alt+down", "", "the whole conversation in a pager"},
    KeyActionRow{Action::show_todos, "show-todos", Where::draft, "ctrl+t", "alt+t",
                 "the whole todo list, or the part around what is being done"},
    KeyActionRow{Action::paste_picture, "paste-picture", Where::draft, "ctrl+v", "",
                 "attach the picture of the clipboard"},
    KeyActionRow{Action::unfold_paste, "unfold-paste", Where::draft, "alt+shift+v", "",
                 "unfold the last paste"},
    KeyActionRow{Action::shell_mode, "shell-mode", Where::empty, "!", "", "run in the shell"},
    KeyActionRow{Action::show_keys, "show-keys", Where::empty, "? ctrl+/", "", "what the keys do"},
    KeyActionRow{Action::left, "left", Where::draft, "left ctrl+b", "", "a character to the left"},
    KeyActionRow{Action::right, "right", Where::draft, "right ctrl+f", "",
                 "a character to the right"},
    KeyActionRow{Action::word_left, "word-left", Where::draft, "alt+b ctrl+left alt+left", "",
                 "a word to the left"},
    KeyActionRow{Action::word_right, "word-right", Where::draft, "alt+f ctrl+right alt+right", "",
                 "a word to the right"},
    KeyActionRow{Action::line_begin, "line-begin", Where::draft, "ctrl+a home alt+home", "",
                 "the beginning of the line"},
    KeyActionRow{Action::line_end, "line-end", Where::draft, "ctrl+e end alt+end", "",
                 "the end of the line"},
    KeyActionRow{Action::draft_begin, "draft-begin", Where::draft, "ctrl+home", "",
                 "the beginning of the draft"},
    KeyActionRow{Action::draft_end, "draft-end", Where::draft, "ctrl+end", "",
                 "the end of the draft"},
    KeyActionRow{Action::delete_left, "delete-left", Where::draft, "backspace ctrl+h", "",
                 "delete the character to the left"},
    KeyActionRow{Action::delete_right, "delete-right", Where::draft, "delete ctrl+d", "",
                 "delete the character to the right"},
    KeyActionRow{Action::delete_word_left, "delete-word-left", Where::draft,
                 "alt+backspace ctrl+backspace", "", "delete the word to the left"},
    KeyActionRow{Action::delete_word_right, "delete-word-right", Where::draft,
                 "alt+d alt+delete ctrl+delete", "", "delete the word to the right"},
    KeyActionRow{Action::delete_to_blank, "delete-to-blank", Where::draft, "ctrl+w", "",
                 "delete to the blank on the left"},
    KeyActionRow{Action::delete_to_line_begin, "delete-to-line-begin", Where::draft, "ctrl+u", "",
                 "delete to the beginning of the line"},
    KeyActionRow{Action::delete_to_line_end, "delete-to-line-end", Where::draft, "ctrl+k", "",
                 "delete to the end of the line"},
    KeyActionRow{Action::yank, "yank", Where::draft, "alt+y", "ctrl+y alt+y",
                 "bring back what was deleted"},
    KeyActionRow{Action::transpose, "transpose", Where::draft, "", "ctrl+t",
                 "swap the characters around the cursor"},
    KeyActionRow{Action::undo, "undo", Where::draft, "ctrl+_ ctrl+/", "", "undo"},
    KeyActionRow{Action::redo, "redo", Where::draft, "alt+_", "", "redo"},
};

constexpr bool in_order() {
  for (std::size_t i = 0; i < kRows.size(); ++i) {
    if (static_cast<std::size_t>(kRows[i].action) != i) return false;
  }
  return true;
}
static_assert(in_order());

}  // namespace

std::span<const KeyActionRow> key_actions() { return kRows; }

const KeyActionRow& row_of(KeyAction action) { return kRows[static_cast<std::size_t>(action)]; }

std::optional<KeyAction> key_action(std::string_view name) {
  const auto found = std::find_if(kRows.begin(), kRows.end(),
                                  [&](const KeyActionRow& row) { return row.name == name; });
  if (found == kRows.end()) return std::nullopt;
  return found->action;
}

}  // namespace ingot::config
