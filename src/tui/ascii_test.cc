#include "tui/ascii.h"

#include <map>

namespace ingot::tui {
namespace {

bool unicode(std::map<std::string, std::string> values) {
  return shows_unicode([&](const std::string& name) -> std::optional<std::string> {
    const auto found = values.find(name);
    return found == values.end() ? std::nullopt : std::optional(found->second);
  });
}

// TUI-144
TEST(Ascii, TheLocaleSaysWhetherUnicodeIsShown) {
  EXPECT_TRUE(unicode({{"LANG", "C.UTF-8"}}));
  EXPECT_TRUE(unicode({{"LC_ALL", "de_DE.utf8"}, {"LANG", "C"}}));
  EXPECT_FALSE(unicode({{"LC_ALL", "C"}, {"LANG", "C.UTF-8"}}));
  EXPECT_FALSE(unicode({{"LC_CTYPE", "de_DE.ISO-8859-1"}}));
  EXPECT_TRUE(unicode({}));
}

// TUI-144
TEST(Ascii, MarksBecomeAsciiAndTheRestIsEscaped) {
  EXPECT_EQ(ascii("› a • b … · ✗"), "> a * b ... - x");
  EXPECT_EQ(ascii("├─┤ ▇ ⠹"), "+-+ # |");
  EXPECT_EQ(ascii("é 漢 😀"), "\\u{00e9} \\u{6f22} \\u{1f600}");
  EXPECT_EQ(ascii("⟨CSI 2J⟩ ␛"), "<CSI 2J> ^[");
  EXPECT_EQ(ascii("\xFF"), "\\u{fffd}");
}

// TUI-140
TEST(Ascii, ALineIsReadOutWithWordsForItsMarks) {
  EXPECT_EQ(spoken("• Read a.cc (12 lines)"), "Tool: Read a.cc (12 lines)");
  EXPECT_EQ(spoken("✗ 401 from host"), "Error: 401 from host");
  EXPECT_EQ(spoken("12.4 s · 3 tools"), "12.4 s, 3 tools");
  EXPECT_EQ(spoken("│ a │ b │"), " a  b");
  EXPECT_EQ(spoken("grün"), "grün");
}

}  // namespace
}  // namespace ingot::tui
