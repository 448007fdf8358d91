#include "config/key_chord.h"

#include <algorithm>
#include <array>

#include "base/letters.h"
#include "base/utf8.h"
#include "config/source.h"

namespace ingot::config {
namespace {

struct Name {
  std::string_view name, label;
};
// Keys with a name, and how people read it.
constexpr std::array kNames = {
    Name{"enter", "Enter"},   Name{"tab", "Tab"},       Name{"backspace", "Backspace"},
    Name{"escape", "Esc"},    Name{"up", "↑"},          Name{"down", "↓"},
    Name{"left", "←"},        Name{"right", "→"},       Name{"home", "Home"},
    Name{"end", "End"},       Name{"pageup", "PgUp"},   Name{"pagedown", "PgDn"},
    Name{"delete", "Delete"}, Name{"insert", "Insert"}, Name{"space", "Space"}};

struct Alias {
  std::string_view alias, name;
};
constexpr std::array kAliases = {
    Alias{"esc", "escape"},   Alias{"return", "enter"},   Alias{"del", "delete"},
    Alias{"ins", "insert"},   Alias{"pgup", "pageup"},    Alias{"pgdn", "pagedown"},
    Alias{"bs", "backspace"}, Alias{"page-up", "pageup"}, Alias{"page-down", "pagedown"},
    Alias{"plus", "+"},       Alias{"minus", "-"},        Alias{"control", "ctrl"},
    Alias{"option", "alt"},   Alias{"opt", "alt"},        Alias{"meta", "alt"}};

const Name* find_name(std::string_view key) {
  const auto found =
      std::find_if(kNames.begin(), kNames.end(), [&](const Name& one) { return one.name == key; });
  return found == kNames.end() ? nullptr : &*found;
}

std::string known(std::string_view word) {
  std::string name = lower(word);
  for (const Alias& one : kAliases) {
    if (one.alias == name) return std::string(one.name);
  }
  return name;
}

std::string suggested(std::string_view word) {
  std::vector<std::string> names = {"ctrl", "alt", "shift"};
  for (const Name& one : kNames) names.emplace_back(one.name);
  return suggestion(word, names);
}

bool is_printable(std::string_view text) {
  return utf8_length(text) == 1 && static_cast<unsigned char>(text[0]) > 0x20 && text[0] != 0x7F;
}

}  // namespace

bool KeyChord::is_text() const {
  return !ctrl && !alt && (find_name(key) == nullptr || key == "space");
}

std::string to_string(const KeyChord& chord) {
  return std::string(chord.ctrl ? "ctrl+" : "") + (chord.alt ? "alt+" : "") +
         (chord.shift ? "shift+" : "") + chord.key;
}

std::string label(const KeyChord& chord) {
  std::string key = chord.key;
  if (const Name* name = find_name(key)) {
    key = name->label;
  } else if ((chord.ctrl || chord.alt) && key.size() == 1 && key[0] >= 'a' && key[0] <= 'z') {
    key[0] = static_cast<char>(key[0] - 'a' + 'A');
  }
  return std::string(chord.ctrl ? "Ctrl+" : "") + (chord.alt ? "Alt+" : "") +
         (chord.shift ? "Shift+" : "") + key;
}

std::variant<KeyChord, std::string> parse_chord(std::string_view text) {
  KeyChord chord;
  if (text.empty()) return "names no key";
  if (text.find(' ') != std::string_view::npos) {
    return "one key with its modifiers at a time, joined by +";
  }
  std::string_view rest = text;
  while (true) {
    // A plus at the end is the key itself.
    const std::size_t end = rest.find('+', 1);
    if (end == std::string_view::npos || end + 1 == rest.size()) break;
    const std::string modifier = known(rest.substr(0, end));
    bool* const flag = modifier == "ctrl"    ? &chord.ctrl
                       : modifier == "alt"   ? &chord.alt
                       : modifier == "shift" ? &chord.shift
                                             : nullptr;
    if (flag == nullptr) {
      return "\"" + std::string(rest.substr(0, end)) +
             "\" is not a modifier; they are ctrl, alt and shift";
    }
    *flag = true;
    rest.remove_prefix(end + 1);
  }
  const std::string name = known(rest);
  const bool has_modifier = chord.ctrl || chord.alt;
  if (find_name(name) != nullptr) {
    chord.key = name;
  } else if (is_printable(rest) || is_printable(name)) {
    chord.key = has_modifier || !is_printable(rest) ? name : std::string(rest);
    // What Shift makes of a key is another character, and not the same on every keyboard.
    if (chord.shift && (!has_modifier || chord.key < "a" || chord.key > "z")) {
      return "write the character that shift makes of it, without shift";
    }
  } else {
    return "\"" + std::string(rest) + "\" is not a key" + suggested(rest);
  }
  return chord;
}

}  // namespace ingot::config
