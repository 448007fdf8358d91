#include "demo/scenario.h"

namespace ingot::demo {
namespace {

std::string error_of(std::string_view json) {
  const auto scenario = parse_scenario(json, "s.json");
  return scenario ? "" : to_text(scenario.error());
}

TEST(Scenario, HasEveryFieldOfItsFormat) {
  const auto scenario = parse_scenario(R"({"model":"m","loop":true,"turns":[
    {"text":"hi","reasoning":"hm","delay_ms":5,"chunk":3,"stop":"length",
     "calls":[{"name":"Read","input":{"file_path":"{{cwd}}/a"}},{"name":"LS"}]},
    {"turn":7,"when":{"last_user_contains":"x","tool_result_contains":"y"},"cut":true,"times":2,
     "error":{"status":429,"type":"t","message":"m","retry_after":1,"in_stream":true}}]})");
  ASSERT_TRUE(scenario);
  EXPECT_EQ(scenario->model, "m");
  EXPECT_TRUE(scenario->loop);
  ASSERT_EQ(scenario->turns.size(), 2U);
  const ScriptedTurn& first = scenario->turns[0];
  EXPECT_EQ(first.number, 0U);
  EXPECT_EQ(first.text + first.reasoning, "hihm");
  EXPECT_EQ(first.delay.count(), 5);
  EXPECT_EQ(first.chunk, 3U);
  EXPECT_EQ(first.stop, ScriptedTurn::Stop::length);
  ASSERT_EQ(first.calls.size(), 2U);
  EXPECT_EQ(first.calls[0].input_json, R"({"file_path":"{{cwd}}/a"})");
  EXPECT_EQ(first.calls[1].input_json, "{}");
  const ScriptedTurn& second = scenario->turns[1];
  EXPECT_EQ(second.number, 7U);
  EXPECT_EQ(second.last_user_contains + second.tool_result_contains, "xy");
  EXPECT_TRUE(second.cut);
  EXPECT_EQ(second.times, 2U);
  ASSERT_TRUE(second.error);
  EXPECT_EQ(second.error->status, 429);
  EXPECT_EQ(second.error->retry_after, 1);
  EXPECT_TRUE(second.error->in_stream);
}

TEST(Scenario, ErrorsNameThePathOfTheField) {
  EXPECT_THAT(error_of("{"), testing::StartsWith("s.json: the scenario is not JSON"));
  EXPECT_EQ(error_of("[]"), "s.json: must be an object");
  EXPECT_EQ(error_of("{}"), "s.json: turns: must be an array with at least one turn");
  EXPECT_EQ(error_of(R"({"turns":[3]})"), "s.json: turns[0]: must be an object");
  EXPECT_EQ(error_of(R"({"turns":[{},{"txt":""}]})"),
            "s.json: turns[1].txt: is not a field of a scenario; did you mean \"text\"?");
  EXPECT_EQ(error_of(R"({"turns":[{"calls":[{"name":"A"},{"input":{}}]}]})"),
            "s.json: turns[0].calls[1].name: is missing");
  EXPECT_EQ(error_of(R"({"turns":[{"calls":[{"name":"A","input":[]}]}]})"),
            "s.json: turns[0].calls[0].input: must be an object");
  EXPECT_EQ(error_of(R"({"turns":[{"chunk":0}]})"),
            "s.json: turns[0].chunk: must be a whole number from 1 to 1048576");
  EXPECT_EQ(error_of(R"({"turns":[{"error":{"status":200}}]})"),
            "s.json: turns[0].error.status: must be a whole number from 400 to 599");
  EXPECT_EQ(error_of(R"({"turns":[{"stop":"end"}]})"),
            "s.json: turns[0].stop: must be \"length\", \"refusal\" or \"window\"");
  EXPECT_EQ(error_of(R"({"turns":[{"text":1}]})"), "s.json: turns[0].text: must be a string");
}

std::string chosen(const Scenario& scenario, Situation situation) {
  return choose_turn(scenario, situation).turn.text;
}

TEST(Scenario, TheNumberOfAssistantMessagesChoosesTheTurn) {
  auto scenario = parse_scenario(R"({"turns":[{"text":"a"},{"text":"b"}]})");
  ASSERT_TRUE(scenario);
  EXPECT_EQ(chosen(*scenario, {.assistant_messages = 0}), "a");
  EXPECT_EQ(chosen(*scenario, {.assistant_messages = 1}), "b");
  EXPECT_EQ(chosen(*scenario, {.assistant_messages = 2}), "The script has ended.");
  scenario->loop = true;
  EXPECT_EQ(chosen(*scenario, {.assistant_messages = 5}), "b");
}

TEST(Scenario, ConditionsChooseAmongTurnsOfOneNumber) {
  const auto scenario = parse_scenario(
      R"({"turns":[{"when":{"last_user_contains":"red"},"text":"R"},
                   {"turn":0,"when":{"tool_result_contains":"ok"},"text":"T"},
                   {"turn":0,"when":{"last_user_contains":"blue"},"text":"B"},{"text":"next"}]})");
  ASSERT_TRUE(scenario);
  EXPECT_EQ(chosen(*scenario, {.assistant_messages = 0, .last_user = "a red car"}), "R");
  EXPECT_EQ(chosen(*scenario, {.assistant_messages = 0, .last_user = "", .tool_results = "ok"}),
            "T");
  EXPECT_EQ(chosen(*scenario, {.assistant_messages = 0, .last_user = "green"}),
            "The script has no turn for this request.");
  EXPECT_EQ(chosen(*scenario, {.assistant_messages = 1}), "next");
}

TEST(Scenario, VariablesAreEscapedInsideJson) {
  const std::map<std::string, std::string> variables = {{"cwd", "/a \"b\""}};
  EXPECT_EQ(with_variables("{{cwd}}/x {{other}} {{", variables, false), "/a \"b\"/x {{other}} {{");
  EXPECT_EQ(with_variables(R"({"p":{"q":"{{cwd}}"}})", variables, true),
            R"({"p":{"q":"/a \"b\""}})");
}

}  // namespace
}  // namespace ingot::demo
