#include "config/explain.h"

#include <fstream>
#include <map>
#include <set>

#include "config/check.h"
#include "config/schema.h"
#include "json/located.h"
#include "json/value.h"

namespace ingot::config {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kKey = "canary-7f3a91c2d4e5-canary";

std::string complaint(std::string_view path, std::string_view json) {
  const auto parsed_path = parse_setting_path(path);
  EXPECT_TRUE(parsed_path) << path;
  const auto value = json::parse_located(json);
  const auto checked = check_setting(*parsed_path, std::get<json::LocatedText>(value).root);
  return checked ? "" : to_text(checked.error());
}

TEST(SettingKeys, NamesAreUniqueAndDefaultsFit) {
  std::set<std::string_view> names;
  for (const SettingKey& key : setting_keys()) {
    EXPECT_TRUE(names.insert(key.name).second) << key.name;
    EXPECT_NE(key.meaning, "") << key.name;
    const auto initial = json::parse_located(key.initial);
    if (const auto* value = std::get_if<json::LocatedText>(&initial)) {
      EXPECT_EQ(wrong_value(key, value->root), "") << key.name;
    }
    // What it is in has a row too.
    const std::size_t end = key.name.find_last_of(".[");
    EXPECT_TRUE(end == std::string_view::npos || names.contains(key.name.substr(0, end)));
  }
}

TEST(SettingCheck, AcceptsWhatTheTableAllows) {
  EXPECT_EQ(complaint("model", R"("x")"), "");
  EXPECT_EQ(complaint("diffMode", R"("unified")"), "");
  EXPECT_EQ(complaint("llmRequestTimeout", "1000"), "");
  EXPECT_EQ(complaint("ingot.fallback", R"("custom:a")"), "");
  EXPECT_EQ(complaint("ingot.fallback", R"(["custom:a"])"), "");
  EXPECT_EQ(complaint("commandAllowlist[0]", R"("make")"), "");
  EXPECT_EQ(complaint("hooks.PreToolUse", R"([{"hooks":[]}])"), "");
  EXPECT_EQ(complaint(R"(compactionTokenLimitPerModel["gpt-5.1"])", "5000"), "");
  EXPECT_EQ(complaint("customModels", R"([{"model":"m","extraArgs":{"max_tokens":5},
      "ingot":{"maxTokensField":"max_tokens","pricing":{"input":0.5}}}])"),
            "");
  EXPECT_EQ(complaint("sessionDefaultSettings", R"({"model":"x","autonomyLevel":"low"})"), "");
}

TEST(SettingCheck, NamesTheNearestKnownSetting) {
  const auto close = [](std::string_view path, const std::string& known) {
    EXPECT_THAT(complaint(path, "1"), HasSubstr("did you mean \"" + known + "\"?"));
  };
  close("difMode", "diffMode");
  close("custom_models", "customModels");
  close("autonomyLevel", "sessionDefaultSettings.autonomyLevel");
  close("sessionDefaultSettings.modle", "sessionDefaultSettings.model");
  close("customModels[3].displayname", "customModels[3].displayName");
  EXPECT_THAT(complaint("zzz", "1"), HasSubstr("ingot config schema lists"));
  EXPECT_THAT(complaint("model.x", "1"), HasSubstr("there is no setting \"model.x\""));
  EXPECT_THAT(complaint("sessionDefaultSettings", R"({"modle":"x"})"), HasSubstr("no setting"));
}

TEST(SettingCheck, RefusesWrongTypesAndWords) {
  EXPECT_THAT(complaint("model", "5"), HasSubstr("must be a string, found 5 (number)"));
  EXPECT_THAT(complaint("diffMode", R"("unifid")"), HasSubstr("did you mean \"unified\"?"));
  EXPECT_THAT(complaint("llmRequestTimeout", "999"), HasSubstr("at least 1000"));
  EXPECT_THAT(complaint("llmRequestTimeout", "1000.5"), HasSubstr("whole number"));
  EXPECT_THAT(complaint("sessionRetentionDays", "400"), HasSubstr("from 14 to 365"));
  EXPECT_THAT(complaint("commandAllowlist", R"(["a",1])"), HasSubstr("array of strings"));
  EXPECT_THAT(complaint("commandAllowlist[0]", "1"), HasSubstr("must be a string"));
  EXPECT_THAT(complaint("customModels", R"([{"model":"m"},{"maxOutputTokens":"8k"}])"),
              HasSubstr("customModels[1].maxOutputTokens must be a whole number"));
  EXPECT_THAT(complaint(R"(compactionTokenLimitPerModel["a.b"])", R"("x")"), HasSubstr("number"));
  EXPECT_THAT(complaint("compactionTokenLimit", R"("abc")"), HasSubstr("whole number"));
  EXPECT_THAT(complaint("model", "null"), HasSubstr("ingot config unset"));
}

TEST(SettingCheck, TakesNoKeyAndQuotesNone) {
  const std::string quoted = "\"" + std::string(kKey) + "\"";
  for (const auto& [path, value] : std::vector<std::pair<std::string, std::string>>{
           {"customModels[0].apiKey", quoted},
           {"customModels[0].apiKey", "\"${X:-" + std::string(kKey) + "}\""},
           {"customModels[0].api_key", quoted},
           {"customModels[0]", R"({"model":"m","apiKey":)" + quoted + "}"},
           {"customModels", R"([{"extraHeaders":{"X-Api-Key":)" + quoted + "}}]"},
           {"customModels[0].extraHeaders.Authorization", "\"Bearer " + std::string(kKey) + "\""},
           {"model", R"("sk-ant-0123456789abcdef")"},
           {"diffMode", R"("sk-ant-0123456789abcdef")"}}) {
    const std::string text = complaint(path, value);
    EXPECT_NE(text, "") << path;
    const bool known = path.find("api_key") == std::string::npos;
    EXPECT_THAT(text, HasSubstr(known ? "${MY_API_KEY}" : "did you mean"));
    EXPECT_THAT(text, Not(HasSubstr("canary")));
    EXPECT_THAT(text, Not(HasSubstr("0123456789")));
  }
  EXPECT_EQ(complaint("customModels[0].apiKey", R"("${GROQ_API_KEY}")"), "");
  EXPECT_EQ(complaint("customModels[0].apiKey", R"("not-needed")"), "");
  EXPECT_EQ(complaint("customModels[0].extraHeaders.Authorization", R"("Bearer ${X}")"), "");
  EXPECT_EQ(complaint("customModels[0].ingot.apiKeyFile", R"("~/.keys/groq")"), "");
}

class Explain : public testing::Test {
 protected:
  Explain() {
    std::string name = testing::TempDir() + "ingot-explain-XXXXXX";
    folder_ = ::mkdtemp(name.data());
  }
  ~Explain() override { std::filesystem::remove_all(folder_); }

  void write(const char* name, std::string_view text) { std::ofstream(folder_ / name) << text; }

  // The resolved value, then "state file:line:column key = value" of each link.
  std::vector<std::string> chain(std::string_view key) {
    const auto explained =
        explain({.folder = folder_,
                 .environment = [&](const std::string& name) -> std::optional<std::string> {
                   const auto at = environment_.find(name);
                   return at == environment_.end() ? std::nullopt : std::optional(at->second);
                 }},
                key);
    if (!explained) return {to_text(explained.error())};
    std::vector<std::string> links = {explained->value};
    for (const Origin& origin : explained->chain) {
      Position at = origin.at;
      at.file = at.file.substr(at.file.rfind('/') + 1);
      links.push_back(origin.state + " " + to_string(at) + " " + origin.key + " = " + origin.value +
                      origin.why);
    }
    return links;
  }

  std::filesystem::path folder_;
  std::map<std::string, std::string> environment_;
};

TEST_F(Explain, AScalarIsTheHighestFiles) {
  write("settings.json",
        "{\"model\": \"a\",\n \"sessionDefaultSettings\": {\"model\": \"b\"}, \"theme\": \"t\"}");
  write("settings.local.json", "{\"model\": \"c\", \"sessionDefaultSettings\": null}");
  write("ingot.json", "{\"model\": 5}");
  EXPECT_THAT(
      chain("model"),
      ElementsAre("\"c\"", "skipped ingot.json:1:11 model = 5must be a string, found 5 (number)",
                  "set settings.local.json:1:11 model = \"c\"",
                  "fallback settings.json:2:38 sessionDefaultSettings.model = \"b\"",
                  "fallback settings.json:1:11 model = \"a\"",
                  "default  model = first usable model"));
  environment_["INGOT_MODEL"] = "e";
  EXPECT_EQ(chain("sessionDefaultSettings.model")[1],
            "set INGOT_MODEL sessionDefaultSettings.model = \"e\"");
  EXPECT_THAT(chain("theme"), ElementsAre("\"t\"", "set settings.json:2:53 theme = \"t\"",
                                          "default  theme = \"auto\""));
  EXPECT_THAT(chain("statusLine"), ElementsAre(""));
}

TEST_F(Explain, AgreesWithLoading) {
  write("settings.json", R"({"model":"a","reasoningEffort":"low","commandDenylist":["x","y"]})");
  write("settings.local.json",
        R"({"model":"","reasoningEffort":"ultra","commandDenylist":["y",1,"z"]})");
  const Settings settings =
      load({.folder = folder_, .environment = [](const std::string&) { return std::nullopt; }});
  EXPECT_EQ(chain("model")[0], "\"" + settings.model.name + "\"");
  EXPECT_EQ(chain("reasoningEffort")[0], "\"" + settings.reasoning_effort + "\"");
  EXPECT_EQ(chain("commandDenylist")[0], R"(["y","z","x"])");
  EXPECT_THAT(settings.command_denylist, ElementsAre("y", "z", "x"));
}

TEST_F(Explain, ObjectsAndModelsAreMergedAndKeysHidden) {
  write("settings.json", R"({"customModels":[{"model":"m","apiKey":")" + std::string(kKey) +
                             R"("},{"model":"n","apiKey":"${N}"}]})");
  write("settings.local.json", R"({"customModels":[{"model":"m","apiKey":"none","x":1}]})");
  write("config.json", R"({"custom_models":[{"model":"o","api_key":")" + std::string(kKey) +
                           R"("}],"model":"ignored"})");
  const auto links = chain("customModels");
  ASSERT_EQ(links.size(), 5U);
  EXPECT_THAT(links[0],
              HasSubstr(R"({"model":"n","apiKey":"${N}"},{"model":"o","api_key":"[redacted]"})"));
  EXPECT_THAT(links[0], HasSubstr(R"("x":1)"));
  EXPECT_THAT(links[2], HasSubstr(R"({"model":"m","apiKey":"[redacted]"})"));
  for (const std::string& link : links) EXPECT_THAT(link, Not(HasSubstr("canary")));

  write("settings.json", R"({"sandbox":{"enabled":true,"filesystem":{"allowRead":["a"]}}})");
  write("settings.local.json", R"({"sandbox":{"enabled":false,"filesystem":{"denyRead":["b"]}}})");
  EXPECT_EQ(chain("sandbox")[0],
            R"({"enabled":false,"filesystem":{"denyRead":["b"],"allowRead":["a"]}})");
}

TEST_F(Explain, SaysWhichFileCannotBeRead) {
  write("settings.json", "{\n \"model\" \"x\"}");
  EXPECT_THAT(chain("model")[1],
              testing::StartsWith("skipped settings.json:2:10  = not valid JSON"));
  EXPECT_THAT(chain("modell")[0], HasSubstr("did you mean \"model\"?"));
  EXPECT_THAT(chain("customModels[0].model")[0],
              HasSubstr("explain the whole array: customModels"));
}

TEST(Schema, SpellsTheLegacyFileAsItIsWritten) {
  const auto schema = json::Document::parse(legacy_schema());
  ASSERT_TRUE(schema);
  const json::Value items = schema->root()["properties"]["custom_models"]["items"];
  EXPECT_EQ(items["properties"]["max_tokens"]["minimum"].integer(), 1);
  EXPECT_FALSE(items["properties"]["maxOutputTokens"].exists());
  EXPECT_EQ(items["required"].size(), 6U);
}

TEST(Schema, DescribesEveryTopLevelKey) {
  const auto schema = json::Document::parse(settings_schema());
  ASSERT_TRUE(schema);
  const json::Value properties = schema->root()["properties"];
  for (const SettingKey* key : rows_inside("")) {
    EXPECT_TRUE(properties[key->name].exists()) << key->name;
  }
  EXPECT_EQ(properties["diffMode"]["enum"].to_json(), R"(["github","unified"])");
  EXPECT_EQ(properties["sessionRetentionDays"]["maximum"].integer(), 365);
  const json::Value entry = properties["customModels"]["items"]["properties"];
  EXPECT_EQ(entry["ingot"]["properties"]["pricing"]["properties"]["input"]["type"].string(),
            "number");
}

}  // namespace
}  // namespace ingot::config
