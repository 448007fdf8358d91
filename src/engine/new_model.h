// engine/new_model.h: entries of customModels added, changed and taken out.
//
// Purpose    What `ingot models add`, `edit`, `remove` and `ingot setup` do (CFG-190, CFG-24): an
//            entry is checked as loading would check it, and written only if it loads without an
//            error of its own.
// Errors     Kind::invalid_argument and not_found with the remedy; what config::save gives.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "base/secret.h"
#include "engine/configuration.h"
#include "models/providers.h"

namespace ingot::engine {

struct NewModel {
  std::string provider;  // a provider's name ("groq") or a provider type
  std::string model, base_url, display_name;
  // Where the key is read from, one of them at most (CFG-203).
  std::string key_variable, key_file;
  bool key_in_keyring = false;
  Secret key;  // typed: it is kept in a file of its own, or in the keyring if key_in_keyring
  std::optional<long> max_output_tokens, max_context_limit;

  bool names_key() const {
    return !key_variable.empty() || !key_file.empty() || key_in_keyring || !key.empty();
  }
};

// `given` with what is known of its provider and a name that no other entry has. The model may be
// missing yet.
Result<NewModel> completed(const Configuration& configuration, const NewModel& given);
// For questions to its server, before or without an entry; the key is read now.
Result<models::Model> model_of(const NewModel& wanted, const Secret& key);

// Both return what to tell the user: the file, the entry, what to do next.
Result<std::string> add_model(const Configuration& configuration, const NewModel& given);
Result<std::string> remove_model(const Configuration& configuration, const std::string& name);
// Fields that `changes` names take its values; a field "null" is taken out. JSON values or plain
// strings, by the settings' names: {"maxOutputTokens", "8192"}.
Result<std::string> edit_model(const Configuration& configuration, const std::string& name,
                               const std::vector<std::pair<std::string, std::string>>& changes);

// Keeps the key of an entry in a file of its own, or in the keyring, and makes that the entry's one
// source of it.
Result<std::string> set_key(const Configuration& configuration, const std::string& name,
                            const Secret& key, bool keyring);
// Takes out a key that is kept here or written in the entry.
Result<std::string> remove_key(const Configuration& configuration, const std::string& name);

}  // namespace ingot::engine
