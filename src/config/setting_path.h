// config/setting_path.h: where in a settings file a value stands, as people write it.
//
// Purpose    sessionDefaultSettings.model, customModels[2].displayName,
//            compactionTokenLimitPerModel["gpt-5.1"]: names with dots, keys with anything else in
//            brackets and quotes, indexes in brackets.
// Errors     Kind::invalid_argument naming the path.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"

namespace ingot::config {

using Step = std::variant<std::string, std::size_t>;  // a member's key, an element's index
using SettingPath = std::vector<Step>;

Result<SettingPath> parse_setting_path(std::string_view text);
std::string to_string(const SettingPath& path);

}  // namespace ingot::config
