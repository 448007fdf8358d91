// Frames as a terminal shows them: libvterm is the terminal.
#include "tui/viewport.h"

#include <random>
#include <regex>

#include "tui/test_screen.h"

namespace ingot::tui {
namespace {

Frame frame(const std::vector<std::string>& rows, std::size_t row, std::size_t column) {
  Frame made{.cursor_row = row, .cursor_column = column};
  for (const std::string& text : rows) made.rows.push_back(Line().own(text));
  return made;
}

// TUI-2, TUI-4, TUI-6
TEST(Viewport, CommittedLinesAreWrittenOnceAndScrollAway) {
  Screen screen(40, 6);
  Viewport viewport(40);
  std::vector<std::string> expected;
  for (int i = 0; i < 30; ++i) {
    std::vector<Line> lines;
    if (i % 2 == 0) {
      expected.push_back("line " + std::to_string(i));
      lines.push_back(Line().own(expected.back()));
    }
    screen.feed(viewport.draw(lines, frame({"working " + std::to_string(i), "> draft"}, 1, 7)));
  }
  expected.push_back("working 29");
  expected.push_back("> draft");
  EXPECT_EQ(screen.everything(), expected);
  EXPECT_EQ(screen.cursor().col, 7);
}

// TUI-3: only these sequences are ever sent.
TEST(Viewport, SendsNothingThatTouchesWhatIsAbove) {
  Screen screen(30, 8);
  Viewport viewport(30);
  std::mt19937 random(3);
  for (int i = 0; i < 300; ++i) {
    std::vector<std::string> rows;
    for (std::size_t n = 1 + random() % 5; n > 0; --n) {
      rows.push_back(std::string(random() % 40, static_cast<char>('a' + random() % 26)));
    }
    std::vector<Line> lines;
    if (random() % 4 == 0) lines.push_back(Line().own("c", {.colour = Colour::red, .bold = true}));
    const std::size_t at = random() % rows.size();
    screen.feed(viewport.draw(lines, frame(rows, at, 1)));
    if (random() % 20 == 0) viewport.resize(30, true);
  }
  const std::regex allowed(R"(\x1b\[(\d*[ABG]|[JK]|[\d;]*m|\?2026[hl]|\?25[hl]))");
  EXPECT_EQ(std::regex_replace(screen.bytes(), allowed, "").find('\x1b'), std::string::npos);
}

// TUI-11: what the screen holds after any sequence of differences is what a fresh draw would give.
TEST(Viewport, DifferencesLeaveTheSameScreenAsAFreshDraw) {
  std::mt19937 random(11);
  const std::vector<std::string> parts = {"a", "b ", "漢", "字", "e\xcc\x81", "-", "xyz", ""};
  Screen screen(24, 12);
  Viewport viewport(24);
  for (int i = 0; i < 500; ++i) {
    std::vector<std::string> rows;
    for (std::size_t n = 1 + random() % 4; n > 0; --n) {
      std::string text;
      for (std::size_t k = random() % 8; k > 0; --k) text += parts[random() % parts.size()];
      rows.push_back(text);
    }
    const Frame wanted = frame(rows, random() % rows.size(), random() % 5);
    screen.feed(viewport.draw({}, wanted));
    Screen fresh(24, 12);
    Viewport other(24);
    fresh.feed(other.draw({}, wanted));
    ASSERT_EQ(screen.shown(), fresh.shown()) << i;
    ASSERT_EQ(screen.cursor().col, fresh.cursor().col) << i;
  }
}

// TUI-11: a character typed at the end of a line costs few bytes, however much stands above.
TEST(Viewport, ATypedCharacterCostsFewBytes) {
  Viewport viewport(100);
  for (int i = 0; i < 10000; ++i) {
    viewport.draw({Line().own("committed")}, frame({"> hello", "status"}, 0, 7));
  }
  const std::string typed = viewport.draw({}, frame({"> hellox", "status"}, 0, 8));
  EXPECT_LE(typed.size(), 48U);
  EXPECT_EQ(typed, "x");
  EXPECT_EQ(viewport.draw({}, frame({"> hellox", "status"}, 0, 8)), "");
}

// TUI-8: rows that come and go push no empty lines into the scrollback.
TEST(Viewport, GrowingAndShrinkingLeavesNoBlankLines) {
  Screen screen(40, 10);
  Viewport viewport(40);
  screen.feed(viewport.draw({Line().own("above")}, frame({"> "}, 0, 2)));
  for (int i = 0; i < 50; ++i) {
    screen.feed(viewport.draw({}, frame({"> /", "a", "b", "c", "d", "e", "f"}, 0, 3)));
    screen.feed(viewport.draw({}, frame({"> "}, 0, 2)));
  }
  EXPECT_EQ(screen.everything(), (std::vector<std::string>{"above", ">"}));
}

// TUI-133: the text of a link is its target, and nothing but http and https is one.
TEST(Viewport, AddressesInCommittedLinesAreLinksToThemselves) {
  Viewport viewport(80);
  const Line line = Line().own("see (https://a.example/b?c=d). http:// ftp://x javascript:y https");
  EXPECT_EQ(viewport.draw({line}, frame({"a"}, 0, 0)).find("\x1b]8"), std::string::npos);
  viewport.set_links(true);
  const std::string bytes = viewport.draw({line}, frame({"https://in.live/row"}, 0, 0));
  EXPECT_NE(
      bytes.find("(\x1b]8;;https://a.example/b?c=d\x1b\\https://a.example/b?c=d\x1b]8;;\x1b\\)."),
      std::string::npos);
  std::size_t links = 0;
  for (std::size_t at = bytes.find("\x1b]8;;h"); at != std::string::npos;
       at = bytes.find("\x1b]8;;h", at + 1)) {
    ++links;
  }
  EXPECT_EQ(links, 1U);
}

// TUI-123
TEST(Viewport, WithoutColourNoColourIsSent) {
  Viewport viewport(40);
  const std::string bytes =
      viewport.draw({Line().own("x", {.colour = Colour::red, .bold = true})}, frame({"a"}, 0, 0));
  EXPECT_EQ(bytes.find("31"), std::string::npos);
  EXPECT_NE(bytes.find("\x1b[1m"), std::string::npos);
}

// TUI-52: libvterm 0.3 knows no joined emoji and takes two cells for each part.
TEST(Viewport, ClustersOfUnknownWidthMoveNothingElse) {
  Screen screen(40, 10);
  Viewport viewport(40);
  Frame frame;
  frame.rows = {Line().own("a👩‍💻b é c"), Line().own("🇩🇪d")};
  screen.feed(viewport.draw({}, frame));
  EXPECT_EQ(screen.character(0, 3), 'b');
  EXPECT_EQ(screen.character(0, 7), 'c');
  EXPECT_EQ(screen.character(1, 2), 'd');
  frame.rows[0] = Line().own("a👩‍💻👩‍💻b");
  frame.cursor_column = 6;
  screen.feed(viewport.draw({}, frame));
  EXPECT_EQ(screen.character(0, 5), 'b');
  EXPECT_EQ(screen.cursor().col, 6);
}

}  // namespace
}  // namespace ingot::tui
