#include "models/providers.h"

#include <array>

namespace ingot::models {
namespace {

constexpr std::string_view kChat = "generic-chat-completion-api";

// Base URLs as the providers' own pages give them; variables as their own tools use them.
constexpr std::array kProviders = {
    KnownProvider{"anthropic", "Anthropic", "anthropic", "https://api.anthropic.com",
                  "ANTHROPIC_API_KEY", "claude-sonnet-5",
                  "https://console.anthropic.com/settings/keys"},
    KnownProvider{"openai", "OpenAI", "openai", "https://api.openai.com/v1", "OPENAI_API_KEY",
                  "gpt-5.3-codex", "https://platform.openai.com/api-keys"},
    KnownProvider{"google", "Google", kChat,
                  "https://generativelanguage.googleapis.com/v1beta/openai", "GEMINI_API_KEY",
                  "gemini-3.1-pro-preview", "https://aistudio.google.com/apikey"},
    KnownProvider{"openrouter", "OpenRouter", kChat, "https://openrouter.ai/api/v1",
                  "OPENROUTER_API_KEY", "anthropic/claude-sonnet-5", "https://openrouter.ai/keys"},
    KnownProvider{"groq", "Groq", kChat, "https://api.groq.com/openai/v1", "GROQ_API_KEY",
                  "openai/gpt-oss-120b", "https://console.groq.com/keys"},
    KnownProvider{"fireworks", "Fireworks", kChat, "https://api.fireworks.ai/inference/v1",
                  "FIREWORKS_API_KEY", "accounts/fireworks/models/kimi-k2p7-code",
                  "https://app.fireworks.ai/settings/users/api-keys"},
    KnownProvider{"baseten", "Baseten", kChat, "https://inference.baseten.co/v1", "BASETEN_API_KEY",
                  "moonshotai/Kimi-K2.7-Code", "https://app.baseten.co/settings/api_keys"},
    KnownProvider{"deepinfra", "DeepInfra", kChat, "https://api.deepinfra.com/v1/openai",
                  "DEEPINFRA_TOKEN", "moonshotai/Kimi-K2.7-Code",
                  "https://deepinfra.com/dash/api_keys"},
    KnownProvider{"huggingface", "HF", kChat, "https://router.huggingface.co/v1", "HF_TOKEN",
                  "moonshotai/Kimi-K2.7-Code", "https://huggingface.co/settings/tokens"},
    KnownProvider{"together", "Together", kChat, "https://api.together.xyz/v1", "TOGETHER_API_KEY",
                  "moonshotai/Kimi-K2.7-Code", "https://api.together.ai/settings/api-keys"},
    KnownProvider{"deepseek", "DeepSeek", kChat, "https://api.deepseek.com", "DEEPSEEK_API_KEY",
                  "deepseek-v4-pro", "https://platform.deepseek.com/api_keys"},
    KnownProvider{"mistral", "Mistral", kChat, "https://api.mistral.ai/v1", "MISTRAL_API_KEY",
                  "devstral-latest", "https://console.mistral.ai/api-keys"},
    KnownProvider{"xai", "xAI", kChat, "https://api.x.ai/v1", "XAI_API_KEY", "grok-4.3",
                  "https://console.x.ai"},
    KnownProvider{"moonshot", "Moonshot", kChat, "https://api.moonshot.ai/v1", "MOONSHOT_API_KEY",
                  "kimi-k2.7-code", "https://platform.moonshot.ai/console/api-keys"},
    KnownProvider{"zai", "Z.ai", kChat, "https://api.z.ai/api/paas/v4", "ZAI_API_KEY", "glm-5.2",
                  "https://z.ai/manage-apikey/apikey-list"},
    KnownProvider{"alibaba", "Alibaba", kChat,
                  "https://dashscope-intl.aliyuncs.com/compatible-mode/v1", "DASHSCOPE_API_KEY",
                  "qwen3-coder-plus", "https://bailian.console.alibabacloud.com"},
    KnownProvider{"minimax", "MiniMax", "anthropic", "https://api.minimax.io/anthropic/v1",
                  "MINIMAX_API_KEY", "MiniMax-M3", "https://platform.minimax.io"},
    KnownProvider{"cerebras", "Cerebras", kChat, "https://api.cerebras.ai/v1", "CEREBRAS_API_KEY",
                  "zai-glm-4.7", "https://cloud.cerebras.ai"},
    KnownProvider{"ollama", "Ollama", kChat, "http://localhost:11434/v1", "", "", ""},
    KnownProvider{"lmstudio", "LM Studio", kChat, "http://localhost:1234/v1", "", "", ""},
    KnownProvider{"llamacpp", "llama.cpp", kChat, "http://localhost:8080/v1", "", "", ""},
    KnownProvider{"vllm", "vLLM", kChat, "http://localhost:8000/v1", "", "", ""},
};

}  // namespace

std::span<const KnownProvider> known_providers() { return kProviders; }

const KnownProvider* find_provider(std::string_view name) {
  for (const KnownProvider& one : kProviders) {
    if (one.name == name) return &one;
  }
  return nullptr;
}

std::vector<std::string> provider_names() {
  std::vector<std::string> names;
  for (const KnownProvider& one : kProviders) names.emplace_back(one.name);
  return names;
}

}  // namespace ingot::models
