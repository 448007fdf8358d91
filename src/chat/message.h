// chat/message.h: the neutral model of a conversation, the same for every protocol.
//
// Purpose    What users, models and tools said, in the order in which they said it. Codecs in wire/
//            turn it into each provider's JSON, session/ stores it, agent/ appends to it.
// Ownership  Plain values.
// Invariant  Opaque parts (signatures, encrypted items) are kept byte for byte as received and are
//            replayed only to where they came from (PRV-2, PRV-94).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace ingot::chat {

struct Text {
  std::string text;
  // Attached by ingot (date, folder, AGENTS.md): the model reads it, the user did not write it.
  bool synthetic = false;
  std::string phase;  // Responses: the message item's phase, replayed with it

  friend bool operator==(const Text&, const Text&) = default;
};

// Reasoning. `format` says how it came and therefore how it is replayed; wire/reasoning.h lists the
// values: "signature", "redacted", "item", "reasoning_content", "reasoning", "reasoning_text",
// "reasoning_details", "think_tags", "parts".
struct Thinking {
  std::string text;  // what may be shown; may be empty
  std::string format;
  std::string opaque;  // signature, redacted data, or the raw JSON of the provider's item

  friend bool operator==(const Thinking&, const Thinking&) = default;
};

struct Image {
  std::string media_type;  // image/png, image/jpeg, image/gif, image/webp
  std::string data;        // the bytes, not encoded

  friend bool operator==(const Image&, const Image&) = default;
};

struct ToolCall {
  std::string id;  // as the provider gave it, or made by the codec (PRV-77)
  std::string name;
  std::string input_json;  // the model's own bytes; valid JSON unless `invalid` is set
  std::string invalid;     // why input_json cannot be run (PRV-101, PRV-102); empty if it can
  std::string extra;       // raw JSON bound to the call (Gemini's extra_content); may be empty

  friend bool operator==(const ToolCall&, const ToolCall&) = default;
};

using ResultBlock = std::variant<Text, Image>;

struct ToolResult {
  std::string call_id;
  std::vector<ResultBlock> blocks;
  bool is_error = false;

  friend bool operator==(const ToolResult&, const ToolResult&) = default;
};

// A block or item of a provider that ingot does not interpret (server tools, compaction, ...):
// replayed verbatim to the same model, shown as one line (PRV-40).
struct Unknown {
  std::string type;
  std::string json;

  friend bool operator==(const Unknown&, const Unknown&) = default;
};

using ContentBlock = std::variant<Text, Thinking, Image, ToolCall, ToolResult, Unknown>;

enum class Role { user, assistant, tool };  // tool: all results of one assistant message
std::string_view to_string(Role role);

// Tokens of one request. -1: the server did not tell.
struct Usage {
  std::int64_t input = -1;   // prompt tokens neither read from nor written to a cache
  std::int64_t output = -1;  // all generated tokens, reasoning included
  std::int64_t cache_read = -1;
  std::int64_t cache_write = -1;
  std::int64_t cache_write_1h = -1;  // the part of cache_write with a one-hour lifetime
  std::int64_t reasoning = -1;       // the part of output that was reasoning
  // Prompt tokens that llama.cpp took over from its slot, told outside its usage (PRV-82).
  std::int64_t reused = -1;
  std::optional<double> cost_usd;  // as stated by the server (PRV-84)
  bool estimated = false;          // counted by ingot because the server gave none (PRV-81)

  friend bool operator==(const Usage&, const Usage&) = default;
};

// 0 for a count that nobody told.
constexpr std::int64_t told(std::int64_t count) { return count > 0 ? count : 0; }
// All tokens of the prompt, as far as they were told.
constexpr std::int64_t prompt_tokens(const Usage& usage) {
  return told(usage.input) + told(usage.cache_read) + told(usage.cache_write);
}
// Adds the counters; one that neither told stays -1.
void add(Usage& sum, const Usage& part);

// `usage` with tokens reused by a local server counted as read from a cache.
Usage with_reused(Usage usage);

enum class StopReason {
  end_turn,          // the model is done, or none was given and there are no calls
  tool_use,          // there are calls to run
  max_tokens,        // cut by the length limit
  refusal,           // refused by the model or a filter
  pause_turn,        // Anthropic: send the message back and go on
  context_overflow,  // the window is full
  interrupted,       // cancelled by the user, or the stream broke; what arrived was kept
};
std::string_view to_string(StopReason reason);
std::optional<StopReason> stop_reason_from(std::string_view text);

// Where an assistant message came from; decides what may be replayed (PRV-94).
struct Provenance {
  std::string protocol;     // "anthropic", "openai", "generic-chat-completion-api"
  std::string host;         // of the base URL, with its port if it had one
  std::string model;        // as asked for
  std::string response_id;  // as the server gave it; may be empty
  std::string model_reported;

  // Same model: opaque parts may be sent back.
  bool same_model(const Provenance& other) const {
    return protocol == other.protocol && host == other.host && model == other.model;
  }
  friend bool operator==(const Provenance&, const Provenance&) = default;
};

struct Message {
  std::string id;  // UUID in the session file; never sent to a provider
  Role role = Role::user;
  std::vector<ContentBlock> blocks;
  std::optional<Provenance> from;                 // assistant messages only
  StopReason stop_reason = StopReason::end_turn;  // assistant messages only
  std::string refusal;  // the refusal's own text, when the provider gave one

  friend bool operator==(const Message&, const Message&) = default;
};

Message user_message(std::string text);
// The visible text of all Text blocks, joined by nothing. Synthetic blocks are left out.
std::string visible_text(const Message& message);
std::vector<const ToolCall*> tool_calls(const Message& message);
// The result's text blocks joined by LF.
std::string text_of(const ToolResult& result);
ToolResult error_result(std::string call_id, std::string text);

}  // namespace ingot::chat
