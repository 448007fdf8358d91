// json/repair.h: JSON as some servers write it, made into JSON.
//
// Purpose    Mends what can be mended without guessing at structure: bytes that are no UTF-8 and
//            lone surrogates become U+FFFD (PRV-7), bare control characters in strings are escaped,
//            NaN and Infinity become null. Everything else stays as it is, byte for byte.
// Threads    Pure functions.
#pragma once

#include <string>
#include <string_view>

namespace ingot::json {

// `text` itself when there is nothing to mend. The result need not be valid JSON.
std::string repaired(std::string_view text);

// Numbers beyond what a double or 64 bits hold, in a form that every parser takes: 1e999 as the
// largest double, a long integer with "e0" behind it.
std::string with_soft_numbers(std::string_view text);

}  // namespace ingot::json
