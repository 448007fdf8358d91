#include "tui/sgr_lines.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ingot::tui {
namespace {

using testing::ElementsAre;

// "red*bold:word" for each span.
std::vector<std::string> described(std::string_view text) {
  std::vector<std::string> spans;
  for (const Line& line : sgr_lines(text)) {
    for (const Span& span : line.spans()) {
      spans.push_back(std::to_string(static_cast<int>(span.style.colour)) +
                      (span.style.bold ? "b" : "") + (span.style.dim ? "d" : "") +
                      (span.style.reverse ? "r" : "") + ":" + span.text);
    }
  }
  return spans;
}

std::string name(Colour colour) { return std::to_string(static_cast<int>(colour)); }

// TUI-103
TEST(SgrLinesTest, AttributesBecomeStylesUntilTheyEnd) {
  EXPECT_THAT(described("\x1b[1;31mred\x1b[0m plain\x1b[92mgreen\x1b[39;7mturned"),
              ElementsAre(name(Colour::red) + "b:red", "0: plain", name(Colour::green) + ":green",
                          "0r:turned"));
  EXPECT_THAT(described("\x1b[34mone\ntwo\x1b[m\n"),
              ElementsAre(name(Colour::blue) + ":one", name(Colour::blue) + ":two"));
  EXPECT_EQ(sgr_lines("a\r\n\nb\n").size(), 3U);
}

TEST(SgrLinesTest, RicherColoursBecomeTheNearestName) {
  EXPECT_THAT(described("\x1b[38;5;196mx"), ElementsAre(name(Colour::red) + ":x"));
  EXPECT_THAT(described("\x1b[38;2;20;220;230mx"), ElementsAre(name(Colour::cyan) + ":x"));
  EXPECT_THAT(described("\x1b[38;5;244mx"), ElementsAre(name(Colour::grey) + ":x"));
  // A background is passed over with its numbers, which are no attributes.
  EXPECT_THAT(described("\x1b[48;5;1;32mx"), ElementsAre(name(Colour::green) + ":x"));
  EXPECT_THAT(described("\x1b[38;5mx"), ElementsAre("0:x"));
}

// TUI-156
TEST(SgrLinesTest, EverythingElseIsShownAndDoesNothing) {
  for (const std::string_view text :
       {"\x1b]0;title\x07x", "\x1b[2Jx", "\x1b[3", "\x1b[38;5;\x1b[Hx", "a\x1b",
        "\x9b"
        "31mx"}) {
    for (const Line& line : sgr_lines(text)) {
      for (const char c : line.text()) EXPECT_GE(static_cast<unsigned char>(c), 0x20) << text;
    }
  }
  EXPECT_EQ(sgr_lines("\x1b[2Jx").front().text(), "⟨CSI 2J⟩x");
}

}  // namespace
}  // namespace ingot::tui
