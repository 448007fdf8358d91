#include "config/rules.h"

#include <algorithm>
#include <iterator>

namespace ingot::config {
namespace {

using json::Located;
using Type = SettingKey::Type;

// Keys that a level cannot weaken for the others (CFG-15, AUT-03, SEC-15).
struct Strict {
  std::string_view name;
  Rule rule;
};
constexpr Strict kStrict[] = {
    {"maxAutonomyLevel", Rule::first_word},
    {"hooksDisabled", Rule::any_true},
    {"allowManagedHooksOnly", Rule::any_true},
    {"enableDroidShield", Rule::any_true},
    {"sandbox.enabled", Rule::any_true},
    {"mcpPolicy.enabled", Rule::any_false},
    {"modelPolicy.allowCustomModels", Rule::any_false},
    {"modelPolicy.allowedModelIds", Rule::admitted_by_all},
    {"modelPolicy.allowedBaseUrls", Rule::admitted_by_all},
    {"networkPolicy.allowedIps", Rule::admitted_by_all},
};

// Unions of what is forbidden, or asked about.
constexpr std::string_view kForbidding[] = {
    "commandDenylist",
    "commandBlocklist",
    "modelPolicy.blockedModelIds",
    "sandbox.filesystem.denyRead",
    "sandbox.filesystem.denyWrite",
};

Located text_value(const Located& like, std::string text) {
  Located value;
  value.type = Located::Type::string;
  value.text = std::move(text);
  value.at = like.at;
  return value;
}

constexpr Spelling kSpellings[] = {
    {"sessionDefaultSettings.model", "model", [](const Located& value) { return value; }},
    {"sessionDefaultSettings.reasoningEffort", "reasoningEffort",
     [](const Located& value) { return value; }},
    {"sessionDefaultSettings.autonomyLevel", "sessionDefaultSettings.autonomyMode",
     [](const Located& mode) {
       if (mode.text.starts_with("auto-")) return text_value(mode, mode.text.substr(5));
       return text_value(mode, mode.text == "normal" ? "off" : "");
     }},
    {"sessionDefaultSettings.interactionMode", "sessionDefaultSettings.autonomyMode",
     [](const Located& mode) { return text_value(mode, mode.text == "spec" ? "spec" : "auto"); }},
    {"compactionModel", "compactionModelMode",
     [](const Located& mode) {
       const bool current = mode.text == "same" || mode.text == "factory-default";
       return current ? text_value(mode, std::string(kCurrentModel)) : mode;
     }},
    {"completionSound", "enableCompletionBell",
     [](const Located& bell) { return text_value(bell, bell.text == "true" ? "bell" : ""); }},
};

}  // namespace

Rule rule_of(const SettingKey& key) {
  const auto* const strict = std::find_if(std::begin(kStrict), std::end(kStrict),
                                          [&](const Strict& one) { return one.name == key.name; });
  if (strict != std::end(kStrict)) return strict->rule;
  if (key.name == "customModels") return Rule::models;
  switch (key.type) {
    case Type::strings:
      return Rule::join;
    case Type::object:
    case Type::numbers:
      return Rule::merge;
    default:
      return Rule::highest;
  }
}

bool only_restricts(const SettingKey& key, const Located& value) {
  switch (rule_of(key)) {
    case Rule::first_word:
    case Rule::admitted_by_all:
      return true;
    case Rule::any_true:
      return value.text == "true";
    case Rule::any_false:
      return value.text == "false";
    case Rule::join:
      return std::find(std::begin(kForbidding), std::end(kForbidding), key.name) !=
             std::end(kForbidding);
    default:
      return false;
  }
}

bool only_loosens(const SettingKey& key, const Located& value) {
  const Rule rule = rule_of(key);
  return (rule == Rule::any_true || rule == Rule::any_false) && !only_restricts(key, value);
}

const Spelling* find_spelling(const SettingPath& path) {
  const std::string name = to_string(path);
  const auto* const found =
      std::find_if(std::begin(kSpellings), std::end(kSpellings),
                   [&](const Spelling& one) { return one.newer == name || one.older == name; });
  return found == std::end(kSpellings) ? nullptr : found;
}

bool is_session_default(const SettingPath& path) {
  const auto* top = std::get_if<std::string>(&path.front());
  if (top == nullptr) return false;
  return *top == "sessionDefaultSettings" || *top == "model" || *top == "reasoningEffort";
}

std::string entry_key(const Located& entry) {
  for (const char* name : {"id", "displayName", "model_display_name", "model"}) {
    const Located* value = entry.find(name);
    if (value != nullptr && value->is(Located::Type::string) && !value->text.empty()) {
      return value->text;
    }
  }
  return {};
}

}  // namespace ingot::config
