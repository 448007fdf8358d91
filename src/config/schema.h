// config/schema.h: settings.json as a JSON Schema, for editors.
#pragma once

#include <string>

namespace ingot::config {

// Draft 2020-12, indented, with a newline at the end. Keys nobody knows are allowed.
std::string settings_schema();

}  // namespace ingot::config
