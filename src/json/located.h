// json/located.h: JSON that people write, with the place of everything in it.
//
// Purpose    Settings files: comments and trailing commas are accepted, every value and key knows
//            its line, column and bytes, so that a message can point at it and an edit can replace
//            it alone.
// Source     RFC 8259, with // and /* */ comments and trailing commas (CFG-22).
// Ownership  Values own their texts; nothing points into the source.
// Errors     One per text: the first place that breaks the grammar. Nesting is limited to 200.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace ingot::json {

// From 1; a column is a code point.
struct Place {
  int line = 1, column = 1;
};

struct LocatedMember;

struct Located {
  enum class Type { null, boolean, number, string, array, object };
  Type type = Type::null;
  std::string text;  // of a string, decoded; of a number or boolean, as written
  std::vector<Located> elements;
  std::vector<LocatedMember> members;  // in order; duplicates kept
  Place at;
  std::size_t begin = 0, end = 0;  // bytes in the source

  bool is(Type wanted) const { return type == wanted; }
  // The last member of that name, as JSON.parse has it; null when there is none.
  const Located* find(std::string_view key) const;
  // Minified; numbers as written.
  std::string to_json() const;
};

struct LocatedMember {
  std::string key;
  Place key_at;
  std::size_t key_begin = 0;  // byte in the source
  Located value;
};

// "an object", "a number", ...: for messages.
std::string_view type_name(Located::Type type);

struct LocatedError {
  Place at;
  std::string what;  // "expected ',' or '}' after the value of "apiKey" (opened at 4:5)"
};

struct LocatedText {
  Located root;
  bool extended = false;  // comments or trailing commas were used
};

std::variant<LocatedText, LocatedError> parse_located(std::string_view source);

// A value as people type it: JSON, or else the text as a string.
Located json_or_text(std::string_view source);

}  // namespace ingot::json
