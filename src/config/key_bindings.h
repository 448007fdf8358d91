// config/key_bindings.h: which keys mean what, as the preset and the user's file say.
//
// Purpose    ~/.factory/keybindings.json over the keys of the preset (CLI-92, TUI-60). Only the
//            user's own file counts: a project cannot move anybody's keys.
// Ownership  Plain values.
// Errors     Never fails: what is wrong is reported at its place and leaves out only itself.
#pragma once

#include <vector>

#include "config/key_actions.h"
#include "config/key_chord.h"
#include "config/tui_settings.h"

namespace ingot::config {

struct Diagnostic;
struct Request;

class KeyBindings {
 public:
  explicit KeyBindings(TuiSettings::KeyPreset preset = {});

  const std::vector<KeyChord>& of(KeyAction action) const;
  friend bool operator==(const KeyBindings&, const KeyBindings&) = default;

 private:
  friend class KeyFile;
  std::vector<std::vector<KeyChord>> chords_;  // by action
};

KeyBindings read_key_bindings(const Request& request, TuiSettings::KeyPreset preset,
                              std::vector<Diagnostic>& diagnostics);

}  // namespace ingot::config
