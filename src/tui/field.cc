#include "tui/field.h"

#include <algorithm>
#include <string_view>

#include "term/columns.h"

namespace ingot::tui {

using term::Key;
using term::KeyCode;

bool Field::handle(const Key& key) {
  switch (key.code) {
    case KeyCode::enter:
    case KeyCode::escape:
    case KeyCode::tab:
      return false;
    case KeyCode::paste: {
      std::string text = key.text;
      std::replace(text.begin(), text.end(), '\n', ' ');
      editor_.insert(text);
      return true;
    }
    default:
      break;
  }
  const auto action = keys_->in_draft(key);
  // A field is one row, and has no lines to begin.
  const auto elsewhere = {KeyAction::up, KeyAction::down, KeyAction::new_line};
  if (action && std::find(elsewhere.begin(), elsewhere.end(), *action) != elsewhere.end()) {
    return false;
  }
  return editor_.handle(key);
}

Field::Shown Field::shown(std::size_t columns) const {
  const std::string_view text = editor_.text();
  const std::string_view before = text.substr(0, editor_.cursor());
  Shown shown{.cursor_column = term::columns(before)};
  std::string_view seen = text;
  if (shown.cursor_column + 1 > columns) {
    // The end of what stands before the cursor; the rest of the row holds what follows.
    const std::size_t hidden = shown.cursor_column + 1 - columns;
    std::string_view rest = before;
    std::size_t gone = 0;
    while (gone < hidden && !rest.empty()) {
      const term::Grapheme next = term::first_grapheme(rest);
      gone += next.columns;
      rest.remove_prefix(std::max<std::size_t>(next.bytes, 1));
    }
    seen = text.substr(before.size() - rest.size());
    shown.cursor_column -= gone;
  }
  shown.line.foreign(term::prefix_of_columns(seen, columns));
  return shown;
}

}  // namespace ingot::tui
