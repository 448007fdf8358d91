// config/check.h: whether a value may stand where somebody wants to put it.
//
// Source     CFG-161 for types and allowed words, CFG-203 for keys.
// Errors     Kind::invalid_argument with the nearest known name, what is allowed, or the way to
//            reference a key. A key is never part of a message.
#pragma once

#include <string>

#include "base/result.h"
#include "config/keys.h"
#include "config/setting_path.h"
#include "json/located.h"

namespace ingot::config {

// Only the value's own type and word: "must be a string, found 5 (number)"; empty when it is right.
std::string wrong_value(const SettingKey& key, const json::Located& value);
// The same for one element or member of a value that has no rows inside.
std::string wrong_part(const SettingKey& key, const json::Located& part);

// A name that nobody knows; `path` and everything in `value`.
Result<> check_known(const SettingPath& path);
Result<> check_setting(const SettingPath& path, const json::Located& value);

}  // namespace ingot::config
