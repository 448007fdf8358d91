// engine/setting.h: settings looked into and changed, as text or JSON.
//
// Purpose    What `ingot config` prints (CFG-24, CFG-26). No key is shown or taken.
// Errors     Kind::invalid_argument for names, values and files that are wrong; what save() gives.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "engine/configuration.h"

namespace ingot::engine {

// All texts end in a newline and are redacted by the caller, but for literal keys in the files,
// which are never part of them.

// Every file that is read, highest first, and whether it is there.
std::string setting_files(const Configuration& configuration, bool json);
// The value of one setting and the chain of files it comes from.
Result<std::string> explain_setting(const Configuration& configuration, const std::string& key,
                                    bool json);
// Writes into settings.json of the user; `value` is JSON, or else a string as it is.
Result<std::string> set_setting(const Configuration& configuration, const std::string& key,
                                const std::string& value);
Result<std::string> unset_setting(const Configuration& configuration, const std::string& key);
// Makes settings.json of the user when there is none (CFG-3). Where that cannot be, ingot works
// without.
void create_settings(const Configuration& configuration);
// The JSON Schema of settings.json or config.json.
Result<std::string> setting_schema(const std::string& file);

// Every setting that this version heeds, with what it means: for completion.
struct SettingName {
  std::string_view name, meaning;
};
std::vector<SettingName> setting_names();

}  // namespace ingot::engine
