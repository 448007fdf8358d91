// config/settings.h: the settings as typed values, each knowing where it stands.
//
// Purpose    Reads and merges the files of the machine, of the project and of the user (CFG-1..17),
//            all errors of all files at once (CFG-31..35). Raw model entries come out as
//            ModelEntry; models/listed.h turns them into models::Model.
// Ownership  Plain values.
// Errors     Never fails: what is wrong is in `diagnostics`; a bad file or entry loses only itself.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/secret.h"
#include "config/key_bindings.h"
#include "config/model_policy.h"
#include "config/position.h"
#include "config/trust.h"
#include "config/tui_settings.h"

namespace ingot::config {

struct Diagnostic {
  enum class Severity { error, warning, note };
  Severity severity = Severity::error;
  std::string code;  // E01..E21, W01..W07; notes N01.. are ours
  Position at;
  std::string path;   // customModels[2].provider
  std::string label;  // display name or model
  std::string text;
};
// FILE:LINE:COL: error CODE: PATH ("LABEL"): text
std::string to_string(const Diagnostic& diagnostic);

// Where a value comes from, strongest first (CFG-6).
enum class Level { managed, runtime, folder, project, user };
std::string_view to_string(Level level);

// One element of customModels / custom_models, checked field by field.
struct ModelEntry {
  std::string id;            // explicit, or empty
  std::string display_name;  // or empty
  std::string model, provider, base_url;
  Secret api_key;
  std::string api_key_source;  // "literal", "${NAME}", a file, "apiKeyCommand", "keyring"
  // Other sources of the key (CFG-205), one at most. A file has been read; what else there is waits
  // for the first request.
  std::string key_command, key_file;
  bool key_in_keyring = false;
  std::optional<std::int64_t> max_output_tokens, max_context_limit, thinking_max_tokens, index;
  bool no_image_support = false;
  std::optional<bool> enable_thinking;
  std::string reasoning_effort;
  std::string extra_args_json;
  std::vector<std::pair<std::string, std::string>> extra_headers;
  struct Pricing {
    std::optional<double> input, output, cache_read, cache_write;
  };
  std::optional<Pricing> pricing;                    // ingot.pricing
  std::optional<std::vector<std::string>> fallback;  // ingot.fallback: ids of other models
  std::string prompt_cache;  // ingot.promptCache: "", auto, anthropic, off, long
  std::string max_tokens_field, reasoning_field;  // ingot.*
  std::optional<std::int64_t> timeout_ms;
  std::string ca_file, client_cert, client_key;

  Level level = Level::user;
  Position at, model_at, base_url_at, api_key_at, provider_at, id_at;
  int array_index = 0;             // 0-based, in its own array, invalid entries counted (CFG-81)
  bool legacy = false;             // from config.json
  std::vector<Diagnostic> errors;  // not empty: visible, not selectable (CFG-32)
  bool valid() const { return errors.empty(); }
};

// What an entry is known by (CFG-10): its id, else its display name, else its model.
std::string key_of(const ModelEntry& entry);

// A model that a setting names, and where.
struct NamedModel {
  std::string name;  // empty: none
  Position at;
  std::string key;  // of the setting, as it is spelled there
};

// When a conversation is summarised before it goes on, and by whom (CLI-98, CLI-99).
struct CompactionSettings {
  bool when_full = true;                          // compactionThresholdCheckEnabled
  std::int64_t limit = 0;                         // compactionTokenLimit; 0: by the window
  std::map<std::string, std::int64_t> per_model;  // compactionTokenLimitPerModel
  NamedModel model;                               // compactionModel; none: the one in use
};

// What a session may cost (CFG-140).
struct BudgetSettings {
  std::optional<double> session;  // ingot.budget.session, in USD; none or 0: any amount
  double warn_at = 0;             // ingot.budget.warnAt: the share of it at which a warning comes
};

// Spec mode: plan first (SPC-01, SPC-08, CFG-145).
struct SpecSettings {
  std::string mode;             // sessionDefaultSettings.interactionMode: how a session begins
  NamedModel model;             // sessionDefaultSettings.specModeModel; none: the main model
  std::string effort;           // sessionDefaultSettings.specModeReasoningEffort
  bool save = false;            // specSaveEnabled
  std::string save_folder;      // specSaveDir
  bool cross_provider = false;  // ingot.crossProviderSpec
};

struct Settings {
  std::vector<ModelEntry> models;  // higher file first, each in file order; shadowed ones left out
  std::vector<Diagnostic> diagnostics;  // everything, in order of file and line
  NamedModel model;                     // sessionDefaultSettings.model, else model
  std::string reasoning_effort;         // sessionDefaultSettings.reasoningEffort
  std::string autonomy;                 // sessionDefaultSettings.autonomyLevel
  std::vector<std::string> command_allowlist, command_denylist, command_blocklist;
  std::int64_t llm_request_timeout_ms = 0;   // llmRequestTimeout; 0: unset
  std::vector<std::string> model_favorites;  // modelFavorites
  std::vector<std::string> fallback;         // ingot.fallback, for entries without one of their own
  CompactionSettings compaction;
  BudgetSettings budget;
  SpecSettings spec;
  bool detect_local = false;  // ingot.detectLocal
  bool size_note = false;     // ingot.sizeNote
  TuiSettings tui;
  KeyBindings keys;
  std::string max_autonomy;  // maxAutonomyLevel, the strictest of all levels; "" for none
  Position max_autonomy_at;
  ModelPolicy model_policy;
  ProjectTrust project;
  // All of them as JSON, by the name of the row; without defaults and models.
  std::map<std::string, std::string> values;
  bool has_errors() const;
};

// Words that stand where a key would, for servers that want none: "not-needed", "ollama", ...
bool is_stand_in(std::string_view key);

using Environment = std::function<std::optional<std::string>(const std::string&)>;

// What to load, and for whom.
struct Request {
  std::filesystem::path folder;  // ~/.factory, or INGOT_CONFIG_DIR
  std::filesystem::path cwd;     // of the session, canonical; empty: no files of a project
  Environment environment;
  std::string overlay;  // --settings: a path or a JSON object
  // The policy of this machine; empty: none. Whoever starts ingot has no say in it.
  std::filesystem::path managed;
  bool trust_project = false;  // everything the project says counts (--trust-project)
};
Settings load(const Request& request);

}  // namespace ingot::config
