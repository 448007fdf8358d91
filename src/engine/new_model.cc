#include "engine/new_model.h"

#include <algorithm>

#include "base/nearest.h"
#include "config/save.h"
#include "config/setting_path.h"
#include "json/writer.h"
#include "models/providers.h"
#include "os/paths.h"

namespace ingot::engine {
namespace {

Error wrong(std::string what, std::string remedy) {
  return {
      .kind = Error::Kind::invalid_argument, .what = std::move(what), .remedy = std::move(remedy)};
}

std::string entry_of(const NewModel& wanted, std::string_view type) {
  std::string text;
  json::Writer writer(text);
  writer.begin_object()
      .member("displayName", wanted.display_name)
      .member("model", wanted.model)
      .member("provider", type)
      .member("baseUrl", wanted.base_url)
      .member("apiKey", wanted.key_variable.empty() ? std::string("not-needed")
                                                    : "${" + wanted.key_variable + "}");
  if (wanted.max_output_tokens) writer.member("maxOutputTokens", *wanted.max_output_tokens);
  if (wanted.max_context_limit) writer.member("maxContextLimit", *wanted.max_context_limit);
  if (!wanted.key_file.empty()) {
    writer.key("ingot").begin_object().member("apiKeyFile", wanted.key_file).end_object();
  }
  writer.end_object();
  return text;
}

// The first complaint that loading would have, but for a variable that is not set yet.
Result<> check_entry(const std::string& entry) {
  const config::Settings loaded = config::load(
      {.folder = "/nonexistent",
       .environment = [](const std::string&) { return std::optional<std::string>("set-later"); },
       .overlay = "{\"customModels\":[" + entry + "]}"});
  for (const config::Diagnostic& one : loaded.diagnostics) {
    if (one.severity == config::Diagnostic::Severity::error) return wrong(one.text, {});
  }
  return {};
}

}  // namespace

Result<std::string> add_model(const Configuration& configuration, const NewModel& given) {
  NewModel wanted = given;
  std::string type = wanted.provider;
  std::string label;
  if (wanted.model.empty()) {
    return wrong("models add needs a model", "give --model with the id that the provider uses");
  }
  if (const models::KnownProvider* known = models::find_provider(wanted.provider);
      known != nullptr && (wanted.base_url.empty() || !models::protocol_from(type))) {
    type = known->type;
    label = known->label;
    if (wanted.base_url.empty()) wanted.base_url = known->base_url;
    if (wanted.key_variable.empty() && wanted.key_file.empty())
      wanted.key_variable = known->variable;
  } else if (!models::protocol_from(type)) {
    const std::string close = nearest(type, models::provider_names());
    std::string all;
    for (const std::string& name : models::provider_names())
      all += (all.empty() ? "" : ", ") + name;
    return wrong("no provider is called \"" + type + "\"" +
                     (close.empty() ? "" : "; did you mean \"" + close + "\"?"),
                 "use one of " + all +
                     ", or anthropic, openai, generic-chat-completion-api with --base-url");
  }
  if (wanted.base_url.empty()) return wrong("the provider needs --base-url", {});
  if (wanted.display_name.empty()) {
    wanted.display_name = wanted.model.substr(wanted.model.rfind('/') + 1);
    if (!label.empty()) wanted.display_name += " [" + label + "]";
  }
  const std::string entry = entry_of(wanted, type);
  INGOT_TRY_VOID(check_entry(entry));
  for (const models::Listed& listed : configuration.models) {
    if (listed.section == models::Section::custom &&
        listed.model.display_name == wanted.display_name) {
      return wrong(
          "there is an entry called \"" + wanted.display_name + "\" at " + listed.model.origin,
          "give another --name");
    }
  }
  const std::string file = (configuration.folder / "settings.json").string();
  INGOT_TRY(const config::SettingPath path, config::parse_setting_path("customModels"));
  INGOT_TRY(const bool changed,
            config::save(file, {{config::Edit::Kind::append, path, entry}}, file));
  (void)changed;
  std::string text = "added to " + file + ":\n  " + entry + "\n";
  const auto key = os::environment_variable(wanted.key_variable);
  if (!wanted.key_variable.empty() && (!key || key->empty())) {
    text += "the key is read from " + wanted.key_variable + ", which is not set: export " +
            wanted.key_variable + "=…\n";
  }
  return text + "try it out: ingot models test \"" + wanted.display_name + "\"\n";
}

Result<std::string> remove_model(const Configuration& configuration, const std::string& name) {
  const auto found = std::find_if(
      configuration.models.begin(), configuration.models.end(), [&](const models::Listed& listed) {
        return listed.section == models::Section::custom &&
               (listed.model.display_name == name ||
                std::find(listed.ids.begin(), listed.ids.end(), name) != listed.ids.end());
      });
  if (found == configuration.models.end()) {
    return Error{.kind = Error::Kind::not_found,
                 .what = "no entry is called \"" + name + "\"",
                 .remedy = "ingot models lists them"};
  }
  const auto entry =
      std::find_if(configuration.settings.models.begin(), configuration.settings.models.end(),
                   [&](const config::ModelEntry& one) {
                     return config::to_string(one.at) == found->model.origin;
                   });
  const std::string file = (configuration.folder / "settings.json").string();
  if (entry == configuration.settings.models.end() || entry->legacy ||
      !entry->at.file.ends_with("/settings.json")) {
    return wrong("the entry stands at " + found->model.origin, "take it out there by hand");
  }
  INGOT_TRY(const config::SettingPath path,
            config::parse_setting_path("customModels[" + std::to_string(entry->array_index) + "]"));
  INGOT_TRY(const bool changed, config::save(file, {{config::Edit::Kind::remove, path, {}}}, file));
  return std::string(changed ? "removed " : "was already gone: ") + "\"" +
         found->model.display_name + "\" from " + file + "\n";
}

}  // namespace ingot::engine
