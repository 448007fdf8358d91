#include "config/provider_name.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <vector>

#include "base/nearest.h"

namespace ingot::config {
namespace {

const std::vector<std::string> kProviders = {"anthropic", "openai", std::string(kGenericProvider)};

// What people write for the generic provider (CFG-37).
constexpr std::array kGenericAliases = {"openai-compatible",
                                        "openai_compatible",
                                        "ollama",
                                        "openrouter",
                                        "chat-completions",
                                        "chat-completion",
                                        "generic",
                                        "custom",
                                        "groq",
                                        "fireworks",
                                        "together",
                                        "deepinfra",
                                        "lmstudio",
                                        "vllm",
                                        "gemini",
                                        "mistral",
                                        "deepseek",
                                        "generic-chat-completion"};

// Providers that only the vendor's own program speaks to (CFG-46), and what to write instead.
struct Foreign {
  std::string_view name, instead;
};
constexpr std::array kForeign = {
    Foreign{"factory", "the baseUrl and the apiKey of a provider of your own"},
    Foreign{"google",
            "baseUrl \"https://generativelanguage.googleapis.com/v1beta/openai\" and your Gemini "
            "key"},
    Foreign{"xai", "baseUrl \"https://api.x.ai/v1\" and your xAI key"},
    Foreign{"voyage", "another model: those of Voyage make embeddings and cannot chat"}};

std::string meant_provider(std::string_view written) {
  std::string word = lower_trimmed(written);
  if (std::find(kProviders.begin(), kProviders.end(), word) != kProviders.end()) return word;
  if (std::find(kGenericAliases.begin(), kGenericAliases.end(), word) != kGenericAliases.end()) {
    return kProviders[2];
  }
  return nearest(word, kProviders);
}

}  // namespace

std::string lower_trimmed(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (std::isspace(static_cast<unsigned char>(c)) == 0) {
      out += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    }
  }
  return out;
}

std::string wrong_provider(std::string_view written) {
  if (std::find(kProviders.begin(), kProviders.end(), written) != kProviders.end()) return {};
  for (const Foreign& foreign : kForeign) {
    if (foreign.name != written) continue;
    return "provider \"" + std::string(written) +
           "\" is not available in ingot; use generic-chat-completion-api with " +
           std::string(foreign.instead);
  }
  const std::string meant = meant_provider(written);
  return "Invalid provider \"" + std::string(written) +
         "\"; allowed, exactly as written: anthropic, openai, generic-chat-completion-api." +
         (meant.empty() ? "" : " Did you mean \"" + meant + "\"?");
}

}  // namespace ingot::config
