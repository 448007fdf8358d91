#include "tui/permission_dialog.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ingot::tui {
namespace {

using std::chrono::milliseconds;
using term::KeyCode;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using Kind = agent::Permission::Answer;

const Dialog::Time kBegin = Dialog::Time() + std::chrono::hours(1);

std::string joined(const std::vector<Line>& lines) {
  std::string out;
  for (const Line& line : lines) out += line.text() + "\n";
  return out;
}

term::Key key(KeyCode code) { return {.code = code}; }
term::Key letter(const std::string& text) { return {.text = text}; }

agent::PermissionAsked command(const std::string& text, tools::Risk risk = tools::Risk::medium) {
  return {.call_id = text,
          .name = "Execute",
          .input_json = "{}",
          .detail = text,
          .is_command = true,
          .why = "writes",
          .risk = risk,
          .has = policy::Autonomy::low,
          .needs = policy::Autonomy::medium};
}

class Asked {
 public:
  explicit Asked(std::vector<agent::PermissionAsked> questions,
                 Dialog::Time last_key = kBegin - std::chrono::minutes(1))
      : dialog(
            std::move(questions), kBegin, last_key,
            [this](std::vector<PermissionDialog::Decision> given) { decisions = std::move(given); },
            [this](const agent::PermissionAsked& question) { viewed = question.detail; }) {}

  bool press(const term::Key& one, milliseconds after = milliseconds(1000)) {
    const auto now = kBegin + after;
    if (dialog.passes_on(one, now)) return false;
    return dialog.handle(one, now);
  }

  std::vector<PermissionDialog::Decision> decisions;
  std::string viewed;
  PermissionDialog dialog;
};

// TUI-82, TUI-81: whoever comes back from the whole command has to see the question first.
TEST(PermissionDialog, TheWholeIsViewedWithoutAnAnswer) {
  Asked asked({command("touch x")});
  term::Key ctrl_e = letter("e");
  ctrl_e.ctrl = true;
  EXPECT_FALSE(asked.press(ctrl_e));
  EXPECT_EQ(asked.viewed, "touch x");
  EXPECT_THAT(asked.decisions, IsEmpty());
  asked.dialog.appear(kBegin + milliseconds(5000));
  EXPECT_FALSE(asked.press(letter("1"), milliseconds(5100)));
  EXPECT_THAT(asked.decisions, IsEmpty());
  EXPECT_TRUE(asked.press(letter("1"), milliseconds(6000)));
  EXPECT_THAT(asked.decisions, SizeIs(1));
}

// TUI-80, PRM-03
TEST(PermissionDialog, ADigitMeansTheSameEverywhere) {
  Asked once({command("make")});
  EXPECT_TRUE(once.press(letter("1")));
  ASSERT_THAT(once.decisions, SizeIs(1));
  EXPECT_EQ(once.decisions[0].permission.answer, Kind::allow);
  EXPECT_EQ(once.decisions[0].told, "✓ allowed once");

  Asked raise({command("make")});
  EXPECT_TRUE(raise.press(letter("2")));
  EXPECT_EQ(raise.decisions[0].permission.raise_to, policy::Autonomy::medium);

  for (const auto& last : {letter("9"), key(KeyCode::escape)}) {
    Asked stop({command("make", tools::Risk::high)});
    EXPECT_TRUE(stop.press(last));
    EXPECT_EQ(stop.decisions[0].permission.answer, Kind::stop);
  }
  Asked other({command("make")});
  for (const char* nothing : {"3", "4", "5", "6", "7", "y", "n"}) {
    EXPECT_FALSE(other.press(letter(nothing)));
  }
  EXPECT_THAT(other.decisions, IsEmpty());
}

// TUI-81, AUT-14: keys around the moment of painting are the draft's.
TEST(PermissionDialog, KeysTypedAheadNeverAnswer) {
  // Somebody types on: a key every 50 ms, for three seconds.
  Asked asked({command("make")}, kBegin - milliseconds(20));
  for (int i = 0; i < 60; ++i) {
    const auto now = kBegin + milliseconds(50 * i);
    for (const auto& one : {letter("1"), key(KeyCode::enter)}) {
      EXPECT_TRUE(asked.dialog.passes_on(one, now)) << i;
    }
  }
  EXPECT_FALSE(asked.dialog.passes_on(letter("1"), kBegin + milliseconds(2950 + 501)));

  // Nobody typed before: only the guard of 250 ms.
  Asked calm({command("make")});
  EXPECT_TRUE(calm.dialog.passes_on(letter("1"), kBegin + milliseconds(249)));
  Asked later({command("make")});
  EXPECT_FALSE(later.dialog.passes_on(letter("1"), kBegin + milliseconds(251)));
}

// TUI-81: what is hard to take back needs its digit.
TEST(PermissionDialog, EnterDoesNotAcceptHighRisk) {
  Asked asked({command("rm -rf x", tools::Risk::high)});
  EXPECT_TRUE(asked.press(key(KeyCode::enter)));  // "No, and stop" is where it begins
  EXPECT_EQ(asked.decisions[0].permission.answer, Kind::stop);

  Asked moved({command("rm -rf x", tools::Risk::high)});
  moved.press(key(KeyCode::down));  // round to "Yes, once"
  EXPECT_FALSE(moved.press(key(KeyCode::enter)));
  moved.press(key(KeyCode::down));  // "Yes, and raise"
  EXPECT_FALSE(moved.press(key(KeyCode::enter)));
  EXPECT_THAT(moved.decisions, IsEmpty());
  EXPECT_TRUE(moved.press(letter("1")));
}

// TUI-84
TEST(PermissionDialog, TheMessageHasTheKeysOfADraft) {
  Asked asked({command("make")});
  EXPECT_FALSE(asked.press(letter("8")));
  for (const auto& one :
       {letter("u"), letter("x"), key(KeyCode::left), key(KeyCode::backspace), letter("1"),
        term::Key{.code = KeyCode::paste, .text = "9\n2"}, key(KeyCode::end), letter("!")}) {
    EXPECT_FALSE(asked.press(one));
  }
  EXPECT_TRUE(asked.press(key(KeyCode::enter)));
  EXPECT_EQ(asked.decisions[0].permission.answer, Kind::deny);
  EXPECT_EQ(asked.decisions[0].permission.message, "19 2x!");
  EXPECT_EQ(asked.decisions[0].told, "✗ denied: \"19 2x!\"");

  Asked back({command("make")});
  back.press(letter("8"));
  EXPECT_FALSE(back.press(key(KeyCode::escape)));
  EXPECT_TRUE(back.press(letter("1")));
}

// PRM-05: what comes out of the editor is what is allowed; an editor that changed nothing answers
// nothing.
TEST(PermissionDialog, AChangeIsEditedBeforeItIsAllowed) {
  agent::PermissionAsked change = command("Create x");
  change.name = "Create";
  change.is_command = false;
  change.input_json = R"({"file_path":"/no/such/x","content":"a\n"})";
  Asked asked({change});
  EXPECT_THAT(joined(asked.dialog.draw(80, 30).rows), Not(HasSubstr("Open in editor")));
  std::optional<agent::Permission::Rewrite> saved;
  asked.dialog.offer_editor([&](const agent::PermissionAsked&) { return saved; });
  EXPECT_THAT(joined(asked.dialog.draw(80, 30).rows), HasSubstr("7  Open in editor"));
  EXPECT_FALSE(asked.press(letter("7")));
  saved = {.input_json = with_written_text("Create", change.input_json, "b\n"), .told = "edited"};
  EXPECT_TRUE(asked.press(letter("7")));
  ASSERT_THAT(asked.decisions, SizeIs(1));
  EXPECT_EQ(asked.decisions[0].permission.answer, Kind::allow);
  EXPECT_EQ(asked.decisions[0].permission.rewrite->input_json,
            R"({"file_path":"/no/such/x","content":"b\n"})");

  Asked other({command("make")});
  other.dialog.offer_editor([&](const agent::PermissionAsked&) { return saved; });
  EXPECT_THAT(joined(other.dialog.draw(80, 30).rows), Not(HasSubstr("Open in editor")));
}

// TUI-86, AUT-07
TEST(PermissionDialog, SeveralQuestionsAreAnsweredOneByOne) {
  Asked asked({command("one"), command("two"), command("three")});
  EXPECT_THAT(joined(asked.dialog.draw(80, 30).rows), HasSubstr("1/3"));
  EXPECT_FALSE(asked.press(letter("1")));
  EXPECT_THAT(joined(asked.dialog.draw(80, 30).rows), HasSubstr("2/3"));
  EXPECT_FALSE(asked.press(key(KeyCode::left)));  // think again
  EXPECT_FALSE(asked.press(letter("8")));
  EXPECT_FALSE(asked.press(key(KeyCode::enter)));
  EXPECT_FALSE(asked.press(letter("1")));
  EXPECT_TRUE(asked.press(letter("1")));
  ASSERT_THAT(asked.decisions, SizeIs(3));
  EXPECT_EQ(asked.decisions[0].permission.answer, Kind::deny);
  EXPECT_EQ(asked.decisions[1].call_id, "two");
  EXPECT_EQ(asked.decisions[2].permission.answer, Kind::allow);

  Asked raised({command("one"), command("two")});
  EXPECT_TRUE(raised.press(letter("2")));  // the level allows the second, too
  ASSERT_THAT(raised.decisions, SizeIs(2));
  EXPECT_EQ(raised.decisions[1].permission.answer, Kind::allow);
}

// TUI-80: every character of every answer is on the screen.
TEST(PermissionDialog, NothingIsCutAtAnyWidth) {
  Asked asked({command(std::string(70, 'x') + " " + std::string(200, 'y') + " end")});
  for (const std::size_t columns : {39, 59, 79, 119, 199}) {
    const Frame frame = asked.dialog.draw(columns, 40);
    std::string all;
    for (const Line& line : frame.rows) {
      EXPECT_LE(line.columns(), columns);
      std::string text = line.text();
      text.erase(0, std::min(text.find_first_not_of(' '), text.size()));
      all += text;
    }
    std::erase(all, ' ');
    for (const char* part : {"1Yes,once", "2Yes,andraisetomediumforthissession",
                             "8No,andtelltheagent", "9No,andstop", "needsmedium,youareatlow"}) {
      EXPECT_THAT(all, HasSubstr(part)) << columns;
    }
    EXPECT_EQ(std::count(all.begin(), all.end(), 'y') >= 200, true) << columns;
    EXPECT_THAT(all, HasSubstr("yend")) << columns;
  }
}

// PRM-01, PRM-02
TEST(PermissionDialog, TheRiskyPartIsMarkedAndBlanksAreCounted) {
  agent::PermissionAsked question =
      command("cd a && git push" + std::string(300, ' ') + "; env\x1b[2J");
  question.risky_begin = 8;
  question.risky_end = 16;
  const std::vector<Line> lines = subject_lines(question);
  ASSERT_THAT(lines, SizeIs(1));
  EXPECT_THAT(lines[0].text(), HasSubstr("git push⟨300 blanks⟩; env"));
  EXPECT_THAT(lines[0].text(), Not(HasSubstr("\x1b")));
  EXPECT_EQ(lines[0].spans()[1].text, "git push");
  EXPECT_TRUE(lines[0].spans()[1].style.underline);
}

}  // namespace
}  // namespace ingot::tui
