#include "tui/vi.h"

#include <random>

#include "term/columns.h"

namespace ingot::tui {
namespace {

using term::Key;
using term::KeyCode;

// "dw<esc><c-r>" as a terminal's keys; letters in a row come as one, as from a fast hand.
std::vector<Key> keys_of(std::string_view text, bool one_by_one) {
  std::vector<Key> keys;
  while (!text.empty()) {
    if (text.starts_with("<esc>")) {
      keys.push_back({.code = KeyCode::escape});
      text.remove_prefix(5);
    } else if (text.starts_with("<c-r>")) {
      keys.push_back({.ctrl = true, .text = "r"});
      text.remove_prefix(5);
    } else if (text.starts_with("<cr>")) {
      keys.push_back({.code = KeyCode::enter});
      text.remove_prefix(4);
    } else if (text.starts_with("<bs>")) {
      keys.push_back({.code = KeyCode::backspace});
      text.remove_prefix(4);
    } else {
      const std::size_t bytes = one_by_one
                                    ? std::max<std::size_t>(term::first_grapheme(text).bytes, 1)
                                    : std::min(text.find('<'), text.size());
      keys.push_back({.text = std::string(text.substr(0, bytes))});
      text.remove_prefix(bytes);
    }
  }
  return keys;
}

struct Typing {
  Editor editor;
  Vi vi;

  // In normal mode, with the cursor where "|" stands.
  explicit Typing(std::string text) {
    const std::size_t at = text.find('|');
    text.erase(at, 1);
    editor.insert(text);
    vi.handle({.code = KeyCode::escape}, editor);
    editor.go_to(at);
  }
  void press(std::string_view text, bool one_by_one) {
    for (const Key& key : keys_of(text, one_by_one)) {
      const Vi::Outcome outcome = vi.handle(key, editor);
      if (!outcome.taken) outcome.action ? editor.act(*outcome.action) : editor.handle(key);
      vi.settle(editor);
    }
  }
  std::string shown() const {
    std::string text = editor.text();
    return text.insert(editor.cursor(), "|");
  }
};

struct Row {
  const char *draft, *keys, *result;
};

const std::vector<Row> kRows = {
    // Motions
    {"one t|wo", "h", "one |two"},
    {"|one", "h", "|one"},
    {"a\n|b", "h", "a\n|b"},
    {"|one", "l", "o|ne"},
    {"on|e", "l", "on|e"},
    {"|one\ntwo", "9l", "on|e\ntwo"},
    {"|one two", "w", "one |two"},
    {"|one two", "ww", "one tw|o"},
    {"|a.b c", "w", "a|.b c"},
    {"|a.b c", "W", "a.b |c"},
    {"|a\n\n  b", "w", "a\n|\n  b"},
    {"|a\n\n  b", "ww", "a\n\n  |b"},
    {"|one two three", "2w", "one two |three"},
    {"one tw|o", "b", "one |two"},
    {"one |two", "b", "|one two"},
    {"a.b|c", "b", "a.|bc"},
    {"x a.b|c", "B", "x |a.bc"},
    {"a\n\n|b", "b", "a\n|\nb"},
    {"|one two", "e", "on|e two"},
    {"on|e two", "e", "one tw|o"},
    {"|a.b c", "E", "a.|b c"},
    {"  one t|wo", "0", "|  one two"},
    {"  one t|wo", "^", "  |one two"},
    {"|one two", "$", "one tw|o"},
    {"|a\nbc\nd", "2$", "a\nb|c\nd"},
    {"a\n|b\nc", "gg", "|a\nb\nc"},
    {"  a\n|b", "gg", "  |a\nb"},
    {"|a\nb\nc", "G", "a\nb\n|c"},
    {"|a\nb\nc", "2G", "a\n|b\nc"},
    {"a\nb\n|c", "2gg", "a\n|b\nc"},
    {"|a\nb", "j", "a\n|b"},
    {"a\n|b", "k", "|a\nb"},
    {"|a\nb\nc", "2j", "a\nb\n|c"},
    {"ab|c\n\nabc", "jj", "abc\n\nab|c"},
    {"|one two", "fo", "one tw|o"},
    {"|one two", "ft", "one |two"},
    {"|one two", "tt", "one| two"},
    {"|a,b,c", "2f,", "a,b|,c"},
    {"a,b,|c", "F,", "a,b|,c"},
    {"a,b,|c", "T,", "a,b,|c"},
    {"a,b|c", "T,", "a,|bc"},
    {"|a,b,c", "f,;", "a,b|,c"},
    {"|a,b,c", "f,;,", "a|,b,c"},
    {"|a,b,c", "t,;", "a,|b,c"},
    {"|a\n,", "f,", "|a\n,"},
    {"|a漢字b", "f字", "a漢|字b"},
    {"|one", "fx", "|one"},
    // Insert mode
    {"|one", "iX<esc>", "|Xone"},
    {"|one", "aX<esc>", "o|Xne"},
    {"on|e", "aX<esc>", "one|X"},
    {"  o|ne", "IX<esc>", "  |Xone"},
    {"|one\ntwo", "AX<esc>", "one|X\ntwo"},
    {"|one\ntwo", "oX<esc>", "one\n|X\ntwo"},
    {"one\nt|wo", "OX<esc>", "one\n|X\ntwo"},
    {"|", "iab<esc>", "a|b"},
    {"|", "oab<esc>", "\na|b"},
    {"|one", "i", "|one"},
    // Deleting and changing
    {"o|ne", "x", "o|e"},
    {"on|e", "x", "o|n"},
    {"|one\ntwo", "9x", "|\ntwo"},
    {"on|e", "X", "o|e"},
    {"on|e", "9X", "|e"},
    {"|", "x", "|"},
    {"one |two three", "D", "one| "},
    {"one |two", "CX<esc>", "one |X"},
    {"|one two", "dw", "|two"},
    {"one |two", "dw", "one| "},
    {"|one two three", "2dw", "|three"},
    {"|one two three", "d2w", "|three"},
    {"|a b c d e f g", "2d3w", "|g"},
    {"|one\ntwo", "dw", "|\ntwo"},
    {"|one two", "de", "| two"},
    {"one |two", "db", "|two"},
    {"one |two", "d0", "|two"},
    {"  one |two", "d^", "  |two"},
    {"one |two three", "d$", "one| "},
    {"|a(b)c", "dt)", "|)c"},
    {"|a(b)c", "df)", "|c"},
    {"a(b)|c", "dF(", "a|c"},
    {"|a)", "dt)", "|)"},
    {"|abc", "dl", "|bc"},
    {"ab|c", "dh", "a|c"},
    {"|one two", "dfx", "|one two"},
    {"a\n|b\nc", "dd", "a\n|c"},
    {"a\n  b\n|c", "dd", "a\n  |b"},
    {"|a", "dd", "|"},
    {"|a\nb\nc", "2dd", "|c"},
    {"|a\nb\nc", "dj", "|c"},
    {"a\nb\n|c", "dk", "|a"},
    {"a\n|b", "dj", "a\n|b"},
    {"a\n|b\nc", "dG", "|a"},
    {"a\nb|b\nc", "dgg", "|c"},
    {"|one two", "cwX<esc>", "|X two"},
    {"on|e two", "cwX<esc>", "on|X two"},
    {"one| two", "cwX<esc>", "one|Xtwo"},
    {"|one two three", "c2wX<esc>", "|X three"},
    {"|one two", "ceX<esc>", "|X two"},
    {"one t|wo", "cbX<esc>", "one |Xwo"},
    {"one |two", "c$X<esc>", "one |X"},
    {"a\n  b|b\nc", "ccX<esc>", "a\n|X\nc"},
    {"|abc", "sX<esc>", "|Xbc"},
    {"|abc", "rX", "|Xbc"},
    {"|abc", "2rX", "X|Xc"},
    {"ab|c", "2rX", "ab|c"},
    {"|", "cwX<esc>", "|X"},
    // Keeping and putting
    {"|one two", "ywP", "one| one two"},
    {"|one two", "dwp", "tone| wo"},
    {"|ab", "xp", "b|a"},
    {"|ab", "x3p", "baa|a"},
    {"|a\nb", "ddp", "b\n|a"},
    {"a\n|b", "ddP", "|b\na"},
    {"|a\n  b", "jyyP", "a\n  |b\n  b"},
    {"|a\nb", "yyp", "a\n|a\nb"},
    {"a\n|b", "yyp", "a\nb\n|b"},
    {"|a\nb", "2yyP", "|a\nb\na\nb"},
    {"|a\nb\nc", "yjGp", "a\nb\nc\n|a\nb"},
    {"|one two", "yw$p", "one twoone| "},
    {"|one", "y$P", "on|eone"},
    {"|one", "p", "|one"},
    // Undo: a command with all that was typed is one step
    {"|one two", "dwu", "|one two"},
    {"|one two", "dwu<c-r>", "|two"},
    {"|one two", "cwX Y Z<esc>u", "|one two"},
    {"|one", "oab cd<esc>u", "|one"},
    {"|one", "iab<bs>c d<esc>u", "|one"},
    {"|abcdef", "xxx2u", "|bcdef"},
    {"|abcdef", "3xu<c-r>", "|def"},
    {"|one two", "dwdwuu<c-r>", "|two"},
    // Half commands
    {"|one two", "d<esc>w", "one |two"},
    {"|one two", "2<esc>w", "one |two"},
    {"|one two", "dyw", "one |two"},
    {"|one two", "gxw", "one |two"},
    {"|one two", "dzw", "one |two"},
    {"|one two", "d<cr>w", "one |two"},
    {"|one two", "r<cr>w", "one |two"},
    {"|one two", "99999999999999999999l", "one tw|o"},
    // Whole characters
    {"|👩‍💻é漢", "x", "|é漢"},
    {"👩‍💻|e\u0301x", "x", "👩‍💻|x"},
    {"👩‍💻é|漢", "hh", "|👩‍💻é漢"},
    {"|👩‍💻 x", "e", "👩‍💻 |x"},
    {"a |👩‍💻", "de", "a| "},
};

// TUI-60
TEST(Vi, CommandsChangeTheDraft) {
  for (const bool one_by_one : {true, false}) {
    for (const Row& row : kRows) {
      Typing draft(row.draft);
      draft.press(row.keys, one_by_one);
      EXPECT_EQ(draft.shown(), row.result) << row.draft << " " << row.keys;
    }
  }
}

TEST(Vi, EscapeLeavesInsertModeAndThenIsNobodys) {
  Editor editor;
  Vi vi;
  EXPECT_FALSE(vi.handle({.text = "a"}, editor).taken);
  editor.insert("ab");
  EXPECT_TRUE(vi.handle({.code = KeyCode::escape}, editor).taken);
  EXPECT_TRUE(vi.in_normal());
  EXPECT_EQ(editor.cursor(), 1U);
  vi.handle({.text = "2"}, editor);
  vi.handle({.text = "d"}, editor);
  vi.handle({.text = "3"}, editor);
  EXPECT_EQ(vi.pending(), "2d3");
  EXPECT_TRUE(vi.handle({.code = KeyCode::escape}, editor).taken);
  EXPECT_EQ(vi.pending(), "");
  EXPECT_FALSE(vi.handle({.code = KeyCode::escape}, editor).taken);
  vi.begin_insert();
  EXPECT_FALSE(vi.in_normal());
}

// Whatever is typed: the cursor stands between clusters, in normal mode on one.
TEST(Vi, AnyKeysLeaveTheCursorInItsPlace) {
  std::mt19937 random(7);
  const std::vector<std::string> keys = {
      "h", "j", "k",  "l", "w", "b", "e", "W", "B",     "E",           "0",
      "^", "$", "g",  "G", "f", "F", "t", "T", ";",     ",",           "d",
      "c", "y", "x",  "X", "D", "C", "p", "P", "i",     "a",           "I",
      "A", "o", "O",  "u", "s", "r", "2", "3", "漢",    "👩‍💻", "e\u0301",
      "-", " ", "\n", "/", "z", ".", "(", "_", "<esc>", "<esc>",       "<c-r>"};
  for (int round = 0; round < 60; ++round) {
    Typing typing("a 漢|字.b\n\n  c👩‍💻\u0301-\u0301x");
    std::string pressed;
    for (int i = 0; i < 150; ++i) {
      const std::string& key = keys[random() % keys.size()];
      pressed += key;
      typing.press(key, true);
      const Editor& editor = typing.editor;
      ASSERT_LE(editor.cursor(), editor.text().size()) << pressed;
      ASSERT_EQ(editor.character_at(editor.cursor()), editor.cursor()) << pressed;
      if (typing.vi.in_normal() && editor.cursor() == editor.line_end(editor.cursor())) {
        ASSERT_EQ(editor.cursor(), editor.line_begin(editor.cursor())) << pressed;
      }
      if (editor.text().size() > 5000) break;
    }
  }
}

// What is cut in one mode comes back in the other, and folded pastes stay whole.
TEST(Vi, SharesWhatIsKeptAndKnowsPastes) {
  Typing draft("|one two");
  draft.press("dw$", true);
  EXPECT_TRUE(draft.editor.act(KeyAction::yank));
  EXPECT_EQ(draft.shown(), "twone |o");
  Editor editor(2);
  editor.paste("a\nb\nc\nd");
  editor.insert(" x");
  Vi vi;
  vi.handle({.code = KeyCode::escape}, editor);
  for (const char* key : {"0", "d", "l", "p"}) {
    vi.handle({.text = key}, editor);
    vi.settle(editor);
  }
  EXPECT_EQ(editor.sent(), " a\nb\nc\ndx");
}

// TUI-59: what is put in the place of a draft is a step of its own, also while text is inserted.
TEST(Vi, AClearedDraftComesBack) {
  Editor editor;
  Vi vi;
  for (const char* key : {"a", " ", "b", " "}) {
    vi.handle({.text = key}, editor);
    editor.insert(key);
  }
  editor.clear();
  editor.act(KeyAction::undo);
  EXPECT_EQ(editor.text(), "a b ");
}

}  // namespace
}  // namespace ingot::tui
