// The table of CFG-35: for every code the files, the place and the exact words.

#include <sys/stat.h>

#include <fstream>

#include "config/settings.h"

namespace ingot::config {
namespace {

// "§" marks the place of the complaint and is not part of the file.
struct Row {
  std::string code, file, text, severity, words;
  mode_t mode = 0600;
};

// An entry of settings.json that is right apart from what `with` says; what stands twice counts the
// second time.
std::string entry(const std::string& with) {
  return R"({"model": "m", "displayName": "GLM 4.7", "provider": "openai",
   "baseUrl": "https://h.test/v1", "apiKey": "${GOOD}", )" +
         with + "}";
}

std::string list(const std::string& entries) { return "{\"customModels\": [" + entries + "]}"; }

std::string legacy(const std::string& with) {
  return R"({"custom_models": [§{"model": "m", "provider": "openai", "base_url": "https://h.test/v1",
    "api_key": "k")" +
         with + "}]}";
}

std::vector<Row> table() {
  const std::string in_first = "customModels[0]";
  std::vector<Row> rows = {
      {"E01", "settings.json",
       "{\"customModels\": [\n    {\"model\": \"m\",\n     \"apiKey\": \"k\"\n     §\"x\": 1}]}",
       "error",
       "not valid JSON: expected ',' or '}' after the value of \"apiKey\" (opened at 2:5); this "
       "file is ignored until fixed"},
      {"E02", "settings.json", "\n  §[1]", "error",
       "the file must contain a JSON object, found an array"},
      {"E03", "settings.json", "{\"customModels\": §{}}", "error",
       "customModels must be an array of objects, found an object; wrap it in [ ]"},
      {"E03", "config.json", "{\"custom_models\": §\"x\"}", "error",
       "custom_models must be an array of objects, found a string"},
      {"E04", "settings.json", list(entry("\"index\": 1") + ", §\"x\""), "error",
       "customModels[1] must be an object, found a string"},
      {"E05", "settings.json",
       list("§{\"model\": \"m\", \"displayName\": \"GLM 4.7\", \"apiKey\": \"k\", "
            "\"provider\": \"openai\"}"),
       "error",
       "customModels[0] (\"GLM 4.7\") has no \"baseUrl\"; required: model, baseUrl, apiKey, "
       "provider"},
      {"E05", "config.json",
       "{\"custom_models\": [§{\"model_display_name\": \"GLM 4.7\", \"base_url\": "
       "\"https://h.test\", \"api_key\": \"k\", \"provider\": \"openai\", \"max_tokens\": 1}]}",
       "error",
       "custom_models[0] (\"GLM 4.7\") has no \"model\"; required: model, base_url, api_key, "
       "provider"},
      {"E06", "settings.json", list(entry("\"maxOutputTokens\": §\"8k\"")), "error",
       "maxOutputTokens must be a whole number of at least 1, found \"8k\" (string)"},
      {"E06", "settings.json", list(entry("\"maxOutputTokens\": §-1")), "error",
       "maxOutputTokens must be a whole number of at least 1, found -1 (number)"},
      {"E06", "settings.json", list(entry("\"maxOutputTokens\": §true")), "error",
       "maxOutputTokens must be a whole number of at least 1, found true (boolean)"},
      {"E06", "settings.json", list(entry("\"thinkingMaxTokens\": §1000")), "error",
       "thinkingMaxTokens must be a whole number of at least 1024, found 1000 (number)"},
      {"E07", "settings.json", list(entry("\"apiKey\": §\" \"")), "error",
       "apiKey is empty; put a key, a ${VAR} reference, or any placeholder such as \"not-needed\" "
       "for a local server without keys"},
      {"E08", "settings.json", list(entry("\"apiKey\": §\"${GROQ_API_KEY}\"")), "error",
       "apiKey refers to ${GROQ_API_KEY}, which is not set; run: export GROQ_API_KEY=…"},
      {"E09", "settings.json", list(entry("\"provider\": §\"OpenAI\"")), "error",
       "Invalid provider \"OpenAI\"; allowed, exactly as written: anthropic, openai, "
       "generic-chat-completion-api. Did you mean \"openai\"?"},
      {"E09", "settings.json", list(entry("\"provider\": §\"ollama\"")), "error",
       "Invalid provider \"ollama\"; allowed, exactly as written: anthropic, openai, "
       "generic-chat-completion-api. Did you mean \"generic-chat-completion-api\"?"},
      {"E09", "settings.json", list(entry("\"provider\": §\"openai \"")), "error",
       "Invalid provider \"openai \"; allowed, exactly as written: anthropic, openai, "
       "generic-chat-completion-api. Did you mean \"openai\"?"},
      {"E09", "settings.json", list(entry("\"provider\": §\"google\"")), "error",
       "provider \"google\" is not available in ingot; use generic-chat-completion-api with "
       "baseUrl "
       "\"https://generativelanguage.googleapis.com/v1beta/openai\" and your Gemini key"},
      {"E09", "config.json",
       R"({"custom_models": [{"model": "m", "model_display_name": "d", "provider": §"factory",
         "base_url": "https://h.test/v1", "api_key": "k", "max_tokens": 5}]})",
       "error",
       "provider \"factory\" is not available in ingot; use generic-chat-completion-api with the "
       "baseUrl and the apiKey of a provider of your own"},
      {"E10", "settings.json", list(entry("\"baseUrl\": §\"localhost:11434/v1\"")), "error",
       "baseUrl \"localhost:11434/v1\" is not an absolute URL; did you mean "
       "\"http://localhost:11434/v1\"?"},
      {"E11", "settings.json", list(entry("\"baseUrl\": §\"https://me:word@h.test\"")), "error",
       "baseUrl must start with http:// or https:// and carry no user:password or #fragment"},
      {"E12", "settings.json", list(entry("\"extraHeaders\": {\"X-Team\": §7}")), "error",
       "extraHeaders[\"X-Team\"] must be a string without line breaks, found a number"},
      {"E13", "settings.json", list(entry("\"extraArgs\": {§\"messages\": []}")), "error",
       "extraArgs may not set \"messages\"; reserved: model, messages, input, system, "
       "instructions, tools, stream"},
      {"E14", "settings.json", list(entry("\"id\": §\"my-model\"")), "error",
       "id must start with \"custom:\", found \"my-model\""},
      {"E15", "settings.json",
       list("\n    " + entry("\"id\": \"custom:x\"") + ", " + entry("\"id\": §\"custom:x\"")),
       "error", "id \"custom:x\" is also used at settings.json:2:5; ids must be unique"},
      {"E16", "settings.json", list(entry("\"reasoningEffort\": §\"ultra\"")), "error",
       "reasoningEffort \"ultra\" is unknown; allowed: off, none, dynamic, minimal, low, medium, "
       "high, xhigh, max"},
      {"E16", "settings.json", "{\"reasoningEffort\": §\"ultra\"}", "error",
       "reasoningEffort \"ultra\" is unknown; allowed: off, none, dynamic, minimal, low, medium, "
       "high, xhigh, max"},
      {"E17", "settings.json",
       list(entry("\"provider\": §\"generic-chat-completion-api\", \"bedrock\": {}")), "error",
       "bedrock needs provider \"anthropic\", \"openai\" or \"bedrock-converse\", found "
       "\"generic-chat-completion-api\""},
      {"W01", "config.json", legacy(", \"model_display_name\": \"x\""), "warning",
       "required in config.json: \"max_tokens\"; using the default"},
      {"W01", "config.json", legacy(", \"max_tokens\": 5"), "warning",
       "required in config.json: \"model_display_name\"; using the default"},
      {"W02", "settings.json",
       list(entry("\"baseUrl\": \"https://api.groq.com/openai/v1\", \"apiKey\": "
                  "§\"YOUR_GROQ_KEY\"")),
       "warning",
       "apiKey looks like a placeholder (\"YOUR_…\"); requests to api.groq.com will fail"},
      {"W03", "config.json",
       R"({"custom_models": [{"model": "m", "model_display_name": "d", "provider": "openai",
         "base_url": "https://h.test/v1", "api_key": §"${VAR}", "max_tokens": 5}]})",
       "warning",
       "${VAR} is not expanded in config.json; move this entry to settings.json (ingot config "
       "migrate)"},
      {"W04", "settings.json", "§" + list(entry("\"apiKey\": \"sk-0123456789abcdef\"")), "warning",
       "file holds API keys and is readable by other users (0644); run: chmod 600 settings.json",
       0644},
      {"W05", "settings.json", list(entry("\"baseUrl\": §\"http://10.1.2.3/v1\"")), "warning",
       "the key would travel unencrypted to http://10.1.2.3"},
  };
  return rows;
}

std::string place_of(const std::string& text) {
  const std::string before = text.substr(0, text.find("§"));
  const std::size_t line = before.rfind('\n') + 1;  // npos + 1: 0
  return std::to_string(std::count(before.begin(), before.end(), '\n') + 1) + ":" +
         std::to_string(before.size() - line + 1);
}

class Problems : public testing::TestWithParam<Row> {
 protected:
  void SetUp() override {
    std::string name = testing::UnitTest::GetInstance()->current_test_info()->name();
    std::replace(name.begin(), name.end(), '/', '-');
    folder_ = std::filesystem::path(testing::TempDir()) / ("problems-" + name);
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  // Places as the user sees them, without the folder.
  std::vector<std::string> load_text(const std::string& file, const std::string& text,
                                     mode_t mode = 0600) const {
    std::ofstream(folder_ / file) << text;
    ::chmod((folder_ / file).c_str(), mode);
    const Settings settings =
        load({.folder = folder_,
              .cwd = {},
              .environment =
                  [](const std::string& name) {
                    return name == "GOOD" ? std::optional<std::string>("key") : std::nullopt;
                  },
              .overlay = {}});
    std::vector<std::string> lines;
    for (const Diagnostic& one : settings.diagnostics) {
      std::string line = to_string(one);
      const std::string prefix = folder_.string() + "/";
      for (std::size_t at = 0; (at = line.find(prefix, at)) != std::string::npos;) {
        line.erase(at, prefix.size());
      }
      lines.push_back(std::move(line));
    }
    return lines;
  }

  std::filesystem::path folder_;
};

// CFG-31, CFG-35, CFG-36, CFG-37, CFG-40, CFG-46
TEST_P(Problems, IsToldAtItsPlaceInTheseWords) {
  const Row& row = GetParam();
  std::string text = row.text;
  text.erase(text.find("§"), std::string_view("§").size());
  const std::string begin =
      row.file + ":" + place_of(row.text) + ": " + row.severity + " " + row.code + ": ";
  std::vector<std::string> of_code;
  for (const std::string& line : load_text(row.file, text, row.mode)) {
    if (line.find(" " + row.code + ": ") != std::string::npos) of_code.push_back(line);
  }
  ASSERT_EQ(of_code.size(), 1U) << testing::PrintToString(of_code);
  EXPECT_TRUE(of_code[0].starts_with(begin)) << of_code[0] << "\nwanted: " << begin;
  EXPECT_TRUE(of_code[0].ends_with(row.words)) << of_code[0] << "\nwanted: " << row.words;
  // What stands between names the value: its path and the entry's label (CFG-31).
  std::string between = of_code[0].substr(begin.size());
  between.resize(between.size() - row.words.size());
  EXPECT_TRUE(between.empty() || between.ends_with(": ")) << between;
}

INSTANTIATE_TEST_SUITE_P(Table, Problems, testing::ValuesIn(table()),
                         [](const testing::TestParamInfo<Row>& row) {
                           return row.param.code + "Row" + std::to_string(row.index);
                         });

}  // namespace
}  // namespace ingot::config
