#include "config/values.h"

#include <algorithm>
#include <set>

#include "config/check.h"
#include "config/keys.h"

namespace ingot::config {
namespace {

using json::Located;
using json::LocatedMember;
using Severity = Diagnostic::Severity;
using Type = SettingKey::Type;

std::string last_part(std::string_view name) {
  return std::string(name.substr(name.rfind('.') + 1));
}

// Reads one object of the file whose members have rows of their own.
class ObjectReader {
 public:
  ObjectReader(Source& source, std::map<std::string_view, Value>& values)
      : source_(source), values_(values) {}

  // `prefix` is that of the members' rows: "sessionDefaultSettings."
  void read(const Located& object, const std::string& prefix);

 private:
  void read_value(const SettingKey& key, const Located& value);
  void keep(const SettingKey& key, Located value) {
    const Position at = source_.position(value.at);
    values_[key.name] = {std::move(value), at};
  }
  void wrong(const SettingKey& key, const Located& value, const std::string& text);
  void drop_wrong_parts(const SettingKey& key, Located& value);
  void note_unknown(const LocatedMember& member, const std::string& prefix);

  Source& source_;
  std::map<std::string_view, Value>& values_;
  std::set<std::string> told_;
};

void ObjectReader::read(const Located& object, const std::string& prefix) {
  for (const LocatedMember& member : object.members) {
    const bool plain = member.key.find_first_of(".[") == std::string::npos;
    const SettingKey* key = plain ? find_row(prefix + member.key) : nullptr;
    if (key == nullptr) {
      note_unknown(member, prefix);
    } else if (object.find(member.key) == &member.value && key->name != "customModels") {
      read_value(*key, member.value);
    }
  }
}

void ObjectReader::wrong(const SettingKey& key, const Located& value, const std::string& text) {
  const bool effort = key.is_effort() && value.is(Located::Type::string);
  source_.report(Severity::error, effort ? "E16" : "E06", value.at, key.name,
                 last_part(key.name) + " " + text);
}

// A list or a map loses only its wrong parts.
void ObjectReader::drop_wrong_parts(const SettingKey& key, Located& value) {
  const auto is_wrong = [&](const Located& part, const SettingPath& at) {
    const std::string text = wrong_part(key, part);
    if (!text.empty()) {
      source_.report(Severity::error, "E06", part.at, to_string(at), to_string(at) + " " + text);
    }
    return !text.empty();
  };
  if (key.type == Type::strings) {
    std::size_t index = 0;
    std::erase_if(value.elements, [&](const Located& element) {
      return is_wrong(element, {std::string(key.name), index++});
    });
  }
  if (key.type == Type::numbers) {
    std::erase_if(value.members, [&](const LocatedMember& member) {
      return is_wrong(member.value, {std::string(key.name), member.key});
    });
  }
}

void ObjectReader::read_value(const SettingKey& key, const Located& value) {
  if (value.is(Located::Type::null)) return;
  const bool has_parts = (key.type == Type::strings && value.is(Located::Type::array)) ||
                         (key.type == Type::numbers && value.is(Located::Type::object));
  if (has_parts) {
    Located right = value;
    drop_wrong_parts(key, right);
    return keep(key, std::move(right));
  }
  if (const std::string text = wrong_value(key, value); !text.empty()) {
    return wrong(key, value, text);
  }
  if (key.type == Type::object && has_rows_inside(key)) {
    return read(value, std::string(key.name) + ".");
  }
  if (key.type != Type::text || !value.text.empty()) keep(key, value);
}

void ObjectReader::note_unknown(const LocatedMember& member, const std::string& prefix) {
  const std::string name = prefix + member.key;
  if (!told_.insert(name).second) return;
  std::vector<std::string> known;
  for (const SettingKey* key : rows_inside(prefix)) known.push_back(last_part(key->name));
  source_.report(
      Severity::note, "N02", member.key_at, name,
      "unknown key \"" + member.key + "\" is ignored" +
          (name == "custom_models" || name == "custom_model" ? "; did you mean \"customModels\"?"
                                                             : suggestion(member.key, known)));
}

void merge_objects(Located& into, const Located& lower) {
  for (const LocatedMember& member : lower.members) {
    const auto own = std::find_if(into.members.begin(), into.members.end(),
                                  [&](const LocatedMember& one) { return one.key == member.key; });
    if (own == into.members.end()) {
      into.members.push_back(member);
    } else if (own->value.is(Located::Type::object) && member.value.is(Located::Type::object)) {
      merge_objects(own->value, member.value);
    }
  }
}

void merge_strings(Located& into, const Located& lower) {
  for (const Located& element : lower.elements) {
    const bool there = std::any_of(into.elements.begin(), into.elements.end(),
                                   [&](const Located& one) { return one.text == element.text; });
    if (!there) into.elements.push_back(element);
  }
}

Located text_value(std::string text) {
  Located value;
  value.type = Located::Type::string;
  value.text = std::move(text);
  return value;
}

}  // namespace

const Located* read_strings(const Located& value, std::vector<std::string>& into) {
  if (value.is(Located::Type::string)) {
    into.push_back(value.text);
    return nullptr;
  }
  if (!value.is(Located::Type::array)) return &value;
  for (const Located& element : value.elements) {
    if (!element.is(Located::Type::string)) return &element;
    into.push_back(element.text);
  }
  return nullptr;
}

void Values::read(const Located& root, Source& source) {
  ObjectReader(source, values_).read(root, "");
  rename_older();
}

void Values::rename_older() {
  const auto rename = [&](std::string_view older, std::string_view newer, auto&& translate) {
    const auto at = values_.find(older);
    if (at == values_.end()) return;
    Value value = std::move(at->second);
    values_.erase(at);
    value.json = translate(std::move(value.json));
    if (!value.json.text.empty()) values_.try_emplace(find_row(newer)->name, std::move(value));
  };
  const auto same = [](Located value) { return value; };
  rename("model", "sessionDefaultSettings.model", same);
  rename("reasoningEffort", "sessionDefaultSettings.reasoningEffort", same);
  rename("sessionDefaultSettings.autonomyMode", "sessionDefaultSettings.autonomyLevel",
         [](const Located& mode) {
           if (mode.text.starts_with("auto-")) return text_value(mode.text.substr(5));
           return text_value(mode.text == "normal" ? "off" : "");
         });
  rename("enableCompletionBell", "completionSound",
         [](const Located& bell) { return text_value(bell.text == "true" ? "bell" : ""); });
}

void Values::add_lower(const Values& lower) {
  for (const auto& [name, value] : lower.values_) {
    const auto [own, is_new] = values_.try_emplace(name, value);
    if (is_new) continue;
    const Type type = find_row(name)->type;
    if (type == Type::strings) merge_strings(own->second.json, value.json);
    if (type == Type::object || type == Type::numbers) {
      merge_objects(own->second.json, value.json);
    }
  }
}

const Value* Values::find(std::string_view name) const {
  const auto at = values_.find(name);
  return at == values_.end() ? nullptr : &at->second;
}

}  // namespace ingot::config
