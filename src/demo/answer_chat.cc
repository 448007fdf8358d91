// Answers in the shape of the Chat Completions API. Reasoning goes into reasoning_content, as most
// servers of open models do it.

#include "demo/answer.h"
#include "json/writer.h"

namespace ingot::demo {
namespace {

using json::Writer;

const char* finish_reason(const Answer& answer) {
  switch (answer.stop) {
    case ScriptedTurn::Stop::length:
      return "length";
    case ScriptedTurn::Stop::refusal:
      return "content_filter";
    case ScriptedTurn::Stop::window:
    case ScriptedTurn::Stop::natural:
      break;
  }
  return answer.calls.empty() ? "stop" : "tool_calls";
}

void write_usage(Writer& writer, const Usage& usage) {
  writer.key("usage").begin_object();
  writer.member("prompt_tokens", usage.prompt()).member("completion_tokens", usage.output);
  writer.member("total_tokens", usage.prompt() + usage.output);
  writer.key("prompt_tokens_details").begin_object();
  writer.member("cached_tokens", usage.cache_read).end_object();
  writer.key("completion_tokens_details").begin_object();
  writer.member("reasoning_tokens", usage.reasoning).end_object();
  writer.end_object();
}

void open(Writer& writer, const Answer& answer, const char* object) {
  writer.begin_object().member("id", "chatcmpl-" + answer.id).member("object", object);
  writer.member("created", answer.created).member("model", answer.model);
}

std::string whole(const Answer& answer) {
  std::string body;
  Writer writer(body);
  open(writer, answer, "chat.completion");
  writer.key("choices").begin_array().begin_object().member("index", 0);
  writer.key("message").begin_object().member("role", "assistant").key("content");
  if (answer.text.empty()) {
    writer.null();
  } else {
    writer.string(answer.text);
  }
  if (!answer.reasoning.empty()) writer.member("reasoning_content", answer.reasoning);
  if (!answer.calls.empty()) {
    writer.key("tool_calls").begin_array();
    for (std::size_t i = 0; i < answer.calls.size(); ++i) {
      writer.begin_object().member("id", answer.part_id("call_", i)).member("type", "function");
      writer.key("function").begin_object().member("name", answer.calls[i].name);
      writer.member("arguments", answer.calls[i].input_json).end_object().end_object();
    }
    writer.end_array();
  }
  writer.end_object().key("logprobs").null();
  writer.member("finish_reason", finish_reason(answer)).end_object().end_array();
  write_usage(writer, answer.usage);
  writer.end_object();
  return body;
}

// A chunk with one choice; `delta` writes its members.
template <typename Delta>
std::string chunk(const Answer& answer, Delta delta, const char* finish = nullptr) {
  std::string data;
  Writer writer(data);
  open(writer, answer, "chat.completion.chunk");
  writer.key("choices").begin_array().begin_object().member("index", 0);
  writer.key("delta").begin_object();
  delta(writer);
  writer.end_object().key("logprobs").null().key("finish_reason");
  if (finish == nullptr) {
    writer.null();
  } else {
    writer.string(finish);
  }
  writer.end_object().end_array();
  if (answer.stream_usage) writer.key("usage").null();
  writer.end_object();
  return "data: " + data + "\n\n";
}

std::vector<Piece> stream(const Answer& answer) {
  std::vector<Piece> pieces;
  pieces.push_back({chunk(
      answer, [](Writer& writer) { writer.member("role", "assistant").member("content", ""); })});
  const auto texts = [&](std::string_view key, std::string_view text) {
    for (const std::string_view part : chunks_of(text, answer.chunk)) {
      pieces.push_back({chunk(answer, [&](Writer& writer) { writer.member(key, part); }), true});
    }
  };
  texts("reasoning_content", answer.reasoning);
  texts("content", answer.text);
  for (std::size_t i = 0; i < answer.calls.size(); ++i) {
    pieces.push_back({chunk(answer, [&](Writer& writer) {
      writer.key("tool_calls").begin_array().begin_object().member("index", i);
      writer.member("id", answer.part_id("call_", i)).member("type", "function");
      writer.key("function").begin_object().member("name", answer.calls[i].name);
      writer.member("arguments", "").end_object().end_object().end_array();
    })});
    for (const std::string_view part : chunks_of(answer.calls[i].input_json, answer.chunk)) {
      pieces.push_back({chunk(answer,
                              [&](Writer& writer) {
                                writer.key("tool_calls").begin_array().begin_object();
                                writer.member("index", i).key("function").begin_object();
                                writer.member("arguments", part).end_object().end_object();
                                writer.end_array();
                              }),
                        true});
    }
  }
  pieces.push_back({chunk(
      answer, [](Writer&) {}, finish_reason(answer))});
  if (answer.stream_usage) {
    std::string data;
    Writer writer(data);
    open(writer, answer, "chat.completion.chunk");
    writer.key("choices").begin_array().end_array();
    write_usage(writer, answer.usage);
    writer.end_object();
    pieces.push_back({"data: " + data + "\n\n"});
  }
  pieces.push_back({"data: [DONE]\n\n"});
  return pieces;
}

std::string stream_error(const Refusal& refusal) {
  return "data: " + openai_refusal(refusal) + "\n\n";
}

Refusal too_long(std::size_t tokens, std::size_t window) {
  return {.message = "This model's maximum context length is " + std::to_string(window) +
                     " tokens. However, your messages resulted in " + std::to_string(tokens) +
                     " tokens. Please reduce the length of the messages.",
          .param = "messages",
          .code = "context_length_exceeded"};
}

}  // namespace

const Protocol kChat = {"/v1/chat/completions", read_chat,    whole,    stream,
                        openai_refusal,         stream_error, too_long, /*marked*/ false};

}  // namespace ingot::demo
