// config/values.h: what the settings files say, key by key, apart from the models.
//
// Purpose    Goes by the rows of config/keys.h alone: what is right is kept, what is wrong is
//            reported and leaves the key to the next file (CFG-161), lower files fill in what is
//            missing (CFG-7..9). take_values() turns the result into the members of Settings.
// Ownership  Values own their texts.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "config/settings.h"
#include "config/source.h"
#include "json/located.h"

namespace ingot::config {

struct Value {
  json::Located json;
  Position at;
};

class Values {
 public:
  // Of one file. Older spellings come out under the newer name (CFG-17).
  void read(const json::Located& root, Source& source);
  void add_lower(const Values& lower);

  // By the row's name; null when it is unset.
  const Value* find(std::string_view name) const;

 private:
  void rename_older();

  std::map<std::string_view, Value> values_;  // by row
};

// Every setting that has a member; the row's default where none is set.
void take_values(const Values& values, Settings& settings);

// A string or an array of strings; what else stands there is returned.
const json::Located* read_strings(const json::Located& value, std::vector<std::string>& into);

}  // namespace ingot::config
