#include "engine/compaction.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ingot::engine {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// CLI-98
TEST(CompactionPoint, LeavesRoomForAnAnswer) {
  models::Model model;
  model.context_tokens = 128000;
  EXPECT_EQ(compaction_point({}, model), 128000 - 16384 - 6400);
  model.max_output_tokens = 64000;
  EXPECT_EQ(compaction_point({}, model), 64000);  // never below the half
  model.context_tokens = 8192;
  EXPECT_EQ(compaction_point({}, model), 4096);
}

// CLI-98
TEST(CompactionPoint, IsWhatTheSettingsSay) {
  models::Model model;
  model.id = "custom:GLM-0";
  model.model = "glm-5";
  config::CompactionSettings settings{.limit = 9000, .per_model = {{"glm-5", 7000}}};
  EXPECT_EQ(compaction_point(settings, model), 7000);
  settings.per_model["custom:GLM-0"] = 6000;
  EXPECT_EQ(compaction_point(settings, model), 6000);
  settings.per_model = {{"another", 5000}};
  EXPECT_EQ(compaction_point(settings, model), 9000);
  settings.when_full = false;
  EXPECT_EQ(compaction_point(settings, model), std::nullopt);
}

// CLI-99
TEST(CompactionRules, NameTheModelThatTheSettingsWant) {
  const auto rules_of = [](const std::string& settings, std::vector<std::string>& notices) {
    Configuration configuration;
    configuration.settings = config::load(
        {.folder = "/nonexistent",
         .cwd = {},
         .environment = [](const std::string&) { return std::nullopt; },
         .overlay =
             R"({"customModels":[{"displayName":"Small","model":"small","provider":"openai",)"
             R"("baseUrl":"https://h.test/v1","apiKey":"key-for-a-test"}],)" +
             settings + "}",
         .managed = {}});
    configuration.models = models::list_models(configuration.settings);
    return compaction_rules(configuration, notices);
  };
  std::vector<std::string> notices;
  for (const char* current :
       {R"("compactionModel":"current-model")", R"("compactionModelMode":"same")",
        R"("compactionModelMode":"factory-default")"}) {
    EXPECT_FALSE(rules_of(current, notices).model) << current;
  }
  for (const char* named :
       {R"("compactionModel":"custom:Small-0")", R"("compactionModelMode":"custom:small")",
        R"("compactionModel":"custom:Small","compactionModelMode":"same")"}) {
    const auto rules = rules_of(named, notices);
    ASSERT_TRUE(rules.model) << named;
    EXPECT_EQ(rules.model->model, "small");
  }
  EXPECT_THAT(notices, IsEmpty());
  EXPECT_FALSE(rules_of(R"("compactionModel":"custom:Smal")", notices).model);
  EXPECT_THAT(notices,
              ElementsAre(HasSubstr("error E20: compactionModel: no model \"custom:Smal\"")));
}

}  // namespace
}  // namespace ingot::engine
