#include "json/repair.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <cstdio>
#include <cstdlib>

#include "base/utf8.h"

namespace ingot::json {
namespace {

constexpr std::size_t kSafeDigits = 18;
constexpr std::string_view kReplacement = "\\ufffd";

bool is_digit(char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; }

// The code unit of a \uXXXX escape at `at`; -1 when there is none.
long unit_at(std::string_view text, std::size_t at) {
  if (at + 6 > text.size() || text[at] != '\\' || text[at + 1] != 'u') return -1;
  long unit = 0;
  for (std::size_t i = at + 2; i < at + 6; ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (std::isxdigit(c) == 0) return -1;
    unit = unit * 16 + (std::isdigit(c) != 0 ? c - '0' : (c | 0x20) - 'a' + 10);
  }
  return unit;
}

bool is_high(long unit) { return unit >= 0xD800 && unit <= 0xDBFF; }
bool is_low(long unit) { return unit >= 0xDC00 && unit <= 0xDFFF; }

// Copies the string that begins at text[at] == '"'; returns the place behind it.
std::size_t copy_string(std::string_view text, std::size_t at, std::string& out) {
  out += text[at++];
  while (at < text.size()) {
    const char c = text[at];
    if (c == '"') {
      out += c;
      return at + 1;
    }
    if (c == '\\') {
      const long unit = unit_at(text, at);
      if (is_high(unit) && is_low(unit_at(text, at + 6))) {
        out += text.substr(at, 12);
        at += 12;
      } else if (is_high(unit) || is_low(unit)) {
        out += kReplacement;
        at += 6;
      } else {
        out += text.substr(at, 2);
        at += 2;
      }
      continue;
    }
    if (static_cast<unsigned char>(c) < 0x20) {
      char escape[8];
      std::snprintf(escape, sizeof escape, "\\u%04x", static_cast<unsigned>(c));
      out += escape;
    } else {
      out += c;
    }
    ++at;
  }
  return at;
}

// Copies a number with what makes it too large for a parser taken off.
std::size_t copy_number(std::string_view text, std::size_t at, std::string& out) {
  std::size_t end = at + 1;
  while (end < text.size() && (is_digit(text[end]) || text[end] == '.' || text[end] == 'e' ||
                               text[end] == 'E' || text[end] == '+' || text[end] == '-')) {
    ++end;
  }
  const std::string number(text.substr(at, end - at));
  const bool whole = number.find_first_of(".eE") == std::string::npos;
  const double value = std::strtod(number.c_str(), nullptr);
  if (std::isinf(value)) {
    out += number[0] == '-' ? "-1.7976931348623157e308" : "1.7976931348623157e308";
  } else if (whole && number.size() > kSafeDigits) {
    out += number + "e0";
  } else {
    out += number;
  }
  return end;
}

}  // namespace

std::string repaired(std::string_view text) {
  const std::string clean = to_utf8(text);
  text = clean;
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    bool mended = false;
    if (text[at] == '"') {
      at = copy_string(text, at, out);
      continue;
    }
    for (const std::string_view word : {"-Infinity", "Infinity", "NaN"}) {
      if (!text.substr(at).starts_with(word)) continue;
      out += "null";
      at += word.size();
      mended = true;
      break;
    }
    if (!mended) out += text[at++];
  }
  return out;
}

std::string with_soft_numbers(std::string_view text) {
  std::string out;
  out.reserve(text.size() + 16);
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] == '"') {
      const std::size_t begin = at++;
      while (at < text.size() && text[at] != '"') at += text[at] == '\\' ? 2 : 1;
      at = std::min(at + 1, text.size());
      out += text.substr(begin, at - begin);
    } else if (is_digit(text[at]) ||
               (text[at] == '-' && at + 1 < text.size() && is_digit(text[at + 1]))) {
      at = copy_number(text, at, out);
    } else {
      out += text[at++];
    }
  }
  return out;
}

}  // namespace ingot::json
