// wire/chat_request.cc: requests of the Chat Completions protocol, read back.

#include "json/raw.h"
#include "json/writer.h"
#include "wire/chat_codec.h"
#include "wire/data_url.h"
#include "wire/request_reader.h"

namespace ingot::wire {
namespace {

using json::Value;

std::string text_of(Value content) {
  std::string text(content.string_or(""));
  for (const Value part : content.elements()) text += part["text"].string_or("");
  return text;
}

void read_user(Value value, std::string_view raw, chat::Message& message) {
  if (const auto text = value["content"].string()) {
    message.blocks.emplace_back(chat::Text{.text = std::string(*text)});
    return;
  }
  const auto raws = json::raw_elements(json::raw_member(raw, "content"));
  std::size_t at = 0;
  for (const Value part : value["content"].elements()) {
    const std::size_t here = at++;
    auto image = image_from_data_url(part["image_url"]["url"].string_or(""));
    if (const auto text = part["text"].string()) {
      message.blocks.emplace_back(chat::Text{.text = std::string(*text)});
    } else if (image) {
      message.blocks.emplace_back(std::move(*image));
    } else if (here < raws.size()) {
      message.blocks.emplace_back(chat::Unknown{.type = std::string(part["type"].string_or("")),
                                                .json = json::minified(raws[here])});
    }
  }
}

void read_reasoning(Value value, std::string_view raw, chat::Message& message) {
  const std::string_view details = json::raw_member(raw, "reasoning_details");
  if (value["reasoning_details"].is_array()) {
    message.blocks.emplace_back(chat::Thinking{
        .text = {}, .format = "reasoning_details", .opaque = json::minified(details)});
  }
  for (const std::string_view field : {"reasoning_content", "reasoning", "reasoning_text"}) {
    if (const auto text = value[field].string()) {
      message.blocks.emplace_back(
          chat::Thinking{.text = std::string(*text), .format = std::string(field), .opaque = {}});
      break;
    }
  }
  std::string parts;
  const auto raws = json::raw_elements(json::raw_member(raw, "content"));
  std::size_t at = 0;
  for (const Value part : value["content"].elements()) {
    if (part["type"].string() == "thinking" && at < raws.size()) {
      parts += (parts.empty() ? "[" : ",") + json::minified(raws[at]);
    }
    ++at;
  }
  if (!parts.empty()) {
    message.blocks.emplace_back(
        chat::Thinking{.text = {}, .format = "parts", .opaque = parts + "]"});
  }
  if (value["extra_content"].is_object()) {
    message.blocks.emplace_back(
        chat::Thinking{.text = {},
                       .format = "extra_content",
                       .opaque = json::minified(json::raw_member(raw, "extra_content"))});
  }
}

void read_assistant(Value value, std::string_view raw, chat::Message& message) {
  message.role = chat::Role::assistant;
  read_reasoning(value, raw, message);
  if (std::string text = text_of(value["content"]); !text.empty()) {
    message.blocks.emplace_back(chat::Text{.text = std::move(text)});
  }
  const auto raws = json::raw_elements(json::raw_member(raw, "tool_calls"));
  std::size_t at = 0;
  for (const Value one : value["tool_calls"].elements()) {
    chat::ToolCall call;
    call.id = one["id"].string_or("");
    call.name = one["function"]["name"].string_or("");
    call.input_json = one["function"]["arguments"].string_or("");
    if (one["extra_content"].is_object() && at < raws.size()) {
      call.extra = json::minified(json::raw_member(raws[at], "extra_content"));
    }
    message.blocks.emplace_back(std::move(call));
    ++at;
  }
}

}  // namespace

Result<Codec::Request> ChatCodec::decode_request(const models::Model& model,
                                                 std::string_view body) const {
  INGOT_TRY(const json::Document document, json::Document::parse(body));
  const Value root = document.root();
  if (!root["messages"].is_array()) {
    return not_a_request("generic-chat-completion-api", "messages");
  }
  Request request;
  const auto raw_tools = json::raw_elements(json::raw_member(body, "tools"));
  std::size_t at = 0;
  for (const Value tool : root["tools"].elements()) {
    request.prologue.tools.push_back(
        read_tool(tool["function"], json::raw_member(raw_tools[at++], "function"), "parameters"));
  }
  const auto raws = json::raw_elements(json::raw_member(body, "messages"));
  at = 0;
  for (const Value value : root["messages"].elements()) {
    const std::string_view raw = raws[at++];
    const std::string_view role = value["role"].string_or("user");
    if (role == "system" || role == "developer") {
      add_system(request.prologue, text_of(value["content"]));
    } else if (role == "assistant") {
      read_assistant(value, raw, request.messages.emplace_back());
      request.messages.back().from = own_provenance(model);
    } else if (role == "tool") {
      if (request.messages.empty() || request.messages.back().role != chat::Role::tool) {
        request.messages.emplace_back().role = chat::Role::tool;
      }
      request.messages.back().blocks.emplace_back(
          text_result(value["tool_call_id"].string_or(""), text_of(value["content"])));
    } else {
      read_user(value, raw, request.messages.emplace_back());
    }
  }
  return request;
}

}  // namespace ingot::wire
