#include "models/listed.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace ingot::models {
namespace {

using ::testing::HasSubstr;

std::vector<Listed> provided(const std::vector<std::pair<std::string, std::string>>& variables) {
  std::vector<Listed> models;
  add_provided_models(
      [&](const std::string& name) -> std::optional<std::string> {
        for (const auto& [one, value] : variables) {
          if (one == name) return value;
        }
        return std::nullopt;
      },
      models);
  return models;
}

const Listed& find(const std::vector<Listed>& models, std::string_view id) {
  const auto at = std::find_if(models.begin(), models.end(), [&](const Listed& listed) {
    return std::find(listed.ids.begin(), listed.ids.end(), id) != listed.ids.end();
  });
  EXPECT_NE(at, models.end()) << id;
  return *at;
}

// CFG-88
TEST(ProvidedModels, AreUsableWhereTheVendorsVariableIsSet) {
  const std::vector<Listed> models = provided({{"GROQ_API_KEY", "gsk-of-a-test"}});
  ASSERT_GT(models.size(), 50U);
  EXPECT_EQ(models[0].model.host, "api.groq.com");  // what can be used comes first
  for (const Listed& listed : models) {
    const bool groq = listed.key_variable == "GROQ_API_KEY";
    EXPECT_EQ(listed.usable(), groq) << listed.ids.front();
    EXPECT_EQ(listed.key_state, groq ? KeyState::set : KeyState::missing);
    EXPECT_EQ(listed.section, Section::provided);
  }
  const Listed& model = find(models, "llama-3.3-70b-versatile");
  EXPECT_EQ(model.model.url, "https://api.groq.com/openai/v1/chat/completions");
  EXPECT_EQ(model.model.key.reveal(), "gsk-of-a-test");
  EXPECT_EQ(model.model.price.source, "catalogue");
}

TEST(ProvidedModels, AnIdThatSeveralVendorsUseNamesItsVendor) {
  const std::vector<Listed> models = provided({});
  std::vector<std::string> ids;
  for (const Listed& one : models) ids.push_back(one.ids.front());
  std::sort(ids.begin(), ids.end());
  EXPECT_EQ(std::adjacent_find(ids.begin(), ids.end()), ids.end());
  EXPECT_EQ(find(models, "together/zai-org/GLM-5.2").model.host, "api.together.xyz");
  EXPECT_EQ(find(models, "deepinfra/zai-org/GLM-5.2").model.host, "api.deepinfra.com");
}

// CFG-19, CFG-206
TEST(ProvidedModels, ABaseUrlOfTheEnvironmentMovesItsOwnVendorAlone) {
  const std::vector<Listed> models = provided({{"ANTHROPIC_BASE_URL", "http://proxy.test:9/x/"},
                                               {"ANTHROPIC_API_KEY", "sk-ant-of-a-test"},
                                               {"OPENAI_API_KEY", "sk-of-a-test"}});
  const Listed& moved = find(models, "claude-sonnet-4-6");
  EXPECT_EQ(moved.model.url, "http://proxy.test:9/x/v1/messages");
  EXPECT_EQ(moved.model.host, "proxy.test:9");
  EXPECT_EQ(moved.model.base_url_origin, "ANTHROPIC_BASE_URL");
  EXPECT_EQ(find(models, "gpt-5.1").model.url, "https://api.openai.com/v1/responses");
}

TEST(ProvidedModels, ABrokenBaseUrlOfTheEnvironmentIsAnErrorWithItsRemedy) {
  const std::vector<Listed> models =
      provided({{"OPENAI_BASE_URL", "localhost:1/v1"}, {"OPENAI_API_KEY", "sk-of-a-test"}});
  const Listed& broken = find(models, "gpt-5.1");
  ASSERT_EQ(broken.errors.size(), 1U);
  EXPECT_THAT(config::to_string(broken.errors[0]), HasSubstr("OPENAI_BASE_URL: error E10"));
  EXPECT_THAT(config::to_string(broken.errors[0]), HasSubstr("http://localhost:1/v1"));
}

}  // namespace
}  // namespace ingot::models
