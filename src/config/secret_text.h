// config/secret_text.h: which texts in a settings file are keys.
//
// Purpose    Keys are neither taken from a command line (CFG-203) nor shown (CFG-201). Judged by
//            the name of the member and by how keys of known vendors begin; a ${VAR} is no key.
#pragma once

#include <string_view>

#include "json/located.h"

namespace ingot::config {

// Whether `text`, the value of a member of that name, is a key itself rather than a reference.
bool is_literal_key(std::string_view name, std::string_view text);

// Whether any string in `value` is one; `name` is the member that holds it.
bool holds_literal_key(std::string_view name, const json::Located& value);

// Puts "[redacted]" in the place of each.
void hide_keys(std::string_view name, json::Located& value);

}  // namespace ingot::config
