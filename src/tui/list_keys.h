// tui/list_keys.h: the keys that move in a list, the same in every menu and dialog (TUI-116).
#pragma once

#include "term/key.h"
#include "tui/list.h"

namespace ingot::tui {

// False when the key does not move.
bool move_in(List& list, const term::Key& key);

}  // namespace ingot::tui
