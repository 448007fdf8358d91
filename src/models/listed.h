// models/listed.h: the models that can be chosen, usable or not.
//
// Purpose    Settings entries and the built-in catalogue as rows of one list: ids (CFG-80..85),
//            catalogue facts and quirks put together, the state of the key, and what is wrong.
// Ownership  Plain values.
// Errors     None: a model that cannot be used is listed with its errors (CFG-32).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "config/settings.h"
#include "models/model.h"

namespace ingot::models {

// custom: an entry of the settings. provided: of the built-in catalogue (CFG-88). detected: on a
// server that runs on this machine (CFG-195).
enum class Section { custom, provided, detected };
std::string_view to_string(Section section);

// on_request: fetched from a command or the keyring when it is needed.
enum class KeyState { set, missing, placeholder, on_request };
std::string_view to_string(KeyState state);  // as CFG-91 spells it

struct Listed {
  std::vector<std::string> ids;  // the preferred one first
  Model model;                   // complete only if `errors` is empty
  Section section = Section::custom;
  KeyState key_state = KeyState::missing;
  std::string key_variable;                // that the key is read from, set or not; may be empty
  std::vector<config::Diagnostic> errors;  // not empty: visible, not usable
  std::vector<config::Diagnostic> notes;

  // What the ids of a custom entry are made of (CFG-80, CFG-84).
  std::string name;    // display name or model, blanks as dashes
  int position = 0;    // in its array
  int occurrence = 0;  // among the entries of that name
  bool has_explicit_id = false;
  bool from_machine = false;                   // the entry stands in the managed file
  config::Position at, model_at, base_url_at;  // of the entry and of two of its values
  std::string path;                            // "customModels[2]"; empty for all that has no entry
  bool has_own_effort = false;  // the entry states one: it wins over the settings' (CFG-111)

  bool usable() const { return errors.empty(); }
};

// "custom:", in front of the ids of the settings' entries.
constexpr std::string_view kCustomPrefix = "custom:";
// Trimmed, each run of white space as one "-" (CFG-80).
std::string dashed(std::string_view name);
// "custom:Kimi-K2-0" for the name and a number.
std::string numbered_id(const Listed& listed, int number);

// All entries, valid or not, in the order of the settings.
std::vector<Listed> list_models(const config::Settings& settings);

// Adds the catalogue's models, those of vendors whose usual variable is set first and usable, the
// others with E08. ANTHROPIC_BASE_URL and OPENAI_BASE_URL move these models, and only these
// (CFG-19).
void add_provided_models(const config::Environment& environment, std::vector<Listed>& models);

// What a server on this machine said of one of its models.
struct LocalModel {
  std::string server;    // "Ollama"
  std::string base_url;  // "http://localhost:11434/v1"
  std::string provider;  // as the settings spell it
  std::string id;
  std::int64_t context_tokens = 0;  // 0: not told
  bool takes_images = false;
};
// Without those that an entry names with the same address (CFG-195); such an entry learns the
// window that the server tells, unless it states one (CFG-196).
std::vector<Listed> detected_models(const std::vector<LocalModel>& found,
                                    std::vector<Listed>& configured);

// A model outside the settings, for looking at captured traffic: its server, id and protocol.
Model unlisted_model(Protocol protocol, std::string_view base_url, std::string_view model);

}  // namespace ingot::models
