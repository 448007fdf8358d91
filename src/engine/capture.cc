#include "engine/capture.h"

#include <algorithm>
#include <cctype>

#include "json/raw.h"
#include "json/value.h"
#include "json/writer.h"
#include "models/listed.h"
#include "os/file.h"
#include "provider/exchange.h"
#include "wire/call_ids.h"
#include "wire/transcript.h"

namespace ingot::engine {
namespace {

using json::Value;
using json::Writer;

void member_or_null(Writer& out, std::string_view name, std::string_view text) {
  out.key(name);
  if (text.empty()) {
    out.null();
  } else {
    out.string(text);
  }
}

void count_or_null(Writer& out, std::string_view name, std::int64_t count) {
  out.key(name);
  if (count < 0) {
    out.null();
  } else {
    out.integer(count);
  }
}

void write_calls(Writer& out, const chat::Message& message) {
  // Calls that cannot be run (cut off, no JSON) are told apart from those that will be.
  const auto is_usable = [](const chat::ToolCall& call) {
    return call.extra == "custom" || json::Document::parse(call.input_json);
  };
  bool all_usable = true;
  out.key("tool_calls").begin_array();
  std::size_t position = 0;
  for (const chat::ToolCall* call : chat::tool_calls(message)) {
    const bool made =
        message.from && call->id == wire::made_call_id(message.from->response_id, position);
    ++position;
    if (!is_usable(*call)) {
      all_usable = false;
      continue;
    }
    out.begin_object();
    member_or_null(out, "id", made ? std::string_view() : std::string_view(call->id));
    out.member("name", call->name);
    if (call->extra == "custom") {
      const auto text = json::Document::parse(call->input_json);
      out.member("input", text ? text->root().string_or("") : std::string_view());
    } else {
      out.raw_member("arguments", json::minified(call->input_json));
    }
    out.end_object();
  }
  out.end_array();
  if (!all_usable) {
    out.key("unusable_calls").begin_array();
    for (const chat::ToolCall* call : chat::tool_calls(message)) {
      if (is_usable(*call)) continue;
      out.begin_object()
          .member("name", call->name)
          .member("arguments", call->input_json)
          .member("why", call->invalid)
          .end_object();
    }
    out.end_array();
  }
}

void write_usage(Writer& out, const chat::Usage& usage) {
  out.key("usage").begin_object();
  count_or_null(out, "input", usage.input);
  count_or_null(out, "output", usage.output);
  count_or_null(out, "cache_read", usage.cache_read);
  count_or_null(out, "cache_write", usage.cache_write);
  count_or_null(out, "reasoning", usage.reasoning);
  out.end_object();
  if (usage.cost_usd) out.member("cost_usd", *usage.cost_usd);
}

bool all_digits(std::string_view text) {
  return !text.empty() && text.size() < 10 && std::all_of(text.begin(), text.end(), [](char c) {
    return std::isdigit(static_cast<unsigned char>(c)) != 0;
  });
}

void write_error(Writer& out, const std::optional<chat::Failure>& failure, bool in_stream) {
  out.key("error");
  if (!failure || failure->code == "cut") {
    out.null();
    return;
  }
  out.begin_object().key("status");
  if (in_stream) {
    out.null();
  } else {
    out.integer(failure->status);
  }
  member_or_null(out, "type", failure->type);
  if (all_digits(failure->code)) {
    out.raw_member("code", failure->code);
  } else {
    member_or_null(out, "code", failure->code);
  }
  member_or_null(out, "message", failure->message);
  out.end_object();
}

void write_opaque_one(Writer& out, std::string_view kind, std::string_view text) {
  if (text.empty()) return;
  out.begin_object().member("kind", kind).member("length", text.size());
  out.member("sha256", os::sha256_hex(text)).end_object();
}

void write_opaque(Writer& out, const chat::Message& message) {
  out.key("opaque").begin_array();
  const auto signature = [&](std::string_view extra_content) {
    const auto parsed = json::Document::parse(extra_content);
    if (!parsed) return;
    write_opaque_one(out, "thought_signature",
                     parsed->root()["google"]["thought_signature"].string_or(""));
  };
  for (const chat::ContentBlock& block : message.blocks) {
    if (const auto* call = std::get_if<chat::ToolCall>(&block)) signature(call->extra);
    const auto* thinking = std::get_if<chat::Thinking>(&block);
    if (thinking == nullptr) continue;
    const auto parsed = json::Document::parse(thinking->opaque);
    if (thinking->format == "signature") {
      write_opaque_one(out, "signature", thinking->opaque);
    } else if (thinking->format == "redacted") {
      write_opaque_one(out, "redacted_thinking", thinking->opaque);
    } else if (thinking->format == "extra_content") {
      signature(thinking->opaque);
    } else if (thinking->format == "item" && parsed) {
      write_opaque_one(out, "encrypted_content", parsed->root()["encrypted_content"].string_or(""));
    } else if (thinking->format == "reasoning_details" && parsed) {
      for (const Value entry : parsed->root().elements()) {
        write_opaque_one(out, "reasoning_details", entry["signature"].string_or(""));
        write_opaque_one(out, "reasoning_details", entry["data"].string_or(""));
      }
    }
  }
  out.end_array();
}

void write_failure(Writer& out, const std::optional<chat::Failure>& failure) {
  if (!failure) return;
  out.key("failure").begin_object().member("kind", chat::to_string(failure->kind));
  out.member("retryable", failure->retryable).member("message", failure->message);
  if (!failure->param.empty()) out.member("param", failure->param);
  if (!failure->detail.empty()) out.member("detail", failure->detail);
  if (!failure->request_id.empty()) out.member("request_id", failure->request_id);
  if (failure->retry_after)
    out.member("retry_after_ms", std::int64_t(failure->retry_after->count()));
  out.end_object();
}

void feed(const Capture& capture, provider::Exchange& exchange) {
  http::Head head;
  head.status = capture.status;
  if (!capture.content_type.empty()) {
    head.headers.emplace_back("content-type", capture.content_type);
  }
  exchange.on_head(head);
  for (const std::string& piece : capture.body) exchange.on_body(piece);
  exchange.on_end(nullptr);
}

}  // namespace

chat::Message decode_message(const Capture& capture) {
  provider::Exchange exchange(capture.model, true);
  feed(capture, exchange);
  return exchange.decoder().message();
}

std::string decode_response(const Capture& capture) {
  provider::Exchange exchange(capture.model, true);
  feed(capture, exchange);
  std::string text;
  std::string reasoning;
  while (auto event = exchange.next({})) {
    if (const auto* delta = std::get_if<chat::TextDelta>(&*event)) {
      text += delta->text;
    } else if (const auto* thought = std::get_if<chat::ReasoningDelta>(&*event)) {
      reasoning += thought->text;
    }
  }
  const chat::Message message = exchange.decoder().message();
  const auto& failure = exchange.failure();
  std::string json;
  Writer out(json);
  out.begin_object().member("text", text).member("reasoning", reasoning);
  member_or_null(out, "refusal", message.refusal);
  write_calls(out, message);
  member_or_null(out, "finish_reason", exchange.decoder().raw_reason());
  write_usage(out, exchange.decoder().usage());
  write_error(out, failure, exchange.was_stream());
  out.member("terminated", exchange.decoder().terminated());
  write_opaque(out, message);
  out.key("other_items").begin_array();
  for (const chat::ContentBlock& block : message.blocks) {
    if (const auto* unknown = std::get_if<chat::Unknown>(&block)) out.string(unknown->type);
  }
  out.end_array();
  if (message.from) {
    member_or_null(out, "model", message.from->model_reported);
    member_or_null(out, "id", message.from->response_id);
  }
  write_failure(out, failure);
  out.end_object();
  return json;
}

Result<std::string> rewrite_request(const models::Model& model, std::string_view body) {
  const wire::Codec& codec = wire::codec_for(model.protocol);
  INGOT_TRY(const wire::Codec::Request request, codec.decode_request(model, body));
  wire::Transcript transcript(model, request.prologue);
  for (const chat::Message& message : request.messages) transcript.append(message);
  return transcript.body({});
}

Result<models::Model> captured_model(std::string_view provider, std::string_view base_url,
                                     std::string_view model) {
  const auto protocol = models::protocol_from(provider);
  if (!protocol) {
    return Error{.kind = Error::Kind::invalid_argument,
                 .what = "unknown protocol \"" + std::string(provider) + "\"",
                 .where = {},
                 .remedy = "use anthropic, openai or generic-chat-completion-api"};
  }
  return models::unlisted_model(*protocol, base_url, model);
}

}  // namespace ingot::engine
