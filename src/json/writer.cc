#include "json/writer.h"

#include <charconv>
#include <cmath>

#include "base/assert.h"
#include "base/utf8.h"

namespace ingot::json {

void append_string(std::string& out, std::string_view text) {
  static constexpr char kHex[] = "0123456789abcdef";
  out += '"';
  std::size_t plain = 0;  // beginning of the run that needs no escape
  std::size_t i = 0;
  const auto flush = [&] { out.append(text.substr(plain, i - plain)); };
  while (i < text.size()) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (c >= 0x80) {
      const CodePoint point = decode_utf8(text.substr(i));
      if (!point.valid) {
        flush();
        append_utf8(out, point.value);
        plain = i + point.length;
      }
      i += point.length;
      continue;
    }
    if (c >= 0x20 && c != '"' && c != '\\') {
      ++i;
      continue;
    }
    flush();
    switch (c) {
      case '"':
        out += "\\\"";
        break;
      case '\\':
        out += "\\\\";
        break;
      case '\n':
        out += "\\n";
        break;
      case '\r':
        out += "\\r";
        break;
      case '\t':
        out += "\\t";
        break;
      case '\b':
        out += "\\b";
        break;
      case '\f':
        out += "\\f";
        break;
      default:
        out += "\\u00";
        out += kHex[c >> 4U];
        out += kHex[c & 15U];
    }
    plain = ++i;
  }
  flush();
  out += '"';
}

std::string quoted(std::string_view text) {
  std::string out;
  out.reserve(text.size() + 2);
  append_string(out, text);
  return out;
}

void Writer::before_value() {
  if (levels_.empty()) return;
  Level& level = levels_.back();
  if (level.is_object) {
    INGOT_ASSERT(after_key_, "inside an object a value follows its key");
    after_key_ = false;
    return;
  }
  if (level.has_items) out_ += ',';
  level.has_items = true;
}

Writer& Writer::begin_object() {
  before_value();
  out_ += '{';
  levels_.push_back({.is_object = true});
  return *this;
}

Writer& Writer::end_object() {
  INGOT_ASSERT(!levels_.empty() && levels_.back().is_object && !after_key_, "an object is open");
  levels_.pop_back();
  out_ += '}';
  return *this;
}

Writer& Writer::begin_array() {
  before_value();
  out_ += '[';
  levels_.push_back({.is_object = false});
  return *this;
}

Writer& Writer::end_array() {
  INGOT_ASSERT(!levels_.empty() && !levels_.back().is_object, "an array is open");
  levels_.pop_back();
  out_ += ']';
  return *this;
}

Writer& Writer::key(std::string_view name) {
  INGOT_ASSERT(!levels_.empty() && levels_.back().is_object && !after_key_, "an object is open");
  if (levels_.back().has_items) out_ += ',';
  levels_.back().has_items = true;
  append_string(out_, name);
  out_ += ':';
  after_key_ = true;
  return *this;
}

Writer& Writer::string(std::string_view text) {
  before_value();
  append_string(out_, text);
  return *this;
}

Writer& Writer::integer(std::int64_t number) {
  before_value();
  out_ += std::to_string(number);
  return *this;
}

Writer& Writer::number(double number) {
  if (!std::isfinite(number)) return null();
  before_value();
  char text[32];
  const auto end = std::to_chars(text, text + sizeof text, number).ptr;
  out_.append(text, end);
  return *this;
}

Writer& Writer::boolean(bool truth) {
  before_value();
  out_ += truth ? "true" : "false";
  return *this;
}

Writer& Writer::null() {
  before_value();
  out_ += "null";
  return *this;
}

Writer& Writer::raw(std::string_view json) {
  before_value();
  out_ += json;
  return *this;
}

}  // namespace ingot::json
