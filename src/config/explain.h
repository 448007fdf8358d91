// config/explain.h: where the value of a setting comes from.
//
// Purpose    The chain of levels, strongest first, with what each of them says and what came of it
//            (CFG-26): config/chain.h, as people and programs read it.
// Ownership  Plain values. Keys in them are replaced by "[redacted]".
// Errors     Kind::invalid_argument for a name nobody knows, with the nearest; a file that cannot
//            be read is a link of the chain that says so.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "config/keys.h"
#include "config/settings.h"

namespace ingot::config {

struct Origin {
  std::string state;  // set, merged, fallback, locked, skipped, not trusted, default
  Position at;        // `file` is also the name of a variable, or empty for the default
  std::string level;  // "user, local"
  std::string key;    // as it is spelled there
  std::string value;  // JSON; of a default perhaps words; empty when a file cannot be read
  std::string why;    // it was skipped
};

struct Explanation {
  std::string key;
  const SettingKey* row = nullptr;
  std::string value;  // JSON; empty: unset
  std::vector<Origin> chain;
};

Result<Explanation> explain(const Request& request, std::string_view key);

// "in effect", "accepted, not yet in effect in this version", "accepted, without effect in ingot"
std::string effect_text(const SettingKey& key);

}  // namespace ingot::config
