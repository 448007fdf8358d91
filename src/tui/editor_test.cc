#include "tui/editor.h"

namespace ingot::tui {
namespace {

using term::Key;
using term::KeyCode;

Key ctrl(char c) { return {.code = KeyCode::text, .ctrl = true, .text = std::string(1, c)}; }
Key alt(char c) { return {.code = KeyCode::text, .alt = true, .text = std::string(1, c)}; }
Key code(KeyCode which) { return {.code = which}; }

// The draft with "|" where the cursor stands.
std::string shown(const Editor& editor) {
  std::string text = editor.shown();
  return text.insert(editor.cursor(), "|");
}

Editor with(std::string_view text) {
  Editor editor;
  editor.insert(text);
  return editor;
}

struct Row {
  std::string draft;
  std::vector<Key> keys;
  std::string result;
};

// TUI-50, TUI-53
TEST(Editor, KeysChangeTheDraft) {
  const KeyCode left = KeyCode::left;
  const std::vector<Row> rows = {
      {"one two", {ctrl('a')}, "|one two"},
      {"one two", {ctrl('a'), ctrl('e')}, "one two|"},
      {"one two", {alt('b')}, "one |two"},
      {"one two", {ctrl('w')}, "one |"},
      {"one two", {alt('b'), ctrl('k')}, "one |"},
      {"one two", {alt('b'), ctrl('u')}, "|two"},
      {"one two", {ctrl('w'), alt('y')}, "one two|"},
      {"one two", {ctrl('w'), ctrl('_')}, "one two|"},
      {"one two", {ctrl('w'), ctrl('_'), alt('_')}, "one |"},
      {"one two", {ctrl('a'), alt('d')}, "| two"},
      {"a\nb", {code(KeyCode::up)}, "a|\nb"},
      {"a\nb", {code(KeyCode::up), code(KeyCode::down)}, "a\nb|"},
      {"ab", {code(left), code(KeyCode::backspace)}, "|b"},
      {"ab", {ctrl('a'), ctrl('d')}, "|b"},
      {"漢字 👩‍💻 é x", {code(left), code(left), code(left)}, "漢字 👩‍💻 |é x"},
      {"👩‍💻", {code(KeyCode::backspace)}, "|"},
      {"e\xcc\x81", {code(KeyCode::backspace)}, "|"},
      {"a", {ctrl('j')}, "a\n|"},
  };
  for (const Row& row : rows) {
    Editor editor = with(row.draft);
    for (const Key& key : row.keys) EXPECT_TRUE(editor.handle(key));
    EXPECT_EQ(shown(editor), row.result) << row.draft;
  }
}

// TUI-56
TEST(Editor, ALongPasteIsOneUnitAndIsSentWhole) {
  Editor editor = with("see ");
  std::string lines;
  for (int i = 0; i < 40; ++i) lines += "line " + std::to_string(i) + "\n";
  editor.paste(lines);
  editor.insert("!");
  EXPECT_EQ(editor.shown(), "see [pasted #1: 41 lines, " + std::to_string(lines.size()) + " B]!");
  EXPECT_EQ(editor.text(), "see " + lines + "!");
  editor.handle(code(KeyCode::backspace));
  editor.handle(code(KeyCode::backspace));
  EXPECT_EQ(editor.shown(), "see ");
  editor.handle(ctrl('_'));
  EXPECT_EQ(editor.text(), "see " + lines);
}

TEST(Editor, WrapsByColumnsAndKnowsWhereTheCursorIs) {
  Editor editor = with("漢字漢字");
  const Editor::Rows rows = editor.layout(6);
  EXPECT_EQ(rows.rows, (std::vector<std::string>{"漢字漢", "字"}));
  EXPECT_EQ(rows.cursor_row, 1U);
  EXPECT_EQ(rows.cursor_column, 2U);
}

}  // namespace
}  // namespace ingot::tui
