#include "chat/message.h"

#include <algorithm>
#include <array>

#include "chat/stream.h"

namespace ingot::chat {
namespace {

constexpr std::array kStopReasons = {"end_turn",   "tool_use",         "max_tokens", "refusal",
                                     "pause_turn", "context_overflow", "interrupted"};

}  // namespace

std::string_view to_string(Role role) {
  switch (role) {
    case Role::user:
      return "user";
    case Role::assistant:
      return "assistant";
    case Role::tool:
      return "tool";
  }
  return "user";
}

std::string_view to_string(StopReason reason) {
  return kStopReasons[static_cast<std::size_t>(reason)];
}

std::optional<StopReason> stop_reason_from(std::string_view text) {
  for (std::size_t i = 0; i < kStopReasons.size(); ++i) {
    if (text == kStopReasons[i]) return static_cast<StopReason>(i);
  }
  return std::nullopt;
}

std::string_view to_string(Failure::Kind kind) {
  static constexpr std::array kNames = {
      "authentication", "permission",       "quota",        "rate_limit",
      "overloaded",     "context_overflow", "bad_request",  "model_not_found",
      "wrong_endpoint", "network",          "tls",          "proxy",
      "timeout",        "protocol",         "invalid_call", "cancelled"};
  return kNames[static_cast<std::size_t>(kind)];
}

void add(Usage& sum, const Usage& part) {
  for (const auto counter : {&Usage::input, &Usage::output, &Usage::cache_read, &Usage::cache_write,
                             &Usage::cache_write_1h, &Usage::reasoning}) {
    if (part.*counter >= 0) sum.*counter = told(sum.*counter) + part.*counter;
  }
  sum.estimated = sum.estimated || part.estimated;
}

Usage with_reused(Usage usage) {
  if (usage.reused < 0 || usage.cache_read >= 0) return usage;
  usage.cache_read = usage.reused;
  usage.input =
      usage.input < 0 ? usage.input : std::max<std::int64_t>(0, usage.input - usage.reused);
  return usage;
}

Message user_message(std::string text) {
  Message message;
  message.role = Role::user;
  message.blocks.emplace_back(Text{.text = std::move(text)});
  return message;
}

std::string visible_text(const Message& message) {
  std::string text;
  for (const ContentBlock& block : message.blocks) {
    if (const auto* part = std::get_if<Text>(&block); part != nullptr && !part->synthetic) {
      text += part->text;
    }
  }
  return text;
}

std::vector<const ToolCall*> tool_calls(const Message& message) {
  std::vector<const ToolCall*> calls;
  for (const ContentBlock& block : message.blocks) {
    if (const auto* call = std::get_if<ToolCall>(&block)) calls.push_back(call);
  }
  return calls;
}

std::string text_of(const ToolResult& result) {
  std::string text;
  for (const ResultBlock& block : result.blocks) {
    if (const auto* part = std::get_if<Text>(&block)) {
      if (!text.empty()) text += '\n';
      text += part->text;
    }
  }
  return text;
}

ToolResult error_result(std::string call_id, std::string text) {
  ToolResult result;
  result.call_id = std::move(call_id);
  result.blocks.emplace_back(Text{.text = std::move(text)});
  result.is_error = true;
  return result;
}

}  // namespace ingot::chat
