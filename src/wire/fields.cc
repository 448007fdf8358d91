#include "wire/fields.h"

#include <algorithm>

#include "json/raw.h"
#include "json/value.h"
#include "json/writer.h"

namespace ingot::wire {
namespace {

using Members = std::vector<std::pair<std::string, std::string>>;

Members members_of(std::string_view object) {
  Members members;
  const auto parsed = json::Document::parse(object);
  if (!parsed) return members;
  for (const auto& [key, value] : parsed->root().members()) {
    // The text as written keeps numbers as the user spelt them.
    members.emplace_back(std::string(key), json::minified(json::raw_member(object, key)));
  }
  return members;
}

bool is_object(std::string_view json) { return !json.empty() && json.front() == '{'; }

void merge_into(Members& members, const Members& over) {
  for (const auto& one : over) {
    const auto& [name, value] = one;
    const auto at = std::find_if(members.begin(), members.end(),
                                 [&](const auto& member) { return member.first == one.first; });
    if (value == "null") {
      if (at != members.end()) members.erase(at);
    } else if (at == members.end()) {
      members.emplace_back(name, value);
    } else if (is_object(at->second) && is_object(value)) {
      at->second = merged_objects(at->second, value);
    } else {
      at->second = value;
    }
  }
}

}  // namespace

std::string merged_objects(std::string_view base, std::string_view over) {
  Members members = members_of(base);
  merge_into(members, members_of(over));
  std::string out = "{";
  for (const auto& [name, value] : members) {
    if (out.size() > 1) out += ',';
    json::append_string(out, name);
    out += ':';
    out += value;
  }
  return out + "}";
}

void Fields::set(std::string_view name, std::string json) {
  merge_into(members_, {{std::string(name), std::move(json)}});
}

void Fields::set_string(std::string_view name, std::string_view text) {
  set(name, json::quoted(text));
}

void Fields::remove(std::string_view name) {
  std::erase_if(members_, [&](const auto& member) { return member.first == name; });
}

bool Fields::has(std::string_view name) const {
  return std::any_of(members_.begin(), members_.end(),
                     [&](const auto& member) { return member.first == name; });
}

void Fields::merge(std::string_view object) { merge_into(members_, members_of(object)); }

std::string Fields::closing() const {
  std::string out = "]";
  for (const auto& [name, value] : members_) {
    out += ',';
    json::append_string(out, name);
    out += ':';
    out += value;
  }
  return out + "}";
}

}  // namespace ingot::wire
