#include "exec/tags.h"

#include "json/value.h"

namespace ingot::exec {
namespace {

Error bad(std::string_view spec, std::string why) {
  return {.kind = Error::Kind::invalid_argument,
          .what = "--tag '" + std::string(spec) + "': " + std::move(why),
          .remedy = R"(give a name or {"name":"n","metadata":{"key":"text"}})"};
}

}  // namespace

Result<session::Tag> parse_tag(std::string_view spec) {
  if (spec.find_first_not_of(" \t") == std::string_view::npos)
    return bad(spec, "the name is empty");
  if (spec[0] != '{') return session::Tag{.name = std::string(spec)};
  const auto document = json::Document::parse(spec);
  if (!document) return bad(spec, document.error().what);
  const json::Value root = document->root();
  session::Tag tag;
  tag.name = root["name"].string_or("");
  if (tag.name.empty()) return bad(spec, "\"name\" is missing");
  if (const auto value = root["value"].string()) tag.metadata.emplace_back("value", *value);
  for (const auto& [key, value] : root["metadata"].members()) {
    if (!value.is_string()) return bad(spec, "metadata values must be strings");
    tag.metadata.emplace_back(key, *value.string());
  }
  return tag;
}

}  // namespace ingot::exec
