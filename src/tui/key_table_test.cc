#include "tui/key_table.h"

#include <fstream>

#include "tui/test_places.h"

namespace ingot::tui {
namespace {

const config::KeyBindings kStandard;

std::string read(const std::string& path) {
  std::ifstream file(INGOT_ROOM_DIR "/../../docs/" + path);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string texts(const std::vector<Line>& rows) {
  std::string all;
  for (const Line& row : rows) all += row.text() + "\n";
  return all;
}

// TUI-69: at eighty columns both sides are whole.
TEST(KeyTable, FitsTwoColumnsAtEighty) {
  for (const auto preset :
       {config::TuiSettings::KeyPreset::standard, config::TuiSettings::KeyPreset::emacs}) {
    for (const Line& row : key_rows(config::KeyBindings(preset), 79, 50)) {
      EXPECT_LE(row.columns(), 79U);
      EXPECT_EQ(row.text().find("…"), std::string::npos) << row.text();
    }
  }
  EXPECT_GT(key_rows(kStandard, 60, 50).size(), key_rows(kStandard, 79, 50).size());
}

// TUI-7: what has no room is named.
TEST(KeyTable, KeepsToItsRows) {
  const std::vector<Line> rows = key_rows(kStandard, 79, 12);
  ASSERT_EQ(rows.size(), 12U);
  EXPECT_EQ(rows.back().text(), "… all of them: /help");
  EXPECT_NE(texts(rows).find("Enter   send"), std::string::npos);
  EXPECT_TRUE(key_rows(kStandard, 79, 0).empty());
}

TEST(KeyTable, ShowsTheKeysThatAreBound) {
  const std::string standard = key_text(kStandard);
  EXPECT_NE(standard.find("  Ctrl+A E, Home End, Alt+Home End "), std::string::npos) << standard;
  EXPECT_NE(standard.find("  ↑ ↓ "), std::string::npos) << standard;
  EXPECT_EQ(standard.find("swap two characters"), std::string::npos);
  const std::string emacs = key_text(config::KeyBindings(config::TuiSettings::KeyPreset::emacs));
  EXPECT_NE(emacs.find("  ↑ ↓, Ctrl+P N "), std::string::npos) << emacs;
  EXPECT_NE(emacs.find("  Ctrl+T "), std::string::npos) << emacs;
}

// Every action is told of once.
TEST(KeyTable, LeavesNothingOut) {
  const std::string all = key_text(kStandard);
  for (const config::KeyActionRow& row : config::key_actions()) {
    for (const config::KeyChord& chord : kStandard.of(row.action)) {
      std::string label = config::label(chord);
      if (const std::size_t last = label.rfind('+'); last + 1 < label.size()) {
        label.erase(0, last + 1);
      }
      EXPECT_NE(all.find(label), std::string::npos) << row.name << " " << label;
    }
  }
}

// What users read is what the program says.
TEST(KeyTable, IsTheOneOfTheDocumentation) {
  EXPECT_NE(read("terminal.md").find(key_markdown()), std::string::npos) << key_markdown();
  EXPECT_NE(read("formats/keybindings.md").find(action_markdown()), std::string::npos)
      << action_markdown();
}

}  // namespace
}  // namespace ingot::tui
