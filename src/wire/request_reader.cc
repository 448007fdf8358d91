#include "wire/request_reader.h"

#include "json/raw.h"

namespace ingot::wire {

chat::Provenance own_provenance(const models::Model& model) {
  return {.protocol = std::string(models::to_string(model.protocol)),
          .host = model.host,
          .model = model.model};
}

ToolSpec read_tool(json::Value tool, std::string_view raw, std::string_view schema_key) {
  return {.name = std::string(tool["name"].string_or("")),
          .description = std::string(tool["description"].string_or("")),
          .input_schema = std::string(json::raw_member(raw, schema_key))};
}

void add_system(Prologue& prologue, std::string_view text) {
  if (!prologue.system.empty() && !text.empty()) prologue.system += "\n\n";
  prologue.system += text;
}

chat::ToolResult text_result(std::string_view call_id, std::string_view text) {
  chat::ToolResult result;
  result.call_id = call_id;
  result.is_error = text.starts_with("Error: ");
  result.blocks.emplace_back(chat::Text{.text = std::string(text)});
  return result;
}

Error not_a_request(std::string_view protocol, std::string_view missing) {
  return Error{.kind = Error::Kind::protocol,
               .what = "the body is no request of the protocol " + std::string(protocol) +
                       ": it has no " + std::string(missing),
               .where = {},
               .remedy = {}};
}

}  // namespace ingot::wire
