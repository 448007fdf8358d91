// Answers in the shape of the Anthropic Messages API.

#include "base/ids.h"
#include "demo/answer.h"
#include "json/writer.h"

namespace ingot::demo {
namespace {

using json::Writer;

std::string event(std::string_view name, const std::string& data) {
  return "event: " + std::string(name) + "\ndata: " + data + "\n\n";
}

const char* stop_reason(const Answer& answer) {
  switch (answer.stop) {
    case ScriptedTurn::Stop::length:
      return "max_tokens";
    case ScriptedTurn::Stop::refusal:
      return "refusal";
    case ScriptedTurn::Stop::window:
      return "model_context_window_exceeded";
    case ScriptedTurn::Stop::natural:
      break;
  }
  return answer.calls.empty() ? "end_turn" : "tool_use";
}

void write_usage(Writer& writer, const Usage& usage, std::size_t output) {
  writer.key("usage").begin_object();
  writer.member("input_tokens", usage.input);
  writer.member("cache_creation_input_tokens", usage.cache_write);
  writer.member("cache_read_input_tokens", usage.cache_read);
  writer.key("cache_creation").begin_object();
  writer.member("ephemeral_5m_input_tokens", usage.one_hour ? 0 : usage.cache_write);
  writer.member("ephemeral_1h_input_tokens", usage.one_hour ? usage.cache_write : 0);
  writer.end_object();
  writer.member("output_tokens", output);
  writer.end_object();
}

void open_message(Writer& writer, const Answer& answer) {
  writer.begin_object();
  writer.member("model", answer.model).member("id", "msg_" + answer.id);
  writer.member("type", "message").member("role", "assistant");
}

std::string block_start(std::size_t index, const std::string& block) {
  std::string data;
  Writer writer(data);
  writer.begin_object().member("type", "content_block_start").member("index", index);
  writer.raw_member("content_block", block).end_object();
  return event("content_block_start", data);
}

std::string block_delta(std::size_t index, std::string_view type, std::string_view key,
                        std::string_view text) {
  std::string data;
  Writer writer(data);
  writer.begin_object().member("type", "content_block_delta").member("index", index);
  writer.key("delta").begin_object().member("type", type).member(key, text).end_object();
  writer.end_object();
  return event("content_block_delta", data);
}

std::string block_stop(std::size_t index) {
  return event("content_block_stop",
               R"({"type":"content_block_stop","index":)" + std::to_string(index) + "}");
}

std::string whole(const Answer& answer) {
  std::string body;
  Writer writer(body);
  open_message(writer, answer);
  writer.key("content").begin_array();
  if (!answer.reasoning.empty()) {
    writer.begin_object().member("type", "thinking").member("thinking", answer.reasoning);
    writer.member("signature", seal(answer.reasoning)).end_object();
  }
  if (!answer.text.empty()) {
    writer.begin_object().member("type", "text").member("text", answer.text).end_object();
  }
  for (std::size_t i = 0; i < answer.calls.size(); ++i) {
    writer.begin_object().member("type", "tool_use").member("id", answer.part_id("toolu_", i));
    writer.member("name", answer.calls[i].name).raw_member("input", answer.calls[i].input_json);
    writer.end_object();
  }
  writer.end_array();
  writer.member("stop_reason", stop_reason(answer)).key("stop_sequence").null();
  write_usage(writer, answer.usage, answer.usage.output);
  writer.end_object();
  return body;
}

std::vector<Piece> stream(const Answer& answer) {
  std::vector<Piece> pieces;
  std::string start;
  Writer writer(start);
  writer.begin_object().member("type", "message_start").key("message");
  open_message(writer, answer);
  writer.key("content").begin_array().end_array();
  writer.key("stop_reason").null().key("stop_sequence").null();
  write_usage(writer, answer.usage, 1);
  writer.end_object().end_object();
  pieces.push_back({event("message_start", start)});
  pieces.push_back({event("ping", R"({"type":"ping"})")});

  std::size_t index = 0;
  const auto deltas = [&](std::string_view type, std::string_view key, std::string_view text) {
    for (const std::string_view part : chunks_of(text, answer.chunk)) {
      pieces.push_back({block_delta(index, type, key, part), true});
    }
  };
  if (!answer.reasoning.empty()) {
    pieces.push_back({block_start(index, R"({"type":"thinking","thinking":"","signature":""})")});
    deltas("thinking_delta", "thinking", answer.reasoning);
    pieces.push_back({block_delta(index, "signature_delta", "signature", seal(answer.reasoning))});
    pieces.push_back({block_stop(index++)});
  }
  if (!answer.text.empty()) {
    pieces.push_back({block_start(index, R"({"type":"text","text":""})")});
    deltas("text_delta", "text", answer.text);
    pieces.push_back({block_stop(index++)});
  }
  for (std::size_t i = 0; i < answer.calls.size(); ++i) {
    std::string block;
    Writer call(block);
    call.begin_object().member("type", "tool_use").member("id", answer.part_id("toolu_", i));
    call.member("name", answer.calls[i].name).raw_member("input", "{}").end_object();
    pieces.push_back({block_start(index, block)});
    pieces.push_back({block_delta(index, "input_json_delta", "partial_json", "")});
    deltas("input_json_delta", "partial_json", answer.calls[i].input_json);
    pieces.push_back({block_stop(index++)});
  }
  std::string end;
  Writer last(end);
  last.begin_object().member("type", "message_delta").key("delta").begin_object();
  last.member("stop_reason", stop_reason(answer)).key("stop_sequence").null().end_object();
  write_usage(last, answer.usage, answer.usage.output);
  last.end_object();
  pieces.push_back({event("message_delta", end)});
  pieces.push_back({event("message_stop", R"({"type":"message_stop"})")});
  return pieces;
}

std::string type_of(const Refusal& refusal) {
  if (!refusal.type.empty()) return refusal.type;
  switch (refusal.status) {
    case 401:
      return "authentication_error";
    case 403:
      return "permission_error";
    case 404:
      return "not_found_error";
    case 413:
      return "request_too_large";
    case 429:
      return "rate_limit_error";
    case 529:
      return "overloaded_error";
    default:
      return refusal.status >= 500 ? "api_error" : "invalid_request_error";
  }
}

std::string refusal_body(const Refusal& refusal) {
  std::string body;
  Writer writer(body);
  writer.begin_object().member("type", "error").key("error").begin_object();
  writer.member("type", type_of(refusal)).member("message", refusal.message).end_object();
  writer.member("request_id", "req_" + stable_base62(refusal.message, 24)).end_object();
  return body;
}

std::string stream_error(const Refusal& refusal) { return event("error", refusal_body(refusal)); }

Refusal too_long(std::size_t tokens, std::size_t window) {
  return {.message = "prompt is too long: " + std::to_string(tokens) + " tokens > " +
                     std::to_string(window) + " maximum"};
}

}  // namespace

const Protocol kMessages = {"/v1/messages", read_messages, whole,    stream,
                            refusal_body,   stream_error,  too_long, /*marked*/ true};

}  // namespace ingot::demo
