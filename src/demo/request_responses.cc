// The OpenAI Responses API as a judge of requests.

#include <map>
#include <set>

#include "demo/request.h"

namespace ingot::demo {
namespace {

constexpr std::int64_t kMinOutputTokens = 16;

Checked missing(const std::string& path) {
  return Refusal{.message = "Missing required parameter: '" + path + "'.",
                 .param = path,
                 .code = "missing_required_parameter"};
}

std::string kind_of(json::Value value) {
  switch (value.type()) {
    case json::Value::Type::missing:
    case json::Value::Type::null:
      return "null";
    case json::Value::Type::boolean:
      return "a boolean";
    case json::Value::Type::number:
      return "a number";
    case json::Value::Type::string:
      return "a string";
    case json::Value::Type::array:
      return "an array";
    case json::Value::Type::object:
      return "an object";
  }
  return "nothing";
}

Checked wrong_type(const std::string& path, std::string_view expected, json::Value got) {
  return Refusal{.message = "Invalid type for '" + path + "': expected " + std::string(expected) +
                            ", but got " + kind_of(got) + " instead.",
                 .param = path,
                 .code = "invalid_type"};
}

Checked wrong_value(const std::string& path, std::string_view got,
                    std::initializer_list<std::string_view> allowed) {
  std::string list;
  for (const std::string_view word : allowed) {
    if (!list.empty()) list += word == *(allowed.end() - 1) ? " and " : ", ";
    list += "'" + std::string(word) + "'";
  }
  return Refusal{
      .message = "Invalid value: '" + std::string(got) + "'. Supported values are: " + list + ".",
      .param = path,
      .code = "invalid_value"};
}

Checked required_string(json::Value object, std::string_view key, const std::string& path) {
  const std::string full = path + "." + std::string(key);
  if (!object[key].exists()) return missing(full);
  if (!object[key].is_string()) return wrong_type(full, "a string", object[key]);
  return {};
}

class Reader {
 public:
  explicit Reader(Request& request) : request_(request) {}
  Checked read(json::Value body);

 private:
  Checked top_level(json::Value body);
  Checked tools(json::Value tools);
  Checked item(json::Value item, const std::string& path);
  Checked message(json::Value item, const std::string& path);
  Checked parts(json::Value content, std::string_view role, const std::string& path);
  Checked call(json::Value item, std::string_view payload, const std::string& path);
  Checked output(json::Value item, const std::string& path);
  Checked reasoning(json::Value item, const std::string& path);
  void from_model(bool is);
  Checked needs_reasoning(json::Value item) const;

  Request& request_;
  bool in_model_items_ = false;
  bool group_has_reasoning_ = false;
  std::string open_reasoning_;         // a reasoning item that waits for what it led to
  std::map<std::string, bool> calls_;  // by call_id: answered?
};

void Reader::from_model(bool is) {
  if (is && !in_model_items_) {
    ++request_.assistant_messages;
    request_.tool_results.clear();
    group_has_reasoning_ = false;
  }
  in_model_items_ = is;
}

Checked Reader::top_level(json::Value body) {
  const std::string unknown = unknown_member(body, {"model",
                                                    "input",
                                                    "instructions",
                                                    "tools",
                                                    "tool_choice",
                                                    "parallel_tool_calls",
                                                    "stream",
                                                    "stream_options",
                                                    "store",
                                                    "include",
                                                    "reasoning",
                                                    "text",
                                                    "temperature",
                                                    "top_p",
                                                    "max_output_tokens",
                                                    "max_tool_calls",
                                                    "metadata",
                                                    "previous_response_id",
                                                    "conversation",
                                                    "prompt",
                                                    "prompt_cache_key",
                                                    "prompt_cache_retention",
                                                    "prompt_cache_options",
                                                    "safety_identifier",
                                                    "service_tier",
                                                    "truncation",
                                                    "user",
                                                    "background",
                                                    "top_logprobs",
                                                    "context_management",
                                                    "moderation"});
  if (!unknown.empty()) {
    return Refusal{.message = "Unknown parameter: '" + unknown + "'.",
                   .param = unknown,
                   .code = "unknown_parameter"};
  }
  if (!body["model"].is_string()) return missing("model");
  request_.model = body["model"].string_or("");
  for (const std::string_view key : {"stream", "store", "parallel_tool_calls", "background"}) {
    if (const json::Value flag = body[key]; !flag.is_absent() && !flag.boolean()) {
      return wrong_type(std::string(key), "a boolean", flag);
    }
  }
  request_.stream = body["stream"].boolean().value_or(false);
  if (const json::Value most = body["max_output_tokens"]; !most.is_absent()) {
    if (!most.integer()) return wrong_type("max_output_tokens", "an integer", most);
    if (*most.integer() < kMinOutputTokens) {
      return Refusal{.message =
                         "Invalid 'max_output_tokens': integer below minimum value. "
                         "Expected a value >= 16, but got " +
                         std::to_string(*most.integer()) + " instead.",
                     .param = "max_output_tokens",
                     .code = "integer_below_min_value"};
    }
  }
  if (const json::Value effort = body["reasoning"]["effort"]; !effort.is_absent()) {
    const auto allowed = {std::string_view("none"), std::string_view("minimal"),
                          std::string_view("low"),  std::string_view("medium"),
                          std::string_view("high"), std::string_view("xhigh")};
    if (!is_one_of(effort.string_or(""), allowed)) {
      return wrong_value("reasoning.effort", effort.string_or(""), allowed);
    }
  }
  if (const json::Value summary = body["reasoning"]["summary"]; !summary.is_absent()) {
    const auto allowed = {std::string_view("auto"), std::string_view("concise"),
                          std::string_view("detailed")};
    if (!is_one_of(summary.string_or(""), allowed)) {
      return wrong_value("reasoning.summary", summary.string_or(""), allowed);
    }
  }
  for (const json::Value wish : body["include"].elements()) {
    if (wish.string_or("") == "reasoning.encrypted_content") {
      request_.wants_encrypted_reasoning = true;
    }
  }
  if (!body["previous_response_id"].is_absent()) {
    return Refusal{.message = "Previous response with id '" +
                              std::string(body["previous_response_id"].string_or("")) +
                              "' not found.",
                   .param = "previous_response_id",
                   .code = "previous_response_not_found"};
  }
  return {};
}

Checked Reader::tools(json::Value tools) {
  if (tools.is_absent()) return {};
  if (!tools.is_array()) return wrong_type("tools", "an array of objects", tools);
  std::size_t index = 0;
  for (const json::Value tool : tools.elements()) {
    const std::string path = "tools[" + std::to_string(index++) + "]";
    if (!tool.is_object()) return wrong_type(path, "an object", tool);
    if (!tool["type"].is_string()) return missing(path + ".type");
    request_.segments.push_back({.bytes = "tool" + tool.to_json()});
    if (tool["type"].string_or("") != "function") continue;
    if (auto wrong = required_string(tool, "name", path)) return wrong;
    const std::string name(tool["name"].string_or(""));
    if (!is_plain_name(name, 128)) {
      return Refusal{.message = "Invalid '" + path +
                                ".name': string does not match pattern. "
                                "Expected a string that matches the pattern '^[a-zA-Z0-9_-]+$'.",
                     .param = path + ".name",
                     .code = "invalid_value"};
    }
    const json::Value schema = tool["parameters"];
    if (!schema.is_absent() && schema["type"].string_or("") != "object") {
      return Refusal{.message = "Invalid schema for function '" + name +
                                "': schema must be a JSON Schema of 'type: \"object\"', got 'type: "
                                "\"" +
                                std::string(schema["type"].string_or("None")) + "\"'.",
                     .param = path + ".parameters",
                     .code = "invalid_function_parameters"};
    }
    const bool closed = schema["additionalProperties"].boolean() == std::optional<bool>(false);
    if (tool["strict"].boolean().value_or(false) &&
        (!closed || schema["required"].size() != schema["properties"].size())) {
      return Refusal{.message = "Invalid schema for function '" + name +
                                (closed ? "': In context=(), 'required' is required to be supplied "
                                          "and to be an array including every key in properties."
                                        : "': In context=(), 'additionalProperties' is required to "
                                          "be supplied and to be false."),
                     .param = path + ".parameters",
                     .code = "invalid_function_parameters"};
    }
  }
  return {};
}

Checked Reader::parts(json::Value content, std::string_view role, const std::string& path) {
  if (content.is_string()) return {};
  if (!content.exists()) return missing(path);
  if (!content.is_array()) {
    return wrong_type(path, "one of an array of objects or string", content);
  }
  std::size_t index = 0;
  for (const json::Value part : content.elements()) {
    const std::string here = path + "[" + std::to_string(index++) + "]";
    if (!part["type"].is_string()) return missing(here + ".type");
    const std::string_view type = *part["type"].string();
    if (role == "assistant") {
      if (!is_one_of(type, {"output_text", "refusal"})) {
        return wrong_value(here, type, {"output_text", "refusal"});
      }
    } else if (!is_one_of(type, {"input_text", "input_image", "input_file", "input_audio"})) {
      return wrong_value(here, type, {"input_text", "input_image", "input_file"});
    }
    if (is_one_of(type, {"output_text", "input_text"})) {
      if (auto wrong = required_string(part, "text", here)) return wrong;
    }
    if (type == "input_image" && part["image_url"].is_absent() && part["file_id"].is_absent()) {
      return missing(here + ".image_url");
    }
  }
  return {};
}

Checked Reader::needs_reasoning(json::Value item) const {
  // Items that were made after reasoning carry an R in their id.
  const std::string_view id = item["id"].string_or("");
  const std::size_t bar = id.find('_');
  if (bar == std::string_view::npos || id.substr(bar + 1, 1) != "R" || group_has_reasoning_) {
    return {};
  }
  return Refusal{.message = "Item '" + std::string(id) + "' of type '" +
                            std::string(item["type"].string_or("message")) +
                            "' was provided without its required 'reasoning' item.",
                 .param = "input"};
}

Checked Reader::message(json::Value item, const std::string& path) {
  if (!item["role"].exists()) return missing(path + ".role");
  const std::string_view role = item["role"].string_or("");
  if (!is_one_of(role, {"assistant", "system", "developer", "user"})) {
    return wrong_value(path + ".role", role, {"assistant", "system", "developer", "user"});
  }
  from_model(role == "assistant");
  if (auto wrong = parts(item["content"], role, path + ".content")) return wrong;
  if (role == "assistant") return needs_reasoning(item);
  const std::string text = text_of(item["content"]);
  request_.all_text += text + "\n";
  if (role == "user") {
    request_.last_user = text;
    request_.tool_results.clear();
  }
  return {};
}

Checked Reader::call(json::Value item, std::string_view payload, const std::string& path) {
  from_model(true);
  for (const std::string_view key :
       {std::string_view("call_id"), std::string_view("name"), payload}) {
    if (auto wrong = required_string(item, key, path)) return wrong;
  }
  const std::string id(item["call_id"].string_or(""));
  if (id.empty() || id.size() > 64) {
    return Refusal{.message = "Invalid '" + path +
                              ".call_id': expected a string with 1 to 64 "
                              "characters.",
                   .param = path + ".call_id",
                   .code = "string_above_max_length"};
  }
  if (!item["id"].is_absent() && item["type"].string_or("") == "function_call" &&
      item["id"].string_or("").rfind("fc", 0) != 0) {
    return Refusal{.message = "Invalid '" + path + ".id': '" +
                              std::string(item["id"].string_or("")) +
                              "'. Expected an ID that begins with 'fc'.",
                   .param = path + ".id",
                   .code = "invalid_value"};
  }
  if (!calls_.emplace(id, false).second) {
    return Refusal{.message = "Duplicate call_id '" + id + "' in input.", .param = "input"};
  }
  return needs_reasoning(item);
}

Checked Reader::output(json::Value item, const std::string& path) {
  from_model(false);
  if (auto wrong = required_string(item, "call_id", path)) return wrong;
  const std::string id(item["call_id"].string_or(""));
  const auto found = calls_.find(id);
  if (found == calls_.end()) {
    return Refusal{
        .message = "No tool call found for function call output with call_id " + id + ".",
        .param = "input"};
  }
  if (found->second) {
    return Refusal{.message = "Duplicate function call output with call_id " + id + ".",
                   .param = "input"};
  }
  found->second = true;
  if (!item["output"].exists()) return missing(path + ".output");
  if (auto wrong = parts(item["output"], "tool", path + ".output")) return wrong;
  request_.tool_results += text_of(item["output"]) + "\n";
  return {};
}

Checked Reader::reasoning(json::Value item, const std::string& path) {
  from_model(true);
  if (!item["summary"].is_array()) return missing(path + ".summary");
  const std::string id(item["id"].string_or(""));
  std::string text;
  for (const json::Value part : item["summary"].elements()) {
    if (part["type"].string_or("") != "summary_text") {
      return wrong_value(path + ".summary", part["type"].string_or(""), {"summary_text"});
    }
    text += part["text"].string_or("");
  }
  if (item["encrypted_content"].is_absent()) {
    return Refusal{.status = 404,
                   .message = "Item with id '" + id +
                              "' not found. Items are not persisted when "
                              "`store` is set to false. Try again with `store` set to true, or "
                              "remove this item from your input.",
                   .param = "input"};
  }
  if (item["encrypted_content"].string_or("") != seal(text)) {
    return Refusal{.message = "The encrypted content for item " + id + " could not be verified.",
                   .code = "invalid_encrypted_content"};
  }
  open_reasoning_ = id.empty() ? "reasoning" : id;
  group_has_reasoning_ = true;
  return {};
}

Checked Reader::item(json::Value item, const std::string& path) {
  if (!item.is_object()) return wrong_type(path, "an object", item);
  const bool bare = !item["type"].exists() && item["role"].exists();
  if (!bare && !item["type"].is_string()) return missing(path + ".type");
  const std::string_view type = bare ? "message" : *item["type"].string();
  const bool of_model = is_one_of(type, {"function_call", "custom_tool_call", "reasoning"}) ||
                        (type == "message" && item["role"].string_or("") == "assistant");
  if (!open_reasoning_.empty() && !of_model) {
    return Refusal{.message = "Item '" + open_reasoning_ +
                              "' of type 'reasoning' was provided "
                              "without its required following item.",
                   .param = "input"};
  }
  if (of_model && type != "reasoning") open_reasoning_.clear();
  if (type == "message") return message(item, path);
  if (type == "function_call") return call(item, "arguments", path);
  if (type == "custom_tool_call") return call(item, "input", path);
  if (is_one_of(type, {"function_call_output", "custom_tool_call_output"})) {
    return output(item, path);
  }
  if (type == "reasoning") return reasoning(item, path);
  if (type == "item_reference") {
    return Refusal{
        .status = 404,
        .message = "Item with id '" + std::string(item["id"].string_or("")) + "' not found.",
        .param = "input"};
  }
  return wrong_value(path, type,
                     {"message", "function_call", "function_call_output", "custom_tool_call",
                      "custom_tool_call_output", "reasoning", "item_reference"});
}

Checked Reader::read(json::Value body) {
  if (!body.is_object()) return wrong_type("body", "an object", body);
  if (auto wrong = top_level(body)) return wrong;
  if (auto wrong = tools(body["tools"])) return wrong;
  if (const json::Value instructions = body["instructions"]; !instructions.is_absent()) {
    if (!instructions.is_string()) return wrong_type("instructions", "a string", instructions);
    request_.segments.push_back({.bytes = "system" + instructions.to_json()});
    request_.all_text += std::string(*instructions.string()) + "\n";
  }
  const json::Value input = body["input"];
  if (!input.exists()) return missing("input");
  if (input.is_string()) {
    request_.segments.push_back({.bytes = input.to_json()});
    request_.last_user = *input.string();
    request_.all_text += request_.last_user;
    return {};
  }
  if (!input.is_array()) return wrong_type("input", "one of an array of objects or string", input);
  if (input.size() == 0) {
    return Refusal{.message =
                       "Invalid 'input': empty array. Expected an array with minimum length "
                       "1, but got an empty array instead.",
                   .param = "input",
                   .code = "empty_array"};
  }
  std::size_t index = 0;
  for (const json::Value value : input.elements()) {
    if (auto wrong = item(value, "input[" + std::to_string(index++) + "]")) return wrong;
    request_.segments.push_back({.bytes = value.to_json()});
  }
  if (!open_reasoning_.empty()) {
    return Refusal{.message = "Item '" + open_reasoning_ +
                              "' of type 'reasoning' was provided "
                              "without its required following item.",
                   .param = "input"};
  }
  for (const auto& [id, answered] : calls_) {
    if (answered) continue;
    return Refusal{.message = "No tool output found for function call " + id + ".",
                   .param = "input"};
  }
  return {};
}

}  // namespace

Checked read_responses(json::Value body, Request& request) { return Reader(request).read(body); }

}  // namespace ingot::demo
