// engine/configuration.h: what the user has configured, read once at the start.
//
// Purpose    Settings, the models they make, and the redactor that knows every key in them.
// Ownership  A value. Its redactor is shared with the engines that were opened with it.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/redact.h"
#include "base/result.h"
#include "config/settings.h"
#include "models/resolve.h"
#include "policy/decide.h"

namespace ingot::engine {

// What a front end knows before anything is read.
struct Start {
  std::string overlay;         // --settings: a path or a JSON object
  std::filesystem::path cwd;   // of the session, canonical; empty: the process's own
  bool trust_project = false;  // --trust-project
  // Id of a session that goes on, or is copied, in the folder where it was last (CLI-52); that
  // folder takes the place of `cwd` unless it is gone. May be empty.
  std::string session;
};

struct Configuration {
  config::Request request;       // what `settings` was loaded by
  std::filesystem::path folder;  // ~/.factory, or INGOT_CONFIG_DIR
  // Where Start::session was last, when nobody can work there any more.
  std::filesystem::path lost_folder;
  config::Settings settings;
  std::vector<models::Listed> models;  // custom ones first, then the provided ones
  Redactor redactor;
  // Variables of this process whose value holds a key: children must not see them (CLI-82).
  std::vector<std::string> hidden_variables;

  // `wanted`, or the most that maxAutonomyLevel admits (AUT-03).
  policy::Autonomy admitted(policy::Autonomy wanted) const;
  // Why it was not more: "maxAutonomyLevel is low (/etc/factory/settings.json:2:3)".
  std::string cap_text() const;
  // The one used when nothing is said. Null when the user needs a first model: one that happens to
  // run on this machine is not taken unasked.
  const models::Listed* first_usable() const;
  // The model to use: `name`, else the settings' default, else the first usable one.
  Result<models::Model> choose(std::string_view name, std::string_view effort,
                               std::vector<std::string>& notices) const;

  // The models that take over from `first`, in their order: `flags` if any (each may hold several
  // ids, separated by commas), else what its entry or the settings name. A flag that names no
  // usable model is an error; one in the settings is left out with a notice.
  Result<std::vector<models::Model>> fallbacks(const models::Model& first,
                                               const std::vector<std::string>& flags,
                                               std::string_view effort,
                                               std::vector<std::string>& notices) const;
};

// The models that `settings` and the catalogue make, as this machine's policy leaves them.
std::vector<models::Listed> all_models(const config::Settings& settings);
// What the settings say of every model: the policy, notes on size, limits of time.
void apply_settings(const config::Settings& settings, std::vector<models::Listed>& models);

// How much a model may be asked to think: "off", ..., "max".
std::vector<std::string> effort_words();

// Whether it is a directory that can be read.
bool can_work_in(const std::filesystem::path& folder);

// Kind::invalid_argument for INGOT_CONFIG_DIR that is not a directory (CFG-20).
Result<Configuration> load_configuration(const Start& start = {});

}  // namespace ingot::engine
