#include "tui/key_map.h"

#include <algorithm>
#include <array>

#include "base/utf8.h"

namespace ingot::tui {
namespace {

using config::KeyChord;
using term::Key;
using term::KeyCode;

struct Name {
  KeyCode code;
  std::string_view name;
};
constexpr std::array kNames = {Name{KeyCode::enter, "enter"},
                               Name{KeyCode::tab, "tab"},
                               Name{KeyCode::backspace, "backspace"},
                               Name{KeyCode::escape, "escape"},
                               Name{KeyCode::up, "up"},
                               Name{KeyCode::down, "down"},
                               Name{KeyCode::left, "left"},
                               Name{KeyCode::right, "right"},
                               Name{KeyCode::home, "home"},
                               Name{KeyCode::end, "end"},
                               Name{KeyCode::page_up, "pageup"},
                               Name{KeyCode::page_down, "pagedown"},
                               Name{KeyCode::del, "delete"},
                               Name{KeyCode::insert, "insert"}};

bool is_letter(std::string_view text) {
  return text.size() == 1 && text[0] >= 'a' && text[0] <= 'z';
}

}  // namespace

std::optional<KeyChord> chord_of(const Key& key) {
  KeyChord chord{.ctrl = key.ctrl, .alt = key.alt, .shift = key.shift};
  if (key.code == KeyCode::text) {
    if (utf8_length(key.text) != 1) return std::nullopt;
    chord.key = key.text == " " ? "space" : key.text;
    // What Shift has made of a character is the character itself.
    chord.shift = key.shift && (key.ctrl || key.alt) && is_letter(key.text);
    return chord;
  }
  for (const Name& one : kNames) {
    if (one.code != key.code) continue;
    chord.key = one.name;
    return chord;
  }
  return std::nullopt;
}

KeyMap::KeyMap(const config::KeyBindings& bindings) {
  for (const config::KeyActionRow& row : config::key_actions()) {
    for (const KeyChord& chord : bindings.of(row.action)) {
      entries_.push_back({.chord = chord, .action = row.action, .where = row.where});
    }
  }
}

std::optional<KeyAction> KeyMap::find(const Key& key, std::initializer_list<Where> places) const {
  auto chord = chord_of(key);
  while (chord) {
    for (const Entry& entry : entries_) {
      const bool here = std::find(places.begin(), places.end(), entry.where) != places.end();
      if (here && entry.chord == *chord) return entry.action;
    }
    // With Shift a key that has no other meaning with it means what it means without.
    if (!chord->shift || key.code == KeyCode::tab || key.is(KeyCode::enter)) break;
    chord->shift = false;
  }
  return std::nullopt;
}

std::optional<KeyAction> KeyMap::in_draft(const Key& key) const {
  return find(key, {Where::draft, Where::anywhere});
}

std::optional<KeyAction> KeyMap::on_empty(const Key& key) const {
  return find(key, {Where::empty});
}

std::optional<KeyAction> KeyMap::anywhere(const Key& key) const {
  return find(key, {Where::anywhere});
}

const KeyMap& standard_keys() {
  static const KeyMap keys;
  return keys;
}

}  // namespace ingot::tui
