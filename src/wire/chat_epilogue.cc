// wire/chat_epilogue.cc: what closes a chat request; the part in which servers differ most
// (PRV-67..70, providers.md 9.2).

#include <algorithm>

#include "json/writer.h"
#include "wire/chat_codec.h"
#include "wire/fields.h"

namespace ingot::wire {
namespace {

bool is_off(std::string_view effort) { return effort == "none" || effort == "off"; }

bool accepts(const models::Model& model, std::string_view effort) {
  return std::find(model.efforts.begin(), model.efforts.end(), effort) != model.efforts.end();
}

// The top-level field. "none" goes only to who is known to take it.
void set_effort(Fields& fields, const models::Model& model, std::string_view effort) {
  const models::Quirks& quirks = model.quirks;
  if (effort.empty() || !model.reasons) return;
  if (!quirks.reasoning_effort_field && !quirks.vendor.empty()) return;
  if (quirks.vendor == "deepseek" && !accepts(model, effort)) return;
  if (is_off(effort)) {
    if (accepts(model, "none") || quirks.vendor == "ollama" || quirks.vendor == "google") {
      fields.set_string("reasoning_effort", "none");
    }
    return;
  }
  fields.set_string("reasoning_effort", effort);
}

void set_reasoning_object(Fields& fields, const models::Model& model, std::string_view effort) {
  if (effort.empty()) return;
  const std::string& kind = model.quirks.reasoning_object;
  if (kind == "openrouter") {
    if (is_off(effort)) {
      fields.set("reasoning", R"({"enabled":false})");
    } else if (model.thinking_max_tokens) {
      fields.set("reasoning",
                 R"({"max_tokens":)" + std::to_string(*model.thinking_max_tokens) + "}");
    } else {
      fields.set("reasoning", R"({"effort":)" + json::quoted(effort) + "}");
    }
  } else if (kind == "vercel") {
    fields.set("reasoning", is_off(effort)
                                ? R"({"enabled":false})"
                                : R"({"enabled":true,"effort":)" + json::quoted(effort) + "}");
  }
}

void set_thinking(Fields& fields, const models::Model& model, std::string_view effort) {
  const std::string& kind = model.quirks.thinking_object;
  if (kind.empty() || !model.reasons) return;
  const bool off = is_off(effort);
  if (kind == "type_clear") {
    fields.set("thinking",
               off ? R"({"type":"disabled"})" : R"({"type":"enabled","clear_thinking":false})");
  } else if (effort.empty()) {
    return;  // the server's own default
  } else if (kind == "type") {
    fields.set("thinking", off ? R"({"type":"disabled"})" : R"({"type":"enabled"})");
  } else if (kind == "enable") {
    fields.set("enable_thinking", off ? "false" : "true");
    if (!off && model.thinking_max_tokens) {
      fields.set("thinking_budget", std::to_string(*model.thinking_max_tokens));
    }
  }
}

}  // namespace

std::string ChatCodec::encode_epilogue(const models::Model& model, const RequestOptions& options,
                                       bool has_tools) const {
  const models::Quirks& quirks = model.quirks;
  Fields fields;
  if (has_tools) {
    if (!options.allow_tools) fields.set_string("tool_choice", "none");
    if (quirks.parallel_tool_calls_field) fields.set("parallel_tool_calls", "true");
    if (quirks.tool_stream && options.stream) fields.set("tool_stream", "true");
  }
  fields.set("stream", options.stream ? "true" : "false");
  if (options.stream && quirks.stream_options) {
    fields.set("stream_options", R"({"include_usage":true})");
  }
  if (quirks.usage_include) fields.set("usage", R"({"include":true})");
  auto limit = model.max_output_tokens;
  if (options.learnt.max_output_tokens) limit = options.learnt.max_output_tokens;
  if (limit) {
    fields.set(options.learnt.max_tokens_field.empty() ? quirks.max_tokens_field
                                                       : options.learnt.max_tokens_field,
               std::to_string(*limit));
  }
  const std::string& effort = effort_for(model, options);
  set_effort(fields, model, effort);
  set_reasoning_object(fields, model, effort);
  set_thinking(fields, model, effort);
  if (!quirks.reasoning_format.empty() && model.reasons) {
    fields.set_string("reasoning_format", quirks.reasoning_format);
  }
  if (quirks.store_field) fields.set("store", "false");
  if (quirks.prompt_cache_key && !options.session_key.empty() && model.prompt_cache != "off") {
    fields.set_string("prompt_cache_key", std::string_view(options.session_key).substr(0, 64));
  }
  fields.merge(model.extra_args_json);
  for (const std::string& name : options.learnt.dropped) fields.remove(name);
  return fields.closing();
}

}  // namespace ingot::wire
