#include "tui/list_keys.h"

namespace ingot::tui {
namespace {

using term::Key;
using term::KeyCode;

constexpr int kPage = 7;  // rows of the menu, the smallest of them

using Move = void (*)(List& list);

// Null: it does not move.
Move move_of(const Key& key) {
  if (key.is(KeyCode::up) || key.is_ctrl('p')) return [](List& list) { list.move(-1); };
  if (key.is(KeyCode::down) || key.is_ctrl('n')) return [](List& list) { list.move(1); };
  if (key.is(KeyCode::page_up)) return [](List& list) { list.move(-kPage); };
  if (key.is(KeyCode::page_down)) return [](List& list) { list.move(kPage); };
  if (!key.ctrl) return nullptr;
  if (key.code == KeyCode::home) return [](List& list) { list.move_to_end(false); };
  if (key.code == KeyCode::end) return [](List& list) { list.move_to_end(true); };
  return nullptr;
}

}  // namespace

bool is_list_key(const Key& key) { return move_of(key) != nullptr; }

bool move_in(List& list, const Key& key, const KeyMap& keys) {
  if (const Move move = move_of(key)) {
    move(list);
    return true;
  }
  const auto action = keys.in_draft(key);
  if (action != KeyAction::up && action != KeyAction::down) return false;
  list.move(action == KeyAction::up ? -1 : 1);
  return true;
}

}  // namespace ingot::tui
