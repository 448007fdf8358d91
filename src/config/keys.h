// config/keys.h: every setting there is, as data.
//
// Purpose    One row per key of settings.json: its type, what is allowed, its default, and whether
//            this version heeds it. What reads, writes, explains and describes settings goes by it.
// Source     Section 9 of the configuration's specification, and section 2 for entries of
//            customModels, whose rows are called customModels[].NAME.
// Ownership  Static data.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "config/setting_path.h"

namespace ingot::config {

struct SettingKey {
  enum class Type {
    text,
    boolean,
    integer,
    number,
    strings,          // an array of strings: a union over all files (CFG-8)
    text_or_strings,  // the highest file's, as a whole
    object,           // merged key by key (CFG-9); without rows of its own, its keys are free
    numbers,          // an object whose values are numbers
    array,
    any,
  };
  enum class Effect { now, later, never };

  std::string_view name;
  Type type;
  std::string_view allowed;  // words between spaces; empty: any value of that type
  std::int64_t least, most;  // of numbers; most 0: no upper limit
  std::string_view initial;  // the default: JSON, or words; empty: unset
  Effect effect;
  std::string_view meaning;

  std::vector<std::string> allowed_words() const;
  bool is_effort() const;
};

std::span<const SettingKey> setting_keys();

// The row of that name; null when there is none.
const SettingKey* find_row(std::string_view name);
// The rows directly inside `prefix`: "", "sessionDefaultSettings.", "customModels[].".
std::vector<const SettingKey*> rows_inside(std::string_view prefix);

// The row for a value at `path`, or for the free-form value it lies in; null for what nobody knows.
const SettingKey* find_key(const SettingPath& path);
// Whether `path` names the row's value itself, and not something inside it.
bool is_exact(const SettingKey& key, const SettingPath& path);
// Whether there are rows for what is inside.
bool has_rows_inside(const SettingKey& key);

// The known name closest to `path`; empty when none is close.
std::string nearest_key(const SettingPath& path);

// "off, low, medium"
std::string joined_words(const SettingKey& key);
// "true or false", "one of off, low", "a whole number of at least 1000": after "must be".
std::string must_be(const SettingKey& key);

}  // namespace ingot::config
