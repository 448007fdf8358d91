#include "wire/schema.h"

#include "json/raw.h"
#include "json/value.h"
#include "json/writer.h"

namespace ingot::wire {
namespace {

using json::Value;
using json::Writer;

void write_clean(Writer& out, Value schema);

void write_strings(Writer& out, Value values) {
  out.begin_array();
  for (const Value value : values.elements()) {
    out.string(value.is_string() ? std::string(*value.string()) : value.to_json());
  }
  out.end_array();
}

void write_members(Writer& out, Value schemas) {
  out.begin_object();
  for (const auto& [key, value] : schemas.members()) {
    out.key(key);
    write_clean(out, value);
  }
  out.end_object();
}

void write_clean(Writer& out, Value schema) {
  if (!schema.is_object()) {
    out.raw(schema.to_json());
    return;
  }
  out.begin_object();
  for (const auto& [key, value] : schema.members()) {
    if (key == "$schema" || key == "$ref" || key == "$id" || key == "additionalProperties" ||
        key == "exclusiveMinimum" || key == "exclusiveMaximum") {
      continue;
    }
    if (key == "const") {
      out.key("enum").begin_array().string(value.string_or(value.to_json())).end_array();
    } else if (key == "enum") {
      write_strings(out.key("enum"), value);
    } else if (key == "properties" || key == "$defs" || key == "definitions") {
      write_members(out.key(key), value);
    } else if (value.is_array() && (key == "anyOf" || key == "oneOf" || key == "allOf")) {
      out.key(key).begin_array();
      for (const Value one : value.elements()) write_clean(out, one);
      out.end_array();
    } else if (key == "items") {
      write_clean(out.key(key), value);
    } else {
      out.raw_member(key, value.to_json());
    }
  }
  if (schema["type"].string() == "array" && !schema["items"].exists()) {
    out.raw_member("items", R"({"type":"string"})");
  }
  out.end_object();
}

}  // namespace

std::string object_schema(std::string_view schema) {
  const auto parsed = json::Document::parse(schema);
  if (!parsed || !parsed->root().is_object()) return R"({"type":"object","properties":{}})";
  std::string text = json::minified(schema);
  if (parsed->root()["type"].is_string()) return text;
  std::string typed = R"({"type":"object")";
  if (!parsed->root()["properties"].exists()) typed += R"(,"properties":{})";
  return text.size() > 2 ? typed + "," + text.substr(1) : typed + "}";
}

std::string google_schema(std::string_view schema) {
  const auto parsed = json::Document::parse(schema);
  if (!parsed || !parsed->root().is_object()) return object_schema(schema);
  std::string text;
  Writer out(text);
  write_clean(out, parsed->root());
  return object_schema(text);
}

}  // namespace ingot::wire
