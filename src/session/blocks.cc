#include "session/blocks.h"

#include <algorithm>

#include "base/base64.h"
#include "json/raw.h"
#include "json/writer.h"
#include "os/file.h"

namespace ingot::session {
namespace {

using json::Value;
using json::Writer;

void write_image(Writer& writer, const chat::Image& image) {
  writer.begin_object()
      .member("type", "image")
      .key("source")
      .begin_object()
      .member("type", "base64")
      .member("media_type", image.media_type)
      .member("data", to_base64(image.data))
      .end_object()
      .end_object();
}

void write_text(Writer& writer, const chat::Text& text) {
  writer.begin_object().member("type", "text").member("text", text.text);
  if (text.synthetic || !text.phase.empty()) {
    writer.key("ingot").begin_object();
    if (text.synthetic) writer.member("synthetic", true);
    if (!text.phase.empty()) writer.member("phase", text.phase);
    writer.end_object();
  }
  writer.end_object();
}

// Anthropic's two forms are written as their own block types; everything else carries its form.
void write_thinking(Writer& writer, const chat::Thinking& thinking) {
  if (thinking.format == "redacted" && thinking.text.empty()) {
    writer.begin_object()
        .member("type", "redacted_thinking")
        .member("data", thinking.opaque)
        .end_object();
    return;
  }
  const bool signature = thinking.format == "signature";
  writer.begin_object()
      .member("type", "thinking")
      .member("thinking", thinking.text)
      .member("signature", signature ? thinking.opaque : std::string());
  if (!signature) {
    writer.key("ingot").begin_object().member("format", thinking.format);
    if (!thinking.opaque.empty()) writer.member("opaque", thinking.opaque);
    writer.end_object();
  }
  writer.end_object();
}

// The reader's own depth limit counts the line's levels too; nobody nests arguments like this.
constexpr std::size_t kMaxShownDepth = 512;

std::size_t depth_of(std::string_view json) {
  std::size_t depth = 0;
  std::size_t deepest = 0;
  bool in_string = false;
  for (std::size_t at = 0; at < json.size(); ++at) {
    const char c = json[at];
    if (in_string && c == '\\') {
      ++at;
    } else if (c == '"') {
      in_string = !in_string;
    } else if (!in_string && (c == '{' || c == '[')) {
      deepest = std::max(deepest, ++depth);
    } else if (!in_string && (c == '}' || c == ']')) {
      --depth;
    }
  }
  return deepest;
}

// What a reader finds in "input": the model's own bytes, without line ends, when they are an
// object.
std::string shown_input(const chat::ToolCall& call) {
  const auto parsed = json::Document::parse(call.input_json);
  if (!parsed || !parsed->root().is_object()) return "{}";
  return depth_of(call.input_json) > kMaxShownDepth ? "{}" : json::minified(call.input_json);
}

void write_call(Writer& writer, const chat::ToolCall& call) {
  const std::string shown = shown_input(call);
  writer.begin_object()
      .member("type", "tool_use")
      .member("id", call.id)
      .member("name", call.name)
      .raw_member("input", shown);
  if (shown != call.input_json || !call.invalid.empty() || !call.extra.empty()) {
    writer.key("ingot").begin_object();
    if (shown != call.input_json) writer.member("input", call.input_json);
    if (!call.invalid.empty()) writer.member("invalid", call.invalid);
    if (!call.extra.empty()) writer.member("extra", call.extra);
    writer.end_object();
  }
  writer.end_object();
}

void write_result(Writer& writer, const chat::ToolResult& result) {
  writer.begin_object()
      .member("type", "tool_result")
      .member("tool_use_id", result.call_id)
      .key("content")
      .begin_array();
  for (const chat::ResultBlock& block : result.blocks) {
    if (const auto* text = std::get_if<chat::Text>(&block)) {
      write_text(writer, *text);
    } else {
      write_image(writer, std::get<chat::Image>(block));
    }
  }
  writer.end_array().member("is_error", result.is_error).end_object();
}

void write_unknown(Writer& writer, const chat::Unknown& unknown) {
  writer.begin_object()
      .member("type", "unknown")
      .key("ingot")
      .begin_object()
      .member("type", unknown.type)
      .member("json", unknown.json)
      .end_object()
      .end_object();
}

void write_block(Writer& writer, const chat::ContentBlock& block) {
  struct Visitor {
    Writer& writer;
    void operator()(const chat::Text& b) const { write_text(writer, b); }
    void operator()(const chat::Thinking& b) const { write_thinking(writer, b); }
    void operator()(const chat::Image& b) const { write_image(writer, b); }
    void operator()(const chat::ToolCall& b) const { write_call(writer, b); }
    void operator()(const chat::ToolResult& b) const { write_result(writer, b); }
    void operator()(const chat::Unknown& b) const { write_unknown(writer, b); }
  };
  std::visit(Visitor{writer}, block);
}

void write_provenance(Writer& writer, const chat::Message& message) {
  writer.key("ingot").begin_object();
  if (message.from) {
    writer.member("protocol", message.from->protocol)
        .member("host", message.from->host)
        .member("model", message.from->model)
        .member("responseId", message.from->response_id)
        .member("modelReported", message.from->model_reported);
  }
  writer.member("stopReason", chat::to_string(message.stop_reason));
  if (!message.refusal.empty()) writer.member("refusal", message.refusal);
  writer.end_object();
}

std::string to_line(const chat::Message& message, const LineFacts& facts) {
  std::string line;
  Writer writer(line);
  writer.begin_object()
      .member("type", "message")
      .member("id", message.id)
      .member("timestamp", facts.timestamp)
      .key("parentId");
  if (facts.parent.empty()) {
    writer.null();
  } else {
    writer.string(facts.parent);
  }
  writer.key("message")
      .begin_object()
      .member("role", message.role == chat::Role::assistant ? "assistant" : "user")
      .key("content")
      .begin_array();
  for (const chat::ContentBlock& block : message.blocks) write_block(writer, block);
  writer.end_array();
  if (message.role == chat::Role::assistant) write_provenance(writer, message);
  writer.end_object().end_object();
  return line;
}

chat::Text redacted(const chat::Text& text, const Redactor& redactor) {
  return {.text = redactor.redact(text.text), .synthetic = text.synthetic, .phase = text.phase};
}

chat::Message redacted(const chat::Message& message, const Redactor& redactor) {
  struct Visitor {
    const Redactor& redactor;
    void operator()(chat::Text& b) const { b = redacted(b, redactor); }
    void operator()(chat::Thinking& b) const {
      b.text = redactor.redact(b.text);
      b.opaque = redactor.redact(b.opaque);
    }
    void operator()(chat::Image&) const {}
    void operator()(chat::ToolCall& b) const {
      b.id = redactor.redact(b.id);
      b.name = redactor.redact(b.name);
      b.input_json = redactor.redact(b.input_json);
      b.invalid = redactor.redact(b.invalid);
      b.extra = redactor.redact(b.extra);
    }
    void operator()(chat::ToolResult& b) const {
      b.call_id = redactor.redact(b.call_id);
      for (chat::ResultBlock& part : b.blocks) {
        if (auto* text = std::get_if<chat::Text>(&part)) *text = redacted(*text, redactor);
      }
    }
    void operator()(chat::Unknown& b) const { b.json = redactor.redact(b.json); }
  };
  chat::Message copy = message;
  for (chat::ContentBlock& block : copy.blocks) std::visit(Visitor{redactor}, block);
  copy.refusal = redactor.redact(copy.refusal);
  return copy;
}

std::string text_at(Value value, std::string_view key) {
  return std::string(value[key].string_or(""));
}

chat::Text read_text(Value block) {
  const Value own = block["ingot"];
  return {.text = text_at(block, "text"),
          .synthetic = own["synthetic"].boolean().value_or(false),
          .phase = text_at(own, "phase")};
}

// Empty media type when the image cannot be read.
chat::Image read_image(Value block) {
  const Value source = block["source"];
  std::string type = text_at(source, "media_type");
  if (type.empty()) type = text_at(source, "mediaType");
  auto data = from_base64(source["data"].string_or(""));
  if (!data) return {};
  return {.media_type = std::move(type), .data = *std::move(data)};
}

chat::ToolResult read_result(Value block) {
  chat::ToolResult result;
  result.call_id = text_at(block, "tool_use_id");
  if (result.call_id.empty()) result.call_id = text_at(block, "toolUseId");
  result.is_error =
      block["is_error"].boolean().value_or(block["isError"].boolean().value_or(false));
  const Value content = block["content"];
  if (const auto text = content.string()) {
    result.blocks.emplace_back(chat::Text{.text = std::string(*text)});
  }
  for (const Value part : content.elements()) {
    if (part["type"].string() == "text") result.blocks.emplace_back(read_text(part));
    if (part["type"].string() == "image") {
      if (chat::Image image = read_image(part); !image.media_type.empty()) {
        result.blocks.emplace_back(std::move(image));
      }
    }
  }
  return result;
}

chat::ToolCall read_call(Value block, std::string_view raw) {
  const Value own = block["ingot"];
  chat::ToolCall call{.id = text_at(block, "id"), .name = text_at(block, "name")};
  if (const auto exact = own["input"].string()) {
    call.input_json = std::string(*exact);
  } else {
    call.input_json = std::string(json::raw_member(raw, "input"));
    if (call.input_json.empty()) call.input_json = "{}";
  }
  call.invalid = text_at(own, "invalid");
  call.extra = text_at(own, "extra");
  return call;
}

chat::Thinking read_thinking(Value block) {
  const Value own = block["ingot"];
  chat::Thinking thinking{.text = text_at(block, "thinking")};
  if (own.is_object()) {
    thinking.format = text_at(own, "format");
    thinking.opaque = text_at(own, "opaque");
  } else {
    thinking.format = "signature";
    thinking.opaque = text_at(block, "signature");
  }
  return thinking;
}

// Anthropic's blocks; those of other programs that mean nothing here are left out. `raw` gives the
// block's own bytes.
template <typename Raw>
void read_block(Value block, Raw raw, chat::Message& message) {
  const std::string_view type = block["type"].string_or("");
  if (type == "text") {
    message.blocks.emplace_back(read_text(block));
  } else if (type == "thinking") {
    message.blocks.emplace_back(read_thinking(block));
  } else if (type == "redacted_thinking") {
    message.blocks.emplace_back(
        chat::Thinking{.format = "redacted", .opaque = text_at(block, "data")});
  } else if (type == "tool_use") {
    message.blocks.emplace_back(read_call(block, raw()));
  } else if (type == "tool_result") {
    message.blocks.emplace_back(read_result(block));
  } else if (type == "image") {
    if (chat::Image image = read_image(block); !image.media_type.empty()) {
      message.blocks.emplace_back(std::move(image));
    }
  } else if (type == "unknown") {
    message.blocks.emplace_back(chat::Unknown{.type = text_at(block["ingot"], "type"),
                                              .json = text_at(block["ingot"], "json")});
  }
}

}  // namespace

std::string to_line(const chat::Message& message, const LineFacts& facts,
                    const Redactor& redactor) {
  std::string line = to_line(message, facts);
  // Secrets are cut out of the strings, not out of the line: a secret that looks like a number or a
  // key must not break the JSON around it.
  return redactor.mentions_secret(line) ? to_line(redacted(message, redactor), facts) : line;
}

Result<Line> from_line(std::string_view text, Value root) {
  const Value body = root["message"];
  const auto role = body["role"].string();
  if (!role || (*role != "user" && *role != "assistant")) {
    return Error{.kind = Error::Kind::protocol, .what = "not a message"};
  }
  Line line;
  line.parent = text_at(root, "parentId");
  chat::Message& message = line.message;
  message.id = text_at(root, "id");
  message.role = *role == "assistant" ? chat::Role::assistant : chat::Role::user;
  const Value content = body["content"];
  if (const auto plain = content.string()) {
    message.blocks.emplace_back(chat::Text{.text = std::string(*plain)});
  }
  // Most messages have no block whose exact bytes matter: the line is then scanned only once.
  std::vector<std::string_view> raw;
  std::size_t index = 0;
  for (const Value block : content.elements()) {
    const auto raw_block = [&] {
      if (raw.empty()) {
        raw = json::raw_elements(json::raw_member(json::raw_member(text, "message"), "content"));
      }
      return index < raw.size() ? raw[index] : std::string_view();
    };
    read_block(block, raw_block, message);
    ++index;
  }
  if (index > 0 && message.blocks.empty()) {
    return Error{.kind = Error::Kind::protocol, .what = "no block that ingot knows"};
  }
  for (const chat::ContentBlock& block : message.blocks) {
    if (std::holds_alternative<chat::ToolResult>(block)) message.role = chat::Role::tool;
  }
  const Value own = body["ingot"];
  if (own["protocol"].exists()) {
    message.from = chat::Provenance{.protocol = text_at(own, "protocol"),
                                    .host = text_at(own, "host"),
                                    .model = text_at(own, "model"),
                                    .response_id = text_at(own, "responseId"),
                                    .model_reported = text_at(own, "modelReported")};
  }
  message.stop_reason =
      chat::stop_reason_from(own["stopReason"].string_or("")).value_or(chat::StopReason::end_turn);
  message.refusal = text_at(own, "refusal");
  return line;
}

}  // namespace ingot::session
