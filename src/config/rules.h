// config/rules.h: how the values that several levels give for one setting become one.
//
// Purpose    The rules of merging as data, for loading and explaining alike.
// Source     CFG-7..10, CFG-15, CFG-17; AUT-03, SEC-15.
// Ownership  Static data.
#pragma once

#include <string_view>
#include <vector>

#include "config/keys.h"
#include "config/setting_path.h"
#include "json/located.h"

namespace ingot::config {

enum class Rule {
  highest,          // the strongest level's value, as a whole
  join,             // of arrays of strings the union
  merge,            // of objects, key by key
  models,           // of customModels, by the entries' keys
  first_word,       // whoever is strictest: the earliest of the row's words
  any_true,         // true is the strict value, wherever it stands
  any_false,        // false is
  admitted_by_all,  // an array that admits: what every level's array admits
};
Rule rule_of(const SettingKey& key);

// Whether a value can only restrict what may be done: such a one counts wherever it stands, also in
// a project that nobody trusts (SEC-05).
bool only_restricts(const SettingKey& key, const json::Located& value);
// Whether it would undo a restriction: such a one never counts when a project says it.
bool only_loosens(const SettingKey& key, const json::Located& value);

// Two spellings of one setting: in one file the newer beats the older (CFG-17).
struct Spelling {
  std::string_view newer, older;
  // What the older one's value is in the newer one's terms; an empty text: nothing.
  json::Located (*translate)(const json::Located& value);
};
// The word of compactionModel for no model of its own.
constexpr std::string_view kCurrentModel = "current-model";

// The spelling that `path` is one of; null for most.
const Spelling* find_spelling(const SettingPath& path);

// Whether a managed value is a default that the runtime, a folder or a project may override, rather
// than a policy (CFG-17).
bool is_session_default(const SettingPath& path);

// What an entry of customModels or custom_models is known by (CFG-10).
std::string entry_key(const json::Located& entry);

}  // namespace ingot::config
