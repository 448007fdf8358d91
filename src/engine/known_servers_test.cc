// The entry of every server that the documentation names: it loads without a complaint, and what is
// called with it is what the server's own page says.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "config/settings.h"
#include "engine/test_places.h"
#include "models/listed.h"
#include "models/providers.h"
#include "os/file.h"
#include "provider/headers.h"

namespace ingot::engine {
namespace {

using ::testing::Contains;
using ::testing::IsEmpty;
using ::testing::Pair;

config::Settings known_servers() {
  const std::string text =
      os::read_file(INGOT_ROOM_DIR "/testdata/known_servers.json", 1 << 20).value_or("");
  return config::load({.folder = "/nonexistent",
                       .environment = [](const std::string& name) -> std::optional<std::string> {
                         if (!name.ends_with("_KEY") && !name.ends_with("_TOKEN")) return {};
                         return "key-in-" + name;
                       },
                       .overlay = text});
}

// CFG-57, CFG-210
TEST(KnownServers, EachEntryLoadsSilentlyAndCallsTheDocumentedUrlWithItsKey) {
  const config::Settings settings = known_servers();
  std::vector<std::string> complaints;
  for (const config::Diagnostic& one : settings.diagnostics) {
    if (one.severity != config::Diagnostic::Severity::note) {
      complaints.push_back(config::to_string(one));
    }
  }
  EXPECT_THAT(complaints, IsEmpty());

  struct Called {
    std::string url, header, value;
  };
  const auto bearer = [](const std::string& key) { return "Bearer " + key; };
  const std::map<std::string, Called> expected = {
      {"Anthropic",
       {"https://api.anthropic.com/v1/messages", "x-api-key", "key-in-ANTHROPIC_API_KEY"}},
      {"OpenAI",
       {"https://api.openai.com/v1/responses", "authorization", bearer("key-in-OPENAI_API_KEY")}},
      {"Gemini",
       {"https://generativelanguage.googleapis.com/v1beta/openai/chat/completions", "authorization",
        bearer("key-in-GEMINI_API_KEY")}},
      {"Fireworks",
       {"https://api.fireworks.ai/inference/v1/chat/completions", "authorization",
        bearer("key-in-FIREWORKS_API_KEY")}},
      {"Baseten",
       {"https://inference.baseten.co/v1/chat/completions", "authorization",
        bearer("key-in-BASETEN_API_KEY")}},
      {"DeepInfra",
       {"https://api.deepinfra.com/v1/openai/chat/completions", "authorization",
        bearer("key-in-DEEPINFRA_TOKEN")}},
      {"Hugging Face",
       {"https://router.huggingface.co/v1/chat/completions", "authorization",
        bearer("key-in-HF_TOKEN")}},
      {"OpenRouter",
       {"https://openrouter.ai/api/v1/chat/completions", "authorization",
        bearer("key-in-OPENROUTER_API_KEY")}},
      {"Groq",
       {"https://api.groq.com/openai/v1/chat/completions", "authorization",
        bearer("key-in-GROQ_API_KEY")}},
      {"Together",
       {"https://api.together.xyz/v1/chat/completions", "authorization",
        bearer("key-in-TOGETHER_API_KEY")}},
      {"DeepSeek, as Anthropic",
       {"https://api.deepseek.com/anthropic/v1/messages", "x-api-key", "key-in-DEEPSEEK_API_KEY"}},
      {"Ollama",
       {"http://localhost:11434/v1/chat/completions", "authorization", bearer("not-needed")}},
      {"Ollama cloud",
       {"http://localhost:11434/v1/chat/completions", "authorization", bearer("not-needed")}},
      {"LM Studio", {"http://localhost:1234/v1/responses", "authorization", bearer("not-needed")}},
      {"vLLM",
       {"http://localhost:8000/v1/chat/completions", "authorization", bearer("not-needed")}},
      {"llama.cpp",
       {"http://localhost:8080/v1/chat/completions", "authorization", bearer("not-needed")}},
      {"Gateway", {"https://llm.example.com/v1/messages", "x-api-key", "key-in-GATEWAY_KEY"}}};
  const std::vector<models::Listed> models = models::list_models(settings);
  EXPECT_EQ(models.size(), expected.size());
  for (const models::Listed& listed : models) {
    const models::Model& model = listed.model;
    const Called& called = expected.at(model.display_name);
    EXPECT_TRUE(listed.usable()) << model.display_name;
    EXPECT_EQ(model.url, called.url);
    EXPECT_THAT(provider::request_headers(model, "session", true),
                Contains(Pair(called.header, called.value)))
        << model.display_name;
  }
}

// CFG-210: what `models add` fills in is what the documentation says.
TEST(KnownServers, TheProvidersByNameAreThoseOfTheEntries) {
  std::map<std::string, std::string> documented;  // base URL to provider type
  for (const config::ModelEntry& entry : known_servers().models) {
    std::string url = entry.base_url;
    while (url.ends_with('/')) url.pop_back();
    documented[url] = entry.provider;
  }
  std::vector<std::string> shared;
  for (const models::KnownProvider& known : models::known_providers()) {
    const auto entry = documented.find(std::string(known.base_url));
    if (entry == documented.end()) continue;
    shared.emplace_back(known.name);
    if (known.name != "lmstudio") {  // older builds speak Chat Completions only
      EXPECT_EQ(known.type, entry->second) << known.name;
    }
  }
  EXPECT_EQ(shared.size(), 14U);
}

}  // namespace
}  // namespace ingot::engine
