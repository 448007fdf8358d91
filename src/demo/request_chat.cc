// The Chat Completions API as a judge of requests. Members that other vendors of this protocol
// define are accepted; members that nobody defines are not.

#include <set>

#include "demo/request.h"

namespace ingot::demo {
namespace {

Checked refuse(std::string message, std::string param, std::string code = {}) {
  return Refusal{.message = std::move(message), .param = std::move(param), .code = std::move(code)};
}

Checked missing(const std::string& path) {
  return refuse("Missing required parameter: '" + path + "'.", path, "missing_required_parameter");
}

class Reader {
 public:
  explicit Reader(Request& request) : request_(request) {}
  Checked read(json::Value body);

 private:
  Checked top_level(json::Value body);
  Checked tools(json::Value body);
  Checked message(json::Value message, std::size_t index);
  Checked content(json::Value content, std::string_view role, std::size_t index);
  Checked tool_calls(json::Value message, std::size_t index);
  Checked tool_message(json::Value message, std::size_t index);
  Checked unanswered() const;

  Request& request_;
  std::set<std::string> open_, answered_;  // calls of the last assistant message
  std::size_t caller_ = 0;                 // its index
};

Checked Reader::top_level(json::Value body) {
  const std::string unknown = unknown_member(
      body, {"model", "messages", "stream", "stream_options", "max_tokens", "max_completion_tokens",
             "temperature", "top_p", "n", "stop", "tools", "tool_choice", "parallel_tool_calls",
             "response_format", "seed", "user", "logprobs", "top_logprobs", "logit_bias",
             "presence_penalty", "frequency_penalty", "reasoning_effort", "verbosity", "store",
             "metadata", "service_tier", "modalities", "audio", "prediction", "web_search_options",
             "functions", "function_call", "prompt_cache_key", "prompt_cache_retention",
             "safety_identifier",
             // Of other vendors:
             "reasoning", "thinking", "enable_thinking", "thinking_budget", "chat_template_kwargs",
             "provider", "usage", "top_k", "min_p", "repetition_penalty", "preserve_thinking",
             "tool_stream", "clear_thinking", "reasoning_split", "reasoning_format",
             "include_reasoning", "session_id", "models", "transforms", "plugins"});
  if (!unknown.empty()) {
    return refuse("Unrecognized request argument supplied: " + unknown, {}, {});
  }
  if (body["model"].string_or("").empty()) {
    return refuse("you must provide a model parameter", {}, {});
  }
  request_.model = body["model"].string_or("");
  if (const json::Value stream = body["stream"]; !stream.is_absent()) {
    if (!stream.boolean()) {
      return refuse("Invalid type for 'stream': expected a boolean.", "stream", "invalid_type");
    }
    request_.stream = *stream.boolean();
  }
  if (const json::Value options = body["stream_options"]; !options.is_absent()) {
    if (!request_.stream) {
      return refuse("The 'stream_options' parameter is only allowed when 'stream' is enabled.",
                    "stream_options");
    }
    request_.stream_usage = options["include_usage"].boolean().value_or(false);
  }
  if (!body["max_tokens"].is_absent() && !body["max_completion_tokens"].is_absent()) {
    return refuse(
        "Setting 'max_tokens' and 'max_completion_tokens' at the same time is not "
        "supported.",
        "max_tokens", "invalid_parameter_combination");
  }
  for (const std::string_view key : {"max_tokens", "max_completion_tokens"}) {
    const json::Value most = body[key];
    if (most.is_absent()) continue;
    const std::string name(key);
    if (!most.integer()) {
      return refuse("Invalid type for '" + name + "': expected an integer.", name, "invalid_type");
    }
    if (*most.integer() < 1) {
      return refuse("Invalid '" + name +
                        "': integer below minimum value. Expected a value >= 1, "
                        "but got " +
                        std::to_string(*most.integer()) + " instead.",
                    name, "integer_below_min_value");
    }
  }
  if (const json::Value temperature = body["temperature"]; !temperature.is_absent()) {
    const auto number = temperature.number();
    if (!number || *number < 0 || *number > 2) {
      return refuse("Invalid 'temperature': expected a number from 0 to 2.", "temperature",
                    "invalid_value");
    }
  }
  return {};
}

Checked Reader::tools(json::Value body) {
  const json::Value tools = body["tools"];
  if (!tools.is_absent() && !tools.is_array()) {
    return refuse("Invalid type for 'tools': expected an array of objects.", "tools",
                  "invalid_type");
  }
  if (tools.is_array() && tools.size() == 0) {
    return refuse(
        "Invalid 'tools': empty array. Expected an array with minimum length 1, but got "
        "an empty array instead.",
        "tools", "empty_array");
  }
  if (tools.is_absent() && !body["tool_choice"].is_absent()) {
    return refuse(
        "Invalid value for 'tool_choice': 'tool_choice' is only allowed when 'tools' are "
        "specified.",
        "tool_choice");
  }
  if (tools.is_absent() && !body["parallel_tool_calls"].is_absent()) {
    return refuse(
        "Invalid value for 'parallel_tool_calls': 'parallel_tool_calls' is only allowed "
        "when 'tools' are specified.",
        "parallel_tool_calls");
  }
  std::size_t index = 0;
  for (const json::Value tool : tools.elements()) {
    const std::string path = "tools[" + std::to_string(index++) + "]";
    if (!tool["type"].is_string()) return missing(path + ".type");
    if (!is_one_of(*tool["type"].string(), {"function", "custom", "builtin_function"})) {
      return refuse("Invalid value: '" + std::string(*tool["type"].string()) +
                        "'. Supported values are: 'function' and 'custom'.",
                    path + ".type", "invalid_value");
    }
    request_.segments.push_back({.bytes = "tool" + tool.to_json()});
    if (*tool["type"].string() != "function") continue;
    if (!tool["function"].is_object()) return missing(path + ".function");
    const json::Value name = tool["function"]["name"];
    if (!name.is_string()) return missing(path + ".function.name");
    if (!is_plain_name(*name.string(), 64)) {
      return refuse("Invalid '" + path +
                        ".function.name': string does not match pattern. Expected "
                        "a string that matches the pattern '^[a-zA-Z0-9_-]+$'.",
                    path + ".function.name", "invalid_value");
    }
    const json::Value schema = tool["function"]["parameters"];
    if (!schema.is_absent() && schema["type"].string_or("") != "object") {
      return refuse("Invalid schema for function '" + std::string(*name.string()) +
                        "': schema must be a JSON Schema of 'type: \"object\"'.",
                    path + ".function.parameters", "invalid_function_parameters");
    }
  }
  return {};
}

Checked Reader::content(json::Value content, std::string_view role, std::size_t index) {
  const std::string path = "messages.[" + std::to_string(index) + "].content";
  if (content.is_string()) return {};
  if (!content.is_array()) {
    return refuse("Invalid value for 'content': expected a string, got " +
                      std::string(content.is_absent() ? "null" : "another type") + ".",
                  path);
  }
  std::size_t number = 0;
  for (const json::Value part : content.elements()) {
    const std::string here =
        "messages[" + std::to_string(index) + "].content[" + std::to_string(number++) + "]";
    if (!part["type"].is_string()) return missing(here + ".type");
    const std::string_view type = *part["type"].string();
    const bool media = is_one_of(type, {"image_url", "input_audio", "file", "video_url"});
    if (type != "text" && !(media && role == "user") &&
        !(type == "refusal" && role == "assistant")) {
      return refuse("Invalid value: '" + std::string(type) + "'.", here + ".type", "invalid_value");
    }
    if (type == "text" && !part["text"].is_string()) return missing(here + ".text");
    if (type == "image_url" && !part["image_url"]["url"].is_string()) {
      return missing(here + ".image_url.url");
    }
  }
  return {};
}

Checked Reader::tool_calls(json::Value message, std::size_t index) {
  const json::Value calls = message["tool_calls"];
  if (calls.is_absent()) return {};
  const std::string base = "messages[" + std::to_string(index) + "].tool_calls";
  if (!calls.is_array()) {
    return refuse("Invalid type for '" + base + "': expected an array of objects.", base,
                  "invalid_type");
  }
  if (calls.size() == 0) {
    return refuse("Invalid '" + base +
                      "': empty array. Expected an array with minimum length 1, "
                      "but got an empty array instead.",
                  base, "empty_array");
  }
  std::size_t number = 0;
  for (const json::Value call : calls.elements()) {
    const std::string path = base + "[" + std::to_string(number++) + "]";
    if (!call["id"].is_string()) return missing(path + ".id");
    if (!call["type"].is_string()) return missing(path + ".type");
    if (call["type"].string_or("") == "function") {
      if (!call["function"].is_object()) return missing(path + ".function");
      if (!call["function"]["name"].is_string()) return missing(path + ".function.name");
      if (!call["function"]["arguments"].is_string()) return missing(path + ".function.arguments");
    }
    if (!open_.emplace(*call["id"].string()).second) {
      return refuse(
          "Duplicate value for 'tool_call_id' of '" + std::string(*call["id"].string()) + "'.",
          path + ".id");
    }
  }
  caller_ = index;
  return {};
}

Checked Reader::tool_message(json::Value message, std::size_t index) {
  const std::string path = "messages.[" + std::to_string(index) + "]";
  const json::Value id = message["tool_call_id"];
  if (!id.is_string()) return missing("messages[" + std::to_string(index) + "].tool_call_id");
  if (open_.empty()) {
    return refuse(
        "Invalid parameter: messages with role 'tool' must be a response to a preceeding "
        "message with 'tool_calls'.",
        path + ".role");
  }
  const std::string text(*id.string());
  if (!open_.count(text)) {
    return refuse("Invalid parameter: 'tool_call_id' of '" + text +
                      "' not found in 'tool_calls' of "
                      "previous message.",
                  path + ".tool_call_id");
  }
  if (!answered_.insert(text).second) {
    return refuse("Duplicate value for 'tool_call_id' of '" + text + "' in message.",
                  path + ".tool_call_id");
  }
  request_.tool_results += text_of(message["content"]) + "\n";
  return {};
}

Checked Reader::unanswered() const {
  std::string ids;
  for (const std::string& id : open_) {
    if (!answered_.count(id)) ids += (ids.empty() ? "" : ", ") + id;
  }
  if (ids.empty()) return {};
  return refuse(
      "An assistant message with 'tool_calls' must be followed by tool messages responding "
      "to each 'tool_call_id'. The following tool_call_ids did not have response "
      "messages: " +
          ids,
      "messages.[" + std::to_string(caller_) + "].role");
}

Checked Reader::message(json::Value message, std::size_t index) {
  const std::string path = "messages[" + std::to_string(index) + "]";
  if (!message.is_object()) {
    return refuse("Invalid type for '" + path + "': expected an object.", path, "invalid_type");
  }
  if (!message["role"].is_string()) return missing(path + ".role");
  const std::string_view role = *message["role"].string();
  if (!is_one_of(role, {"system", "assistant", "user", "tool", "developer"})) {
    return refuse("Invalid value: '" + std::string(role) +
                      "'. Supported values are: 'system', "
                      "'assistant', 'user', 'function', 'tool', and 'developer'.",
                  path + ".role", "invalid_value");
  }
  const std::string unknown = unknown_member(
      message, {"role", "content", "name", "tool_calls", "tool_call_id", "refusal", "audio",
                "function_call", "annotations", "reasoning_content", "reasoning",
                "reasoning_details", "reasoning_text", "thinking", "prefix", "extra_content"});
  if (!unknown.empty()) {
    return refuse("Additional properties are not allowed ('" + unknown +
                      "' was unexpected) - "
                      "'messages." +
                      std::to_string(index) + "'",
                  path);
  }
  if (role != "tool") {
    if (auto wrong = unanswered()) return wrong;
    open_.clear();
    answered_.clear();
  }
  const bool calls = role == "assistant" && message["tool_calls"].size() > 0;
  if (!calls || !message["content"].is_absent()) {
    if (auto wrong = content(message["content"], role, index)) return wrong;
  }
  if (role != "assistant" && !message["tool_calls"].is_absent()) {
    return refuse("'tool_calls' is only allowed for messages of role 'assistant'.",
                  path + ".tool_calls");
  }
  if (role == "tool") return tool_message(message, index);
  if (role == "assistant") {
    ++request_.assistant_messages;
    request_.tool_results.clear();
    return tool_calls(message, index);
  }
  const std::string text = text_of(message["content"]);
  request_.all_text += text + "\n";
  if (role == "user") {
    request_.last_user = text;
    request_.tool_results.clear();
  }
  return {};
}

Checked Reader::read(json::Value body) {
  if (!body.is_object()) {
    return refuse("We could not parse the JSON body of your request.", {}, {});
  }
  if (auto wrong = top_level(body)) return wrong;
  if (auto wrong = tools(body)) return wrong;
  const json::Value messages = body["messages"];
  if (!messages.exists()) return missing("messages");
  if (!messages.is_array() || messages.size() == 0) {
    return refuse(
        "Invalid 'messages': empty array. Expected an array with minimum length 1, but "
        "got an empty array instead.",
        "messages", "empty_array");
  }
  std::size_t index = 0;
  for (const json::Value item : messages.elements()) {
    if (auto wrong = message(item, index++)) return wrong;
    request_.segments.push_back({.bytes = item.to_json()});
  }
  return unanswered();
}

}  // namespace

Checked read_chat(json::Value body, Request& request) { return Reader(request).read(body); }

}  // namespace ingot::demo
