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
    {"\x1b\x1b[A", "Esc Up"},
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

}  // namespace
}  // namespace ingot::term
