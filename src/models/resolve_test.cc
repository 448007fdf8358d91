#include "models/resolve.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ingot::models {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

config::Environment variables(std::vector<std::pair<std::string, std::string>> set) {
  return [set = std::move(set)](const std::string& name) -> std::optional<std::string> {
    for (const auto& [one, value] : set) {
      if (one == name) return value;
    }
    return std::nullopt;
  };
}

struct Entry {
  std::string display_name, model, id;
};

std::vector<Listed> listed(const std::vector<Entry>& entries,
                           const config::Environment& environment = variables({})) {
  std::string json;
  for (const Entry& entry : entries) {
    if (!json.empty()) json += ",";
    json += R"({"provider":"openai","baseUrl":"https://h.test/v1","apiKey":"key-for-a-test",)";
    json += R"("model":")" + entry.model + '"';
    if (!entry.display_name.empty()) json += R"(,"displayName":")" + entry.display_name + '"';
    if (!entry.id.empty()) json += R"(,"id":")" + entry.id + '"';
    json += '}';
  }
  std::vector<Listed> models =
      list_models(config::load({.folder = "/nonexistent",
                                .environment = environment,
                                .overlay = R"({"customModels":[)" + json + "]}"}));
  add_provided_models(environment, models);
  return models;
}

// The preferred id of what `name` means, or the text of the error.
std::string meant(const std::vector<Listed>& models, std::string_view name,
                  std::vector<std::string>* notices = nullptr) {
  std::vector<std::string> told;
  const auto model = resolve(models, name, {}, {}, told);
  if (notices != nullptr) *notices = told;
  return model ? model->id : to_text(model.error());
}

// CFG-80..85
TEST(Resolve, EverySpellingOfADocumentedIdFindsItsEntry) {
  const std::vector<Listed> models = listed({{"Kimi K2 [Groq]", "moonshotai/kimi-k2", ""},
                                             {"GPT-OSS-20B [OpenRouter]", "openai/gpt-oss-20b", ""},
                                             {"GPT", "gpt-a", ""},
                                             {"GPT-5", "gpt-b", ""},
                                             {"  My \t Custom   Model ", "own.model:4b", ""},
                                             {"Named", "named-model", "custom:mine"},
                                             {"", "qwen3:4b", ""}});
  const std::vector<std::pair<std::string, std::string>> table = {
      {"custom:Kimi-K2-[Groq]-0", "custom:Kimi-K2-[Groq]-0"},
      {"custom:GPT-OSS-20B-[OpenRouter]-1", "custom:GPT-OSS-20B-[OpenRouter]-1"},
      {"custom:GPT-OSS-20B-[OpenRouter]-0", "custom:GPT-OSS-20B-[OpenRouter]-1"},  // by occurrence
      {"custom:Kimi-K2-[Groq]", "custom:Kimi-K2-[Groq]-0"},
      {"custom:GPT-5", "custom:GPT-5-3"},    // not entry 5 of "GPT"
      {"custom:GPT-2", "custom:GPT-2"},      // position 2
      {"custom:GPT-5-0", "custom:GPT-5-3"},  // the first of that name
      {"custom:My-Custom-Model-4", "custom:My-Custom-Model-4"},
      {"custom:My Custom Model", "custom:My-Custom-Model-4"},
      {"My Custom Model", "custom:My-Custom-Model-4"},
      {"custom:own.model:4b", "custom:My-Custom-Model-4"},  // as subagent files spell it
      {"own.model:4b", "custom:My-Custom-Model-4"},
      {"custom:mine", "custom:mine"},
      {"custom:Named-5", "custom:mine"},  // the derived id still resolves
      {"custom:named", "custom:mine"},
      {"qwen3:4b", "custom:qwen3:4b-6"},
      {"custom:QWEN3:4B", "custom:qwen3:4b-6"},
      {"MOONSHOTAI/Kimi-K2", "custom:Kimi-K2-[Groq]-0"}};
  for (const auto& [name, id] : table) EXPECT_EQ(meant(models, name), id) << name;
}

// CFG-84
TEST(Resolve, APositionBeatsAnOccurrenceAndBothAreNamed) {
  const std::vector<Listed> models = listed({{"A", "a", ""}, {"A", "b", ""}, {"A", "c", ""}});
  std::vector<std::string> notices;
  EXPECT_EQ(meant(models, "custom:A-1", &notices), "custom:A-1");
  EXPECT_TRUE(notices.empty());  // both readings mean the same entry

  const std::vector<Listed> mixed = listed({{"B", "x", ""}, {"A", "a", ""}, {"A", "b", ""}});
  EXPECT_EQ(meant(mixed, "custom:A-1", &notices), "custom:A-1");
  ASSERT_EQ(notices.size(), 1U);
  EXPECT_THAT(notices[0], HasSubstr("position 1"));
  EXPECT_THAT(notices[0], HasSubstr("entry 1 of that name"));
}

// CFG-84, E21
TEST(Resolve, SeveralEntriesAreNamedRatherThanOneOfThemTaken) {
  const std::vector<Listed> models =
      listed({{"Kimi [Groq]", "kimi-k2", ""}, {"Kimi [HF]", "kimi-k2", ""}});
  EXPECT_EQ(meant(models, "custom:kimi-k2"),
            "error E21: \"custom:kimi-k2\" matches 2 entries: custom:Kimi-[Groq]-0, "
            "custom:Kimi-[HF]-1; use one of these ids");
}

// CFG-84, E20
TEST(Resolve, AnUnknownNameIsToldWithTheClosest) {
  const std::vector<Listed> models = listed({{"Kimi K2 [Groq]", "moonshotai/k2", ""}});
  EXPECT_EQ(meant(models, "custom:Kimi-K2-[Grok]"),
            "error E20: no model \"custom:Kimi-K2-[Grok]\"; closest: custom:Kimi-K2-[Groq]-0. Run: "
            "ingot models");
  EXPECT_THAT(meant(models, "claude-sonet-4-6"), HasSubstr("closest: claude-sonnet-4-6"));
  EXPECT_EQ(meant({}, "zzz"), "error E20: no model \"zzz\". Run: ingot models");
}

// CFG-84 (6), CFG-88
TEST(Resolve, ABareIdIsAProvidedModelThatHasItsKeyBeforeAnEntryOfThatModel) {
  const std::vector<Entry> entries = {{"Through the gateway", "claude-sonnet-4-6", ""}};
  EXPECT_EQ(meant(listed(entries), "claude-sonnet-4-6"), "custom:Through-the-gateway-0");
  const config::Environment with_key = variables({{"ANTHROPIC_API_KEY", "sk-ant-of-a-test"}});
  EXPECT_EQ(meant(listed(entries, with_key), "claude-sonnet-4-6"), "claude-sonnet-4-6");
  EXPECT_EQ(meant(listed(entries, with_key), "custom:claude-sonnet-4-6"),
            "custom:Through-the-gateway-0");
  EXPECT_EQ(meant(listed(entries, with_key), "anthropic/claude-sonnet-4-6"), "claude-sonnet-4-6");
}

// CFG-88
TEST(Resolve, AProvidedModelWithoutItsKeySaysWhichVariableItNeeds) {
  EXPECT_THAT(meant(listed({}), "claude-sonnet-4-6"),
              HasSubstr("E08: claude-sonnet-4-6 needs ANTHROPIC_API_KEY, which is not set; run: "
                        "export ANTHROPIC_API_KEY=…"));
}

}  // namespace
}  // namespace ingot::models
