#include "tui/editor.h"

namespace ingot::tui {
namespace {

using term::Key;
using term::KeyCode;

Key ctrl(char c) { return {.code = KeyCode::text, .ctrl = true, .text = std::string(1, c)}; }
Key alt(char c) { return {.code = KeyCode::text, .alt = true, .text = std::string(1, c)}; }
Key code(KeyCode which) { return {.code = which}; }
Key typed(const char* text) { return {.code = KeyCode::text, .text = text}; }
Key alt_key(KeyCode which) { return {.code = which, .alt = true}; }
Key ctrl_key(KeyCode which) { return {.code = which, .ctrl = true}; }

// The draft with "|" where the cursor stands, folded pastes as their labels.
std::string shown(const Editor& editor) {
  Draft draft = editor.draft();
  draft.text.insert(editor.cursor(), "|");
  return draft.shown();
}

Editor with(std::string_view text) {
  Editor editor;
  editor.insert(text);
  return editor;
}

std::string lines(int count) {
  std::string text;
  for (int i = 0; i < count; ++i) text += "line " + std::to_string(i) + "\n";
  return text;
}

struct Row {
  std::string draft;
  std::vector<Key> keys;
  std::string result;
};

// TUI-50, TUI-53
TEST(Editor, KeysChangeTheDraft) {
  const KeyCode left = KeyCode::left, right = KeyCode::right;
  const std::vector<Row> rows = {
      {"one two", {ctrl('a')}, "|one two"},
      {"one two", {ctrl('a'), ctrl('e')}, "one two|"},
      {"one two", {code(KeyCode::home)}, "|one two"},
      {"one two", {code(KeyCode::home), code(KeyCode::end)}, "one two|"},
      {"one two", {ctrl('b'), ctrl('b'), ctrl('f')}, "one tw|o"},
      {"one two", {alt('b')}, "one |two"},
      {"one two", {alt_key(left)}, "one |two"},
      {"one two", {ctrl_key(left), ctrl_key(left), alt('f')}, "one| two"},
      {"one two", {ctrl('a'), ctrl_key(right)}, "one| two"},
      {"one two", {ctrl('w')}, "one |"},
      {"one two", {alt_key(KeyCode::backspace)}, "one |"},
      {"one a-b", {ctrl('w')}, "one |"},
      {"one a-b", {alt_key(KeyCode::backspace)}, "one a-|"},
      {"one two", {alt('b'), ctrl('k')}, "one |"},
      {"one two", {alt('b'), ctrl('u')}, "|two"},
      {"one two", {ctrl('w'), alt('y')}, "one two|"},
      {"one two", {ctrl('w'), ctrl('_')}, "one two|"},
      {"one two", {ctrl('w'), ctrl('_'), alt('_')}, "one |"},
      {"one two", {ctrl('a'), alt('d')}, "| two"},
      {"one two", {ctrl('a'), ctrl_key(KeyCode::del)}, "| two"},
      {"ab", {ctrl('h')}, "a|"},
      {"a\nb", {ctrl('u'), ctrl('u')}, "a|"},
      {"a\nb", {ctrl_key(KeyCode::home), ctrl('k'), ctrl('k')}, "|b"},
      {"a\nb", {ctrl('w'), ctrl('w')}, "a|"},
      {"a\nb", {code(KeyCode::up)}, "a|\nb"},
      {"a\nb", {code(KeyCode::up), code(KeyCode::down)}, "a\nb|"},
      {"abc\nd\nefg", {code(KeyCode::up), code(KeyCode::up)}, "abc|\nd\nefg"},
      {"ab", {code(left), code(KeyCode::backspace)}, "|b"},
      {"ab", {ctrl('a'), ctrl('d')}, "|b"},
      {"ab", {code(KeyCode::del)}, "ab|"},
      {"", {code(KeyCode::backspace), ctrl('w'), ctrl('k'), ctrl('_')}, "|"},
      {"漢字 👩‍💻 é x", {code(left), code(left), code(left)}, "漢字 👩‍💻 |é x"},
      {"漢字テスト 👩‍💻 é x",
       {code(left), code(left), code(left), typed("Z")},
       "漢字テスト 👩‍💻 Z|é x"},
      {"👩‍💻", {code(KeyCode::backspace)}, "|"},
      {"🇩🇪🇫🇷", {code(left)}, "🇩🇪|🇫🇷"},
      {"e\xcc\x81", {code(KeyCode::backspace)}, "|"},
      {"❤️", {code(left), ctrl('d')}, "|"},
      {"a", {ctrl('j')}, "a\n|"},
  };
  for (const Row& row : rows) {
    Editor editor = with(row.draft);
    for (const Key& key : row.keys) EXPECT_TRUE(editor.handle(key));
    EXPECT_EQ(shown(editor), row.result) << row.draft;
  }
}

// TUI-60
TEST(Editor, ThePresetOfEmacsChangesTheDraft) {
  const KeyMap emacs{config::KeyBindings(config::TuiSettings::KeyPreset::emacs)};
  const std::vector<Row> rows = {
      {"ab", {ctrl('t')}, "ba|"},
      {"abc", {code(KeyCode::left), ctrl('t')}, "acb|"},
      {"abc", {ctrl('a'), ctrl('t')}, "|abc"},
      {"abc", {ctrl('a'), ctrl('f'), ctrl('t'), ctrl('t')}, "bca|"},
      {"x\nab", {ctrl('t')}, "x\nba|"},
      {"x\nab", {ctrl('a'), ctrl('t')}, "x\n|ab"},
      {"a漢👩‍💻", {ctrl('t')}, "a👩‍💻漢|"},
      {"a", {ctrl('t')}, "a|"},
      {"", {ctrl('t')}, "|"},
      {"ab", {ctrl('t'), ctrl('_')}, "ab|"},
      {"one two", {ctrl('w'), ctrl('y')}, "one two|"},
      {"a\nb", {ctrl('p')}, "a|\nb"},
      {"a\nb", {ctrl('p'), ctrl('n')}, "a\nb|"},
  };
  for (const Row& row : rows) {
    Editor editor = with(row.draft);
    editor.use(emacs);
    for (const Key& key : row.keys) EXPECT_TRUE(editor.handle(key));
    EXPECT_EQ(shown(editor), row.result) << row.draft;
  }
}

// TUI-53
TEST(Editor, UndoesAHundredStepsAndAWordIsOne) {
  Editor editor;
  for (const char* letter : {"o", "n", "e", " ", "t", "w", "o"}) editor.handle(typed(letter));
  editor.handle(ctrl('_'));
  EXPECT_EQ(shown(editor), "one |");
  editor.handle(ctrl('_'));
  editor.handle(ctrl('_'));
  EXPECT_EQ(shown(editor), "|");
  for (int i = 0; i < 3; ++i) editor.handle(alt('_'));
  EXPECT_EQ(shown(editor), "one two|");

  for (int i = 0; i < 150; ++i) editor.paste("x");
  for (int i = 0; i < 200; ++i) editor.handle(ctrl('_'));
  EXPECT_EQ(shown(editor), "one two" + std::string(50, 'x') + "|");
}

// TUI-56
TEST(Editor, ALongPasteIsOneUnitAndIsSentWhole) {
  Editor editor = with("see ");
  const std::string text = lines(40);
  editor.paste(text);
  editor.insert("!");
  const std::string label = "[pasted #1: 40 lines, " + std::to_string(text.size()) + " B]";
  EXPECT_EQ(shown(editor), "see " + label + "!|");
  EXPECT_EQ(editor.sent(), "see " + text + "!");
  editor.handle(code(KeyCode::left));
  editor.handle(code(KeyCode::left));
  EXPECT_EQ(shown(editor), "see |" + label + "!");
  editor.handle(code(KeyCode::del));
  EXPECT_EQ(shown(editor), "see |!");
  editor.handle(ctrl('_'));
  EXPECT_EQ(editor.sent(), "see " + text + "!");
  EXPECT_EQ(editor.take().sent(), "see " + text + "!");
}

// TUI-56
TEST(Editor, APasteIsUnfoldedByTheSamePasteOrOnDemand) {
  const std::string text = lines(20);
  for (int way = 0; way < 3; ++way) {
    Editor editor;
    editor.paste(text);
    EXPECT_NE(editor.text(), text);
    if (way == 0) editor.paste(text);
    if (way == 1) editor.handle({.code = KeyCode::text, .alt = true, .shift = true, .text = "v"});
    if (way == 2) {
      EXPECT_TRUE(editor.unfold(false));
    }
    EXPECT_EQ(editor.text(), text);
    editor.handle(ctrl('_'));
    EXPECT_TRUE(shown(editor).starts_with("[pasted #1"));
  }
  Editor editor;
  editor.paste(text);
  editor.insert("  ");
  EXPECT_FALSE(editor.unfold(false));
}

// TUI-56
TEST(Editor, FoldsByTheLinesOfTheSetting) {
  Editor never(0), three(3);
  never.paste(lines(100));
  EXPECT_EQ(never.text(), lines(100));
  three.paste(lines(3));
  EXPECT_EQ(three.text(), lines(3));
  three.paste(lines(4));
  EXPECT_NE(three.text(), lines(3) + lines(4));
  EXPECT_EQ(three.sent(), lines(3) + lines(4));
}

TEST(Editor, NobodyCanForgeAFoldedPaste) {
  Editor editor;
  editor.paste(lines(20));
  const std::string mark = editor.text();
  editor.clear();
  editor.paste(mark + "[pasted #1: 40 lines, 511 B]");
  EXPECT_EQ(editor.sent(),
            "\uFFFD"
            "0\uFFFD[pasted #1: 40 lines, 511 B]");
}

// TUI-59: what was cleared comes back, pictures and pastes with it.
TEST(Editor, ClearingCanBeUndone) {
  Editor editor = with("text ");
  editor.paste(lines(20));
  editor.attach({.file = "a.png", .width = 2, .height = 3});
  const Draft before = editor.draft();
  editor.clear();
  EXPECT_TRUE(editor.draft().empty());
  editor.handle(ctrl('_'));
  EXPECT_EQ(editor.draft(), before);
}

TEST(Editor, ADraftThatIsSetKeepsItsPastes) {
  Editor writer;
  writer.paste(lines(20));
  const Draft sent = writer.take();
  Editor editor;
  editor.paste(lines(30));
  editor.set(sent);
  EXPECT_EQ(editor.sent(), lines(20));
  editor.handle(ctrl('_'));
  EXPECT_EQ(editor.sent(), lines(30));
  EXPECT_EQ(editor.take().pastes.size(), 1U);
}

std::vector<std::string> texts(const Editor::View& view) {
  std::vector<std::string> all;
  for (const Line& row : view.rows) all.push_back(row.text());
  return all;
}

// TUI-50
TEST(Editor, ALongDraftScrollsInsideWithMarks) {
  Editor editor = with("1\n2\n3\n4\n5\n6\n7\n8\n9");
  using Texts = std::vector<std::string>;
  EXPECT_EQ(texts(editor.view(10, 9)).size(), 9U);
  Editor::View view = editor.view(10, 5);
  EXPECT_EQ(texts(view), (Texts{"↑ 5", "6", "7", "8", "9"}));
  EXPECT_EQ(view.cursor_row, 4U);
  for (int i = 0; i < 4; ++i) editor.handle(code(KeyCode::up));
  view = editor.view(10, 5);
  EXPECT_EQ(texts(view), (Texts{"↑ 4", "5", "6", "7", "↓ 2"}));
  EXPECT_EQ(view.cursor_row, 1U);
  editor.handle(ctrl_key(KeyCode::home));
  view = editor.view(10, 5);
  EXPECT_EQ(texts(view), (Texts{"1", "2", "3", "4", "↓ 5"}));
  EXPECT_EQ(view.cursor_row, 0U);
  EXPECT_TRUE(view.from_the_top);
}

// TUI-50: whatever the keys, the cursor is in sight and no more rows are used than allowed.
TEST(Editor, TheCursorIsAlwaysInSight) {
  Editor editor;
  for (int i = 0; i < 30; ++i) editor.insert("word " + std::to_string(i) + "\n");
  std::uint32_t state = 1;
  for (int i = 0; i < 3000; ++i) {
    state = state * 1664525U + 1013904223U;
    const std::uint32_t dice = state >> 16U;
    const std::vector<Key> keys = {
        code(KeyCode::up),       code(KeyCode::down),    typed("x"), code(KeyCode::backspace),
        ctrl_key(KeyCode::home), ctrl_key(KeyCode::end), ctrl('_'),  ctrl('j')};
    editor.handle(keys[dice % keys.size()]);
    const std::size_t most = 1 + dice / 8 % 9;
    const Editor::View view = editor.view(4 + dice % 20, most);
    ASSERT_LE(view.rows.size(), most);
    ASSERT_LT(view.cursor_row, view.rows.size());
    const std::string row = view.rows[view.cursor_row].text();
    ASSERT_FALSE(row.starts_with("↑") || row.starts_with("↓"));
  }
}

}  // namespace
}  // namespace ingot::tui
