#include "engine/new_model.h"

#include <algorithm>
#include <filesystem>

#include "base/nearest.h"
#include "config/check.h"
#include "config/files.h"
#include "config/save.h"
#include "config/setting_path.h"
#include "engine/keys.h"
#include "json/located.h"
#include "json/writer.h"
#include "os/paths.h"

namespace ingot::engine {
namespace {

constexpr const char* kUnusedKey = "not-needed";  // for servers that want none, and other sources

Error wrong(std::string what, std::string remedy) {
  return {
      .kind = Error::Kind::invalid_argument, .what = std::move(what), .remedy = std::move(remedy)};
}

std::string entry_of(const NewModel& wanted) {
  std::string text;
  json::Writer writer(text);
  writer.begin_object()
      .member("displayName", wanted.display_name)
      .member("model", wanted.model)
      .member("provider", wanted.provider)
      .member("baseUrl", wanted.base_url);
  if (!wanted.key_variable.empty()) {
    writer.member("apiKey", "${" + wanted.key_variable + "}");
  } else if (!wanted.names_key()) {
    writer.member("apiKey", kUnusedKey);
  }
  if (wanted.max_output_tokens) writer.member("maxOutputTokens", *wanted.max_output_tokens);
  if (wanted.max_context_limit) writer.member("maxContextLimit", *wanted.max_context_limit);
  // A key that was typed has its file by the time the entry is written.
  if (!wanted.key_file.empty()) {
    writer.key("ingot").begin_object().member("apiKeyFile", wanted.key_file).end_object();
  } else if (wanted.key_in_keyring) {
    writer.key("ingot").begin_object().key("keyring").boolean(true).end_object();
  }
  writer.end_object();
  return text;
}

// As loading reads it; a variable that is not set yet is no complaint.
config::Settings loaded(const std::string& entry) {
  const config::Environment environment =
      [&](const std::string& name) -> std::optional<std::string> {
    const bool is_used = entry.find("${" + name) != std::string::npos;
    if (!is_used && name != "HOME") return std::nullopt;
    std::optional<std::string> value = os::environment_variable(name);
    if (value && !value->empty()) return value;
    return is_used ? std::optional<std::string>("set-later") : std::nullopt;
  };
  return config::load({.folder = "/nonexistent",
                       .environment = environment,
                       .overlay = "{\"customModels\":[" + entry + "]}"});
}

Result<> check_entry(const std::string& entry) {
  for (const config::Diagnostic& one : loaded(entry).diagnostics) {
    if (one.severity == config::Diagnostic::Severity::error) return wrong(one.text, {});
  }
  return {};
}

const models::Listed* entry_called(const Configuration& configuration, const std::string& name) {
  for (const models::Listed& listed : configuration.models) {
    if (listed.section != models::Section::custom) continue;
    if (listed.model.display_name == name ||
        std::find(listed.ids.begin(), listed.ids.end(), name) != listed.ids.end()) {
      return &listed;
    }
  }
  return nullptr;
}

// Where an entry of the user's own settings.json stands.
struct Place {
  std::string file;
  std::string path;     // customModels[2]
  std::string label;    // for people
  std::string account;  // its key, where it is kept outside the settings
  const config::ModelEntry* entry = nullptr;
};
Result<Place> place_of(const Configuration& configuration, const std::string& name) {
  const models::Listed* listed = entry_called(configuration, name);
  if (listed == nullptr) {
    return Error{.kind = Error::Kind::not_found,
                 .what = "no entry is called \"" + name + "\"",
                 .remedy = "ingot models lists them"};
  }
  const auto entry =
      std::find_if(configuration.settings.models.begin(), configuration.settings.models.end(),
                   [&](const config::ModelEntry& one) {
                     return config::to_string(one.at) == listed->model.origin;
                   });
  const std::string file = (configuration.folder / "settings.json").string();
  if (entry == configuration.settings.models.end() ||
      entry->at.file != config::shown_path(file, configuration.request.environment)) {
    return wrong("the entry stands at " + listed->model.origin,
                 entry != configuration.settings.models.end() && entry->legacy
                     ? "move it to settings.json first: ingot config migrate"
                     : "change it there by hand");
  }
  return Place{.file = file,
               .path = "customModels[" + std::to_string(entry->array_index) + "]",
               .label = listed->model.display_name,
               .account = config::key_of(*entry),
               .entry = &*entry};
}

// Nothing is written that loading would complain of.
Result<> append_entry(const std::string& file, const std::string& entry) {
  INGOT_TRY_VOID(check_entry(entry));
  INGOT_TRY(const config::SettingPath path, config::parse_setting_path("customModels"));
  INGOT_TRY_VOID(config::save(file, {{config::Edit::Kind::append, path, entry}}, file));
  return {};
}

}  // namespace

Result<NewModel> completed(const Configuration& configuration, const NewModel& given) {
  NewModel wanted = given;
  std::string label;
  const models::KnownProvider* known = models::find_provider(wanted.provider);
  if (known != nullptr && (wanted.base_url.empty() || !models::protocol_from(wanted.provider))) {
    label = known->label;
    wanted.provider = known->type;
    if (wanted.base_url.empty()) wanted.base_url = known->base_url;
    if (!wanted.names_key()) wanted.key_variable = known->variable;
  } else if (!models::protocol_from(wanted.provider)) {
    const std::string close = nearest(wanted.provider, models::provider_names());
    std::string all;
    for (const std::string& name : models::provider_names()) {
      all += (all.empty() ? "" : ", ") + name;
    }
    return wrong("no provider is called \"" + wanted.provider + "\"" +
                     (close.empty() ? "" : "; did you mean \"" + close + "\"?"),
                 "use one of " + all +
                     ", or anthropic, openai, generic-chat-completion-api with --base-url");
  }
  if (wanted.base_url.empty()) return wrong("the provider needs --base-url", {});
  if (!wanted.display_name.empty()) {
    if (const models::Listed* other = entry_called(configuration, wanted.display_name)) {
      return wrong(
          "there is an entry called \"" + wanted.display_name + "\" at " + other->model.origin,
          "give another --name");
    }
  } else if (!wanted.model.empty()) {
    const std::string name = wanted.model.substr(wanted.model.rfind('/') + 1) +
                             (label.empty() ? "" : " [" + label + "]");
    if (const models::Listed* other = entry_called(configuration, name)) {
      return wrong("there is an entry called \"" + name + "\" at " + other->model.origin,
                   "give another --name");
    }
    wanted.display_name = name;
  }
  return wanted;
}

Result<models::Model> model_of(const NewModel& wanted, const Secret& key) {
  NewModel complete = wanted;
  if (complete.model.empty()) complete.model = "unknown";
  if (complete.display_name.empty()) complete.display_name = complete.model;
  // Where the key comes from does not matter here: it is at hand.
  complete.key = Secret();
  complete.key_file.clear();
  complete.key_in_keyring = false;
  const std::string entry = entry_of(complete);
  INGOT_TRY_VOID(check_entry(entry));
  models::Model model = models::list_models(loaded(entry)).front().model;
  model.origin = model.base_url_origin = "the new entry";
  model.key_origin = wanted.key_variable.empty() ? model.origin : wanted.key_variable;
  if (!key.empty()) model.key = key;
  return model;
}

Result<std::string> add_model(const Configuration& configuration, const NewModel& given) {
  if (given.model.empty()) {
    return wrong("models add needs a model", "give --model with the id that the provider uses");
  }
  INGOT_TRY(NewModel wanted, completed(configuration, given));
  std::filesystem::path key_file;
  if (!wanted.key.empty() && wanted.key_in_keyring) {
    INGOT_TRY_VOID(
        store_in_keyring(configuration.request.environment, wanted.display_name, wanted.key, {}));
  } else if (!wanted.key.empty()) {
    key_file = key_file_for(configuration.folder, wanted.display_name);
    INGOT_TRY_VOID(store_key_file(key_file, wanted.key));
    wanted.key_file = config::shown_path(key_file, configuration.request.environment);
  }
  const std::string entry = entry_of(wanted);
  const std::string file = (configuration.folder / "settings.json").string();
  if (auto saved = append_entry(file, entry); !saved) {
    std::error_code ignored;
    if (!key_file.empty()) std::filesystem::remove(key_file, ignored);
    return saved.error();
  }
  std::string text = "added to " + file + ":\n  " + entry + "\n";
  const auto key = os::environment_variable(wanted.key_variable);
  if (!wanted.key_variable.empty() && (!key || key->empty())) {
    text += "the key is read from " + wanted.key_variable + ", which is not set: export " +
            wanted.key_variable + "=…\n";
  }
  return text + "try it out: ingot models test \"" + wanted.display_name + "\"\n";
}

Result<std::string> remove_model(const Configuration& configuration, const std::string& name) {
  INGOT_TRY(const Place place, place_of(configuration, name));
  INGOT_TRY(const config::SettingPath path, config::parse_setting_path(place.path));
  INGOT_TRY(const bool changed,
            config::save(place.file, {{config::Edit::Kind::remove, path, {}}}, place.file));
  return std::string(changed ? "removed " : "was already gone: ") + "\"" + place.label +
         "\" from " + place.file + "\n";
}

Result<std::string> edit_model(const Configuration& configuration, const std::string& name,
                               const std::vector<std::pair<std::string, std::string>>& changes) {
  INGOT_TRY(const Place place, place_of(configuration, name));
  std::vector<config::Edit> edits;
  std::string text;
  for (const auto& [field, value] : changes) {
    INGOT_TRY(config::SettingPath path, config::parse_setting_path(place.path + "." + field));
    const json::Located wanted = json::json_or_text(value);
    if (wanted.is(json::Located::Type::null)) {
      INGOT_TRY_VOID(config::check_known(path));
      edits.push_back({config::Edit::Kind::remove, std::move(path), {}});
      text += "  " + field + " is removed\n";
      continue;
    }
    INGOT_TRY_VOID(config::check_setting(path, wanted));
    text += "  " + field + " = " + wanted.to_json() + "\n";
    edits.push_back({config::Edit::Kind::set, std::move(path), wanted.to_json()});
  }
  INGOT_TRY(const bool changed, config::save(place.file, edits, place.file));
  return "\"" + place.label + "\" in " + place.file + (changed ? ":\n" + text : " is so already\n");
}

Result<std::string> set_key(const Configuration& configuration, const std::string& name,
                            const Secret& key, bool keyring) {
  INGOT_TRY(const Place place, place_of(configuration, name));
  const config::Environment& environment = configuration.request.environment;
  std::vector<std::pair<std::string, std::string>> changes = {{"ingot.apiKeyCommand", "null"},
                                                              {"apiKey", "null"}};
  std::string where;
  if (keyring) {
    INGOT_TRY_VOID(store_in_keyring(environment, place.account, key, {}));
    changes.emplace_back("ingot.apiKeyFile", "null");
    changes.emplace_back("ingot.keyring", "true");
    where = "in the keyring, as ingot/" + place.account;
  } else {
    const std::filesystem::path file = key_file_for(configuration.folder, place.account);
    INGOT_TRY_VOID(store_key_file(file, key));
    where = config::shown_path(file, environment);
    changes.emplace_back("ingot.keyring", "null");
    changes.emplace_back("ingot.apiKeyFile", where);
  }
  INGOT_TRY(const std::string told, edit_model(configuration, name, changes));
  return "the key of \"" + place.label + "\" is kept " + (keyring ? "" : "in ") + where + "\n";
}

Result<std::string> remove_key(const Configuration& configuration, const std::string& name) {
  INGOT_TRY(const Place place, place_of(configuration, name));
  const config::ModelEntry& entry = *place.entry;
  if (entry.key_in_keyring) {
    INGOT_TRY_VOID(remove_from_keyring(configuration.request.environment, place.account, {}));
    INGOT_TRY_VOID(edit_model(configuration, name, {{"ingot.keyring", "null"}}));
    return "the key of \"" + place.label + "\" is taken out of the keyring\n";
  }
  if (!entry.key_file.empty()) {
    // A file that somebody else keeps stays where it is.
    const std::filesystem::path file = os::absolute(entry.key_file, {});
    const bool ours = file.parent_path() == configuration.folder / "ingot" / "keys";
    std::error_code ignored;
    if (ours) std::filesystem::remove(file, ignored);
    INGOT_TRY_VOID(edit_model(configuration, name, {{"ingot.apiKeyFile", "null"}}));
    return "the entry \"" + place.label + "\" no longer names " + file.string() +
           (ours ? ", which is deleted\n" : "\n");
  }
  if (entry.api_key_source == "literal") {
    INGOT_TRY_VOID(edit_model(configuration, name, {{"apiKey", "null"}}));
    return "the key of \"" + place.label + "\" is taken out of " + place.file + "\n";
  }
  return wrong("the entry keeps no key: it is read from " +
                   (entry.api_key_source.empty() ? std::string("nowhere") : entry.api_key_source),
               "ingot models edit changes where it is read from");
}

}  // namespace ingot::engine
