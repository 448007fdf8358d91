// models/quirks.h: how servers differ, as data.
//
// Purpose    A codec asks these fields instead of asking which vendor it talks to. One row per
//            vendor in models/quirks.cc, each with the source that taught it (PRV-108); an unknown
//            host gets the defaults below, which must work (providers.md, introduction).
// Ownership  A value without pointers.
#pragma once

#include <string>
#include <string_view>

namespace ingot::models {

struct Quirks {
  std::string vendor;  // "openai", "groq", ...; empty for an unknown host

  // Chat Completions (providers.md 5.1, 9.2)
  std::string max_tokens_field = "max_tokens";  // or "max_completion_tokens"
  bool stream_options = true;                   // takes stream_options.include_usage
  bool developer_role = false;  // system text as role "developer" for reasoning models
  bool parallel_tool_calls_field = false;
  bool store_field = false;
  bool prompt_cache_key = false;
  bool reasoning_effort_field = false;  // top-level "reasoning_effort" for reasoning models
  std::string reasoning_object;  // "openrouter": {"effort"}, "vercel": {"enabled","effort"}, ""
  std::string thinking_object;   // "type", "type_clear" (Z.ai), "enable" (Alibaba), ""
  std::string reasoning_format;  // Groq: "parsed" for some models
  bool usage_include = false;    // OpenRouter: "usage":{"include":true}
  // Field in which reasoning goes back (PRV-97): "reasoning_content", "reasoning",
  // "reasoning_details", "think_tags", "parts"; "same": the one it came in; empty: not at all.
  std::string replay_field = "same";
  bool replay_always =
      false;  // also "" on call messages whose reasoning is unknown (DeepSeek, Kimi)
  std::string empty_content = "null";  // content of a message with calls only: "null" or "\"\""
  // Longest id of a call; 9 means exactly 9 of [a-zA-Z0-9] (Mistral), 0 any id (Moonshot).
  int call_id_max = 64;
  bool assistant_between_tool_and_user = false;  // Mistral (PRV-65)
  bool google_schema = false;                    // schema clean-up of section 9.2
  bool dummy_thought_signature = false;          // Gemini (PRV-96)
  bool tool_stream = false;                      // Z.ai
  std::string session_header;  // header that carries the session id for cache routing
  bool cache_marks = false;    // Anthropic-style cache_control in chat (PRV-114)

  // Anthropic Messages
  bool first_party_anthropic = false;   // betas, adaptive thinking
  bool bearer_too = false;              // Authorization: Bearer besides x-api-key
  bool keep_unsigned_thinking = false;  // PRV-95

  // Responses
  bool calls_last = false;  // DeepSeek (PRV-58)

  bool api_key_header = false;  // Azure: api-key as well
  bool title_header = false;    // OpenRouter: X-Title

  friend bool operator==(const Quirks&, const Quirks&) = default;
};

// "openai", "groq", ...; empty for an unknown host. Local servers are told by their usual port.
std::string vendor_of(std::string_view host);

// The row for a server and model. `provider` is the settings' spelling, `host` may have a port.
Quirks quirks_for(std::string_view provider, std::string_view host, std::string_view model);

}  // namespace ingot::models
