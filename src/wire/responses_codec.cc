#include "wire/responses_codec.h"

#include <algorithm>

#include "base/utf8.h"
#include "json/raw.h"
#include "json/value.h"
#include "json/writer.h"
#include "wire/arguments.h"
#include "wire/call_ids.h"
#include "wire/data_url.h"
#include "wire/fields.h"
#include "wire/schema.h"

namespace ingot::wire {
namespace {

using json::Value;
using json::Writer;

constexpr std::size_t kMaxCacheKey = 64;

bool is_blank(std::string_view text) {
  return text.find_first_not_of(" \t\r\n\v\f") == std::string_view::npos;
}

void write_input_text(Writer& out, std::string_view text) {
  out.begin_object()
      .member("type", "input_text")
      .member("text", to_request_text(text))
      .end_object();
}

void write_input_image(Writer& out, const models::Model& model, const chat::Image& image) {
  if (!model.takes_images) return write_input_text(out, "[image omitted]");
  out.begin_object().member("type", "input_image").member("image_url", data_url(image));
  out.member("detail", "auto").end_object();
}

std::string text_item(std::string_view role, std::string_view part_type, std::string_view text,
                      std::string_view phase = {}) {
  std::string item;
  Writer out(item);
  out.begin_object().member("type", "message").member("role", role).key("content").begin_array();
  out.begin_object().member("type", part_type).member("text", to_request_text(text)).end_object();
  out.end_array();
  if (!phase.empty()) out.member("phase", phase);
  out.end_object();
  return item;
}

std::string user_item(const models::Model& model, const chat::Message& message) {
  std::string item;
  Writer out(item);
  out.begin_object().member("type", "message").member("role", "user").key("content").begin_array();
  bool empty = true;
  for (const chat::ContentBlock& block : message.blocks) {
    if (const auto* text = std::get_if<chat::Text>(&block)) {
      if (is_blank(text->text)) continue;
      write_input_text(out, text->text);
    } else if (const auto* image = std::get_if<chat::Image>(&block)) {
      write_input_image(out, model, *image);
    } else if (const auto* unknown = std::get_if<chat::Unknown>(&block)) {
      out.raw(unknown->json);
    } else {
      continue;
    }
    empty = false;
  }
  out.end_array().end_object();
  return empty ? std::string() : item;
}

bool is_custom(const chat::ToolCall& call) { return call.extra == "custom"; }

std::string call_item(const models::Model& model, const chat::ToolCall& call) {
  std::string item;
  Writer out(item);
  out.begin_object().member("type", is_custom(call) ? "custom_tool_call" : "function_call");
  out.member("call_id", wire_call_id(model, call.id)).member("name", call.name);
  if (is_custom(call)) {
    const auto text = json::Document::parse(call.input_json);
    out.member("input", text ? text->root().string_or("") : std::string_view());
  } else {
    out.member("arguments", replayed_arguments(call));
  }
  out.end_object();
  return item;
}

std::string result_item(const models::Model& model, const chat::ToolResult& result) {
  std::string item;
  Writer out(item);
  out.begin_object().member("type", "function_call_output");
  out.member("call_id", wire_call_id(model, result.call_id)).key("output");
  const bool has_image =
      std::any_of(result.blocks.begin(), result.blocks.end(),
                  [](const auto& block) { return std::holds_alternative<chat::Image>(block); });
  std::string text = chat::text_of(result);
  // There is no error flag (PRV-45).
  if (result.is_error && !text.starts_with("Error: ")) text.insert(0, "Error: ");
  if (!has_image) {
    out.string(is_blank(text) ? "(no output)" : to_request_text(text));
  } else {
    out.begin_array();
    if (!is_blank(text)) write_input_text(out, text);
    for (const chat::ResultBlock& block : result.blocks) {
      if (const auto* image = std::get_if<chat::Image>(&block)) {
        write_input_image(out, model, *image);
      }
    }
    out.end_array();
  }
  out.end_object();
  return item;
}

// A reasoning item as it goes back: without id and status, which name nothing on a server that
// stored nothing. Empty when it may not go back (PRV-46, PRV-47).
std::string reasoning_item(const chat::Thinking& thinking) {
  if (thinking.format != "item") return {};
  const auto parsed = json::Document::parse(thinking.opaque);
  if (!parsed || !parsed->root().is_object()) return {};
  const Value root = parsed->root();
  const bool sealed = root["encrypted_content"].is_string();
  bool open_text = false;
  for (const Value part : root["content"].elements()) {
    open_text = open_text || part["type"].string() == "reasoning_text";
  }
  if (!sealed && !open_text) return {};
  std::string item;
  Writer out(item);
  out.begin_object();
  for (const auto& [key, value] : root.members()) {
    if (key == "id" || key == "status" || value.is_null()) continue;
    out.raw_member(key, json::minified(json::raw_member(thinking.opaque, key)));
  }
  if (!root["summary"].exists()) out.raw_member("summary", "[]");
  out.end_object();
  return item;
}

void assistant_items(const models::Model& model, const chat::Message& message,
                     std::vector<std::string>& items) {
  const chat::Provenance here{.protocol = std::string(models::to_string(model.protocol)),
                              .host = model.host,
                              .model = model.model};
  const bool same_model = message.from && message.from->same_model(here);
  std::vector<std::string> calls;
  std::vector<std::string> waiting;  // reasoning needs the item it led to behind it
  const auto put = [&](std::string item) {
    std::move(waiting.begin(), waiting.end(), std::back_inserter(items));
    waiting.clear();
    items.push_back(std::move(item));
  };
  for (const chat::ContentBlock& block : message.blocks) {
    if (const auto* text = std::get_if<chat::Text>(&block)) {
      if (!is_blank(text->text)) {
        put(text_item("assistant", "output_text", text->text, same_model ? text->phase : ""));
      }
    } else if (const auto* thinking = std::get_if<chat::Thinking>(&block)) {
      if (!same_model) continue;
      if (std::string item = reasoning_item(*thinking); !item.empty()) {
        waiting.push_back(std::move(item));
      }
    } else if (const auto* call = std::get_if<chat::ToolCall>(&block)) {
      if (model.quirks.calls_last) {
        calls.push_back(call_item(model, *call));
      } else {
        put(call_item(model, *call));
      }
    } else if (const auto* unknown = std::get_if<chat::Unknown>(&block)) {
      if (same_model) {
        put(unknown->json);
      } else {
        put(text_item("assistant", "output_text", "[" + unknown->type + "]"));
      }
    }
  }
  for (std::string& call : calls) put(std::move(call));
}

std::string_view system_role(const models::Model& model) {
  return model.quirks.developer_role ? "developer" : "system";
}

void set_reasoning(Fields& fields, const models::Model& model, const RequestOptions& options) {
  if (!model.reasons) return;
  const std::string& effort = effort_for(model, options);
  const auto& dropped = options.learnt.dropped;
  const bool summary =
      std::find(dropped.begin(), dropped.end(), "reasoning.summary") == dropped.end();
  std::string reasoning;
  Writer out(reasoning);
  out.begin_object();
  if (!effort.empty()) out.member("effort", effort);
  if (summary && effort != "none") out.member("summary", "auto");
  out.end_object();
  if (reasoning != "{}") fields.set("reasoning", reasoning);
  fields.set("include", R"(["reasoning.encrypted_content"])");
}

}  // namespace

std::string ResponsesCodec::encode_prologue(const models::Model& model,
                                            const Prologue& prologue) const {
  std::string body;
  Writer out(body);
  out.begin_object().member("model", model.model);
  if (!prologue.tools.empty()) {
    out.key("tools").begin_array();
    for (const ToolSpec& tool : prologue.tools) {
      out.begin_object().member("type", "function").member("name", tool.name);
      out.member("description", tool.description);
      out.raw_member("parameters", object_schema(tool.input_schema));
      out.member("strict", false).end_object();
    }
    out.end_array();
  }
  body += R"(,"input":[)";
  if (!is_blank(prologue.system)) {
    body += text_item(system_role(model), "input_text", prologue.system);
  }
  return body;
}

void ResponsesCodec::encode_message(const models::Model& model, const chat::Message& message,
                                    std::vector<std::string>& items) const {
  if (message.role == chat::Role::assistant) return assistant_items(model, message, items);
  for (const chat::ContentBlock& block : message.blocks) {
    if (const auto* result = std::get_if<chat::ToolResult>(&block)) {
      items.push_back(result_item(model, *result));
    }
  }
  if (std::string item = user_item(model, message); !item.empty()) items.push_back(std::move(item));
}

bool ResponsesCodec::merge(std::string& /*last*/, std::string_view /*next*/) const { return false; }

// Caches of this protocol mark themselves (PRV-118).
std::string ResponsesCodec::with_cache_mark(const models::Model& /*model*/,
                                            std::string_view item) const {
  return std::string(item);
}

std::string ResponsesCodec::encode_epilogue(const models::Model& model,
                                            const RequestOptions& options, bool has_tools) const {
  Fields fields;
  if (has_tools) {
    if (!options.allow_tools) fields.set_string("tool_choice", "none");
    fields.set("parallel_tool_calls", "true");
  }
  set_reasoning(fields, model, options);
  fields.set("store", "false");
  fields.set("stream", options.stream ? "true" : "false");
  auto limit = model.max_output_tokens;
  if (options.learnt.max_output_tokens) limit = options.learnt.max_output_tokens;
  if (limit) fields.set("max_output_tokens", std::to_string(*limit));
  if (!options.session_key.empty() && model.prompt_cache != "off") {
    fields.set_string("prompt_cache_key",
                      std::string_view(options.session_key).substr(0, kMaxCacheKey));
  }
  fields.merge(model.extra_args_json);
  for (const std::string& name : options.learnt.dropped) fields.remove(name);
  return fields.closing();
}

}  // namespace ingot::wire
