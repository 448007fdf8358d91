#include "config/values.h"

#include <fstream>

#include "json/located.h"

namespace ingot::config {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::optional<std::string> no_variable(const std::string& /*name*/) { return std::nullopt; }

class Setting : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::path(testing::TempDir()) /
              testing::UnitTest::GetInstance()->current_test_info()->name();
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  void write(const std::string& name, const std::string& text) {
    std::ofstream(folder_ / name) << text;
  }
  Settings loaded() const {
    return load({.folder = folder_, .cwd = {}, .environment = no_variable, .overlay = {}});
  }
  // "1:10 E06 theme: theme must be ..."
  std::vector<std::string> complaints(const std::string& text) {
    write("settings.json", text);
    std::vector<std::string> out;
    for (const Diagnostic& one : loaded().diagnostics) {
      out.push_back(std::to_string(one.at.line) + ":" + std::to_string(one.at.column) + " " +
                    one.code + " " + one.path + ": " + one.text);
    }
    return out;
  }

  std::filesystem::path folder_;
};

// CFG section 9: the defaults.
TEST_F(Setting, HasTheDefaultOfItsRow) {
  const Settings settings = loaded();
  EXPECT_THAT(settings.diagnostics, IsEmpty());
  EXPECT_EQ(settings.autonomy, "off");
  EXPECT_EQ(settings.llm_request_timeout_ms, 0);  // the limits of the host's kind hold
  EXPECT_TRUE(settings.detect_local);
  EXPECT_TRUE(settings.size_note);
  const TuiSettings& tui = settings.tui;
  EXPECT_EQ(tui.wrap, TuiSettings::Wrap::word);
  EXPECT_EQ(tui.low_bandwidth, std::nullopt);
  EXPECT_EQ(tui.paste_fold, 12);
  EXPECT_EQ(tui.ambiguous_width, 1);
  EXPECT_EQ(tui.resume_turns, 2);
  EXPECT_TRUE(tui.title);
  EXPECT_TRUE(tui.notifications);
  EXPECT_FALSE(tui.reduced_motion);
  EXPECT_EQ(tui.todo_place, TuiSettings::TodoPlace::pinned);
  EXPECT_EQ(tui.theme, "auto");
  EXPECT_EQ(tui.completion_sound, "fx-ok01");
  EXPECT_EQ(tui.awaiting_input_sound, "fx-ack01");
  EXPECT_EQ(tui.subagent_sounds, TuiSettings::SubagentSounds::off);
  EXPECT_FALSE(tui.status_line);
}

TEST_F(Setting, WordsBecomeTheEnumeratorOfTheirPlace) {
  write("settings.json", R"({"diffMode": "unified", "toolResultDisplay": "compact",
    "todoDisplayMode": "inline", "logoAnimation": "off", "soundFocusMode": "focused",
    "awaitingInputSoundFocusMode": "unfocused", "statusLine": {"command": "date", "maxRows": 3},
    "showThinkingInMainView": true, "ingot": {"tui": {"wrap": "terminal", "keyPreset": "vi",
    "lowBandwidth": false, "screenReader": true}}})");
  const Settings settings = loaded();
  EXPECT_THAT(settings.diagnostics, IsEmpty());
  const TuiSettings& tui = settings.tui;
  EXPECT_EQ(tui.diff_mode, TuiSettings::DiffMode::unified);
  EXPECT_EQ(tui.tool_results, TuiSettings::ToolResults::compact);
  EXPECT_EQ(tui.todo_place, TuiSettings::TodoPlace::in_transcript);
  EXPECT_EQ(tui.logo, TuiSettings::Logo::off);
  EXPECT_EQ(tui.completion_sound_focus, TuiSettings::Focus::focused);
  EXPECT_EQ(tui.awaiting_input_sound_focus, TuiSettings::Focus::unfocused);
  ASSERT_TRUE(tui.status_line);
  EXPECT_EQ(tui.status_line->command, "date");
  EXPECT_EQ(tui.status_line->max_rows, 3);
  EXPECT_EQ(tui.wrap, TuiSettings::Wrap::terminal);
  EXPECT_EQ(tui.key_preset, TuiSettings::KeyPreset::vi);
  EXPECT_EQ(tui.low_bandwidth, false);
  EXPECT_TRUE(tui.show_thinking);
  EXPECT_TRUE(tui.reduced_motion) << "a screen reader implies it";
}

// CFG-161
TEST_F(Setting, AWrongValueIsLeftToTheNextFile) {
  write("settings.local.json", R"({"diffMode": "Unified", "theme": "mine"})");
  write("settings.json", R"({"diffMode": "unified", "theme": "yours"})");
  const Settings settings = loaded();
  EXPECT_EQ(settings.tui.diff_mode, TuiSettings::DiffMode::unified);
  EXPECT_EQ(settings.tui.theme, "mine");
  ASSERT_EQ(settings.diagnostics.size(), 1U);
  EXPECT_EQ(settings.diagnostics[0].text,
            "diffMode must be one of github, unified, found \"Unified\" (string); did you mean "
            "\"unified\"?");
}

TEST_F(Setting, EveryMistakeIsReportedAtItsPlace) {
  EXPECT_THAT(
      complaints("{\"theme\": 5,\n \"nerdFont\": \"yes\", \"llmRequestTimeout\": 10,\n"
                 " \"statusLine\": {\"maxRows\": 4}, \"sessionDefaultSettings\": [],\n"
                 " \"commandDenylist\": [\"a\", 1], \"compactionTokenLimitPerModel\": {\"x\": 0},\n"
                 " \"subagentModelSettings\": {\"lightReasoningEffort\": \"hihg\"}}"),
      ElementsAre(
          "1:11 E06 theme: theme must be a string, found 5 (number)",
          "2:14 E06 nerdFont: nerdFont must be true or false, found \"yes\" (string)",
          "2:42 E06 llmRequestTimeout: llmRequestTimeout must be a whole number of at least 1000, "
          "found 10 (number)",
          "3:28 E06 statusLine.maxRows: maxRows must be a whole number from 1 to 3, found 4 "
          "(number)",
          "3:58 E06 sessionDefaultSettings: sessionDefaultSettings must be an object, found an "
          "array",
          "4:27 E06 commandDenylist[1]: commandDenylist[1] must be a string, found 1 (number)",
          "4:69 E06 compactionTokenLimitPerModel.x: compactionTokenLimitPerModel.x must be a "
          "number of "
          "at least 1, found 0 (number)",
          "5:52 E16 subagentModelSettings.lightReasoningEffort: lightReasoningEffort \"hihg\" is "
          "unknown; allowed: off, none, dynamic, minimal, low, medium, high, xhigh, max; did you "
          "mean \"high\"?"));
}

// CFG-23
TEST_F(Setting, AnUnknownKeyGetsOneNoteAtAnyDepth) {
  EXPECT_THAT(complaints(R"({"custom_model": [], "x.y": 1, "zzz": 1, "zzz": 2,
 "ingot": {"tui": {"rap": 1}}, "hooks": {"anything": 1}})"),
              ElementsAre("1:2 N02 custom_model: unknown key \"custom_model\" is ignored; did you "
                          "mean \"customModels\"?",
                          "1:22 N02 x.y: unknown key \"x.y\" is ignored",
                          "1:32 N02 zzz: unknown key \"zzz\" is ignored",
                          "2:20 N02 ingot.tui.rap: unknown key \"rap\" is ignored; did you mean "
                          "\"wrap\"?"));
}

// CFG-7 to CFG-9
TEST_F(Setting, LowerFilesFillInWhatIsMissing) {
  write("ingot.json", R"({"commandDenylist": ["c"]})");
  write("settings.local.json", R"({"commandDenylist": ["b", "c"], "statusLine": {"padding": 2}})");
  write("settings.json",
        R"({"commandDenylist": ["a"], "statusLine": {"command": "x", "padding": 1}})");
  const Settings settings = loaded();
  EXPECT_THAT(settings.command_denylist, ElementsAre("c", "b", "a"));
  ASSERT_TRUE(settings.tui.status_line);
  EXPECT_EQ(settings.tui.status_line->command, "x");
  EXPECT_EQ(settings.tui.status_line->padding, 2);
}

// CFG-17: the newer spelling wins in the same file, either of them beats a lower file.
TEST_F(Setting, OlderSpellingsCountWhereTheNewerOneIsMissing) {
  write("settings.json", R"({"model": "old", "sessionDefaultSettings": {"model": "new",
    "autonomyMode": "auto-high"}, "enableCompletionBell": true})");
  Settings settings = loaded();
  EXPECT_EQ(settings.model.name, "new");
  EXPECT_EQ(settings.autonomy, "high");
  EXPECT_EQ(settings.tui.completion_sound, "bell");
  write("settings.local.json", R"({"model": "local", "completionSound": "off"})");
  settings = loaded();
  EXPECT_EQ(settings.model.name, "local");
  EXPECT_EQ(settings.tui.completion_sound, "off");
}

// CLI-99, CFG-17
TEST_F(Setting, TheModelThatSummarisesKnowsItsPlace) {
  write("settings.json", "{\n  \"compactionModelMode\": \"custom:small\"}");
  Settings settings = loaded();
  EXPECT_EQ(settings.compaction.model.name, "custom:small");
  EXPECT_EQ(settings.compaction.model.key, "compactionModelMode");
  EXPECT_EQ(settings.compaction.model.at.line, 2);
  write("settings.local.json", R"({"compactionModel": "current-model"})");
  settings = loaded();
  EXPECT_EQ(settings.compaction.model.name, "");
}

// CFG-140
TEST_F(Setting, ABudgetWarnsAtFourFifthsUnlessItSaysOtherwise) {
  EXPECT_EQ(loaded().budget.session, std::nullopt);
  write("settings.json", R"({"ingot": {"budget": {"session": 2.5}}})");
  EXPECT_EQ(loaded().budget.session, 2.5);
  EXPECT_EQ(loaded().budget.warn_at, 0.8);
  write("settings.json", R"({"ingot": {"budget": {"session": -1, "warnAt": 0.5}}})");
  EXPECT_EQ(loaded().budget.session, std::nullopt);
  EXPECT_EQ(loaded().budget.warn_at, 0.5);
}

}  // namespace
}  // namespace ingot::config
