// engine/keys.h: keys that are kept outside the settings.
//
// Purpose    Stores a key that was typed (CFG-203) in a file of its own, or in the desktop's
//            keyring through its `secret-tool` command; fetches keys from there and from the
//            commands that entries name (CFG-205).
// Threads    FetchedKeys from any thread; what blocks is cancelled by its `stop`.
// Invariant  A key is never part of an argument list, a message or a log; files are 0600 in folders
//            0700 (CFG-204).
// Errors     Kind::not_found when there is no `secret-tool`, with what to do instead; unsupported
//            when FACTORY_DISABLE_KEYRING is set; io.
#pragma once

#include <filesystem>
#include <map>
#include <mutex>
#include <stop_token>
#include <string>

#include "base/redact.h"
#include "base/result.h"
#include "base/secret.h"
#include "config/settings.h"
#include "models/model.h"
#include "provider/key_source.h"

namespace ingot::engine {

// "kimi-k2 [Groq]" -> FOLDER/ingot/keys/kimi-k2-groq
std::filesystem::path key_file_for(const std::filesystem::path& folder, const std::string& name);
Result<> store_key_file(const std::filesystem::path& path, const Secret& key);

Result<Secret> key_in_file(const std::string& path);

// `account` is what the entry is called: its id, display name or model.
Result<> store_in_keyring(const config::Environment& environment, const std::string& account,
                          const Secret& key, const std::stop_token& stop);
Result<Secret> read_from_keyring(const config::Environment& environment, const std::string& account,
                                 const std::stop_token& stop);
// Nothing when there is none.
Result<> remove_from_keyring(const config::Environment& environment, const std::string& account,
                             const std::stop_token& stop);

// Keys that are fetched when the first request is made, and kept in memory from then on (CFG-205).
class FetchedKeys final : public provider::KeySource {
 public:
  // What is fetched is a secret to `redactor` from then on.
  FetchedKeys(config::Environment environment, const Redactor& redactor);
  Result<Secret> fetch(const models::Model& model, bool again, std::stop_token stop) override;
  // Puts the key into a model that would have it fetched; nothing to do for the others.
  Result<> fill(models::Model& model, std::stop_token stop);

 private:
  const config::Environment environment_;
  const Redactor& redactor_;
  std::mutex mutex_;
  std::map<std::string, Secret> known_;  // guarded by mutex_
};

}  // namespace ingot::engine
