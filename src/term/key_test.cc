#include "term/key.h"

namespace ingot::term {
namespace {

std::string name_of(const Key& key) {
  static const std::map<KeyCode, std::string> kNames = {{KeyCode::enter, "Enter"},
                                                        {KeyCode::tab, "Tab"},
                                                        {KeyCode::backspace, "Backspace"},
                                                        {KeyCode::escape, "Esc"},
                                                        {KeyCode::up, "Up"},
                                                        {KeyCode::down, "Down"},
                                                        {KeyCode::left, "Left"},
                                                        {KeyCode::right, "Right"},
                                                        {KeyCode::home, "Home"},
                                                        {KeyCode::end, "End"},
                                                        {KeyCode::page_up, "PgUp"},
                                                        {KeyCode::page_down, "PgDn"},
                                                        {KeyCode::del, "Del"},
                                                        {KeyCode::insert, "Ins"},
                                                        {KeyCode::focus_in, "FocusIn"},
                                                        {KeyCode::focus_out, "FocusOut"}};
  std::string name;
  if (key.ctrl) name += "C-";
  if (key.alt) name += "M-";
  if (key.shift && key.code != KeyCode::text) name += "S-";
  if (key.code == KeyCode::text) return name + key.text;
  if (key.code == KeyCode::paste) return "paste(" + key.text + ")";
  if (key.code == KeyCode::answer) return "answer";
  return name + kNames.at(key.code);
}

std::string names_of(const std::vector<Key>& keys) {
  std::string names;
  for (const Key& key : keys) names += (names.empty() ? "" : " ") + name_of(key);
  return names;
}

std::string decoded(std::string_view bytes) {
  KeyDecoder decoder;
  std::vector<Key> keys = decoder.feed(bytes);
  for (Key& key : decoder.flush()) keys.push_back(std::move(key));
  return names_of(keys);
}

struct Row {
  std::string bytes, keys;
};

// TUI-42, TUI-44, TUI-45, TUI-46, TUI-55
const std::vector<Row> kRows = {
    {"a", "a"},
    {"\r", "Enter"},
    {"\n", "C-j"},
    {"\t", "Tab"},
    {"\x7f", "Backspace"},
    {"\x01", "C-a"},
    {"\x1f", "C-_"},
    {"\x1b", "Esc"},
    {"\x1b\r", "M-Enter"},
    {"\x1b"
     "b",
     "M-b"},
    {"\x1b[A", "Up"},
    {"\x1bOA", "Up"},
    {"\x1b[1;5C", "C-Right"},
    {"\x1b[1;3D", "M-Left"},
    {"\x1b[Z", "S-Tab"},
    {"\x1b[3~", "Del"},
    {"\x1b[5~", "PgUp"},
    {"\x1b[13;2u", "S-Enter"},
    {"\x1b[27;2;13~", "S-Enter"},
    {"\x1b[13u", "Enter"},
    {"\x1b[99;5u", "C-c"},
    {"\x1b[97;1:3u", ""},  // a release
    {"\x1b[97;65u", "a"},  // Caps Lock is masked
    {"\x1b[228u", "ä"},
    {"\x1b[97:65;2u", "A"},
    {"\x1b[27;2;99~", "C"},  // what no draft may show as ";2;99~"
    {"\x1b[99;99;99X", ""},
    {"\x1b[?62;c", "answer"},
    {"\x1b]11;rgb:0000/0000/0000\x1b\\", "answer"},
    {"\x1bP>|term 1\x1b\\", "answer"},
    {"\x1b[I", "FocusIn"},
    {"\x1b[O", "FocusOut"},
    {"é漢👩", "é 漢 👩"},
    {"\xff", "\xef\xbf\xbd"},
    {"\x1b[200~a\rb\x03/quit\r\n\x1b[201~x", "paste(a\nb\xe2\x90\x83/quit\n) x"},
    {"\x1b[200~never ends", "paste(never ends)"},
    {"\x1b\x1b", "Esc Esc"},
    {"\x1b\x1b[A", "M-Up"},
    {"\x1b\x1bOA", "M-Up"},
    {"\x1b[", "M-["},
    {"\x1bO", "M-o"},
    {"\x1b]", "M-]"},
    {"\x1bV", "M-v"},
    {"\x1b\x7f", "M-Backspace"},
    {"\x08", "Backspace"},
    {std::string("\0", 1), "C- "},
    {"\x1d", "C-]"},
    // kitty: repeats, releases, alternates, text, the keypad, locks
    {"\x1b[97;1:2u", "a"},
    {"\x1b[1;1:3A", ""},
    {"\x1b[3;1:3~", ""},
    {"\x1b[3;5:1~", "C-Del"},
    {"\x1b[57399u\x1b[57414u\x1b[57417;5u", "0 Enter C-Left"},
    {"\x1b[57358u\x1b[57441;2u", ""},  // Caps Lock, Shift
    {"\x1b[1;129A", "Up"},             // Num Lock is masked
    {"\x1b[118;4u", "M-v"},
    {"\x1b[118:86;4u", "M-v"},
    {"\x1b[45;6u", "C-_"},
    {"\x1b[55:47;6u", "C-/"},
    {"\x1b[47;5u", "C-/"},
    {"\x1b[97;2;65u", "A"},
    {"\x1b[113;7;64u", "@"},  // AltGr as Ctrl and Alt
    {"\x1b[229;3u", "å"},
    {"\x1b[8364;7u", "€"},
    {"\x1bł", "ł"},
    {"\x1b[105;5u", "C-i"},
    {"\x1b[27;5;105~", "C-i"},
    {"\x1b[27;6;65~", "C-a"},
    {"\x1b[27u", "Esc"},
    {"\x1b[127;5u", "C-Backspace"},
    {"\x1b[9;2u", "S-Tab"},
    // rxvt, SS3 with modifiers and keypad, the Linux console
    {"\x1b[7$x", "S-Home x"},
    {"\x1b[3^x", "C-Del x"},
    {"\x1b[8@", "C-S-End"},
    {"\x1b[a\x1bOd", "S-Up C-Left"},
    {"\x1bO5C", "C-Right"},
    {"\x1bOM\x1bOp\x1bOy", "Enter 0 9"},
    {"\x1b[[Ax", "x"},
    {"\x1b[15~\x1bOPx", "x"},
    // Mouse reports that nobody asked for, and other things nobody knows
    {"\x1b[M !!x", "x"},
    {"\x1b[<0;3;4Mx", "answer x"},
    {"\x1b[27;2;99999999999~", ""},
    {"\x1b[1;2;3;4;5;6zx", "x"},
    {"\x1b[12\x1b[A", "Up"},
    {"\x1b_Gi=1;OK\x1b\\x", "answer x"},
    {"\xc3\x28", "\xef\xbf\xbd ("},
    {"\xe2\x82", "\xef\xbf\xbd"},
    {"\x1b[200~\xc2\x9b\x7f\t\x1b[31m\x1b[201~", "paste(⟨CSI⟩␡\t␛[31m)"},
};

TEST(KeyDecoder, KnowsEveryForm) {
  for (const Row& row : kRows)
    EXPECT_EQ(decoded(row.bytes), row.keys) << testing::PrintToString(row.bytes);
}

TEST(KeyDecoder, ASplitAtAnyByteChangesNothing) {
  for (const Row& row : kRows) {
    for (std::size_t cut = 1; cut < row.bytes.size(); ++cut) {
      KeyDecoder decoder;
      std::vector<Key> keys = decoder.feed(std::string_view(row.bytes).substr(0, cut));
      for (Key& key : decoder.feed(std::string_view(row.bytes).substr(cut))) {
        keys.push_back(std::move(key));
      }
      for (Key& key : decoder.flush()) keys.push_back(std::move(key));
      EXPECT_EQ(names_of(keys), row.keys) << testing::PrintToString(row.bytes) << " at " << cut;
    }
  }
}

// TUI-43: only what a finger may have typed is decided soon.
TEST(KeyDecoder, TellsALoneEscapeFromTheBeginningOfASequence) {
  using Waiting = KeyDecoder::Waiting;
  const std::vector<std::pair<std::string, Waiting>> rows = {{"a", Waiting::nothing},
                                                             {"\x1b", Waiting::escape},
                                                             {"\x1b[", Waiting::escape},
                                                             {"\x1b[1;", Waiting::sequence},
                                                             {"\x1b]11;rgb", Waiting::sequence},
                                                             {"\xe2\x82", Waiting::sequence},
                                                             {"\x1b[200~", Waiting::sequence},
                                                             {"\x1b[200~a", Waiting::sequence}};
  for (const auto& [bytes, waiting] : rows) {
    KeyDecoder decoder;
    decoder.feed(bytes);
    EXPECT_EQ(decoder.waiting(), waiting) << testing::PrintToString(bytes);
    decoder.flush();
    EXPECT_EQ(decoder.waiting(), Waiting::nothing);
  }
}

// TUI-36, TUI-57: a terminal without brackets sends a paste as keys.
TEST(KeyDecoder, AMegabyteOfKeysIsTakenInOnePass) {
  KeyDecoder decoder;
  EXPECT_EQ(decoder.feed(std::string(1U << 20U, 'x')).size(), 1U << 20U);
}

}  // namespace
}  // namespace ingot::term
