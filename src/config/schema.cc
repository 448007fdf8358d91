#include "config/schema.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include "config/entry_fields.h"
#include "config/explain.h"
#include "config/keys.h"
#include "config/layout.h"
#include "json/located.h"
#include "json/writer.h"

namespace ingot::config {
namespace {

using Type = SettingKey::Type;

void write_properties(json::Writer& out, const std::string& prefix);

void write_strings(json::Writer& out) {
  out.member("type", "array").key("items").begin_object().member("type", "string").end_object();
}

void write_limits(json::Writer& out, const SettingKey& key) {
  out.member("minimum", key.least);
  if (key.most > 0) out.member("maximum", key.most);
}

void write_type(json::Writer& out, const SettingKey& key) {
  switch (key.type) {
    case Type::text:
      out.member("type", "string");
      if (!key.allowed.empty()) {
        out.key("enum").begin_array();
        for (const std::string& word : key.allowed_words()) out.string(word);
        out.end_array();
      }
      return;
    case Type::boolean:
      out.member("type", "boolean");
      return;
    case Type::integer:
    case Type::number:
      out.member("type", key.type == Type::integer ? "integer" : "number");
      return write_limits(out, key);
    case Type::strings:
      return write_strings(out);
    case Type::text_or_strings:
      out.key("anyOf").begin_array();
      out.begin_object().member("type", "string").end_object().begin_object();
      write_strings(out);
      out.end_object().end_array();
      return;
    case Type::object:
      out.member("type", "object");
      return write_properties(out, std::string(key.name) + ".");
    case Type::numbers:
      out.member("type", "object").key("additionalProperties").begin_object();
      out.member("type", "number");
      write_limits(out, key);
      out.end_object();
      return;
    case Type::array:
      out.member("type", "array");
      if (has_rows_inside(key)) {
        out.key("items").begin_object().member("type", "object");
        write_properties(out, std::string(key.name) + "[].");
        out.key("required").begin_array().string("model").string("provider").end_array();
        out.end_object();
      }
      return;
    case Type::any:
      return;
  }
}

void write_key(json::Writer& out, const SettingKey& key) {
  out.begin_object();
  std::string description(key.meaning);
  const auto initial = json::parse_located(key.initial);
  const auto* value = std::get_if<json::LocatedText>(&initial);
  if (!key.initial.empty() && value == nullptr) {
    description += "; default: " + std::string(key.initial);
  }
  if (key.effect != SettingKey::Effect::now) description += " (" + effect_text(key) + ")";
  out.member("description", description);
  write_type(out, key);
  if (value != nullptr) out.raw_member("default", value->root.to_json());
  out.end_object();
}

void write_properties(json::Writer& out, const std::string& prefix) {
  const auto rows = rows_inside(prefix);
  if (rows.empty()) return;
  out.key("properties").begin_object();
  for (const SettingKey* key : rows) {
    out.key(key->name.substr(prefix.size()));
    write_key(out, *key);
  }
  out.end_object();
}

void begin_schema(json::Writer& out, std::string_view title) {
  out.begin_object().member("$schema", "https://json-schema.org/draft/2020-12/schema");
  out.member("title", title).member("type", "object");
}

std::string indented(const std::string& text) {
  const auto parsed = json::parse_located(text);
  const json::Located& root = std::get<json::LocatedText>(parsed).root;
  return Layout({}, {}).value(root, {}, true) + "\n";
}

}  // namespace

std::string settings_schema() {
  std::string text;
  json::Writer out(text);
  begin_schema(out, "settings.json of ingot");
  write_properties(out, "");
  out.end_object();
  return indented(text);
}

std::string legacy_schema() {
  std::string text;
  json::Writer out(text);
  begin_schema(out, "config.json of ingot");
  out.key("properties").begin_object().key("custom_models").begin_object();
  out.member("type", "array").key("items").begin_object().member("type", "object");
  out.key("properties").begin_object();
  const std::string_view prefix = "customModels[].";
  for (const SettingKey* key : rows_inside(prefix)) {
    out.key(legacy_name(key->name.substr(prefix.size())));
    write_key(out, *key);
  }
  out.end_object().key("required").begin_array();
  for (const char* name : {"model", "displayName", "baseUrl", "apiKey", "provider"}) {
    out.string(legacy_name(name));
  }
  out.string(legacy_name("maxOutputTokens")).end_array();
  out.end_object().end_object().end_object().end_object();
  return indented(text);
}

}  // namespace ingot::config
