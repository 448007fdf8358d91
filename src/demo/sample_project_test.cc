#include "demo/sample_project.h"

#include <cstdlib>
#include <map>

#include "json/value.h"
#include "os/file.h"
#include "os/paths.h"
#include "os/process.h"

namespace ingot::demo {
namespace {

class SampleProject : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = (os::temporary_folder() / "ingot-demo-XXXXXX").string();
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    folder_ = os::canonical(name);
    ASSERT_TRUE(write_sample_project(folder_));
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  os::Captured run_tests() const {
    const auto ran = os::run({.argv = {"/bin/sh", "-c", kSampleTestCommand},
                              .directory = folder_,
                              .environment = os::environment_without({})},
                             std::chrono::seconds(60), 1U << 20U, {});
    return ran ? *ran : os::Captured{.exit = {.code = -1}};
  }

  std::filesystem::path folder_;
};

TEST_F(SampleProject, FailsItsTestsAsWritten) {
  const os::Captured ran = run_tests();
  EXPECT_EQ(ran.exit.code, 1);
  EXPECT_THAT(ran.output, testing::HasSubstr("not ok 5 - Hello, World! Again (limit 11)"));
  EXPECT_THAT(ran.output, testing::HasSubstr("6 passed, 1 failed"));
}

// The edits of the script, carried out here, must find their text and repair the project.
TEST_F(SampleProject, IsRepairedByTheEditsOfTheScript) {
  const Scenario scenario = sample_scenario(folder_, std::chrono::milliseconds(0));
  int edits = 0;
  for (const ScriptedTurn& turn : scenario.turns) {
    for (const ScriptedCall& call : turn.calls) {
      if (call.name != "Edit") continue;
      ++edits;
      const std::string input = with_variables(call.input_json, scenario.variables, true);
      const auto document = json::Document::parse(input);
      ASSERT_TRUE(document);
      const std::filesystem::path path(document->root()["file_path"].string_or(""));
      const std::string old_text(document->root()["old_str"].string_or(""));
      auto content = os::read_file(path, 1U << 20U);
      ASSERT_TRUE(content) << path;
      const std::size_t at = content->find(old_text);
      ASSERT_NE(at, std::string::npos);
      ASSERT_EQ(content->find(old_text, at + 1), std::string::npos) << "the edit is ambiguous";
      content->replace(at, old_text.size(), document->root()["new_str"].string_or(""));
      ASSERT_TRUE(os::write_atomic(path, *content));
    }
  }
  EXPECT_EQ(edits, 2);
  const os::Captured ran = run_tests();
  EXPECT_EQ(ran.exit.code, 0) << ran.output;
  EXPECT_THAT(ran.output, testing::HasSubstr("8 passed, 0 failed"));
}

TEST_F(SampleProject, SaysAtOnceThatTheModelIsScripted) {
  const Scenario scenario = sample_scenario(folder_, std::chrono::milliseconds(0));
  EXPECT_THAT(scenario.turns.front().text, testing::StartsWith("I am a scripted model"));
}

TEST_F(SampleProject, ReportsOnlyWhatTheTestsSaid) {
  const Scenario scenario = sample_scenario(folder_, std::chrono::milliseconds(0));
  const auto after = [&](std::string_view result) {
    return choose_turn(scenario, {.assistant_messages = 6, .last_user = "", .tool_results = result})
        .turn.text;
  };
  EXPECT_EQ(after("8 passed, 0 failed"), "");
  EXPECT_THAT(after("7 passed, 1 failed"), testing::HasSubstr("still fail"));
}

}  // namespace
}  // namespace ingot::demo
