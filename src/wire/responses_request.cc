// wire/responses_request.cc: requests of the OpenAI Responses protocol, read back.

#include "json/raw.h"
#include "json/writer.h"
#include "wire/data_url.h"
#include "wire/request_reader.h"
#include "wire/responses_codec.h"

namespace ingot::wire {
namespace {

using json::Value;

class Reader {
 public:
  Reader(const models::Model& model, Codec::Request& request) : model_(model), request_(request) {}

  void read(Value item, std::string_view raw);

 private:
  chat::Message& assistant();
  chat::Message& results();
  void read_message(Value item, std::string_view raw);
  void read_result(Value item);

  const models::Model& model_;
  Codec::Request& request_;
};

// Items of one answer stand one after the other and become one message again.
chat::Message& Reader::assistant() {
  auto& messages = request_.messages;
  if (messages.empty() || messages.back().role != chat::Role::assistant) {
    chat::Message& message = messages.emplace_back();
    message.role = chat::Role::assistant;
    message.from = own_provenance(model_);
  }
  return messages.back();
}

chat::Message& Reader::results() {
  auto& messages = request_.messages;
  if (messages.empty() || messages.back().role != chat::Role::tool) {
    messages.emplace_back().role = chat::Role::tool;
  }
  return messages.back();
}

void Reader::read_message(Value item, std::string_view raw) {
  const std::string_view role = item["role"].string_or("user");
  const Value content = item["content"];
  const bool from_system = role == "system" || role == "developer";
  chat::Message* message = nullptr;
  if (role == "assistant") {
    message = &assistant();
  } else if (!from_system) {
    message = &request_.messages.emplace_back();
  }
  const auto add_text = [&](std::string_view text) {
    if (from_system) return add_system(request_.prologue, text);
    message->blocks.emplace_back(
        chat::Text{.text = std::string(text), .phase = std::string(item["phase"].string_or(""))});
  };
  if (const auto text = content.string()) return add_text(*text);
  const auto raws = json::raw_elements(json::raw_member(raw, "content"));
  std::size_t at = 0;
  for (const Value part : content.elements()) {
    const std::size_t here = at++;
    if (const auto text = part["text"].string()) {
      add_text(*text);
    } else if (message != nullptr && part["type"].string() == "input_image" &&
               image_from_data_url(part["image_url"].string_or(""))) {
      message->blocks.emplace_back(*image_from_data_url(part["image_url"].string_or("")));
    } else if (message != nullptr && here < raws.size()) {
      message->blocks.emplace_back(chat::Unknown{.type = std::string(part["type"].string_or("")),
                                                 .json = json::minified(raws[here])});
    }
  }
}

void Reader::read_result(Value item) {
  const std::string_view id = item["call_id"].string_or("");
  const Value output = item["output"];
  chat::ToolResult result = text_result(id, output.string_or(""));
  if (!output.is_string()) result.blocks.clear();
  for (const Value part : output.elements()) {
    if (const auto text = part["text"].string()) {
      result.blocks.emplace_back(chat::Text{.text = std::string(*text)});
    } else if (auto image = image_from_data_url(part["image_url"].string_or(""))) {
      result.blocks.emplace_back(std::move(*image));
    } else {
      result.blocks.emplace_back(chat::Text{.text = part.to_json()});
    }
  }
  results().blocks.emplace_back(std::move(result));
}

void Reader::read(Value item, std::string_view raw) {
  const std::string_view type = item["type"].string_or("message");
  if (type == "message") return read_message(item, raw);
  if (type == "function_call_output" || type == "custom_tool_call_output") {
    return read_result(item);
  }
  if (type == "reasoning") {
    std::string text;
    for (const Value part : item["summary"].elements()) text += part["text"].string_or("");
    assistant().blocks.emplace_back(
        chat::Thinking{.text = std::move(text), .format = "item", .opaque = json::minified(raw)});
  } else if (type == "function_call" || type == "custom_tool_call") {
    const bool custom = type == "custom_tool_call";
    chat::ToolCall call;
    call.id = item["call_id"].string_or("");
    call.name = item["name"].string_or("");
    call.input_json = custom ? json::quoted(item["input"].string_or(""))
                             : std::string(item["arguments"].string_or(""));
    if (custom) call.extra = "custom";
    assistant().blocks.emplace_back(std::move(call));
  } else {
    assistant().blocks.emplace_back(
        chat::Unknown{.type = std::string(type), .json = json::minified(raw)});
  }
}

}  // namespace

Result<Codec::Request> ResponsesCodec::decode_request(const models::Model& model,
                                                      std::string_view body) const {
  INGOT_TRY(const json::Document document, json::Document::parse(body));
  const Value root = document.root();
  if (!root["input"].is_array() && !root["input"].is_string()) {
    return not_a_request("openai", "input");
  }
  Request request;
  add_system(request.prologue, root["instructions"].string_or(""));
  const auto raw_tools = json::raw_elements(json::raw_member(body, "tools"));
  std::size_t at = 0;
  for (const Value tool : root["tools"].elements()) {
    if (tool["type"].string() == "function") {
      request.prologue.tools.push_back(read_tool(tool, raw_tools[at], "parameters"));
    }
    ++at;
  }
  if (const auto text = root["input"].string()) {
    request.messages.push_back(chat::user_message(std::string(*text)));
  }
  Reader reader(model, request);
  const auto raws = json::raw_elements(json::raw_member(body, "input"));
  at = 0;
  for (const Value item : root["input"].elements()) reader.read(item, raws[at++]);
  return request;
}

}  // namespace ingot::wire
