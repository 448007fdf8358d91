#include "tools/ask_user.h"

#include <gmock/gmock.h>

#include "tools/tool_fixture.h"

namespace ingot::tools {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

const Question kStorage{
    .topic = "Storage", .text = "Which database?", .options = {"SQLite", "Postgres"}};
const Question kTargets{.text = "Which systems?", .options = {"Linux", "macOS", "BSD"}};

class AskUserTest : public ToolTest {
 protected:
  AskUserTest() {
    context.ask = [this](const std::vector<Question>& questions) {
      asked = questions;
      return answers;
    };
  }

  std::string call(std::string_view input) const { return ToolTest::call(*tool, input); }

  const std::unique_ptr<Tool> tool = make_ask_user_tool();
  std::vector<Question> asked;
  std::optional<Answers> answers = Answers{{"SQLite"}, {"Linux", "Plan 9"}};
};

constexpr const char* kTwo =
    R"({"questions":[{"topic":"Storage","question":"Which\n database?","options":["SQLite","Postgres"]},)"
    R"({"question":"Which systems?","options":[{"label":"Linux"},"macOS","BSD"],"multiSelect":true}]})";

// cli.md AskUser: the answers, one per line.
TEST_F(AskUserTest, TellsWhatWasAnswered) {
  EXPECT_EQ(call(kTwo), "1. Which database? → SQLite\n2. Which systems? → Linux, Plan 9");
  Question several = kTargets;
  several.several = true;
  EXPECT_THAT(asked, ElementsAre(kStorage, several));
  EXPECT_EQ(effects(*tool, kTwo)->detail, "2 questions");
  // Encoded twice.
  const auto list = json::Document::parse(kTwo)->root()["questions"].to_json();
  EXPECT_THAT(call(json_of({{"questions", list}})), StartsWith("1. Which database? → SQLite"));

  answers.reset();
  EXPECT_EQ(call(kTwo), "The user dismissed the questions.");
}

// cli.md AskUser: an interruption is none of the answers; where nobody is, the model decides.
TEST_F(AskUserTest, DoesNotWaitForNobody) {
  context.ask = [this](const std::vector<Question>&) {
    stop.request_stop();
    return std::nullopt;
  };
  EXPECT_EQ(call(kTwo), "Cancelled by user");
  context.ask = {};
  EXPECT_THAT(call(kTwo), HasSubstr("Decide yourself"));
  EXPECT_THAT(call(kTwo), HasSubstr("assumption"));
}

// cli.md AskUser: the text form, as it is meant and as models write it.
TEST_F(AskUserTest, ReadsTextAsItIsMeant) {
  const auto plain = parse_questionnaire(
      "1. [question] Which database?\n[topic] Storage\n[option] SQLite\n[option] Postgres\n"
      "2. [question] Which systems?\n[option] Linux\n[option] macOS\n[option] BSD\n");
  ASSERT_TRUE(plain);
  EXPECT_THAT(*plain, ElementsAre(kStorage, kTargets));
  for (const char* text :
       {"Please answer these:\n\n```markdown\n1) [Question] Which database?\r\n"
        "   - [Topic] Storage\r\n   - [Option] SQLite\r\n   - [Option] Postgres\r\n```\n"
        "2) [QUESTION] Which systems?\n   * [option] Linux\n   * macOS\n   + BSD\n",
        "# Questions\n## 1. [question] Which\n  database?\n[topic] Storage\n1. [option] SQLite\n"
        "2. [option] Postgres\n\n## The second\n- 2. [question] Which systems?\n"
        "> [option] Linux\n• [option] macOS\n- [option] BSD",
        "[topic] Storage\n[question] Which database?\n[option] SQLite\n[option] Postgres\n"
        "~~~\n[question] Which systems?\n[option] Linux\n[option] macOS\n[option] BSD\n~~~\n"}) {
    const auto questions =
        questions_of(json::Document::parse(json_of({{"questionnaire", text}}))->root());
    ASSERT_TRUE(questions) << text << to_text(questions.error());
    EXPECT_THAT(*questions, ElementsAre(kStorage, kTargets)) << text;
  }
}

// CLI-75: what is wrong, and how it is done right.
TEST_F(AskUserTest, SaysWhatIsWrong) {
  const struct {
    const char *input, *what;
  } kCases[] = {
      {R"({})", "`questions`"},
      {R"({"questions":[]})", "the parameter `questions` holds no question"},
      {R"({"questions":7})", "the parameter `questions` must be a list"},
      {R"({"questions":["x"]})", "question 1 of `questions` must be an object"},
      {R"({"questions":[{"question":"a","options":["x"]}]})",
       "there must be 2 to 6 options of question 1 of `questions`"},
      {R"({"questions":[{"question":"a","options":["1","2","3","4","5","6","7"]}]})",
       "there must be 2 to 6 options"},
      {R"({"questions":[{"question":"a"}]})", "`options` of question 1"},
      {R"({"questions":[{"question":"a","options":["x",3]}]})", "`options` of question 1"},
      {R"({"questions":[{"question":"a","options":["x"," "]}]})", "an option of question 1"},
      {R"({"questions":[{"options":["x","y"]}]})",
       "the text of question 1 of `questions` is empty"},
      {R"({"questionnaire":5})", "`questionnaire`"},
      {R"({"questionnaire":"How are you?"})", "the parameter `questionnaire` holds no question"},
      {R"({"questionnaire":"[option] x"})",
       "line 1 of `questionnaire` is an [option] before any [question]"},
      {R"({"questionnaire":"[question] x\nand so on\n[option] a\n[option] b"})",
       "line 2 of `questionnaire` begins with none of"},
      {R"({"questionnaire":"[question] x\n[option] a"})", "of `questionnaire`"},
  };
  for (const auto& one : kCases) {
    const auto made = effects(*tool, one.input);
    ASSERT_FALSE(made) << one.input;
    EXPECT_THAT(to_text(made.error()), HasSubstr(one.what)) << one.input;
    EXPECT_THAT(to_text(made.error()), HasSubstr("; example: ")) << one.input;
  }
  std::string five = "[question] q\n[option] a\n[option] b\n";
  five = five + five + five + five + five;
  EXPECT_THAT(to_text(effects(*tool, json_of({{"questionnaire", five}})).error()),
              HasSubstr("more than 4 questions"));
  const std::string long_text = "[question] " + std::string(1001, 'x') + "\n[option] a\n[option] b";
  EXPECT_THAT(to_text(effects(*tool, json_of({{"questionnaire", long_text}})).error()),
              HasSubstr("more than 1000 characters"));
}

// PRV-10: offered where somebody can answer, behind all others.
TEST(BuiltinTools, AskWhereSomebodyIs) {
  EXPECT_EQ(builtin_tools({}).find(kAskUser), nullptr);
  const Registry registry = builtin_tools({.can_ask = true});
  EXPECT_EQ(registry.all().back()->spec().name, kAskUser);
  EXPECT_EQ(registry.all().size(), builtin_tools({}).all().size() + 1);
}

}  // namespace
}  // namespace ingot::tools
