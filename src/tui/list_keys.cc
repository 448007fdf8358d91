#include "tui/list_keys.h"

namespace ingot::tui {
namespace {

using term::Key;
using term::KeyCode;

constexpr int kPage = 7;  // rows of the menu, the smallest of them

}  // namespace

bool move_in(List& list, const Key& key) {
  if (key.is(KeyCode::up) || key.is_ctrl('p')) {
    list.move(-1);
  } else if (key.is(KeyCode::down) || key.is_ctrl('n')) {
    list.move(1);
  } else if (key.is(KeyCode::page_up)) {
    list.move(-kPage);
  } else if (key.is(KeyCode::page_down)) {
    list.move(kPage);
  } else if (key.ctrl && key.code == KeyCode::home) {
    list.move_to_end(false);
  } else if (key.ctrl && key.code == KeyCode::end) {
    list.move_to_end(true);
  } else {
    return false;
  }
  return true;
}

}  // namespace ingot::tui
