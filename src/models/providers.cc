#include "models/providers.h"

#include <array>

namespace ingot::models {
namespace {

constexpr std::string_view kChat = "generic-chat-completion-api";

// Base URLs as the providers' own pages give them; variables as their own tools use them.
constexpr std::array kProviders = {
    KnownProvider{"anthropic", "Anthropic", "anthropic", "https://api.anthropic.com",
                  "ANTHROPIC_API_KEY", "claude-sonnet-5"},
    KnownProvider{"openai", "OpenAI", "openai", "https://api.openai.com/v1", "OPENAI_API_KEY",
                  "gpt-5.3-codex"},
    KnownProvider{"google", "Google", kChat,
                  "https://generativelanguage.googleapis.com/v1beta/openai", "GEMINI_API_KEY",
                  "gemini-3.1-pro-preview"},
    KnownProvider{"openrouter", "OpenRouter", kChat, "https://openrouter.ai/api/v1",
                  "OPENROUTER_API_KEY", "anthropic/claude-sonnet-5"},
    KnownProvider{"groq", "Groq", kChat, "https://api.groq.com/openai/v1", "GROQ_API_KEY",
                  "openai/gpt-oss-120b"},
    KnownProvider{"fireworks", "Fireworks", kChat, "https://api.fireworks.ai/inference/v1",
                  "FIREWORKS_API_KEY", "accounts/fireworks/models/kimi-k2p7-code"},
    KnownProvider{"baseten", "Baseten", kChat, "https://inference.baseten.co/v1", "BASETEN_API_KEY",
                  "moonshotai/Kimi-K2.7-Code"},
    KnownProvider{"deepinfra", "DeepInfra", kChat, "https://api.deepinfra.com/v1/openai",
                  "DEEPINFRA_TOKEN", "moonshotai/Kimi-K2.7-Code"},
    KnownProvider{"huggingface", "HF", kChat, "https://router.huggingface.co/v1", "HF_TOKEN",
                  "moonshotai/Kimi-K2.7-Code"},
    KnownProvider{"together", "Together", kChat, "https://api.together.xyz/v1", "TOGETHER_API_KEY",
                  "moonshotai/Kimi-K2.7-Code"},
    KnownProvider{"deepseek", "DeepSeek", kChat, "https://api.deepseek.com", "DEEPSEEK_API_KEY",
                  "deepseek-v4-pro"},
    KnownProvider{"mistral", "Mistral", kChat, "https://api.mistral.ai/v1", "MISTRAL_API_KEY",
                  "devstral-latest"},
    KnownProvider{"xai", "xAI", kChat, "https://api.x.ai/v1", "XAI_API_KEY", "grok-4.3"},
    KnownProvider{"moonshot", "Moonshot", kChat, "https://api.moonshot.ai/v1", "MOONSHOT_API_KEY",
                  "kimi-k2.7-code"},
    KnownProvider{"zai", "Z.ai", kChat, "https://api.z.ai/api/paas/v4", "ZAI_API_KEY", "glm-5.2"},
    KnownProvider{"alibaba", "Alibaba", kChat,
                  "https://dashscope-intl.aliyuncs.com/compatible-mode/v1", "DASHSCOPE_API_KEY",
                  "qwen3-coder-plus"},
    KnownProvider{"minimax", "MiniMax", "anthropic", "https://api.minimax.io/anthropic/v1",
                  "MINIMAX_API_KEY", "MiniMax-M3"},
    KnownProvider{"cerebras", "Cerebras", kChat, "https://api.cerebras.ai/v1", "CEREBRAS_API_KEY",
                  "zai-glm-4.7"},
    KnownProvider{"ollama", "Ollama", kChat, "http://localhost:11434/v1", "", ""},
    KnownProvider{"lmstudio", "LM Studio", kChat, "http://localhost:1234/v1", "", ""},
    KnownProvider{"llamacpp", "llama.cpp", kChat, "http://localhost:8080/v1", "", ""},
    KnownProvider{"vllm", "vLLM", kChat, "http://localhost:8000/v1", "", ""},
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
