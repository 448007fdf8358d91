#include "engine/setting_rows.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "config/explain.h"
#include "config/keys.h"
#include "json/located.h"

namespace ingot::engine {
namespace {

using config::SettingKey;

constexpr std::array<std::string_view, 4> kGroups = {"Models", "Permissions", "Terminal", "Other"};

std::string_view group_of(std::string_view key) {
  const auto begins = [&](std::string_view word) { return key.starts_with(word); };
  if (key.find("utonomy") != std::string_view::npos || begins("command")) return kGroups[1];
  if (begins("sessionDefaultSettings.") || key.find("odel") != std::string_view::npos ||
      begins("reasoning") || key == "ingot.fallback" || begins("llm") ||
      key == "ingot.detectLocal") {
    return kGroups[0];
  }
  for (const std::string_view word :
       {"ingot.tui.", "diffMode", "toolResult", "todo", "show", "theme", "sound", "completionSound",
        "awaitingInput", "logo", "nerdFont", "overrideTerminal", "subagentSounds"}) {
    if (begins(word)) return kGroups[2];
  }
  return kGroups[3];
}

bool is_one_value(const SettingKey& key) {
  using Type = SettingKey::Type;
  return key.type == Type::text || key.type == Type::boolean || key.type == Type::integer ||
         key.type == Type::number;
}

// "high" for "\"high\"".
std::string plain(const std::string& json) {
  const auto parsed = json::parse_located(json);
  const auto* text = std::get_if<json::LocatedText>(&parsed);
  return text != nullptr && text->root.type == json::Located::Type::string ? text->root.text : json;
}

std::string place_of(const config::Origin& origin) {
  if (origin.at.file.empty()) return origin.level.empty() ? origin.state : origin.level;
  return origin.at.line > 0 ? origin.at.file + ":" + std::to_string(origin.at.line)
                            : origin.at.file;
}

}  // namespace

std::vector<SettingRow> setting_rows(const Configuration& configuration) {
  std::vector<SettingRow> rows;
  for (const SettingKey& key : config::setting_keys()) {
    if (key.effect != SettingKey::Effect::now || !is_one_value(key) ||
        key.name.find("[]") != std::string_view::npos ||
        key.meaning.find("older spelling") != std::string_view::npos) {
      continue;
    }
    const auto explained = config::explain(configuration.request, key.name);
    if (!explained) continue;
    SettingRow row{.key = std::string(key.name),
                   .group = std::string(group_of(key.name)),
                   .value = plain(std::string(key.initial)),
                   .origin = "default",
                   .choices = key.allowed_words(),
                   .must_be = must_be(key),
                   .meaning = std::string(key.meaning)};
    if (key.type == SettingKey::Type::boolean) row.choices = {"false", "true"};
    for (const config::Origin& origin : explained->chain) {
      if (origin.state != "set") continue;
      row.is_set = true;
      row.origin = place_of(origin);
      // A file of the machine's administrator: what the user writes would not count.
      if (origin.level.starts_with("managed")) row.locked_by = row.origin;
      break;
    }
    if (row.is_set && !explained->value.empty()) row.value = plain(explained->value);
    rows.push_back(std::move(row));
  }
  std::stable_sort(rows.begin(), rows.end(), [](const SettingRow& a, const SettingRow& b) {
    return std::find(kGroups.begin(), kGroups.end(), a.group) <
           std::find(kGroups.begin(), kGroups.end(), b.group);
  });
  return rows;
}

}  // namespace ingot::engine
