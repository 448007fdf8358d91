// wire/request_reader.h: what reading a request body back has in common in all protocols.
//
// Purpose    `debug decode --encode` and the tests turn a captured request into a transcript.
// Errors     Kind::protocol for a body that is no request of the protocol.
#pragma once

#include <string_view>

#include "json/value.h"
#include "wire/codec.h"

namespace ingot::wire {

// Where the assistant messages of a request to `model` came from: from there.
chat::Provenance own_provenance(const models::Model& model);

// A tool as {"name","description",schema_key}.
ToolSpec read_tool(json::Value tool, std::string_view raw, std::string_view schema_key);

// Adds a paragraph of system text.
void add_system(Prologue& prologue, std::string_view text);

// Texts with one leading "Error: " mark a failed result where the protocol has no flag.
chat::ToolResult text_result(std::string_view call_id, std::string_view text);

Error not_a_request(std::string_view protocol, std::string_view missing);

}  // namespace ingot::wire
