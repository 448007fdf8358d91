#include "tui/key_map.h"

namespace ingot::tui {
namespace {

using term::Key;
using term::KeyCode;

// What the bytes of a terminal mean, by the whole way from the decoder.
std::string meaning(std::string_view bytes, const KeyMap& keys = standard_keys()) {
  term::KeyDecoder decoder;
  std::string all;
  const auto add = [&](const std::vector<Key>& some) {
    for (const Key& key : some) {
      const auto action = keys.in_draft(key);
      all += (all.empty() ? "" : " ") +
             (action ? std::string(config::row_of(*action).name) : "(" + key.text + ")");
    }
  };
  add(decoder.feed(bytes));
  add(decoder.flush());
  return all;
}

// TUI-42, TUI-45, TUI-53: the forms in which terminals send the same key.
TEST(KeyMap, KnowsKeysAsTerminalsSendThem) {
  for (const auto& [bytes, wanted] :
       std::initializer_list<std::pair<std::string_view, const char*>>{
           {"\r", "send"},
           {"\x1b[13;2u", "new-line"},
           {"\x1b[27;2;13~", "new-line"},
           {"\x1b\r", "new-line"},
           {"\n", "new-line"},
           {"\x1b[13;5u", "new-line"},
           {"\x1b", "interrupt"},
           {"\x1b[27u", "interrupt"},
           {"\x03", "clear"},
           {"\x1b[99;5u", "clear"},
           {"\t", "complete"},
           {"\x1b[Z", "next-mode"},
           {"\x1b[D", "left"},
           {"\x1b[1;2D", "left"},  // with Shift
           {"\x1b[1;3D", "word-left"},
           {"\x1b[1;5D", "word-left"},
           {"\x1b[1;5H", "draft-begin"},
           {"\x7f", "delete-left"},
           {"\x1b[127;2u", "delete-left"},
           {"\x1b\x7f", "delete-word-left"},
           {"\x1b[118;4u", "unfold-paste"},
           {"\x1bV", "unfold-paste"},
           {"\x1b"
            "b",
            "word-left"},
           {"\x1b"
            "B",
            "word-left"},
           {"\x1f", "undo"},
           {"x", "(x)"},
           {"?", "(?)"},
           {" ", "( )"}}) {
    EXPECT_EQ(meaning(bytes), wanted) << bytes;
  }
}

TEST(KeyMap, AnEmptyDraftHasKeysOfItsOwn) {
  const KeyMap& keys = standard_keys();
  EXPECT_EQ(keys.on_empty({.text = "?"}), KeyAction::show_keys);
  EXPECT_EQ(keys.on_empty({.text = "!"}), KeyAction::shell_mode);
  EXPECT_EQ(keys.on_empty({.ctrl = true, .text = "d"}), KeyAction::quit);
  EXPECT_EQ(keys.in_draft({.ctrl = true, .text = "d"}), KeyAction::delete_right);
  EXPECT_EQ(keys.on_empty({.code = KeyCode::enter}), std::nullopt);
  EXPECT_EQ(keys.in_draft({.code = KeyCode::paste, .text = "a"}), std::nullopt);
  EXPECT_EQ(keys.in_draft({.text = "ab"}), std::nullopt);
  EXPECT_EQ(keys.anywhere({.ctrl = true, .text = "z"}), KeyAction::suspend);
  EXPECT_EQ(keys.anywhere({.ctrl = true, .text = "t"}), std::nullopt);
}

// TUI-60
TEST(KeyMap, FollowsThePreset) {
  const KeyMap emacs{config::KeyBindings(config::TuiSettings::KeyPreset::emacs)};
  for (const auto& [bytes, wanted] :
       std::initializer_list<std::pair<std::string_view, const char*>>{{"\x10", "up"},
                                                                       {"\x0e", "down"},
                                                                       {"\x19", "yank"},
                                                                       {"\x14", "transpose"},
                                                                       {"\x1bn", "next-model"},
                                                                       {"\x1bt", "show-todos"},
                                                                       {"\x01", "line-begin"}}) {
    EXPECT_EQ(meaning(bytes, emacs), wanted);
  }
}

}  // namespace
}  // namespace ingot::tui
