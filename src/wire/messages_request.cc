// wire/messages_request.cc: requests of the Anthropic Messages protocol, read back.

#include "base/base64.h"
#include "json/raw.h"
#include "wire/messages_codec.h"
#include "wire/request_reader.h"

namespace ingot::wire {
namespace {

using json::Value;

chat::Image read_image(Value source) {
  return {.media_type = std::string(source["media_type"].string_or("")),
          .data = from_base64(source["data"].string_or("")).value_or("")};
}

bool has_bytes(Value block) { return block["source"]["type"].string() == "base64"; }

chat::ToolResult read_result(Value block, std::string_view raw) {
  chat::ToolResult result;
  result.call_id = block["tool_use_id"].string_or("");
  result.is_error = block["is_error"].boolean().value_or(false);
  const Value content = block["content"];
  if (const auto text = content.string()) {
    result.blocks.emplace_back(chat::Text{.text = std::string(*text)});
  }
  const auto raws = json::raw_elements(json::raw_member(raw, "content"));
  std::size_t at = 0;
  for (const Value part : content.elements()) {
    if (part["type"].string() == "text") {
      result.blocks.emplace_back(chat::Text{.text = std::string(part["text"].string_or(""))});
    } else if (part["type"].string() == "image" && has_bytes(part)) {
      result.blocks.emplace_back(read_image(part["source"]));
    } else if (at < raws.size()) {  // a reference to something that is not in the request
      result.blocks.emplace_back(chat::Text{.text = json::minified(raws[at])});
    }
    ++at;
  }
  return result;
}

chat::ContentBlock read_block(Value block, std::string_view raw) {
  const std::string_view type = block["type"].string_or("");
  if (type == "text") return chat::Text{.text = std::string(block["text"].string_or(""))};
  if (type == "image" && has_bytes(block)) return read_image(block["source"]);
  if (type == "thinking") {
    return chat::Thinking{.text = std::string(block["thinking"].string_or("")),
                          .format = "signature",
                          .opaque = std::string(block["signature"].string_or(""))};
  }
  if (type == "redacted_thinking") {
    return chat::Thinking{
        .text = {}, .format = "redacted", .opaque = std::string(block["data"].string_or(""))};
  }
  if (type == "tool_use") {
    return chat::ToolCall{.id = std::string(block["id"].string_or("")),
                          .name = std::string(block["name"].string_or("")),
                          .input_json = std::string(json::raw_member(raw, "input")),
                          .invalid = {},
                          .extra = {}};
  }
  if (type == "tool_result") return read_result(block, raw);
  return chat::Unknown{.type = std::string(type), .json = json::minified(raw)};
}

void read_message(const models::Model& model, Value value, std::string_view raw,
                  std::vector<chat::Message>& messages) {
  chat::Message message;
  message.role = value["role"].string() == "assistant" ? chat::Role::assistant : chat::Role::user;
  if (message.role == chat::Role::assistant) message.from = own_provenance(model);
  if (const auto text = value["content"].string()) {
    message.blocks.emplace_back(chat::Text{.text = std::string(*text)});
  }
  const auto raws = json::raw_elements(json::raw_member(raw, "content"));
  std::size_t at = 0;
  for (const Value block : value["content"].elements()) {
    if (at < raws.size()) message.blocks.push_back(read_block(block, raws[at]));
    ++at;
  }
  messages.push_back(std::move(message));
}

}  // namespace

Result<Codec::Request> MessagesCodec::decode_request(const models::Model& model,
                                                     std::string_view body) const {
  INGOT_TRY(const json::Document document, json::Document::parse(body));
  const Value root = document.root();
  if (!root["messages"].is_array()) return not_a_request("anthropic", "messages");
  Request request;
  if (const auto text = root["system"].string()) add_system(request.prologue, *text);
  for (const Value block : root["system"].elements()) {
    add_system(request.prologue, block["text"].string_or(""));
  }
  const auto raw_tools = json::raw_elements(json::raw_member(body, "tools"));
  std::size_t at = 0;
  for (const Value tool : root["tools"].elements()) {
    if (tool["input_schema"].exists()) {
      request.prologue.tools.push_back(read_tool(tool, raw_tools[at], "input_schema"));
    }
    ++at;
  }
  const auto raws = json::raw_elements(json::raw_member(body, "messages"));
  at = 0;
  for (const Value message : root["messages"].elements()) {
    read_message(model, message, raws[at++], request.messages);
  }
  return request;
}

}  // namespace ingot::wire
