#include "agent/advice.h"

#include <algorithm>

#include "base/letters.h"

namespace ingot::agent {
namespace {

constexpr std::int64_t kLargestUsualWindow = 32768;
constexpr std::size_t kBytesPerToken = 4;

}  // namespace

bool refuses_opaque_parts(const chat::Failure& failure) {
  if (failure.kind != chat::Failure::Kind::bad_request) return false;
  const std::string text = lower(failure.message + " " + failure.detail);
  const auto has = [&](std::string_view part) { return text.find(part) != std::string::npos; };
  return (has("thinking") && (has("signature") || has("cannot be modified"))) ||
         has("thought signature") || has("thought_signature") ||
         (has("encrypted content") && (has("verif") || has("decrypt"))) ||
         (has("encrypted_content") && (has("verif") || has("decrypt"))) ||
         has("without its required following item");
}

void remove_opaque_parts(chat::Message& message) {
  std::erase_if(message.blocks, [](const chat::ContentBlock& block) {
    return std::holds_alternative<chat::Thinking>(block);
  });
  for (chat::ContentBlock& block : message.blocks) {
    if (auto* call = std::get_if<chat::ToolCall>(&block);
        call != nullptr && call->extra != "custom") {
      call->extra.clear();
    }
  }
}

std::string tool_parser_hint(const chat::Message& message, const models::Model& model) {
  if (!chat::tool_calls(message).empty()) return {};
  const std::string text = chat::visible_text(message);
  // Spellings of Qwen and Hermes, Kimi, DeepSeek, Llama, Mistral and Qwen's XML.
  for (const std::string_view mark : {"<tool_call>", "<|tool_calls_section_begin|>",
                                      "<\xEF\xBD\x9Ctool\xE2\x96\x81"
                                      "calls",
                                      "<\xEF\xBD\x9C"
                                      "DSML\xEF\xBD\x9C",
                                      "<|python_tag|>", "[TOOL_CALLS]", "<function="}) {
    if (text.find(mark) == std::string::npos) continue;
    return "the model wrote a tool call into its text, so nothing was run: the server of " +
           model.display_name +
           " has no tool parser for it (llama.cpp: --jinja; vLLM: --enable-auto-tool-choice "
           "--tool-call-parser ...)";
  }
  return {};
}

std::string truncation_hint(const chat::Usage& usage, std::size_t request_bytes,
                            chat::StopReason reason, const models::Model& model) {
  if (!model.is_local && model.quirks.vendor != "ollama") return {};
  if (usage.input < 0 || usage.estimated) return {};
  const std::int64_t prompt = chat::prompt_tokens(usage);
  const std::int64_t whole = prompt + chat::told(usage.output);
  const auto expected = static_cast<std::int64_t>(request_bytes / kBytesPerToken);
  const bool is_power = whole > 0 && (whole & (whole - 1)) == 0 && whole <= kLargestUsualWindow;
  const bool filled = reason == chat::StopReason::max_tokens && is_power;
  if (!filled && prompt * 10 >= expected * 6) return {};
  return "the server cut the prompt to " + std::to_string(prompt) +
         " tokens, so the model did not see all of it: set OLLAMA_CONTEXT_LENGTH=32000 or num_ctx "
         "in a Modelfile (other servers: a larger context size), then check with ingot doctor "
         "--model " +
         model.id;
}

}  // namespace ingot::agent
