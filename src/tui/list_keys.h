// tui/list_keys.h: the keys that move in a list, the same in every menu and dialog (TUI-116).
#pragma once

#include "term/key.h"
#include "tui/key_map.h"
#include "tui/list.h"

namespace ingot::tui {

// Keys that every list has, whatever else they mean.
bool is_list_key(const term::Key& key);
// By these, and by those that go up and down in a draft. False when the key does not move.
bool move_in(List& list, const term::Key& key, const KeyMap& keys);

}  // namespace ingot::tui
