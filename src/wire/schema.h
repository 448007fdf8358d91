// wire/schema.h: JSON Schemas of tools, as providers accept them.
//
// Source     PRV-8; Google's clean-ups: providers.md 9.2, and Google's page on function calling.
#pragma once

#include <string>
#include <string_view>

namespace ingot::wire {

// `schema` as it is; without a root type it becomes an object's.
std::string object_schema(std::string_view schema);

// Without what Gemini's endpoint refuses: $schema, $ref, additionalProperties, exclusiveMinimum and
// exclusiveMaximum; const as a one-valued enum, enum values as strings, arrays with items.
std::string google_schema(std::string_view schema);

}  // namespace ingot::wire
