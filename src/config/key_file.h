// config/key_file.h: a key that stands in a file of its own (CFG-205).
//
// Errors     What is wrong with the file, and what to do; never a part of what is in it.
#pragma once

#include <string>

#include "base/result.h"
#include "base/secret.h"
#include "config/settings.h"

namespace ingot::config {

// "~/" is the home folder of `environment`. White space around the key is left out.
Result<Secret> read_key_file(const std::string& path, const Environment& environment);
std::string key_file_path(const std::string& path, const Environment& environment);

}  // namespace ingot::config
