#include "tui/plan_dialog.h"

#include <gtest/gtest.h>

namespace ingot::tui {
namespace {

using std::chrono::milliseconds;
using term::Key;
using term::KeyCode;
using Kind = agent::PlanAnswer::Kind;

const Dialog::Time kBegin = Dialog::Time() + std::chrono::hours(1);

Key key(KeyCode code) { return {.code = code}; }
Key letter(const std::string& text) { return {.text = text}; }

class Proposed {
 public:
  explicit Proposed(tools::Plan plan, policy::Autonomy most = policy::Autonomy::high)
      : dialog({.plan = std::move(plan),
                .has = policy::Autonomy::low,
                .most = most,
                .answered = [this](agent::PlanAnswer given) { answer = std::move(given); },
                .viewed = [this](const std::string& text) { viewed = text; },
                .edited = [this](const std::string&) { return edit; }},
               TypingGuard(kBegin, kBegin - std::chrono::minutes(1))) {}

  bool press(const Key& one, milliseconds after = milliseconds(1000)) {
    return !dialog.passes_on(one, kBegin + after) && dialog.handle(one, kBegin + after);
  }

  std::optional<agent::PlanAnswer> answer;
  std::optional<std::string> edit;
  std::string viewed;
  PlanDialog dialog;
};

// SPC-05: a digit means the same whatever is offered.
TEST(PlanDialog, DigitsApproveAtTheirLevel) {
  const std::optional<policy::Autonomy> levels[] = {
      std::nullopt, policy::Autonomy::low, policy::Autonomy::medium, policy::Autonomy::high};
  for (int digit = 1; digit <= 4; ++digit) {
    Proposed it({.text = "# P"});
    EXPECT_TRUE(it.press(letter(std::to_string(digit))));
    ASSERT_TRUE(it.answer);
    EXPECT_EQ(it.answer->kind, Kind::approve);
    EXPECT_EQ(it.answer->level, levels[digit - 1]);
    EXPECT_EQ(it.answer->text, "# P");
  }
  Proposed capped({.text = "# P"}, policy::Autonomy::low);
  EXPECT_EQ(capped.dialog.numbered().size(), 3U);
  EXPECT_FALSE(capped.press(letter("3")));
  EXPECT_FALSE(capped.press(letter("4")));
  EXPECT_FALSE(capped.answer);
  EXPECT_TRUE(capped.press(key(KeyCode::enter)));  // the first one is marked
  EXPECT_EQ(capped.answer->level, std::nullopt);
}

TEST(PlanDialog, TheFifthAnswerTakesAComment) {
  Proposed it({.text = "# P"});
  EXPECT_FALSE(it.press(key(KeyCode::up)));  // from the first to the last
  EXPECT_FALSE(it.press(key(KeyCode::enter)));
  for (const char* one : {"n", "1", "o"}) EXPECT_FALSE(it.press(letter(one)));
  EXPECT_FALSE(it.press(key(KeyCode::backspace)));
  EXPECT_TRUE(it.press(key(KeyCode::enter)));
  EXPECT_EQ(it.answer->kind, Kind::revise);
  EXPECT_EQ(it.answer->text, "n1");
  Proposed other({.text = "# P"});
  EXPECT_TRUE(other.press(key(KeyCode::escape)));
  EXPECT_EQ(other.answer->kind, Kind::stop);
}

// SPC-04: what was edited is what is approved; nothing edited leaves it as it is.
TEST(PlanDialog, OptionsAndEditing) {
  Proposed it({.text = "# P", .options = {{"a", "x"}, {"b", "y"}}});
  EXPECT_FALSE(it.press(letter("2")));
  it.press({.ctrl = true, .text = "e"});
  EXPECT_NE(it.viewed.find("y"), std::string::npos);
  EXPECT_FALSE(it.press(key(KeyCode::left)));
  EXPECT_FALSE(it.press(letter("1")));
  it.press({.ctrl = true, .text = "g"});
  it.edit = " \n";
  it.press({.ctrl = true, .text = "g"});
  it.edit = "# Mine";
  it.press({.ctrl = true, .text = "g"});
  EXPECT_TRUE(it.press(letter("1")));
  EXPECT_EQ(it.answer->option, "a");
  EXPECT_EQ(it.answer->text, "# Mine");
  EXPECT_TRUE(it.answer->edited);
}

// TUI-80: every character of every answer, at every width; AUT-14: not before it can be read.
TEST(PlanDialog, AnswersAreWholeAndGuarded) {
  for (const std::size_t columns : {40U, 60U, 120U, 200U}) {
    Proposed it({.text = "# P", .title = "T"});
    std::string shown;
    for (const Line& row : it.dialog.draw(columns, 20).rows) {
      EXPECT_LE(row.columns(), columns);
      shown += row.text() + " ";
    }
    std::erase(shown, ' ');
    for (const Dialog::Numbered& answer : it.dialog.numbered()) {
      std::string text = answer.line.text();
      std::erase(text, ' ');
      EXPECT_NE(shown.find(text), std::string::npos) << text;
    }
  }
  Proposed it({.text = "# P"});
  EXPECT_FALSE(it.press(letter("1"), milliseconds(100)));
  EXPECT_FALSE(it.answer);
}

}  // namespace
}  // namespace ingot::tui
