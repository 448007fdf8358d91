// engine/setting_rows.h: the settings that a person can change on a screen.
//
// Purpose    What /settings shows (TUI-114, CFG-160): every setting in effect that is one value,
// with
//            where it comes from. engine/setting.h changes it.
// Errors     Settings that cannot be read are left out.
#pragma once

#include <string>
#include <vector>

#include "engine/configuration.h"

namespace ingot::engine {

struct SettingRow {
  std::string key, group;
  std::string value;                 // as a person writes it
  bool is_set = false;               // else `value` is the default, perhaps in words
  std::string origin;                // "~/.factory/settings.json:12", or "default"
  std::string locked_by;             // the place that does not let it be changed; or empty
  std::vector<std::string> choices;  // all values there are; empty: any that `must_be` allows
  std::string must_be, meaning;
};

// Grouped, in the order of the groups.
std::vector<SettingRow> setting_rows(const Configuration& configuration);

}  // namespace ingot::engine
