// config/edit.h: one value of a settings file is changed, and nothing else.
//
// Purpose    Comments, order, unknown keys, ${VAR}, indentation, line endings, the byte order mark
//            and the final newline survive byte for byte (CFG-24). Of a key that stands twice the
//            last one is in force and is the one that is set.
// Errors     Kind::invalid_argument at file:line:column for a text that is not JSON, for a value
//            on the path that is of another type, and for an element that is not there. Nothing is
//            half applied.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "config/setting_path.h"

namespace ingot::config {

struct Edit {
  enum class Kind {
    set,       // objects on the way that are missing, or null, are made
    append,    // to an array, which is made when it is missing or null
    remove,    // a member (every one of that name) or an element; nothing when it is missing
    take_out,  // every element that equals `json` out of an array; nothing when it is missing
  };
  Kind kind = Kind::set;
  SettingPath path;
  std::string json;  // the value; unused by remove
};

// `text` after the edits, in their order; the same bytes when they change nothing. An empty text
// is an empty object. `file` is how errors name it.
Result<std::string> edit(std::string_view text, const std::vector<Edit>& edits,
                         const std::string& file);

}  // namespace ingot::config
