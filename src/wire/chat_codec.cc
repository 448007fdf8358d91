#include "wire/chat_codec.h"

#include <algorithm>

#include "base/utf8.h"
#include "json/raw.h"
#include "json/value.h"
#include "json/writer.h"
#include "wire/arguments.h"
#include "wire/call_ids.h"
#include "wire/chat_reasoning.h"
#include "wire/data_url.h"
#include "wire/schema.h"

namespace ingot::wire {
namespace {

using json::Writer;

constexpr std::string_view kMark = R"("cache_control":{"type":"ephemeral"})";
constexpr std::string_view kDummySignature =
    R"({"google":{"thought_signature":"skip_thought_signature_validator"}})";
constexpr std::string_view kImageBelow = "(image attached below)";

bool is_blank(std::string_view text) {
  return text.find_first_not_of(" \t\r\n\v\f") == std::string_view::npos;
}

void write_text_part(Writer& out, std::string_view text) {
  out.begin_object().member("type", "text").member("text", to_request_text(text)).end_object();
}

void write_image_part(Writer& out, const models::Model& model, const chat::Image& image) {
  if (!model.takes_images) return write_text_part(out, "[image omitted]");
  out.begin_object().member("type", "image_url").key("image_url").begin_object();
  out.member("url", data_url(image)).member("detail", "auto").end_object().end_object();
}

// A string, which every server takes (PRV-62). Where a mark may come to stand on it (PRV-115) it is
// a list of one part from the beginning, so that the bytes are the same with and without.
void write_content(Writer& out, const models::Model& model, std::string_view text) {
  out.key("content");
  if (!model.quirks.cache_marks) {
    out.string(to_request_text(text));
    return;
  }
  out.begin_array();
  write_text_part(out, text);
  out.end_array();
}

std::string text_message(const models::Model& model, std::string_view role, std::string_view text) {
  std::string item;
  Writer out(item);
  out.begin_object().member("role", role);
  write_content(out, model, text);
  out.end_object();
  return item;
}

// Text alone is a string, which every server takes; with images it is a list of parts (PRV-62).
std::string user_item(const models::Model& model, const chat::Message& message) {
  std::string text;
  bool parts = false;
  for (const chat::ContentBlock& block : message.blocks) {
    if (const auto* part = std::get_if<chat::Text>(&block)) {
      if (is_blank(part->text)) continue;
      if (!text.empty()) text += "\n\n";
      text += part->text;
    }
    parts = parts || std::holds_alternative<chat::Image>(block) ||
            std::holds_alternative<chat::Unknown>(block);
  }
  if (!parts) return text.empty() ? std::string() : text_message(model, "user", text);
  std::string item;
  Writer out(item);
  out.begin_object().member("role", "user").key("content").begin_array();
  for (const chat::ContentBlock& block : message.blocks) {
    if (const auto* part = std::get_if<chat::Text>(&block)) {
      if (!is_blank(part->text)) write_text_part(out, part->text);
    } else if (const auto* image = std::get_if<chat::Image>(&block)) {
      write_image_part(out, model, *image);
    } else if (const auto* unknown = std::get_if<chat::Unknown>(&block)) {
      out.raw(unknown->json);
    }
  }
  out.end_array().end_object();
  return item;
}

void write_calls(Writer& out, const models::Model& model, const chat::Message& message,
                 bool same_model) {
  out.key("tool_calls").begin_array();
  bool first = true;
  for (const chat::ToolCall* call : chat::tool_calls(message)) {
    out.begin_object().member("id", wire_call_id(model, call->id)).member("type", "function");
    out.key("function").begin_object().member("name", call->name);
    out.member("arguments", replayed_arguments(*call)).end_object();
    if (same_model && call->extra.starts_with('{')) {
      out.raw_member("extra_content", call->extra);
    } else if (!same_model && first && model.quirks.dummy_thought_signature) {
      out.raw_member("extra_content", kDummySignature);
    }
    out.end_object();
    first = false;
  }
  out.end_array();
}

std::string assistant_item(const models::Model& model, const chat::Message& message) {
  const chat::Provenance here{.protocol = std::string(models::to_string(model.protocol)),
                              .host = model.host,
                              .model = model.model};
  const bool same_model = message.from && message.from->same_model(here);
  std::string text;
  for (const chat::ContentBlock& block : message.blocks) {
    if (const auto* part = std::get_if<chat::Text>(&block)) text += part->text;
  }
  const bool has_calls = !chat::tool_calls(message).empty();
  if (is_blank(text) && !has_calls) return {};

  const ReplayedReasoning reasoning = replayed_reasoning(model, message, same_model);
  std::string item;
  Writer out(item);
  out.begin_object().member("role", "assistant");
  if (!reasoning.content_parts.empty()) {
    out.key("content").begin_array();
    for (const std::string& part : reasoning.content_parts) out.raw(part);
    if (!is_blank(text)) write_text_part(out, text);
    out.end_array();
  } else if (is_blank(text)) {
    out.raw_member("content", reasoning.text_before.empty() ? model.quirks.empty_content
                                                            : json::quoted(reasoning.text_before));
  } else {
    out.member("content", reasoning.text_before + to_request_text(text));
  }
  if (!reasoning.field.empty()) out.raw_member(reasoning.field, reasoning.json);
  if (!reasoning.extra_content.empty()) {
    out.raw_member("extra_content", reasoning.extra_content);
  }
  if (has_calls) write_calls(out, model, message, same_model);
  out.end_object();
  return item;
}

void result_items(const models::Model& model, const chat::Message& message,
                  std::vector<std::string>& items) {
  std::string images;  // of all results: after the last of them, since results are text (PRV-65)
  Writer out(images);
  bool has_images = false;
  for (const chat::ContentBlock& block : message.blocks) {
    const auto* result = std::get_if<chat::ToolResult>(&block);
    if (result == nullptr) continue;
    const std::string id = wire_call_id(model, result->call_id);
    std::string text = chat::text_of(*result);
    if (result->is_error && !text.starts_with("Error: ")) text.insert(0, "Error: ");
    for (const chat::ResultBlock& part : result->blocks) {
      const auto* image = std::get_if<chat::Image>(&part);
      if (image == nullptr) continue;
      if (!text.empty()) text += '\n';
      if (!model.takes_images) {
        text += "[image omitted]";
        continue;
      }
      text += kImageBelow;
      if (!has_images) {
        out.begin_object().member("role", "user").key("content").begin_array();
        has_images = true;
      }
      write_text_part(out, "Image from the result of call " + id + ":");
      write_image_part(out, model, *image);
    }
    std::string item;
    Writer writer(item);
    writer.begin_object().member("role", "tool").member("tool_call_id", id);
    write_content(writer, model, is_blank(text) ? "(no output)" : text);
    writer.end_object();
    items.push_back(std::move(item));
  }
  if (!has_images) return;
  out.end_array().end_object();
  if (std::string bridge = ChatCodec().between(model, items.back(), images); !bridge.empty()) {
    items.push_back(std::move(bridge));
  }
  items.push_back(std::move(images));
}

// `item` with a mark on the last part of its content.
std::string marked(std::string_view item, std::string_view mark) {
  const std::string_view content = json::raw_member(item, "content");
  if (!content.ends_with("}]")) return std::string(item);
  const auto begin = static_cast<std::size_t>(content.data() - item.data());
  std::string out(item.substr(0, begin));
  out += std::string(content.substr(0, content.size() - 2)) + "," + std::string(mark) + "}]";
  out += item.substr(begin + content.size());
  return out;
}

std::string_view system_role(const models::Model& model) {
  const std::string_view name =
      std::string_view(model.model).substr(model.model.rfind('/') + 1);  // npos + 1 is 0
  if (name.starts_with("o1-mini") || name.starts_with("o1-preview")) return "user";
  return model.quirks.developer_role ? "developer" : "system";
}

}  // namespace

std::string ChatCodec::encode_prologue(const models::Model& model, const Prologue& prologue) const {
  std::string body;
  Writer out(body);
  out.begin_object().member("model", model.model);
  if (!prologue.tools.empty()) {
    out.key("tools").begin_array();
    for (const ToolSpec& tool : prologue.tools) {
      out.begin_object().member("type", "function").key("function").begin_object();
      out.member("name", tool.name).member("description", tool.description);
      out.raw_member("parameters", model.quirks.google_schema ? google_schema(tool.input_schema)
                                                              : object_schema(tool.input_schema));
      out.end_object().end_object();
    }
    out.end_array();
  }
  body += R"(,"messages":[)";
  if (!is_blank(prologue.system)) {
    body += with_cache_mark(model, text_message(model, system_role(model), prologue.system));
  }
  return body;
}

void ChatCodec::encode_message(const models::Model& model, const chat::Message& message,
                               std::vector<std::string>& items) const {
  if (message.role == chat::Role::assistant) {
    if (std::string item = assistant_item(model, message); !item.empty()) {
      items.push_back(std::move(item));
    }
    return;
  }
  result_items(model, message, items);
  if (std::string item = user_item(model, message); !item.empty()) items.push_back(std::move(item));
}

bool ChatCodec::merge(std::string& /*last*/, std::string_view /*next*/) const { return false; }

std::string ChatCodec::between(const models::Model& model, std::string_view last,
                               std::string_view next) const {
  if (!model.quirks.assistant_between_tool_and_user) return {};
  if (!last.starts_with(R"({"role":"tool")") || !next.starts_with(R"({"role":"user")")) return {};
  return text_message(model, "assistant", "Understood.");
}

std::string ChatCodec::with_cache_mark(const models::Model& model, std::string_view item) const {
  if (!model.quirks.cache_marks) return std::string(item);
  return marked(item, kMark);
}

}  // namespace ingot::wire
