#include "engine/configuration.h"

#include <unistd.h>

#include <algorithm>

#include "base/letters.h"
#include "config/keys.h"
#include "engine/sessions.h"
#include "models/admission.h"
#include "models/problems.h"
#include "models/size.h"
#include "os/file.h"
#include "os/paths.h"
#include "os/process.h"

namespace ingot::engine {
namespace {

bool is_secret_header(std::string name) {
  name = lower(name);
  return name == "authorization" || name == "cookie" || name.find("key") != std::string::npos ||
         name.find("token") != std::string::npos;
}

// The parts between commas, trimmed; empty ones left out.
void split_list(std::string_view text, std::vector<std::string>& into) {
  while (!text.empty()) {
    const std::size_t comma = std::min(text.find(','), text.size());
    std::string_view part = text.substr(0, comma);
    text.remove_prefix(std::min(comma + 1, text.size()));
    part.remove_prefix(std::min(part.find_first_not_of(" \t"), part.size()));
    part = part.substr(0, part.find_last_not_of(" \t") + 1);
    if (!part.empty()) into.emplace_back(part);
  }
}

// CFG-20: told here, since a log that cannot be written is otherwise missed when it is needed.
Result<> check_log_file() {
  const auto chosen = os::environment_variable("INGOT_LOG_FILE");
  if (!chosen || chosen->empty()) return {};
  const std::filesystem::path path = os::absolute(*chosen, os::current_folder());
  const auto info = os::stat_file(path);
  const auto folder = os::stat_file(path.parent_path());
  const bool is_folder = info && info->type == os::FileInfo::Type::directory;
  if (!is_folder && folder && folder->type == os::FileInfo::Type::directory) return {};
  return Error{.kind = Error::Kind::invalid_argument,
               .what = "INGOT_LOG_FILE is \"" + *chosen + "\", which " +
                       (is_folder ? "is a directory and no file" : "lies in no directory"),
               .remedy = "name a file in an existing directory or unset it"};
}

// INGOT_TRUST_PROJECT says what --trust-project says, for CI.
bool trusts_project(bool flag) {
  const std::string variable = os::environment_variable("INGOT_TRUST_PROJECT").value_or("");
  return flag || variable == "1" || variable == "true";
}

}  // namespace

std::vector<models::Listed> all_models(const config::Settings& settings) {
  std::vector<models::Listed> models = models::list_models(settings);
  models::add_provided_models(os::environment_variable, models);
  apply_settings(settings, models);
  return models;
}

void apply_settings(const config::Settings& settings, std::vector<models::Listed>& models) {
  models::apply_policy(models, settings.model_policy);
  if (settings.size_note) models::note_sizes(models);
  if (settings.llm_request_timeout_ms == 0) return;
  for (models::Listed& listed : models) {
    listed.model.general_timeout_ms = settings.llm_request_timeout_ms;
  }
}

bool can_work_in(const std::filesystem::path& folder) {
  const auto info = os::stat_file(folder);
  return info && info->type == os::FileInfo::Type::directory &&
         ::access(folder.c_str(), R_OK | X_OK) == 0;
}

Result<Configuration> load_configuration(const Start& start) {
  Configuration configuration;
  configuration.folder = os::home_folder() / ".factory";
  if (const auto chosen = os::environment_variable("INGOT_CONFIG_DIR");
      chosen && !chosen->empty()) {
    configuration.folder = os::absolute(*chosen, os::current_folder());
    const auto info = os::stat_file(configuration.folder);
    if (!info || info->type != os::FileInfo::Type::directory) {
      return Error{.kind = Error::Kind::invalid_argument,
                   .what = "INGOT_CONFIG_DIR is \"" + *chosen + "\", which is not a directory",
                   .remedy = "name an existing directory or unset it"};
    }
  }
  INGOT_TRY_VOID(check_log_file());
  std::filesystem::path cwd = start.cwd.empty() ? os::canonical(os::current_folder()) : start.cwd;
  if (!start.session.empty()) {
    const std::filesystem::path last = folder_of_session(configuration, start.session);
    if (can_work_in(last)) {
      cwd = last;
    } else {
      configuration.lost_folder = last;
    }
  }
  configuration.request = {.folder = configuration.folder,
                           .cwd = cwd,
                           .environment = os::environment_variable,
                           .overlay = start.overlay,
                           .managed = os::managed_folder() / "settings.json",
                           .trust_project = trusts_project(start.trust_project)};
  configuration.settings = config::load(configuration.request);
  configuration.models = all_models(configuration.settings);
  for (const models::Listed& listed : configuration.models) {
    if (listed.section == models::Section::provided && listed.key_state == models::KeyState::set) {
      configuration.redactor.add(listed.model.key);
    }
  }
  for (const config::ModelEntry& entry : configuration.settings.models) {
    if (!config::is_stand_in(entry.api_key.reveal())) configuration.redactor.add(entry.api_key);
    for (const auto& [name, value] : entry.extra_headers) {  // CFG-207
      if (is_secret_header(name)) configuration.redactor.add(Secret(value));
    }
  }
  configuration.hidden_variables = os::variables_with_secrets(configuration.redactor);
  return configuration;
}

policy::Autonomy Configuration::admitted(policy::Autonomy wanted) const {
  return std::min(wanted, policy::most_autonomy(settings.max_autonomy));
}

std::string Configuration::cap_text() const {
  return "maxAutonomyLevel is " + settings.max_autonomy + " (" +
         config::to_string(settings.max_autonomy_at) + ")";
}

const models::Listed* Configuration::first_usable() const {
  for (const models::Listed& listed : models) {
    if (listed.usable() && listed.section != models::Section::detected) return &listed;
  }
  return nullptr;
}

std::vector<std::string> effort_words() {
  return config::find_row("reasoningEffort")->allowed_words();
}

Result<models::Model> Configuration::choose(std::string_view name, std::string_view effort,
                                            std::vector<std::string>& notices) const {
  std::string wanted(name);
  const bool by_settings = wanted.empty() && !settings.model.name.empty();
  if (by_settings) wanted = settings.model.name;
  if (wanted.empty()) {
    const models::Listed* usable = first_usable();
    if (usable == nullptr) {
      return Error{.kind = Error::Kind::not_found,
                   .what = settings.models.empty()
                               ? "no model is configured"
                               : "no configured model is usable; see the errors above",
                   .where = (folder / "settings.json").string(),
                   .remedy =
                       "add one with: ingot models add --provider NAME --model ID (or try: ingot "
                       "demo)"};
    }
    wanted = usable->ids.front();
  }
  std::string level(effort);
  // The variable is as strong as a flag; a wrong word was complained about and is not in force.
  if (const auto variable = os::environment_variable("INGOT_REASONING_EFFORT");
      level.empty() && variable == settings.reasoning_effort) {
    level = *variable;
  }
  auto model = models::resolve(models, wanted, level, settings.reasoning_effort, notices);
  if (!model && by_settings) return models::at_setting(std::move(model).error(), settings.model);
  return model;
}

Result<std::vector<models::Model>> Configuration::fallbacks(
    const models::Model& first, const std::vector<std::string>& flags, std::string_view effort,
    std::vector<std::string>& notices) const {
  std::vector<std::string> names;
  std::vector<std::string> unheard;  // a name may itself hold a comma
  for (const std::string& flag : flags) {
    if (models::resolve(models, flag, {}, {}, unheard)) {
      names.push_back(flag);
    } else {
      split_list(flag, names);
    }
  }
  if (flags.empty()) names = first.fallback.value_or(settings.fallback);
  std::vector<models::Model> chain;
  for (const std::string& name : names) {
    auto model = choose(name, effort, notices);
    if (!model) {
      if (!flags.empty()) return model.error();
      notices.push_back("ingot.fallback: " + to_text(model.error()));
      continue;
    }
    const bool known = model->id == first.id ||
                       std::any_of(chain.begin(), chain.end(),
                                   [&](const models::Model& one) { return one.id == model->id; });
    if (!known) chain.push_back(*std::move(model));
  }
  return chain;
}

}  // namespace ingot::engine
