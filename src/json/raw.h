// json/raw.h: the exact bytes of a value inside a JSON text.
//
// Purpose    What a provider sent and must get back unread (signatures, encrypted items) is copied,
//            never re-serialised; these functions find where it stands.
// Ownership  Results are views into the argument.
// Errors     The text must be valid JSON (parsed before by json/value.h); on anything else the
//            results are unspecified but stay inside the text.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ingot::json {

// The bytes of member `key` of the object `object_text`; empty when there is none. Of duplicates
// the first, as Value::operator[].
std::string_view raw_member(std::string_view object_text, std::string_view key);

// The bytes of each element of the array `array_text`.
std::vector<std::string_view> raw_elements(std::string_view array_text);

// `json` without white space between tokens.
std::string minified(std::string_view json);

// Where the JSON value at the beginning of `text` (white space allowed before it) ends: one past
// its last byte; npos when none ends inside `text`. For several values one after the other.
std::size_t value_end(std::string_view text);

}  // namespace ingot::json
