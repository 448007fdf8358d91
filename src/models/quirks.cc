#include "models/quirks.h"

#include <array>
#include <cctype>

#include "base/letters.h"
#include "models/endpoint.h"

namespace ingot::models {
namespace {

struct HostRow {
  std::string_view host;  // the whole host, or its end when it begins with a dot
  std::string_view vendor;
};

// Hosts of the vendors' API pages, as in CFG-57 and providers.md 9.2.
constexpr HostRow kHosts[] = {
    {"api.anthropic.com", "anthropic"},
    {"api.openai.com", "openai"},
    {".openai.azure.com", "azure"},
    {".services.ai.azure.com", "azure"},
    {".cognitiveservices.azure.com", "azure"},
    {"openrouter.ai", "openrouter"},
    {"ai-gateway.vercel.sh", "vercel"},
    {"api.groq.com", "groq"},
    {"api.deepseek.com", "deepseek"},
    {"api.moonshot.ai", "moonshotai"},
    {"api.moonshot.cn", "moonshotai"},
    {"api.kimi.com", "moonshotai"},
    {"api.z.ai", "zai"},
    {"open.bigmodel.cn", "zai"},
    {".aliyuncs.com", "alibaba"},
    {"api.mistral.ai", "mistral"},
    {"codestral.mistral.ai", "mistral"},
    {"api.x.ai", "xai"},
    {"generativelanguage.googleapis.com", "google"},
    {".aiplatform.googleapis.com", "vertex"},
    {"api.cerebras.ai", "cerebras"},
    {"router.huggingface.co", "huggingface"},
    {"api.fireworks.ai", "fireworks-ai"},
    {"api.together.xyz", "togetherai"},
    {"api.together.ai", "togetherai"},
    {"api.deepinfra.com", "deepinfra"},
    {"inference.baseten.co", "baseten"},
    {".api.baseten.co", "baseten"},
    {"api.minimax.io", "minimax"},
    {"api.minimaxi.com", "minimax"},
    {"api.xiaomimimo.com", "xiaomi"},
    {"api.siliconflow.com", "siliconflow"},
    {"api.siliconflow.cn", "siliconflow"},
    {"ollama.com", "ollama"},
    {".amazonaws.com", "bedrock"},
    {"api.githubcopilot.com", "copilot"},
    {"api.perplexity.ai", "perplexity"},
};

// Local servers are known by the ports they listen on unless told otherwise.
constexpr HostRow kLocalPorts[] = {
    {"11434", "ollama"}, {"1234", "lmstudio"}, {"8080", "llamacpp"}, {"8000", "vllm"}};

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

bool is_openai_reasoner(std::string_view model) {
  if (const std::size_t slash = model.rfind('/'); slash != std::string_view::npos) {
    model.remove_prefix(slash + 1);
  }
  const bool o_series = model.size() > 1 && model[0] == 'o' &&
                        std::isdigit(static_cast<unsigned char>(model[1])) != 0;
  const bool gpt5 = model.starts_with("gpt-") && model.size() > 4 && model[4] >= '5' &&
                    model[4] <= '9' && !contains(model, "-chat");
  return o_series || gpt5;
}

void openai_chat(Quirks& q, std::string_view model) {
  // OpenAI, API reference of chat completions: max_tokens is deprecated and refused by reasoning
  // models; developer replaces system for them (PRV-61, 67..69).
  q.max_tokens_field = "max_completion_tokens";
  q.prompt_cache_key = true;
  q.store_field = true;
  q.reasoning_effort_field = true;
  q.parallel_tool_calls_field = true;
  q.developer_role = is_openai_reasoner(model);
  q.call_id_max = 40;
  q.replay_field = "";
}

void vendor_row(Quirks& q, std::string_view model) {
  const std::string_view v = q.vendor;
  if (v == "anthropic") {
    q.first_party_anthropic = true;
  } else if (v == "openai" || v == "azure") {
    openai_chat(q, model);
    if (v == "azure") {
      q.api_key_header = true;
      q.replay_field = "same";  // Foundry's open models (PRV-97)
    }
  } else if (v == "openrouter") {
    q.title_header = true;
    q.bearer_too = true;
    q.usage_include = true;
    q.prompt_cache_key = true;
    q.reasoning_object = "openrouter";
    q.replay_field = "reasoning_details";
    q.cache_marks = model.starts_with("anthropic/") || model.starts_with("google/gemini") ||
                    model.starts_with("qwen/");
  } else if (v == "vercel") {
    q.reasoning_object = "vercel";
    q.replay_field = "reasoning_details";
    q.cache_marks = model.starts_with("anthropic/");
  } else if (v == "groq") {
    q.max_tokens_field = "max_completion_tokens";
    q.reasoning_effort_field = true;
    q.parallel_tool_calls_field = true;
    q.replay_field = "";
    if (contains(model, "qwen") || contains(model, "deepseek")) q.reasoning_format = "parsed";
  } else if (v == "deepseek") {
    q.thinking_object = "type";
    q.reasoning_effort_field = true;
    q.replay_field = "reasoning_content";
    q.replay_always = true;
    q.calls_last = true;
  } else if (v == "moonshotai" || v == "xiaomi") {
    q.thinking_object = "type";
    q.replay_field = "reasoning_content";
    q.replay_always = true;
    q.call_id_max = 0;  // ids must go back unchanged (9.1)
  } else if (v == "zai") {
    q.thinking_object = "type_clear";
    q.reasoning_effort_field = contains(model, "glm-5.2") || contains(model, "glm-5.3");
    q.tool_stream = true;
    q.bearer_too = true;
    q.replay_field = "reasoning_content";
  } else if (v == "alibaba") {
    q.thinking_object = "enable";
    q.cache_marks = true;
    q.replay_field = "reasoning_content";
  } else if (v == "mistral") {
    q.stream_options = false;
    q.parallel_tool_calls_field = true;
    q.reasoning_effort_field = true;
    q.assistant_between_tool_and_user = true;
    q.empty_content = "\"\"";
    q.replay_field = "parts";
  } else if (v == "xai") {
    q.reasoning_effort_field = true;
    q.session_header = "x-grok-conv-id";
  } else if (v == "google") {
    q.reasoning_effort_field = true;
    q.google_schema = true;
    q.dummy_thought_signature = true;
    q.replay_field = "";
  } else if (v == "cerebras") {
    q.max_tokens_field = "max_completion_tokens";
    q.reasoning_effort_field = true;
    q.replay_field = contains(model, "glm") ? "think_tags" : "reasoning";
  } else if (v == "fireworks-ai") {
    q.reasoning_effort_field = true;
    q.prompt_cache_key = true;
    q.session_header = "x-session-affinity";
    q.replay_field = "reasoning_content";
  } else if (v == "togetherai" || v == "deepinfra" || v == "baseten" || v == "ollama" ||
             v == "vllm") {
    q.reasoning_effort_field = true;
    if (v != "deepinfra" && v != "baseten") q.replay_field = "reasoning";
  } else if (v == "llamacpp" || v == "lmstudio") {
    q.reasoning_effort_field = true;
    q.replay_field = "reasoning_content";
  } else if (v == "siliconflow") {
    q.replay_field = "reasoning_content";
  }
}

}  // namespace

std::string vendor_of(std::string_view host) {
  const std::string_view name = host_without_port(host);
  for (const HostRow& row : kHosts) {
    if (row.host.starts_with('.') ? name.ends_with(row.host) : name == row.host) {
      return std::string(row.vendor);
    }
  }
  if (is_loopback(host)) {
    for (const HostRow& row : kLocalPorts) {
      if (host.ends_with(std::string(":") + std::string(row.host))) return std::string(row.vendor);
    }
  }
  return {};
}

Quirks quirks_for(std::string_view provider, std::string_view host, std::string_view model) {
  Quirks q;
  q.vendor = vendor_of(host);
  std::string name = lower(model);
  vendor_row(q, name);
  if (provider == "anthropic") {
    // A compatible server's unsigned thinking is wanted back as it came (PRV-95).
    q.keep_unsigned_thinking = q.vendor != "anthropic" && q.vendor != "bedrock" &&
                               q.vendor != "vertex" && q.vendor != "openrouter";
    q.call_id_max = 64;
  }
  if (provider == "openai") q.call_id_max = 64;
  // Mistral's models refuse other ids wherever they are served (PRV-98).
  if (provider == "generic-chat-completion-api") {
    for (const std::string_view family :
         {"mistral", "devstral", "magistral", "codestral", "ministral"}) {
      if (contains(name, family) && q.vendor != "ollama" && q.vendor != "lmstudio" &&
          q.vendor != "llamacpp") {
        q.call_id_max = 9;
      }
    }
  }
  return q;
}

}  // namespace ingot::models
