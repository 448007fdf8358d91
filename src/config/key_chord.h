// config/key_chord.h: a key with its modifiers, as people write it: "ctrl+alt+left".
//
// Purpose    Names for keys in keybindings.json, in help and in messages. What a terminal sends for
//            them is term's business.
// Ownership  Plain values.
#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace ingot::config {

struct KeyChord {
  bool ctrl = false, alt = false, shift = false;
  std::string
      key;  // "a", "é", "space", "enter", "left", ...; letters in lower case with a modifier
  friend bool operator==(const KeyChord&, const KeyChord&) = default;
  // Without a modifier it writes itself.
  bool is_text() const;
};

// "ctrl+alt+left"
std::string to_string(const KeyChord& chord);
// "Ctrl+Alt+←", for people to read
std::string label(const KeyChord& chord);

// Upper and lower case are the same but of a character alone; "control", "option", "esc", "return"
// and the like are known. Else what is wrong with it: "is not a key; did you mean "enter"?"
std::variant<KeyChord, std::string> parse_chord(std::string_view text);

}  // namespace ingot::config
