#include "config/key_bindings.h"

#include <fstream>
#include <map>

#include "config/settings.h"

namespace ingot::config {
namespace {

using Preset = TuiSettings::KeyPreset;

std::string keys_of(const KeyBindings& bindings, KeyAction action) {
  std::string all;
  for (const KeyChord& chord : bindings.of(action)) {
    all += (all.empty() ? "" : " ") + to_string(chord);
  }
  return all;
}

std::string chord(std::string_view text) {
  const auto parsed = parse_chord(text);
  if (const auto* what = std::get_if<std::string>(&parsed)) return "! " + *what;
  return to_string(std::get<KeyChord>(parsed));
}

TEST(KeyChord, IsReadAsPeopleWriteIt) {
  for (const auto& [text, wanted] : std::initializer_list<std::pair<const char*, const char*>>{
           {"ctrl+k", "ctrl+k"},
           {"Ctrl+K", "ctrl+k"},
           {"Control+Option+Left", "ctrl+alt+left"},
           {"alt+ctrl+left", "ctrl+alt+left"},
           {"Esc", "escape"},
           {"PgUp", "pageup"},
           {"ctrl++", "ctrl++"},
           {"ctrl+plus", "ctrl++"},
           {"+", "+"},
           {"alt+_", "alt+_"},
           {"alt+shift+v", "alt+shift+v"},
           {"shift+enter", "shift+enter"},
           {"?", "?"},
           {"A", "A"},
           {"alt+é", "alt+é"},
           {"ctrl+space", "ctrl+space"},
           {"", "! names no key"},
           {"entre", "! \"entre\" is not a key; did you mean \"enter\"?"},
           {"cmd+k", "! \"cmd\" is not a modifier; they are ctrl, alt and shift"},
           {"ctrl+x ctrl+e", "! one key with its modifiers at a time, joined by +"},
           {"shift+a", "! write the character that shift makes of it, without shift"},
           {"ctrl+f13", "! \"f13\" is not a key"},
       }) {
    EXPECT_EQ(chord(text), wanted) << text;
  }
  EXPECT_EQ(label(std::get<KeyChord>(parse_chord("ctrl+alt+left"))), "Ctrl+Alt+←");
  EXPECT_EQ(label(std::get<KeyChord>(parse_chord("alt+shift+v"))), "Alt+Shift+V");
}

// TUI-60: in no preset has a key two meanings, and none is misspelt.
TEST(KeyBindings, PresetsAreFreeOfConflicts) {
  for (const Preset preset : {Preset::standard, Preset::emacs, Preset::vi}) {
    const KeyBindings bindings(preset);
    std::map<std::string, std::string> on_empty, in_draft;
    for (const KeyActionRow& row : key_actions()) {
      const bool emacs = preset == Preset::emacs && !row.emacs.empty();
      const std::string_view keys = emacs ? row.emacs : row.keys;
      EXPECT_EQ(keys_of(bindings, row.action), keys);
      for (const KeyChord& one : bindings.of(row.action)) {
        const std::string name = to_string(one);
        const bool empty = row.where == KeyActionRow::Where::empty;
        if (!empty) {
          EXPECT_TRUE(in_draft.emplace(name, row.name).second) << name << " " << row.name;
        }
        if (row.where != KeyActionRow::Where::draft) {
          EXPECT_TRUE(on_empty.emplace(name, row.name).second) << name << " " << row.name;
        }
        EXPECT_TRUE(empty || !one.is_text()) << name;
      }
    }
  }
}

class KeyFileTest : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::path(testing::TempDir()) /
              testing::UnitTest::GetInstance()->current_test_info()->name();
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  KeyBindings read(const std::string& text, Preset preset = Preset::standard) {
    std::ofstream(folder_ / "keybindings.json") << text;
    told_.clear();
    std::vector<Diagnostic> diagnostics;
    const Request request{.folder = folder_, .environment = [](const std::string&) {
                            return std::optional<std::string>();
                          }};
    KeyBindings bindings = read_key_bindings(request, preset, diagnostics);
    for (const Diagnostic& one : diagnostics) {
      std::string line = to_string(one);
      for (std::size_t at; (at = line.find(folder_.string() + "/")) != std::string::npos;) {
        line.erase(at, folder_.string().size() + 1);
      }
      told_ += line + "\n";
    }
    return bindings;
  }

  std::filesystem::path folder_;
  std::string told_;
};

TEST_F(KeyFileTest, IsLaidOverThePreset) {
  const KeyBindings bindings = read(R"({
  "$schema": "x",  // comments are fine
  "next-model": "alt+m",
  "undo": ["ctrl+_", "Ctrl+X"],
  "suspend": null,
  "show-todos": [],
  "quit": "ctrl+d", "delete-right": "ctrl+d",
  "show-keys": "#",
})");
  EXPECT_EQ(told_, "");
  EXPECT_EQ(keys_of(bindings, KeyAction::next_model), "alt+m");
  EXPECT_EQ(keys_of(bindings, KeyAction::undo), "ctrl+_ ctrl+x");
  EXPECT_EQ(keys_of(bindings, KeyAction::suspend), "");
  EXPECT_EQ(keys_of(bindings, KeyAction::show_todos), "");
  EXPECT_EQ(keys_of(bindings, KeyAction::delete_right), "ctrl+d");
  EXPECT_EQ(keys_of(bindings, KeyAction::show_keys), "#");
  EXPECT_EQ(keys_of(bindings, KeyAction::yank), "alt+y");
  const KeyBindings emacs = read(R"({"next-model": "alt+m"})", Preset::emacs);
  EXPECT_EQ(keys_of(emacs, KeyAction::down), "down ctrl+n");
  EXPECT_EQ(keys_of(emacs, KeyAction::next_model), "alt+m");
}

// CLI-92: a key that is taken from its default; only who loses the last one is told of.
TEST_F(KeyFileTest, TakesKeysFromWhoHasThemByDefault) {
  const KeyBindings bindings = read("{\"transpose\": \"ctrl+t\",\n \"undo\": \"ctrl+a\"}");
  EXPECT_EQ(keys_of(bindings, KeyAction::line_begin), "home alt+home");
  EXPECT_EQ(keys_of(bindings, KeyAction::show_todos), "");
  EXPECT_EQ(
      told_,
      "keybindings.json:1:15: warning W09: transpose: \"ctrl+t\" now means \"transpose\", and "
      "\"show-todos\" has no key any more; give it one (or null)\n");
  read("{\"transpose\": \"ctrl+t\", \"show-todos\": null}");
  EXPECT_EQ(told_, "");
}

// CLI-92, TUI-60: each mistake at its place with what to do; the rest stays in force.
TEST_F(KeyFileTest, SaysWhatIsWrongWhere) {
  const std::string text = R"({
  "undo": "ctrl+x",
  "redo": ["alt+r", "ctrl+x"],
  "yanc": "ctrl+y",
  "send": "f13",
  "yank": "y",
  "up": 7,
  "undo": "ctrl+q",
  "down": "escape",
  "clear": null,
  "next-model": "ctrl+i",
  "word-left": ["cmd+b", "alt+h"]
})";
  const KeyBindings bindings = read(text);
  EXPECT_EQ(
      told_,
      R"(keybindings.json:3:21: error E24: redo: "ctrl+x" is to mean "redo" here and "undo" at keybindings.json:2:11, which counts; give one of them another key
keybindings.json:4:3: error E22: "yanc" is not an action; did you mean "yank"?
keybindings.json:5:11: error E23: send: found "f13" (string): "f13" is not a key
keybindings.json:6:11: error E23: yank: "y" writes itself into the draft; add ctrl or alt
keybindings.json:7:9: error E23: up: must be a key like "ctrl+k", an array of keys, or null for none; found 7 (number)
keybindings.json:8:3: error E24: undo: "undo" stands twice; the first one counts; put all its keys into one array
keybindings.json:9:11: error E23: down: "escape" always means "interrupt"; choose another key
keybindings.json:10:12: error E23: clear: "clear" cannot be left without its key; take the line out
keybindings.json:11:17: warning W10: next-model: many terminals send the same for "ctrl+i" and "tab"; /terminal-setup shows what yours tells apart
keybindings.json:12:17: error E23: word-left: found "cmd+b" (string): "cmd" is not a modifier; they are ctrl, alt and shift
)");
  EXPECT_EQ(keys_of(bindings, KeyAction::undo), "ctrl+x");
  EXPECT_EQ(keys_of(bindings, KeyAction::redo), "alt+r");
  EXPECT_EQ(keys_of(bindings, KeyAction::send), "enter");
  EXPECT_EQ(keys_of(bindings, KeyAction::down), "down");
  EXPECT_EQ(keys_of(bindings, KeyAction::clear), "ctrl+c");
  EXPECT_EQ(keys_of(bindings, KeyAction::word_left), "alt+h");
}

TEST_F(KeyFileTest, AFileThatIsNoJsonLeavesThePreset) {
  EXPECT_EQ(read("{\"undo\": \"ctrl+x\""), KeyBindings());
  EXPECT_EQ(told_.substr(0, told_.find(": expected")),
            "keybindings.json:1:18: error E01: not valid JSON");
  EXPECT_EQ(read("[]"), KeyBindings());
  EXPECT_NE(told_.find("error E02: the file must contain a JSON object"), std::string::npos);
}

}  // namespace
}  // namespace ingot::config
