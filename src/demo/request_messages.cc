// The Anthropic Messages API as a judge of requests.

#include <map>
#include <set>

#include "demo/request.h"
#include "json/writer.h"

namespace ingot::demo {
namespace {

constexpr std::size_t kMaxMarks = 4;
constexpr std::int64_t kMinThinkingTokens = 1024;

Checked invalid(const std::string& path, std::string_view what) {
  return Refusal{.message = path + ": " + std::string(what)};
}

// The type of the first block; empty for a string and for nothing.
std::string_view first_type(json::Value content) {
  for (const json::Value block : content.elements()) return block["type"].string_or("");
  return {};
}

// The state of one pass over a body.
class Reader {
 public:
  explicit Reader(Request& request) : request_(request) {}
  Checked read(json::Value body);

 private:
  Checked top_level(json::Value body);
  Checked thinking(json::Value body);
  Checked tools(json::Value body);
  Checked system(json::Value system);
  Checked message(json::Value message, std::size_t index, bool last);
  Checked block(json::Value block, std::string_view role, const std::string& path);
  Checked tool_use(json::Value block, const std::string& path);
  Checked tool_result(json::Value block, const std::string& path);
  Checked mark(json::Value block, const std::string& path, Segment& segment);
  Checked unanswered(std::size_t index) const;
  void add_segment(json::Value block, std::string_view lead, Segment segment);

  Request& request_;
  bool thinks_ = false;
  std::size_t marks_ = 0;
  std::set<std::string> call_ids_;          // of the whole conversation
  std::map<std::string, bool> open_calls_;  // of the message before: answered?
  bool other_block_seen_ = false;           // in this user message, before a tool_result
  bool calls_need_thinking_ = false, begins_with_thinking_ = false;
};

Checked Reader::mark(json::Value block, const std::string& path, Segment& segment) {
  const json::Value control = block["cache_control"];
  if (control.is_absent()) return {};
  if (control["type"].string_or("") != "ephemeral") {
    return invalid(path + ".cache_control.type", "Input should be 'ephemeral'");
  }
  if (const json::Value ttl = control["ttl"]; !ttl.is_absent()) {
    if (!is_one_of(ttl.string_or(""), {"5m", "1h"})) {
      return invalid(path + ".cache_control.ephemeral.ttl", "Input should be '5m' or '1h'");
    }
    segment.one_hour = ttl.string_or("") == "1h";
  }
  segment.mark = true;
  if (++marks_ > kMaxMarks) {
    return Refusal{.message = "A maximum of 4 blocks with cache_control may be provided. Found " +
                              std::to_string(marks_) + "."};
  }
  return {};
}

void Reader::add_segment(json::Value block, std::string_view lead, Segment segment) {
  segment.bytes = std::string(lead) + without_mark(block);
  request_.segments.push_back(std::move(segment));
}

Checked Reader::top_level(json::Value body) {
  const std::string unknown = unknown_member(
      body, {"model",         "messages",      "max_tokens",     "system",
             "tools",         "tool_choice",   "stream",         "temperature",
             "top_p",         "top_k",         "stop_sequences", "metadata",
             "thinking",      "service_tier",  "container",      "context_management",
             "mcp_servers",   "output_config", "output_format",  "inference_geo",
             "cache_control", "speed"});
  if (!unknown.empty()) return invalid(unknown, "Extra inputs are not permitted");
  if (!body["model"].exists()) return invalid("model", "Field required");
  if (body["model"].string_or("").empty())
    return invalid("model", "Input should be a valid string");
  request_.model = body["model"].string_or("");
  if (!body["max_tokens"].exists()) return invalid("max_tokens", "Field required");
  if (!body["max_tokens"].integer()) {
    return invalid("max_tokens", "Input should be a valid integer");
  }
  if (*body["max_tokens"].integer() < 1) {
    return invalid("max_tokens", "Input should be greater than or equal to 1");
  }
  if (const json::Value stream = body["stream"]; stream.exists()) {
    if (!stream.boolean()) return invalid("stream", "Input should be a valid boolean");
    request_.stream = *stream.boolean();
  }
  if (const json::Value temperature = body["temperature"]; !temperature.is_absent()) {
    const auto number = temperature.number();
    if (!number) return invalid("temperature", "Input should be a valid number");
    if (*number < 0 || *number > 1) return invalid("temperature", "range: 0..1");
  }
  return thinking(body);
}

Checked Reader::thinking(json::Value body) {
  const json::Value thinking = body["thinking"];
  if (thinking.is_absent()) return {};
  const std::string_view type = thinking["type"].string_or("");
  if (!is_one_of(type, {"enabled", "disabled", "adaptive"})) {
    return invalid("thinking", "Input tag '" + std::string(type) +
                                   "' found using 'type' does not match any of the expected tags: "
                                   "'adaptive', 'disabled', 'enabled'");
  }
  thinks_ = type != "disabled";
  if (type == "enabled") {
    const auto budget = thinking["budget_tokens"].integer();
    if (!budget) return invalid("thinking.enabled.budget_tokens", "Field required");
    if (*budget < kMinThinkingTokens) {
      return invalid("thinking.enabled.budget_tokens",
                     "Input should be greater than or equal to 1024");
    }
    if (*budget >= *body["max_tokens"].integer()) {
      return Refusal{.message = "`max_tokens` must be greater than `thinking.budget_tokens`."};
    }
  }
  if (thinks_ && body["temperature"].number().value_or(1) != 1) {
    return Refusal{.message = "`temperature` may only be set to 1 when thinking is enabled."};
  }
  const std::string_view choice = body["tool_choice"]["type"].string_or("auto");
  if (thinks_ && is_one_of(choice, {"any", "tool"})) {
    return Refusal{.message = "Thinking may not be enabled when tool_choice forces tool use."};
  }
  return {};
}

Checked Reader::tools(json::Value body) {
  const json::Value tools = body["tools"];
  if (!tools.is_absent() && !tools.is_array()) {
    return invalid("tools", "Input should be a valid list");
  }
  std::set<std::string> names;
  std::size_t index = 0;
  for (const json::Value tool : tools.elements()) {
    const std::string path = "tools." + std::to_string(index++);
    if (!tool.is_object()) return invalid(path, "Input should be a valid dictionary");
    const std::string name(tool["name"].string_or(""));
    const bool custom = is_one_of(tool["type"].string_or("custom"), {"custom"});
    if (custom && !tool["name"].exists()) return invalid(path + ".custom.name", "Field required");
    if (custom && !is_plain_name(name, 128)) {
      return invalid(path + ".custom.name", "String should match pattern '^[a-zA-Z0-9_-]{1,128}$'");
    }
    if (custom && !tool["input_schema"].is_object()) {
      return invalid(path + ".custom.input_schema", "Field required");
    }
    if (custom && tool["input_schema"]["type"].string_or("") != "object") {
      return invalid(path + ".custom.input_schema.type", "Field required");
    }
    if (custom) {
      const std::string unknown = unknown_member(
          tool, {"type", "name", "description", "input_schema", "cache_control", "strict",
                 "input_examples", "defer_loading", "allowed_callers", "eager_input_streaming"});
      if (!unknown.empty()) {
        return invalid(path + ".custom." + unknown, "Extra inputs are not permitted");
      }
    }
    if (!names.insert(name).second) return invalid("tools", "Tool names must be unique.");
    Segment segment;
    if (auto wrong = mark(tool, path, segment)) return wrong;
    add_segment(tool, "tool", std::move(segment));
  }
  const json::Value choice = body["tool_choice"];
  if (choice.is_absent()) return {};
  if (tools.size() == 0) {
    return Refusal{.message = "tool_choice may only be specified while providing tools."};
  }
  const std::string_view type = choice["type"].string_or("");
  if (!is_one_of(type, {"auto", "any", "tool", "none"})) {
    return invalid("tool_choice", "Input tag '" + std::string(type) +
                                      "' found using 'type' does not match any of the expected "
                                      "tags: 'any', 'auto', 'none', 'tool'");
  }
  if (type == "tool" && !names.count(std::string(choice["name"].string_or("")))) {
    return Refusal{.message = "Tool '" + std::string(choice["name"].string_or("")) +
                              "' not found in provided tools"};
  }
  return {};
}

Checked Reader::system(json::Value system) {
  if (system.is_absent()) return {};
  if (system.is_string()) {
    request_.segments.push_back({.bytes = "system" + system.to_json()});
  } else if (!system.is_array()) {
    return invalid("system", "Input should be a valid list");
  }
  std::size_t index = 0;
  for (const json::Value block : system.elements()) {
    const std::string path = "system." + std::to_string(index++);
    if (block["type"].string_or("") != "text")
      return invalid(path + ".type", "Input should be 'text'");
    if (!block["text"].is_string()) return invalid(path + ".text", "Field required");
    if (block["text"].string_or("").empty()) {
      return invalid("system", "text content blocks must be non-empty");
    }
    Segment segment;
    if (auto wrong = mark(block, path, segment)) return wrong;
    add_segment(block, "system", std::move(segment));
  }
  request_.all_text += text_of(system) + "\n";
  return {};
}

Checked Reader::tool_use(json::Value block, const std::string& path) {
  const std::string id(block["id"].string_or(""));
  if (!block["id"].is_string()) return invalid(path + ".tool_use.id", "Field required");
  if (!is_plain_name(id, 256)) {
    return invalid(path + ".tool_use.id", "String should match pattern '^[a-zA-Z0-9_-]+$'");
  }
  if (!call_ids_.insert(id).second) return invalid(path, "`tool_use` ids must be unique");
  if (block["name"].string_or("").empty())
    return invalid(path + ".tool_use.name", "Field required");
  if (!block["input"].exists()) return invalid(path + ".tool_use.input", "Field required");
  if (!block["input"].is_object()) {
    return invalid(path + ".tool_use.input", "Input should be a valid dictionary");
  }
  open_calls_[id] = false;
  // Calls that were made after thinking carry an R in their id.
  if (id.rfind("toolu_R", 0) == 0) calls_need_thinking_ = true;
  return {};
}

Checked Reader::tool_result(json::Value block, const std::string& path) {
  const std::string id(block["tool_use_id"].string_or(""));
  if (!block["tool_use_id"].is_string()) {
    return invalid(path + ".tool_result.tool_use_id", "Field required");
  }
  const auto call = open_calls_.find(id);
  if (call == open_calls_.end()) {
    return invalid(path, "unexpected `tool_use_id` found in `tool_result` blocks: " + id +
                             ". Each `tool_result` block must have a corresponding `tool_use` "
                             "block in the previous message.");
  }
  if (call->second) {
    return invalid(path,
                   "each tool_use must have a single result. Found multiple `tool_result` "
                   "blocks with id: " +
                       id);
  }
  // Results come first in their message; one behind other content is not seen as an answer.
  if (!other_block_seen_) call->second = true;
  const json::Value content = block["content"];
  if (!content.is_absent() && !content.is_string() && !content.is_array()) {
    return invalid(path + ".tool_result.content", "Input should be a valid list");
  }
  for (const json::Value part : content.elements()) {
    const std::string_view type = part["type"].string_or("");
    if (!is_one_of(type, {"text", "image", "document", "search_result", "tool_reference"})) {
      return invalid(
          path + ".tool_result.content",
          "Input tag '" + std::string(type) + "' does not match any of the expected tags");
    }
    if (type == "text" && part["text"].string_or("").empty()) {
      return invalid("messages", "text content blocks must be non-empty");
    }
    if (type == "image" && block["is_error"].boolean().value_or(false)) {
      return invalid(path + ".tool_result",
                     "all content must be type \"text\" if \"is_error\" is true");
    }
  }
  if (const json::Value flag = block["is_error"]; !flag.is_absent() && !flag.boolean()) {
    return invalid(path + ".tool_result.is_error", "Input should be a valid boolean");
  }
  request_.tool_results += text_of(content) + "\n";
  return {};
}

Checked Reader::block(json::Value block, std::string_view role, const std::string& path) {
  if (!block.is_object()) return invalid(path, "Input should be a valid dictionary");
  const std::string_view type = block["type"].string_or("");
  if (!block["type"].exists()) return invalid(path + ".type", "Field required");
  const bool user = role == "user";
  const bool for_user =
      is_one_of(type, {"image", "document", "search_result", "tool_result", "container_upload"});
  const bool for_model = is_one_of(
      type, {"thinking", "redacted_thinking", "tool_use", "server_tool_use",
             "web_search_tool_result", "web_fetch_tool_result", "code_execution_tool_result"});
  if (type != "text" && !for_user && !for_model) {
    return invalid(path, "Input tag '" + std::string(type) +
                             "' found using 'type' does not match any of the expected tags");
  }
  if (user ? for_model : for_user) {
    return invalid(path, "`" + std::string(type) + "` blocks are not allowed in `" +
                             std::string(role) + "` messages");
  }
  if (type == "text") {
    if (!block["text"].is_string()) return invalid(path + ".text.text", "Field required");
    const std::string_view text = *block["text"].string();
    if (text.empty()) return invalid("messages", "text content blocks must be non-empty");
    if (text.find_first_not_of(" \t\r\n") == std::string_view::npos) {
      return invalid("messages", "text content blocks must contain non-whitespace text");
    }
    const std::string unknown =
        unknown_member(block, {"type", "text", "cache_control", "citations"});
    if (!unknown.empty()) {
      return invalid(path + ".text." + unknown, "Extra inputs are not permitted");
    }
  }
  if (type == "thinking") {
    if (!block["thinking"].is_string())
      return invalid(path + ".thinking.thinking", "Field required");
    if (!block["signature"].is_string()) {
      return invalid(path + ".thinking.signature", "Field required");
    }
    if (*block["signature"].string() != seal(*block["thinking"].string())) {
      return invalid(path, "Invalid `signature` in `thinking` block");
    }
  }
  if (type == "redacted_thinking" && !block["data"].is_string()) {
    return invalid(path + ".redacted_thinking.data", "Field required");
  }
  if (is_one_of(type, {"thinking", "redacted_thinking"}) && block["cache_control"].is_object()) {
    return invalid(path + "." + std::string(type) + ".cache_control",
                   "Extra inputs are not permitted");
  }
  if (is_one_of(type, {"image", "document"}) && !block["source"].is_object()) {
    return invalid(path + "." + std::string(type) + ".source", "Field required");
  }
  if (type == "tool_use") return tool_use(block, path);
  if (type == "tool_result") return tool_result(block, path);
  if (user) other_block_seen_ = true;
  return {};
}

Checked Reader::unanswered(std::size_t index) const {
  std::string ids;
  for (const auto& [id, answered] : open_calls_) {
    if (!answered) ids += (ids.empty() ? "" : ", ") + id;
  }
  if (ids.empty()) return {};
  return invalid(
      "messages." + std::to_string(index),
      "`tool_use` ids were found without `tool_result` blocks immediately after: " + ids +
          ". Each `tool_use` block must have a corresponding `tool_result` block in the "
          "next message.");
}

Checked Reader::message(json::Value message, std::size_t index, bool last) {
  const std::string path = "messages." + std::to_string(index);
  if (!message.is_object()) return invalid(path, "Input should be a valid dictionary");
  const std::string unknown = unknown_member(message, {"role", "content"});
  if (!unknown.empty()) return invalid(path + "." + unknown, "Extra inputs are not permitted");
  if (!message["role"].exists()) return invalid(path + ".role", "Field required");
  const std::string_view role = message["role"].string_or("");
  if (!is_one_of(role, {"user", "assistant"})) {
    return Refusal{.message = "messages: Unexpected role \"" + std::string(role) +
                              "\". The Messages API accepts a top-level `system` parameter, not "
                              "\"system\" as an input message role."};
  }
  if (index == 0 && role != "user") {
    return invalid("messages", "first message must use the \"user\" role");
  }
  const json::Value content = message["content"];
  if (!content.exists()) return invalid(path + ".content", "Field required");
  if (!content.is_string() && !content.is_array()) {
    return invalid(path + ".content", "Input should be a valid list");
  }
  const bool empty = content.is_string() ? content.string_or("").empty() : content.size() == 0;
  if (empty && !(last && role == "assistant")) {
    return invalid(path,
                   "all messages must have non-empty content except for the optional final "
                   "assistant message");
  }
  other_block_seen_ = content.is_string();
  begins_with_thinking_ = false;
  if (role == "assistant") {
    if (auto wrong = unanswered(index == 0 ? 0 : index - 1)) return wrong;
    open_calls_.clear();
    calls_need_thinking_ = false;
    request_.tool_results.clear();
    ++request_.assistant_messages;
    begins_with_thinking_ = is_one_of(first_type(content), {"thinking", "redacted_thinking"});
  }
  if (content.is_string()) {
    request_.segments.push_back(
        {.bytes = std::string(role) + R"({"type":"text","text":)" + content.to_json() + "}"});
  }
  std::size_t number = 0;
  for (const json::Value item : content.elements()) {
    const std::string block_path = path + ".content." + std::to_string(number++);
    if (auto wrong = block(item, role, block_path)) return wrong;
    Segment segment;
    if (auto wrong = mark(item, block_path, segment)) return wrong;
    add_segment(item, role, std::move(segment));
  }
  if (role == "assistant") {
    if (calls_need_thinking_ && begins_with_thinking_) calls_need_thinking_ = false;
    return {};
  }
  if (auto wrong = unanswered(index == 0 ? 0 : index - 1)) return wrong;
  open_calls_.clear();
  if (const std::string text = text_of(content); !text.empty()) {
    request_.last_user = text;
    request_.all_text += text + "\n";
    // A new question ends the tool loop, and with it the duty to show the thinking again.
    if (content.is_string() || first_type(content) == "text") {
      calls_need_thinking_ = false;
    }
  }
  return {};
}

Checked Reader::read(json::Value body) {
  if (!body.is_object()) return invalid("body", "Input should be a valid dictionary");
  if (auto wrong = top_level(body)) return wrong;
  if (auto wrong = tools(body)) return wrong;
  if (auto wrong = system(body["system"])) return wrong;
  // Changing these empties the cache of the messages, not of what stands before them.
  request_.segments.push_back(
      {.bytes = "thinking" + body["thinking"].to_json() + "choice" + body["tool_choice"].to_json(),
       .counted = false});
  const json::Value messages = body["messages"];
  if (!messages.exists()) return invalid("messages", "Field required");
  if (!messages.is_array()) return invalid("messages", "Input should be a valid list");
  if (messages.size() == 0) return invalid("messages", "at least one message is required");
  std::size_t index = 0;
  json::Value final_message;
  for (const json::Value item : messages.elements()) {
    if (auto wrong = message(item, index, index + 1 == messages.size())) return wrong;
    final_message = item;
    ++index;
  }
  if (auto wrong = unanswered(index - 1)) return wrong;
  if (thinks_ && calls_need_thinking_) {
    return invalid("messages." + std::to_string(index < 2 ? 0 : index - 2) + ".content.0.type",
                   "Expected `thinking` or `redacted_thinking`, but found `tool_use`. When "
                   "`thinking` is enabled, a final `assistant` message must start with a thinking "
                   "block (preceding the lastmost set of `tool_use` and `tool_result` blocks).");
  }
  if (final_message["role"].string_or("") == "assistant") {
    const std::string text = text_of(final_message["content"]);
    if (thinks_) {
      return Refusal{.message =
                         "This model does not support assistant message prefill while "
                         "thinking is enabled. The conversation must end with a user "
                         "message."};
    }
    if (!text.empty() && std::string_view(" \t\r\n").find(text.back()) != std::string_view::npos) {
      return invalid("messages", "final assistant content cannot end with trailing whitespace");
    }
  }
  // A mark at the top of the body stands for one on the last block.
  Segment top;
  if (auto wrong = mark(body, "body", top)) return wrong;
  if (top.mark) {
    request_.segments.back().mark = true;
    request_.segments.back().one_hour = top.one_hour;
  }
  return {};
}

}  // namespace

Checked read_messages(json::Value body, Request& request) { return Reader(request).read(body); }

}  // namespace ingot::demo
