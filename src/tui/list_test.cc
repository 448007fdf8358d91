#include "tui/list.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tui/list_dialog.h"

namespace ingot::tui {
namespace {

using ::testing::AllOf;
using ::testing::AnyOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

std::vector<std::string> texts(const std::vector<Line>& lines) {
  std::vector<std::string> out;
  for (const Line& line : lines) out.push_back(line.text());
  return out;
}

term::Key key(term::KeyCode code) { return {.code = code}; }
term::Key letter(const std::string& text) { return {.text = text}; }
term::Key ctrl(const std::string& text) { return {.ctrl = true, .text = text}; }

List numbered(std::size_t provided, std::size_t custom) {
  std::vector<Choice> choices = {{.name = "Provided", .heading = true}};
  for (std::size_t i = 0; i < provided; ++i) {
    choices.push_back({.value = "p" + std::to_string(i), .name = "provided " + std::to_string(i)});
  }
  choices.push_back({.name = "Custom", .heading = true});
  for (std::size_t i = 0; i < custom; ++i) {
    choices.push_back({.value = "c" + std::to_string(i), .name = "custom " + std::to_string(i)});
  }
  return List(std::move(choices));
}

// TUI-110: headers once, never selectable, in sight while scrolling.
TEST(List, KeepsTheHeadingOfWhatIsInSight) {
  List list = numbered(10, 10);
  for (std::size_t i = 0; i < 20; ++i) {
    const auto rows = texts(list.rows(60, 6));
    ASSERT_THAT(rows, SizeIs(6));
    EXPECT_THAT(rows[0], AnyOf("Provided", "Custom")) << i;
    EXPECT_LE(std::count(rows.begin(), rows.end(), "Provided"), 1);
    EXPECT_LE(std::count(rows.begin(), rows.end(), "Custom"), 1);
    const std::string wanted =
        i < 10 ? "› provided " + std::to_string(i) : "› custom " + std::to_string(i - 10);
    EXPECT_EQ(std::count(rows.begin(), rows.end(), wanted), 1) << i;
    if (i == 0 || i == 19) {
      EXPECT_EQ(rows[0], i == 0 ? "Provided" : "Custom");
    }
    list.move(1);
  }
  EXPECT_EQ(list.selected()->value, "p0");  // round the end
  list.move(-1);
  EXPECT_EQ(list.selected()->value, "c9");
  list.move(-8);
  EXPECT_EQ(list.selected()->value, "c1");
  EXPECT_EQ(list.position(6), "12/20");
  EXPECT_EQ(list.position(22), "");
}

TEST(List, AHeadingGoesWithItsLastRow) {
  List list = numbered(3, 3);
  list.filter("custom 2");
  EXPECT_THAT(texts(list.rows(60, 6)), ElementsAre("Custom", "› custom 2"));
  list.filter("nothing of this");
  EXPECT_TRUE(list.empty());
  EXPECT_EQ(list.selected(), nullptr);
  EXPECT_THAT(list.rows(60, 6), SizeIs(0));
}

TEST(List, WordsAreFoundBeforeScatteredLetters) {
  List list({{.value = "1", .name = "GLM 5", .search = "api.z.ai"},
             {.value = "2", .name = "Gemma large model"},
             {.value = "3", .name = "Qwen"}});
  list.filter("glm");
  EXPECT_EQ(list.size(), 1U);
  EXPECT_EQ(list.selected()->value, "1");
  list.filter("Z.AI glm");
  EXPECT_EQ(list.size(), 1U);
  list.filter("gmlm");  // in no name as it stands
  EXPECT_EQ(list.selected()->value, "2");
}

TEST(List, ASearchStopsAtWhatCanBeChosen) {
  List list({{.value = "a", .name = "set OPENAI_API_KEY", .usable = false},
             {.value = "b", .name = "openai"}});
  list.filter("openai");
  EXPECT_EQ(list.selected()->value, "b");
  list.filter("set");
  EXPECT_EQ(list.selected()->value, "a");
}

// TUI-67: descriptions are cut before names.
TEST(List, ColumnsGoBeforeTheName) {
  List list({{.value = "1",
              .name = "claude-opus-4.8",
              .cells = {"api.anthropic.com", "1M", "$5/$25", "needs ANTHROPIC_API_KEY"}},
             {.value = "2", .name = "gpt", .cells = {"api.openai.com", "400k", "", "key ok"}}},
            {3, 2, 1, 0});
  EXPECT_THAT(
      texts(list.rows(100, 5)),
      ElementsAre("› claude-opus-4.8  api.anthropic.com  1M    $5/$25  needs ANTHROPIC_API_KEY",
                  "  gpt              api.openai.com     400k          key ok"));
  EXPECT_THAT(texts(list.rows(66, 5))[0],
              "› claude-opus-4.8  api.anthropic.com  needs ANTHROPIC_API_KEY");
  EXPECT_THAT(texts(list.rows(45, 5))[0], "› claude-opus-4.8  needs ANTHROPIC_API_KEY");
  for (const std::size_t columns : {20, 40, 59, 79, 119, 199}) {
    for (const Line& line : list.rows(columns, 5, "◀ high ▶")) {
      EXPECT_LE(line.columns(), columns);
      EXPECT_THAT(line.text(), Not(HasSubstr("\n")));
    }
  }
  EXPECT_THAT(texts(list.rows(100, 5, "◀ high ▶"))[0], HasSubstr("KEY  ◀ high ▶"));
}

TEST(List, NewChoicesKeepSelectionAndFilter) {
  List list = numbered(2, 5);
  list.filter("custom");
  list.move(2);
  std::vector<Choice> fewer = {{.value = "c2", .name = "custom 2"}, {.value = "x", .name = "x"}};
  list.replace(fewer);
  EXPECT_EQ(list.size(), 1U);
  EXPECT_EQ(list.selected()->value, "c2");
}

TEST(ListDialog, TypingFiltersAndEscLeavesOneLevel) {
  std::string chosen;
  ListDialog dialog({.title = "Model",
                     .choices = {{.value = "a", .name = "alpha"}, {.value = "b", .name = "beta d"}},
                     .chosen = [&](const Choice& choice) { chosen = choice.value; }});
  const auto now = Dialog::Time();
  EXPECT_FALSE(dialog.handle(letter("d"), now));
  EXPECT_EQ(dialog.list().size(), 1U);
  EXPECT_FALSE(dialog.handle(key(term::KeyCode::escape), now));
  EXPECT_EQ(dialog.list().size(), 2U);
  EXPECT_FALSE(dialog.handle(key(term::KeyCode::down), now));
  EXPECT_TRUE(dialog.handle(key(term::KeyCode::enter), now));
  EXPECT_EQ(chosen, "b");
  EXPECT_TRUE(dialog.handle(key(term::KeyCode::escape), now));
}

TEST(ListDialog, ARowThatCannotBeUsedSaysWhy) {
  int ran = 0;
  ListDialog dialog({.title = "Model",
                     .choices = {{.value = "a", .name = "alpha", .usable = false}},
                     .chosen = [](const Choice&) { FAIL(); },
                     .actions = {{'d', "default", [&](ListDialog&, const Choice&) { ++ran; }}},
                     .why_not = [](const Choice&) { return std::string("set GROQ_API_KEY"); }});
  const auto now = Dialog::Time();
  EXPECT_FALSE(dialog.handle(key(term::KeyCode::enter), now));
  EXPECT_THAT(texts(dialog.draw(60, 10).rows),
              ElementsAre("Model  search: ", "› alpha", "  set GROQ_API_KEY",
                          AllOf(HasSubstr("enter: choose"), HasSubstr("ctrl+d default"))));
  EXPECT_FALSE(dialog.handle(ctrl("d"), now));
  EXPECT_EQ(ran, 1);
}

}  // namespace
}  // namespace ingot::tui
