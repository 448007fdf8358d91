#include "wire/messages_codec.h"

#include <algorithm>

#include "base/base64.h"
#include "base/utf8.h"
#include "json/raw.h"
#include "json/writer.h"
#include "wire/arguments.h"
#include "wire/call_ids.h"
#include "wire/fields.h"
#include "wire/schema.h"

namespace ingot::wire {
namespace {

using json::Writer;

constexpr std::string_view kMark = R"("cache_control":{"type":"ephemeral"})";
constexpr std::string_view kLongMark = R"("cache_control":{"type":"ephemeral","ttl":"1h"})";
constexpr std::int64_t kLeastBudget = 1024;

bool is_blank(std::string_view text) {
  return text.find_first_not_of(" \t\r\n\v\f") == std::string_view::npos;
}

bool marks_cache(const models::Model& model) { return model.prompt_cache != "off"; }

std::string_view prologue_mark(const models::Model& model) {
  if (!marks_cache(model)) return {};
  return model.prompt_cache == "long" ? kLongMark : kMark;
}

void write_text(Writer& out, std::string_view text) {
  out.begin_object().member("type", "text").member("text", to_request_text(text)).end_object();
}

void write_image(Writer& out, const chat::Image& image) {
  out.begin_object().member("type", "image").key("source").begin_object();
  out.member("type", "base64").member("media_type", image.media_type);
  out.member("data", to_base64(image.data)).end_object().end_object();
}

void write_result(Writer& out, const models::Model& model, const chat::ToolResult& result) {
  out.begin_object().member("type", "tool_result");
  out.member("tool_use_id", wire_call_id(model, result.call_id)).key("content").begin_array();
  bool empty = true;
  for (const chat::ResultBlock& block : result.blocks) {
    if (const auto* text = std::get_if<chat::Text>(&block)) {
      if (is_blank(text->text)) continue;  // refused by the API
      write_text(out, text->text);
    } else if (model.takes_images) {
      write_image(out, std::get<chat::Image>(block));
    } else {
      write_text(out, "[image omitted]");
    }
    empty = false;
  }
  if (empty) write_text(out, "(no output)");
  out.end_array();
  if (result.is_error) out.member("is_error", true);
  out.end_object();
}

// False when the block does not go back to this model.
bool write_thinking(Writer& out, const models::Model& model, const chat::Thinking& thinking) {
  if (thinking.format == "redacted") {
    out.begin_object().member("type", "redacted_thinking").member("data", thinking.opaque);
  } else if (thinking.format == "signature") {
    if (thinking.opaque.empty() && !model.quirks.keep_unsigned_thinking) return false;
    out.begin_object().member("type", "thinking").member("thinking", thinking.text);
    if (!thinking.opaque.empty()) out.member("signature", thinking.opaque);
  } else {
    return false;
  }
  out.end_object();
  return true;
}

class BlockWriter {
 public:
  BlockWriter(const models::Model& model, const chat::Message& message, Writer& out)
      : model_(model), out_(out) {
    const chat::Provenance here{.protocol = std::string(models::to_string(model.protocol)),
                                .host = model.host,
                                .model = model.model};
    same_model_ = !message.from || message.from->same_model(here);
  }
  int written() const { return written_; }

  void operator()(const chat::Text& text) {
    if (is_blank(text.text)) return;
    write_text(out_, text.text);
    ++written_;
  }
  void operator()(const chat::Thinking& thinking) {
    if (same_model_ && write_thinking(out_, model_, thinking)) ++written_;
  }
  void operator()(const chat::Image& image) {
    if (model_.takes_images) {
      write_image(out_, image);
    } else {
      write_text(out_, "[image omitted]");
    }
    ++written_;
  }
  void operator()(const chat::ToolCall& call) {
    out_.begin_object().member("type", "tool_use").member("id", wire_call_id(model_, call.id));
    out_.member("name", call.name).raw_member("input", replayed_arguments(call)).end_object();
    ++written_;
  }
  void operator()(const chat::ToolResult& result) {
    write_result(out_, model_, result);
    ++written_;
  }
  void operator()(const chat::Unknown& unknown) {
    if (same_model_) {
      out_.raw(unknown.json);
    } else {
      write_text(out_, "[" + unknown.type + "]");
    }
    ++written_;
  }

 private:
  const models::Model& model_;
  Writer& out_;
  bool same_model_ = false;
  int written_ = 0;
};

std::int64_t budget_for(std::string_view effort) {
  if (effort == "minimal" || effort == "low") return 4096;
  if (effort == "medium") return 12288;
  if (effort == "xhigh") return 32768;
  if (effort == "max") return 49152;
  return 24576;
}

// CFG-112, PRV-33. Returns whether thinking is on.
bool set_thinking(Fields& fields, const models::Model& model, std::string_view effort,
                  std::int64_t max_tokens) {
  if (effort.empty() || effort == "none" || effort == "off") return false;
  if (model.thinking == models::ThinkingStyle::adaptive) {
    fields.set("thinking", R"({"type":"adaptive"})");
    fields.set("output_config", R"({"effort":)" + json::quoted(effort) + "}");
    return true;
  }
  if (model.thinking != models::ThinkingStyle::budget) return false;
  const std::int64_t wanted = model.thinking_max_tokens.value_or(budget_for(effort));
  const std::int64_t budget = std::min(std::max(wanted, kLeastBudget), max_tokens - 1);
  if (budget < kLeastBudget) return false;
  fields.set("thinking", R"({"type":"enabled","budget_tokens":)" + std::to_string(budget) + "}");
  return true;
}

}  // namespace

std::string MessagesCodec::encode_prologue(const models::Model& model,
                                           const Prologue& prologue) const {
  std::string body;
  Writer out(body);
  const std::string_view mark = prologue_mark(model);
  out.begin_object().member("model", model.model);
  if (!prologue.tools.empty()) {
    out.key("tools").begin_array();
    for (const ToolSpec& tool : prologue.tools) {
      out.begin_object().member("name", tool.name).member("description", tool.description);
      out.raw_member("input_schema", object_schema(tool.input_schema));
      if (&tool == &prologue.tools.back() && !mark.empty()) {
        out.raw_member("cache_control", mark.substr(mark.find(':') + 1));
      }
      out.end_object();
    }
    out.end_array();
  }
  if (!is_blank(prologue.system)) {
    out.key("system").begin_array().begin_object();
    out.member("type", "text").member("text", to_request_text(prologue.system));
    if (!mark.empty()) out.raw_member("cache_control", mark.substr(mark.find(':') + 1));
    out.end_object().end_array();
  }
  return body + R"(,"messages":[)";
}

void MessagesCodec::encode_message(const models::Model& model, const chat::Message& message,
                                   std::vector<std::string>& items) const {
  std::string item;
  Writer out(item);
  out.begin_object().member("role", message.role == chat::Role::assistant ? "assistant" : "user");
  out.key("content").begin_array();
  BlockWriter writer(model, message, out);
  // Results stand before any other block of their message (PRV-30).
  for (const chat::ContentBlock& block : message.blocks) {
    if (std::holds_alternative<chat::ToolResult>(block)) std::visit(writer, block);
  }
  for (const chat::ContentBlock& block : message.blocks) {
    if (!std::holds_alternative<chat::ToolResult>(block)) std::visit(writer, block);
  }
  out.end_array().end_object();
  if (writer.written() > 0) items.push_back(std::move(item));
}

bool MessagesCodec::merge(std::string& last, std::string_view next) const {
  for (const std::string_view head :
       {R"({"role":"user","content":[)", R"({"role":"assistant","content":[)"}) {
    if (!last.starts_with(head) || !next.starts_with(head)) continue;
    last.resize(last.size() - 2);  // "]}"
    last += ',';
    last += next.substr(head.size());
    return true;
  }
  return false;
}

std::string MessagesCodec::with_cache_mark(const models::Model& model,
                                           std::string_view item) const {
  std::string marked(item);
  if (!marks_cache(model) || !item.ends_with("}]}")) return marked;
  marked.resize(marked.size() - 3);
  return marked + "," + std::string(kMark) + "}]}";
}

std::string MessagesCodec::encode_epilogue(const models::Model& model,
                                           const RequestOptions& options, bool has_tools) const {
  Fields fields;
  if (!options.allow_tools && has_tools) fields.set("tool_choice", R"({"type":"none"})");
  std::int64_t max_tokens = model.max_output_tokens.value_or(8192);
  if (options.learnt.max_output_tokens) {
    max_tokens = std::min(max_tokens, *options.learnt.max_output_tokens);
  }
  fields.set("max_tokens", std::to_string(max_tokens));
  const std::string& effort = effort_for(model, options);
  const bool thinks = set_thinking(fields, model, effort, max_tokens);
  fields.set("stream", options.stream ? "true" : "false");
  fields.merge(model.extra_args_json);
  if (thinks) {  // refused together with thinking (PRV-34)
    for (const std::string_view sampling : {"temperature", "top_p", "top_k"}) {
      fields.remove(sampling);
    }
  }
  for (const std::string& name : options.learnt.dropped) fields.remove(name);
  return fields.closing();
}

}  // namespace ingot::wire
