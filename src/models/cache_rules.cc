#include "models/cache_rules.h"

#include <array>
#include <string>

#include "base/letters.h"

namespace ingot::models {
namespace {

using Kind = CacheRules::Kind;
using std::chrono::hours;
using std::chrono::minutes;

// Claude, as its makers and those who resell it cache it (Anthropic, prompt caching; minimum
// lengths as LiteLLM's page lists them, read 2026-07).
std::int64_t claude_minimum(std::string_view model) {
  const auto has = [&](std::string_view part) {
    return model.find(part) != std::string_view::npos;
  };
  if (has("opus-5") || has("fable-5")) return 512;
  if (has("opus-4-5") || has("opus-4.5") || has("opus-4-6") || has("opus-4.6") || has("opus-4-7") ||
      has("opus-4.7") || has("haiku-4-5") || has("haiku-4.5")) {
    return 4096;
  }
  return 1024;
}

constexpr std::string_view kAnthropicPage =
    "https://docs.anthropic.com/en/docs/build-with-claude/prompt-caching";

struct Row {
  std::string_view vendor;
  CacheRules rules;
};

// One row per vendor whose cache works by itself; sources are the vendors' pages of
// providers.md 10.
constexpr std::array kAutomatic = {
    Row{"openai",
        {Kind::automatic, 1024, 128, minutes(10),
         "https://platform.openai.com/docs/guides/prompt-caching"}},
    Row{"azure",
        {Kind::automatic, 1024, 128, minutes(10),
         "https://learn.microsoft.com/azure/ai-services/openai/how-to/prompt-caching"}},
    Row{"google",
        {Kind::automatic, 4096, 1, minutes(5), "https://ai.google.dev/gemini-api/docs/caching"}},
    Row{"deepseek",
        {Kind::automatic, 64, 64, hours(2), "https://api-docs.deepseek.com/guides/kv_cache"}},
    Row{"moonshotai", {Kind::automatic, 256, 1, minutes(5), "https://platform.moonshot.ai/docs"}},
    Row{"zai",
        {Kind::automatic, 256, 1, minutes(5), "https://docs.z.ai/guides/capabilities/cache"}},
    Row{"xai", {Kind::automatic, 256, 1, minutes(5), "https://docs.x.ai/docs"}},
    Row{"minimax", {Kind::automatic, 256, 1, minutes(5), ""}},
    Row{"groq",
        {Kind::automatic, 1024, 1, hours(2), "https://console.groq.com/docs/prompt-caching"}},
    Row{"fireworks-ai",
        {Kind::automatic, 256, 1, minutes(5), "https://docs.fireworks.ai/guides/prompt-caching"}},
    Row{"togetherai", {Kind::automatic, 256, 1, minutes(5), ""}},
    Row{"deepinfra", {Kind::automatic, 256, 1, minutes(5), ""}},
    Row{"baseten", {Kind::automatic, 256, 1, minutes(5), ""}},
    Row{"openrouter",
        {Kind::automatic, 1024, 1, minutes(5),
         "https://openrouter.ai/docs/features/prompt-caching"}},
    Row{"vercel", {Kind::automatic, 1024, 1, minutes(5), ""}},
    // A slot keeps its prompt until another conversation takes it.
    Row{"ollama", {Kind::automatic, 1, 1, minutes(5), ""}},
    Row{"llamacpp", {Kind::automatic, 1, 1, hours(24), ""}},
    Row{"lmstudio", {Kind::automatic, 1, 1, hours(24), ""}},
    Row{"vllm", {Kind::automatic, 16, 16, hours(24), ""}},
};

}  // namespace

CacheRules cache_rules_for(const Model& model) {
  std::string name = lower(model.model);
  const Quirks& quirks = model.quirks;
  const bool claude_host = quirks.first_party_anthropic || quirks.vendor == "bedrock" ||
                           quirks.vendor == "vertex" || quirks.vendor == "openrouter";
  const bool marked = model.protocol == Protocol::anthropic
                          ? claude_host && model.prompt_cache != "off"
                          : quirks.cache_marks && model.protocol == Protocol::completions;
  if (marked) {
    CacheRules rules{Kind::marks, claude_minimum(name), 1, minutes(5), kAnthropicPage};
    if (quirks.vendor == "alibaba") rules.page = "https://help.aliyun.com/zh/model-studio";
    if (model.prompt_cache == "long") rules.lifetime = hours(1);
    return rules;
  }
  for (const Row& row : kAutomatic) {
    if (row.vendor != quirks.vendor) continue;
    CacheRules rules = row.rules;
    if (row.vendor == "google" && name.find("flash") != std::string::npos) rules.minimum = 1024;
    return rules;
  }
  return {};
}

}  // namespace ingot::models
