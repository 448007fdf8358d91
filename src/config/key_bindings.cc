#include "config/key_bindings.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>

#include "config/files.h"
#include "config/source.h"
#include "os/file.h"

namespace ingot::config {
namespace {

using json::Located;
using json::LocatedMember;
using Severity = Diagnostic::Severity;
using Where = KeyActionRow::Where;

// What most terminals cannot tell apart: they send one byte for both.
struct Twin {
  std::string_view chord, same;
};
constexpr std::array kTwins = {Twin{"ctrl+i", "tab"}, Twin{"ctrl+m", "enter"},
                               Twin{"ctrl+[", "escape"}};

std::vector<KeyChord> chords_in(std::string_view keys) {
  std::vector<KeyChord> chords;
  while (!keys.empty()) {
    const std::size_t end = std::min(keys.find(' '), keys.size());
    const auto chord = parse_chord(keys.substr(0, end));
    if (const auto* one = std::get_if<KeyChord>(&chord)) chords.push_back(*one);
    keys.remove_prefix(std::min(end + 1, keys.size()));
  }
  return chords;
}

bool holds(const std::vector<KeyChord>& chords, const KeyChord& chord) {
  return std::find(chords.begin(), chords.end(), chord) != chords.end();
}

// On an empty draft what is meant for it comes first, so both may have one key.
bool collide(const KeyActionRow& a, const KeyActionRow& b) {
  return a.where == b.where || a.where == Where::anywhere || b.where == Where::anywhere;
}

std::string in_quotes(std::string_view name) { return "\"" + std::string(name) + "\""; }

}  // namespace

KeyBindings::KeyBindings(TuiSettings::KeyPreset preset) {
  const bool emacs = preset == TuiSettings::KeyPreset::emacs;
  for (const KeyActionRow& row : key_actions()) {
    chords_.push_back(chords_in(emacs && !row.emacs.empty() ? row.emacs : row.keys));
  }
}

const std::vector<KeyChord>& KeyBindings::of(KeyAction action) const {
  return chords_[static_cast<std::size_t>(action)];
}

// The file while it is read.
class KeyFile {
 public:
  KeyFile(Source& source, KeyBindings& bindings) : source_(source), bindings_(bindings) {}

  void read(const Located& root);

 private:
  struct Entry {
    const KeyActionRow* row = nullptr;
    KeyChord chord;
    json::Place at;
  };

  void read_action(const LocatedMember& member);
  std::optional<Entry> read_key(const KeyActionRow& row, const Located& value);
  void apply();
  void take_from_others(const Entry& entry);
  void error(std::string_view code, json::Place at, std::string_view action, std::string text) {
    source_.report(Severity::error, code, at, action, std::move(text));
  }
  bool is_named(KeyAction action) const {
    return std::find(named_.begin(), named_.end(), action) != named_.end();
  }

  Source& source_;
  KeyBindings& bindings_;
  std::vector<KeyAction> named_;  // actions whose keys the file says
  std::vector<Entry> entries_;
};

void KeyFile::read(const Located& root) {
  for (const LocatedMember& member : root.members) {
    if (member.key != "$schema") read_action(member);
  }
  apply();
}

void KeyFile::read_action(const LocatedMember& member) {
  const auto action = key_action(member.key);
  if (!action) {
    std::vector<std::string> names;
    for (const KeyActionRow& row : key_actions()) names.emplace_back(row.name);
    const std::string close = suggestion(member.key, names);
    return error("E22", member.key_at, {},
                 in_quotes(member.key) + " is not an action" +
                     (close.empty() ? "; docs/formats/keybindings.md lists them" : close));
  }
  if (is_named(*action)) {
    return error("E24", member.key_at, member.key,
                 in_quotes(member.key) +
                     " stands twice; the first one counts; put all its keys into "
                     "one array");
  }
  const KeyActionRow& row = row_of(*action);
  const Located& value = member.value;
  if (value.is(Located::Type::null)) {
    if (row.fixed) {
      return error("E23", value.at, row.name,
                   in_quotes(row.name) + " cannot be left without its key; take the line out");
    }
    return named_.push_back(*action);
  }
  const bool is_list = value.is(Located::Type::array);
  bool any = is_list && value.elements.empty() && !row.fixed;
  for (const Located& one : is_list ? value.elements : std::vector<Located>{value}) {
    if (auto entry = read_key(row, one)) {
      entries_.push_back(*std::move(entry));
      any = true;
    }
  }
  // Where nothing of it counts the keys stay what they are.
  if (any) named_.push_back(*action);
}

std::optional<KeyFile::Entry> KeyFile::read_key(const KeyActionRow& row, const Located& value) {
  const auto wrong = [&](std::string text) {
    error("E23", value.at, row.name, std::move(text));
    return std::nullopt;
  };
  if (!value.is(Located::Type::string)) {
    return wrong("must be a key like \"ctrl+k\", an array of keys, or null for none; " +
                 found(value));
  }
  const auto parsed = parse_chord(value.text);
  if (const auto* what = std::get_if<std::string>(&parsed)) {
    return wrong(found(value) + ": " + *what);
  }
  const auto& chord = std::get<KeyChord>(parsed);
  const std::string name = to_string(chord);
  if (chord.is_text() && row.where != Where::empty) {
    return wrong(in_quotes(name) + " writes itself into the draft; add ctrl or alt");
  }
  for (const KeyActionRow& other : key_actions()) {
    if (other.fixed && other.action != row.action && holds(chords_in(other.keys), chord)) {
      return wrong(in_quotes(name) + " always means " + in_quotes(other.name) +
                   "; choose another key");
    }
  }
  for (const Entry& other : entries_) {
    if (other.chord != chord || !collide(*other.row, row)) continue;
    if (other.row == &row) return std::nullopt;  // said twice
    error("E24", value.at, row.name,
          in_quotes(name) + " is to mean " + in_quotes(row.name) + " here and " +
              in_quotes(other.row->name) + " at " + to_string(source_.position(other.at)) +
              ", which counts; give one of them another key");
    return std::nullopt;
  }
  for (const Twin& twin : kTwins) {
    if (twin.chord != name) continue;
    source_.report(Severity::warning, "W10", value.at, row.name,
                   "many terminals send the same for " + in_quotes(name) + " and " +
                       in_quotes(twin.same) + "; /terminal-setup shows what yours tells apart");
  }
  return Entry{.row = &row, .chord = chord, .at = value.at};
}

void KeyFile::apply() {
  for (const KeyAction action : named_) {
    std::vector<KeyChord>& chords = bindings_.chords_[static_cast<std::size_t>(action)];
    if (!row_of(action).fixed) chords.clear();
    for (const Entry& entry : entries_) {
      if (entry.row->action == action && !holds(chords, entry.chord)) chords.push_back(entry.chord);
    }
  }
  for (const Entry& entry : entries_) take_from_others(entry);
}

// A key that the user has given to one action is taken from those that had it by default.
void KeyFile::take_from_others(const Entry& entry) {
  for (const KeyActionRow& other : key_actions()) {
    if (is_named(other.action) || !collide(other, *entry.row)) continue;
    std::vector<KeyChord>& chords = bindings_.chords_[static_cast<std::size_t>(other.action)];
    const auto at = std::find(chords.begin(), chords.end(), entry.chord);
    if (at == chords.end()) continue;
    chords.erase(at);
    if (!chords.empty()) continue;
    source_.report(Severity::warning, "W09", entry.at, entry.row->name,
                   in_quotes(to_string(entry.chord)) + " now means " + in_quotes(entry.row->name) +
                       ", and " + in_quotes(other.name) +
                       " has no key any more; give it one (or null)");
  }
}

KeyBindings read_key_bindings(const Request& request, TuiSettings::KeyPreset preset,
                              std::vector<Diagnostic>& diagnostics) {
  KeyBindings bindings(preset);
  const SettingsFile file = key_bindings_file(request);
  Source source(file.shown, false, diagnostics);
  const auto text = os::read_regular_file(file.path, kMaxFileBytes);
  if (!text) {
    if (text.error().kind != Error::Kind::not_found) {
      source.report(Severity::error, "E01", {0, 0}, {},
                    text.error().what + "; the keys are those of the preset");
    }
    return bindings;
  }
  auto parsed =
      parse_object(*text, source.path(), "; the keys are those of the preset until it is fixed");
  if (auto* problem = std::get_if<Diagnostic>(&parsed)) {
    source.report(std::move(*problem));
  } else {
    KeyFile(source, bindings).read(std::get<json::LocatedText>(parsed).root);
  }
  return bindings;
}

}  // namespace ingot::config
