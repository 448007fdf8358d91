// config/schema.h: settings files as JSON Schemas, for editors.
#pragma once

#include <string>

namespace ingot::config {

// Draft 2020-12, indented, with a newline at the end. Keys nobody knows are allowed.
std::string settings_schema();
// Of config.json, with the names that file has.
std::string legacy_schema();

}  // namespace ingot::config
