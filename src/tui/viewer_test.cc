#include "tui/viewer.h"

namespace ingot::tui {
namespace {

using std::chrono::seconds;
using Outcome = Viewer::Outcome;

// A hundred pages of ten lines; page n, line m: "n.m". Counts what is made of it.
class Numbered final : public Pages {
 public:
  explicit Numbered(int& made) : made_(made) {}
  std::size_t count() override { return 100; }
  std::vector<Line> page(std::size_t index, std::size_t) override {
    ++made_;
    std::vector<Line> lines;
    for (int i = 0; i < 10; ++i) {
      lines.push_back(Line().own(std::to_string(index) + "." + std::to_string(i)));
    }
    return lines;
  }
  bool begins_turn(std::size_t index) override { return index % 10 == 0; }

 private:
  int& made_;
};

struct Shown {
  int made = 0;
  Viewer viewer;

  explicit Shown(bool at_end = false) : viewer("title", std::make_unique<Numbered>(made), at_end) {}
  std::vector<std::string> rows(std::size_t height = 6) {
    std::vector<std::string> out;
    for (const Line& line : viewer.rows(40, height)) out.push_back(line.text());
    return out;
  }
  std::string first(std::size_t height = 6) { return rows(height).front(); }
  Outcome type(const std::string& text) { return viewer.handle({.text = text}); }
  void press(term::KeyCode code) { viewer.handle({.code = code}); }
  void find(const std::string& text) {
    type(text);
    press(term::KeyCode::enter);
    while (viewer.is_searching()) viewer.search_on(Viewer::Clock::now() + seconds(1));
  }
};

// TUI-118: the keys of less.
TEST(Viewer, MovesLikeLess) {
  Shown shown;
  EXPECT_THAT(shown.rows(), ::testing::ElementsAre("0.0", "0.1", "0.2", "0.3", "0.4",
                                                   ::testing::StartsWith("title · 0 %")));
  shown.type(" ");
  EXPECT_EQ(shown.first(), "0.5");
  shown.type("jj");
  EXPECT_EQ(shown.first(), "0.7");
  shown.type(" ");
  EXPECT_EQ(shown.first(), "1.2");
  shown.type("b");
  EXPECT_EQ(shown.first(), "0.7");
  shown.type("G");
  EXPECT_THAT(shown.rows(), ::testing::ElementsAre("99.5", "99.6", "99.7", "99.8", "99.9",
                                                   ::testing::StartsWith("title · end")));
  shown.type(" ");
  EXPECT_EQ(shown.first(), "99.5");
  shown.type("k");
  EXPECT_EQ(shown.first(), "99.4");
  shown.type("[");
  EXPECT_EQ(shown.first(), "90.0");
  shown.type("[");
  EXPECT_EQ(shown.first(), "80.0");
  shown.type("]");
  EXPECT_EQ(shown.first(), "90.0");
  shown.type("g");
  EXPECT_EQ(shown.first(), "0.0");
  shown.type("b");
  EXPECT_EQ(shown.first(), "0.0");
  EXPECT_EQ(shown.type("v"), Outcome::pager);
  EXPECT_EQ(shown.type("q"), Outcome::close);
}

// TUI-118: only what is in sight is made.
TEST(Viewer, MakesOnlyThePagesInSight) {
  Shown shown(true);
  EXPECT_EQ(shown.first(), "99.5");
  EXPECT_LE(shown.made, 2);
  shown.type("k");
  shown.rows();
  EXPECT_LE(shown.made, 2);
}

TEST(Viewer, SearchesForwardAndBackward) {
  Shown shown;
  shown.rows();
  shown.find("/42.7");
  EXPECT_EQ(shown.first(), "42.7");
  EXPECT_TRUE(shown.viewer.rows(40, 6)[0].spans()[0].style.reverse);
  shown.find("/.9");
  EXPECT_EQ(shown.first(), "42.9");
  shown.type("n");
  while (shown.viewer.is_searching()) shown.viewer.search_on(Viewer::Clock::now() + seconds(1));
  EXPECT_EQ(shown.first(), "43.9");
  shown.type("N");
  EXPECT_EQ(shown.first(), "42.9");
  shown.find("?42.8");
  EXPECT_EQ(shown.first(), "42.8");
  shown.find("/nowhere");
  EXPECT_EQ(shown.first(), "42.8");
  EXPECT_EQ(shown.rows().back(), "not found: nowhere");
  shown.type("/abc");
  shown.press(term::KeyCode::escape);
  EXPECT_THAT(shown.rows().back(), ::testing::StartsWith("title"));
}

// A search in a long session can be given up.
TEST(Viewer, ASearchGoesOnInSlices) {
  Shown shown;
  shown.rows();
  shown.type("/nowhere");
  shown.press(term::KeyCode::enter);
  EXPECT_TRUE(shown.viewer.is_searching());
  shown.viewer.search_on(Viewer::Clock::now() - seconds(1));
  EXPECT_TRUE(shown.viewer.is_searching());
  shown.press(term::KeyCode::escape);
  EXPECT_FALSE(shown.viewer.is_searching());
  EXPECT_EQ(shown.type("q"), Outcome::close);
}

TEST(Viewer, LongLinesAreWrappedAndKeptInSightWhenTheWindowChanges) {
  Viewer viewer("t", std::make_unique<TextPages>([](std::size_t) {
                  return std::vector<Line>{Line().own(std::string(100, 'x')), Line().own("end")};
                }),
                false);
  EXPECT_EQ(viewer.rows(40, 6)[2].text(), std::string(20, 'x'));
  viewer.rows(40, 2);
  viewer.handle({.text = "G"});
  EXPECT_EQ(viewer.rows(40, 2)[0].text(), "end");
  EXPECT_EQ(viewer.rows(120, 2)[0].text(), "end");
}

}  // namespace
}  // namespace ingot::tui
