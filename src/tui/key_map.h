// tui/key_map.h: what a key from the terminal means, by the user's bindings.
//
// Purpose    From term::Key to the actions of config/key_actions.h (TUI-53, TUI-60, CLI-92).
// Ownership  A value.
// Threads    One thread.
#pragma once

#include <initializer_list>
#include <optional>
#include <vector>

#include "engine/configuration.h"
#include "term/key.h"

namespace ingot::tui {

using config::KeyAction;

// None for pastes, answers and the like.
std::optional<config::KeyChord> chord_of(const term::Key& key);

class KeyMap {
 public:
  explicit KeyMap(const config::KeyBindings& bindings = config::KeyBindings());

  // In a draft, or wherever it is; nothing: it writes text, or means nothing.
  std::optional<KeyAction> in_draft(const term::Key& key) const;
  // What comes before that while the draft is empty.
  std::optional<KeyAction> on_empty(const term::Key& key) const;
  // Above dialogs as well.
  std::optional<KeyAction> anywhere(const term::Key& key) const;

 private:
  using Where = config::KeyActionRow::Where;
  std::optional<KeyAction> find(const term::Key& key, std::initializer_list<Where> places) const;

  struct Entry {
    config::KeyChord chord;
    KeyAction action;
    Where where;
  };
  std::vector<Entry> entries_;
};

// Without a preset and without a file.
const KeyMap& standard_keys();

}  // namespace ingot::tui
