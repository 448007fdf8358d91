// engine/validate.h: every problem of the settings, for people and for scripts.
//
// Purpose    `ingot config validate [FILE]` (CFG-36): what the doctor would complain about in
//            settings files, and nothing else.
// Errors     Kind::not_found for a FILE that is not there.
#pragma once

#include <string>

#include "base/result.h"
#include "engine/configuration.h"

namespace ingot::engine {

struct Validation {
  bool valid = true;  // neither errors nor warnings
  std::string text;   // one problem a line, or one JSON object
};

// All files that are read, or `file` alone: as the legacy file when that is its name.
Result<Validation> validate_settings(const Configuration& configuration, const std::string& file,
                                     bool json);

}  // namespace ingot::engine
