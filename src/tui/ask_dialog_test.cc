#include "tui/ask_dialog.h"

#include <gmock/gmock.h>

namespace ingot::tui {
namespace {

using std::chrono::milliseconds;
using term::KeyCode;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

const Dialog::Time kBegin = Dialog::Time() + std::chrono::hours(1);

term::Key key(KeyCode code) { return {.code = code}; }
term::Key letter(const std::string& text) { return {.text = text}; }

std::string joined(const std::vector<Line>& lines) {
  std::string out;
  for (const Line& line : lines) out += line.text() + "\n";
  return out;
}

const tools::Question kStorage{
    .topic = "Storage", .text = "Which database?", .options = {"SQLite", "Postgres"}};
const tools::Question kTargets{
    .text = "Which systems?", .options = {"Linux", "macOS", "BSD"}, .several = true};

class Asked {
 public:
  explicit Asked(std::vector<tools::Question> questions,
                 Dialog::Time last_key = kBegin - std::chrono::minutes(1))
      : dialog({.questions = std::move(questions),
                .answered =
                    [this](std::optional<tools::Answers> given) {
                      over = true;
                      answers = std::move(given);
                    },
                .interrupted = [this] { interrupted = true; }},
               TypingGuard(kBegin, last_key)) {}

  bool press(const term::Key& one, milliseconds after = milliseconds(1000)) {
    const auto now = kBegin + after;
    return !dialog.passes_on(one, now) && dialog.handle(one, now);
  }
  bool press(const std::string& text) { return press(letter(text)); }
  std::string screen(std::size_t columns = 80, std::size_t most = 20) const {
    return joined(dialog.draw(columns, most).rows);
  }

  bool over = false, interrupted = false;
  std::optional<tools::Answers> answers;
  AskDialog dialog;
};

// TUI-86: one after the other; what was answered can be changed before the last one is.
TEST(AskDialog, GoesBackToWhatWasAnswered) {
  Asked asked({kStorage, kTargets, kStorage});
  EXPECT_THAT(asked.screen(), HasSubstr("Storage  1/3"));
  EXPECT_FALSE(asked.press("1"));
  EXPECT_THAT(asked.screen(), HasSubstr("2/3"));
  asked.press(letter("1"));
  asked.press(key(KeyCode::down));
  asked.press(key(KeyCode::down));
  asked.press(letter(" "));
  EXPECT_THAT(asked.screen(), HasSubstr("[x] Linux"));
  EXPECT_THAT(asked.screen(), HasSubstr("› 3  [x] BSD"));
  EXPECT_FALSE(asked.press(key(KeyCode::enter)));
  EXPECT_THAT(asked.screen(), HasSubstr("3/3"));
  asked.press(key(KeyCode::left));
  asked.press(key(KeyCode::left));
  EXPECT_THAT(asked.screen(), HasSubstr("› 1  ✓ SQLite"));
  asked.press(key(KeyCode::down));
  asked.press(key(KeyCode::enter));
  EXPECT_THAT(asked.screen(), HasSubstr("[x] BSD"));  // kept
  asked.press(letter("1"));
  asked.press(key(KeyCode::enter));
  EXPECT_FALSE(asked.over);
  EXPECT_TRUE(asked.press("2"));
  ASSERT_TRUE(asked.answers);
  EXPECT_THAT(*asked.answers,
              ElementsAre(ElementsAre("Postgres"), ElementsAre("BSD"), ElementsAre("Postgres")));
}

// TUI-86, TUI-84: the last row takes the person's own words; keys in it edit only.
TEST(AskDialog, TakesAnotherAnswer) {
  Asked asked({kStorage, kTargets});
  asked.press("3");
  for (const char* text : {"1", "x", " y"}) asked.press(text);
  asked.press(key(KeyCode::backspace));
  asked.press(key(KeyCode::backspace));
  EXPECT_THAT(asked.screen(), HasSubstr("your answer: 1x"));
  asked.press(key(KeyCode::escape));
  EXPECT_FALSE(asked.over);
  // Whoever stands on the row may just write; a blank answer is none.
  asked.press(letter("D"));
  EXPECT_THAT(asked.screen(), HasSubstr("your answer: D"));
  asked.press(key(KeyCode::backspace));
  asked.press(key(KeyCode::enter));
  EXPECT_THAT(asked.screen(), HasSubstr("1/2"));
  asked.press({.code = KeyCode::paste, .text = "DuckDB"});
  asked.press(key(KeyCode::enter));
  EXPECT_THAT(asked.screen(), HasSubstr("2/2"));
  asked.press("2");
  asked.press("4");
  asked.press("Plan 9");
  asked.press(key(KeyCode::enter));
  EXPECT_THAT(asked.screen(), HasSubstr("› 4  [x] Plan 9"));
  EXPECT_FALSE(asked.over);
  EXPECT_TRUE(asked.press(key(KeyCode::enter)));
  EXPECT_THAT(*asked.answers, ElementsAre(ElementsAre("DuckDB"), ElementsAre("macOS", "Plan 9")));
}

// Esc leaves the questions, Ctrl+C the turn.
TEST(AskDialog, CanBeLeft) {
  Asked dismissed({kStorage});
  EXPECT_TRUE(dismissed.press(key(KeyCode::escape)));
  EXPECT_TRUE(dismissed.over);
  EXPECT_FALSE(dismissed.answers);
  Asked left({kStorage});
  EXPECT_TRUE(left.press({.ctrl = true, .text = "c"}));
  EXPECT_TRUE(left.interrupted);
  EXPECT_FALSE(left.over);
}

// TUI-81, AUT-14: what was typed ahead answers nothing.
TEST(AskDialog, IsNotAnsweredByKeysTypedAhead) {
  Asked asked({kStorage}, kBegin - milliseconds(40));
  for (int at = 10; at < 2000; at += 50) {
    EXPECT_FALSE(asked.press(letter("1"), milliseconds(at)));
    EXPECT_FALSE(asked.press(key(KeyCode::enter), milliseconds(at + 5)));
  }
  EXPECT_FALSE(asked.over);
  EXPECT_TRUE(asked.press(letter("1"), milliseconds(2600)));
  Asked left({kStorage}, kBegin - milliseconds(40));
  EXPECT_TRUE(left.press({.ctrl = true, .text = "c"}, milliseconds(10)));
  EXPECT_TRUE(left.interrupted);
}

// TUI-80: nothing is cut, at any width; what does not fit is reached by moving.
TEST(AskDialog, ShowsAllOfEveryOption) {
  tools::Question question{.topic = "A topic of several words", .text = "Which one is it?"};
  for (const char* end : {"one", "two", "three", "four", "five", "six"}) {
    question.options.push_back("an option that has a good many words in it, and then the " +
                               std::string(end));
  }
  Asked asked({question});
  for (const std::size_t columns : {20, 40, 60, 120}) {
    const std::string shown = asked.screen(columns, 200);
    EXPECT_THAT(shown, Not(HasSubstr("…"))) << shown;
    std::string words;
    for (const char c : shown) words += c == '\n' ? ' ' : c;
    words.erase(std::unique(words.begin(), words.end(),
                            [](char a, char b) { return a == ' ' && b == ' '; }),
                words.end());
    for (const std::string& option : question.options) EXPECT_THAT(words, HasSubstr(option));
    EXPECT_THAT(words, HasSubstr("type another answer"));
  }
  std::string seen;
  for (std::size_t i = 0; i <= question.options.size(); ++i) {
    EXPECT_LE(asked.dialog.draw(40, 9).rows.size(), 9U);
    EXPECT_LT(asked.dialog.draw(40, 9).cursor_row, 9U);
    seen += asked.screen(40, 9);
    asked.press(key(KeyCode::down));
  }
  for (const char* end : {"one", "two", "three", "four", "five", "six", "type another"}) {
    EXPECT_THAT(seen, HasSubstr(end));
  }
}

// TUI-140: by numbers alone.
TEST(AskDialog, IsAnsweredByNumbers) {
  Asked asked({kStorage, kTargets});
  EXPECT_THAT(joined(asked.dialog.preface()), HasSubstr("Which database?"));
  EXPECT_EQ(asked.dialog.numbered().size(), 3U);
  EXPECT_FALSE(asked.dialog.choose(2));
  EXPECT_THAT(joined(asked.dialog.preface()), HasSubstr("Several may be chosen."));
  EXPECT_FALSE(asked.dialog.choose(5));  // done, with nothing chosen
  EXPECT_FALSE(asked.dialog.choose(1));
  EXPECT_EQ(asked.dialog.numbered().front().line.text(), "Linux, chosen");
  EXPECT_FALSE(asked.dialog.choose(6));  // back
  EXPECT_EQ(asked.dialog.numbered()[1].line.text(), "Postgres, chosen");
  EXPECT_FALSE(asked.dialog.choose(3));
  EXPECT_TRUE(asked.dialog.numbered().empty());  // the words are typed
  asked.press("DuckDB");
  asked.press(key(KeyCode::enter));
  EXPECT_TRUE(asked.dialog.choose(5));
  EXPECT_THAT(*asked.answers, ElementsAre(ElementsAre("DuckDB"), ElementsAre("Linux")));
}

}  // namespace
}  // namespace ingot::tui
