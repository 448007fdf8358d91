#include "engine/setting.h"

#include <algorithm>

#include "config/check.h"
#include "config/explain.h"
#include "config/files.h"
#include "config/save.h"
#include "config/schema.h"
#include "json/located.h"
#include "json/writer.h"
#include "os/file.h"
#include "os/paths.h"

namespace ingot::engine {
namespace {

using config::Explanation;
using config::Origin;
using config::SettingsFile;

struct Target {
  std::filesystem::path path;
  std::string shown;
};

Target target_of(const Configuration& configuration) {
  const std::filesystem::path path = configuration.folder / "settings.json";
  return {path, config::shown_path(path, os::environment_variable)};
}

bool is_there(const SettingsFile& file) { return os::stat_file(file.path).has_value(); }

std::string_view effect_word(const config::SettingKey& key) {
  switch (key.effect) {
    case config::SettingKey::Effect::now:
      return "now";
    case config::SettingKey::Effect::later:
      return "not_yet";
    case config::SettingKey::Effect::never:
      break;
  }
  return "never";
}

// `text` and spaces up to `width`.
std::string padded(std::string text, std::size_t width) {
  text.append(width - std::min(width, text.size()), ' ');
  return text;
}

std::string where_of(const Origin& origin) {
  return origin.at.file.empty() ? origin.level : to_string(origin.at);
}

std::string as_text(const Explanation& explained) {
  std::string text =
      explained.key + (explained.value.empty() ? " is not set" : " = " + explained.value) + "\n";
  std::size_t width = 0;
  for (const Origin& origin : explained.chain) width = std::max(width, where_of(origin).size());
  for (const Origin& origin : explained.chain) {
    text += "  " + padded(origin.state, 13) + padded(where_of(origin), width + 2);
    if (!origin.key.empty() && origin.key != explained.key) text += origin.key + " = ";
    text += origin.value;
    if (!origin.why.empty()) text += (origin.value.empty() ? "" : ": ") + origin.why;
    text += "\n";
  }
  const config::SettingKey& row = *explained.row;
  text += "  " + std::string(row.meaning) + "; " + must_be(row) + "; " + effect_text(row) + "\n";
  return text;
}

std::string as_json(const Explanation& explained) {
  const config::SettingKey& row = *explained.row;
  std::string text;
  json::Writer out(text);
  out.begin_object().member("key", explained.key).key("value");
  if (explained.value.empty()) {
    out.null();
  } else {
    out.raw(explained.value);
  }
  out.member("effect", effect_word(row)).member("must_be", must_be(row));
  out.member("meaning", row.meaning).key("chain").begin_array();
  for (const Origin& origin : explained.chain) {
    out.begin_object().member("state", origin.state).member("level", origin.level);
    if (!origin.at.file.empty()) out.member("file", origin.at.file);
    if (origin.at.line > 0) out.member("line", origin.at.line).member("column", origin.at.column);
    if (!origin.key.empty()) out.member("key", origin.key);
    const auto value = json::parse_located(origin.value);
    if (const auto* parsed = std::get_if<json::LocatedText>(&value)) {
      out.raw_member("value", parsed->root.to_json());
    } else if (!origin.value.empty()) {
      out.member("text", origin.value);
    }
    if (!origin.why.empty()) out.member("why", origin.why);
    out.end_object();
  }
  out.end_array().end_object();
  return text + "\n";
}

// What stands above a value of settings.json; empty when nothing does.
std::string what_wins(const Configuration& configuration, const std::string& key,
                      const Target& target) {
  const auto explained = config::explain(configuration.request, key);
  if (!explained) return {};
  std::string text;
  for (const Origin& origin : explained->chain) {
    // In the same file the other spelling may be the stronger one.
    const bool here = origin.at.file == target.shown && origin.key == explained->key;
    if (origin.state == "set" && !here) {
      text += "  " + where_of(origin) + " is above it and sets " + origin.key + " to " +
              origin.value + "\n";
    }
  }
  if (explained->row->effect != config::SettingKey::Effect::now) {
    text += "  " + effect_text(*explained->row) + "\n";
  }
  return text;
}

// What loading has to say about a value that was just written.
std::string problems_of(const Configuration& configuration, const config::SettingPath& path,
                        const Target& target) {
  const auto settings = config::load(configuration.request);
  const std::string name = config::to_string(path);
  std::string text;
  for (const config::Diagnostic& problem : settings.diagnostics) {
    if (problem.severity != config::Diagnostic::Severity::note && problem.at.file == target.shown &&
        problem.path.starts_with(name)) {
      text += "  " + to_string(problem) + "\n";
    }
  }
  return text;
}

}  // namespace

std::string setting_files(const Configuration& configuration, bool json) {
  auto files = config::settings_files(configuration.request);
  files.push_back(config::key_bindings_file(configuration.request));
  std::string text;
  if (!json) {
    for (const SettingsFile& file : files) {
      text +=
          padded(is_there(file) ? "exists" : "missing", 9) + file.shown + " (" + file.title + ")\n";
    }
    return text;
  }
  json::Writer out(text);
  out.begin_object().key("files").begin_array();
  for (const SettingsFile& file : files) {
    out.begin_object().member("path", file.path.string()).member("level", file.title);
    out.member("exists", is_there(file)).end_object();
  }
  out.end_array().end_object();
  return text + "\n";
}

Result<std::string> explain_setting(const Configuration& configuration, const std::string& key,
                                    bool json) {
  INGOT_TRY(const Explanation explained, config::explain(configuration.request, key));
  return json ? as_json(explained) : as_text(explained);
}

Result<std::string> set_setting(const Configuration& configuration, const std::string& key,
                                const std::string& value) {
  INGOT_TRY(const config::SettingPath path, config::parse_setting_path(key));
  const json::Located wanted = json::json_or_text(value);
  INGOT_TRY_VOID(config::check_setting(path, wanted));
  const Target target = target_of(configuration);
  INGOT_TRY(
      const bool changed,
      config::save(target.path, {{config::Edit::Kind::set, path, wanted.to_json()}}, target.shown));
  return target.shown + ": " + config::to_string(path) + (changed ? " = " : " is already ") +
         wanted.to_json() + "\n" + problems_of(configuration, path, target) +
         what_wins(configuration, key, target);
}

Result<std::string> unset_setting(const Configuration& configuration, const std::string& key) {
  INGOT_TRY(const config::SettingPath path, config::parse_setting_path(key));
  const Target target = target_of(configuration);
  INGOT_TRY(const bool changed,
            config::save(target.path, {{config::Edit::Kind::remove, path, {}}}, target.shown));
  // What nobody knows may be taken out, but a wrong spelling must not look like success.
  if (!changed) INGOT_TRY_VOID(config::check_known(path));
  return target.shown + ": " + config::to_string(path) +
         (changed ? " is removed\n" : " is not set\n") + what_wins(configuration, key, target);
}

void create_settings(const Configuration& configuration) {
  const Target target = target_of(configuration);
  const auto info = os::stat_no_follow(target.path);
  if (info || info.error().kind != Error::Kind::not_found) return;
  [[maybe_unused]] const auto saved =
      config::save(target.path, {{config::Edit::Kind::set, {"customModels"}, "[]"}}, target.shown);
}

Result<std::string> setting_schema(const std::string& file) {
  if (file == "settings.json") return config::settings_schema();
  if (file == "config.json") return config::legacy_schema();
  return Error{.kind = Error::Kind::invalid_argument,
               .what = "there is no schema of \"" + file + "\"",
               .remedy = "use settings.json or config.json"};
}

std::vector<SettingName> setting_names() {
  std::vector<SettingName> names;
  for (const config::SettingKey& key : config::setting_keys()) {
    const bool is_value = key.type != config::SettingKey::Type::object || !has_rows_inside(key);
    if (key.effect != config::SettingKey::Effect::now || !is_value) continue;
    // What is inside an entry of an array has no name of its own.
    if (key.name.find('[') != std::string_view::npos) continue;
    names.push_back({.name = key.name, .meaning = key.meaning});
  }
  return names;
}

}  // namespace ingot::engine
