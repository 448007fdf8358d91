// json/writer.h: JSON that is written, field by field in program order.
//
// Purpose    The only way ingot makes JSON. Deterministic: the same calls give the same bytes, no
//            white space, UTF-8 left unescaped, integers without exponent (PRV-6).
// Ownership  Appends to a string of the caller's, which must outlive it.
// Errors     None: invalid UTF-8 in strings becomes U+FFFD. A call out of order (a value without
//            its key inside an object) is a programmer's error and asserts.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ingot::json {

// Appends `text` as a JSON string, quotes included.
void append_string(std::string& out, std::string_view text);
// `text` as a JSON string, quotes included.
std::string quoted(std::string_view text);

class Writer {
 public:
  explicit Writer(std::string& out) : out_(out) {}

  Writer& begin_object();
  Writer& end_object();
  Writer& begin_array();
  Writer& end_array();
  Writer& key(std::string_view name);

  Writer& string(std::string_view text);
  Writer& integer(std::int64_t number);
  Writer& number(double number);  // shortest form that reads back equal; null if not finite
  Writer& boolean(bool truth);
  Writer& null();
  // A complete JSON value, copied as it is.
  Writer& raw(std::string_view json);

  // key(name) and a value in one call.
  Writer& member(std::string_view name, std::string_view text) { return key(name).string(text); }
  Writer& member(std::string_view name, const char* text) { return key(name).string(text); }
  Writer& member(std::string_view name, std::int64_t value) { return key(name).integer(value); }
  Writer& member(std::string_view name, int value) { return key(name).integer(value); }
  Writer& member(std::string_view name, std::size_t value) {
    return key(name).integer(static_cast<std::int64_t>(value));
  }
  Writer& member(std::string_view name, double value) { return key(name).number(value); }
  Writer& member(std::string_view name, bool value) { return key(name).boolean(value); }
  Writer& raw_member(std::string_view name, std::string_view json) { return key(name).raw(json); }

 private:
  void before_value();

  struct Level {
    bool is_object;
    bool has_items = false;
  };
  std::string& out_;
  std::vector<Level> levels_;
  bool after_key_ = false;
};

}  // namespace ingot::json
