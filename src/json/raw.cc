#include "json/raw.h"

#include <algorithm>

#include "json/value.h"

namespace ingot::json {
namespace {

bool is_space(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

std::size_t skip_space(std::string_view text, std::size_t at) {
  while (at < text.size() && is_space(text[at])) ++at;
  return at;
}

// One past the closing quote of the string that opens at `at`.
std::size_t string_end(std::string_view text, std::size_t at) {
  for (++at; at < text.size(); ++at) {
    if (text[at] == '\\') {
      ++at;
    } else if (text[at] == '"') {
      return at + 1;
    }
  }
  return std::string_view::npos;
}

std::size_t end_of_value(std::string_view text, std::size_t at) {
  if (at >= text.size()) return std::string_view::npos;
  if (text[at] == '"') return string_end(text, at);
  if (text[at] != '{' && text[at] != '[') {
    const std::size_t begin = at;
    while (at < text.size() && !is_space(text[at]) && text[at] != ',' && text[at] != ']' &&
           text[at] != '}') {
      ++at;
    }
    return at == begin ? std::string_view::npos : at;
  }
  std::size_t depth = 0;
  while (at < text.size()) {
    const char c = text[at];
    if (c == '"') {
      at = string_end(text, at);
      if (at == std::string_view::npos) return at;
      continue;
    }
    if (c == '{' || c == '[') ++depth;
    if ((c == '}' || c == ']') && --depth == 0) return at + 1;
    ++at;
  }
  return std::string_view::npos;
}

bool key_equals(std::string_view quoted_key, std::string_view key) {
  if (quoted_key.find('\\') == std::string_view::npos) {
    return quoted_key.substr(1, quoted_key.size() - 2) == key;
  }
  const auto parsed = Document::parse(quoted_key);
  return parsed.has_value() && parsed->root().string() == key;
}

}  // namespace

std::string_view raw_member(std::string_view text, std::string_view key) {
  std::size_t at = skip_space(text, 0);
  if (at >= text.size() || text[at] != '{') return {};
  ++at;
  while (true) {
    at = skip_space(text, at);
    if (at < text.size() && text[at] == ',') at = skip_space(text, at + 1);
    if (at >= text.size() || text[at] != '"') return {};
    const std::size_t key_end = string_end(text, at);
    if (key_end == std::string_view::npos) return {};
    const std::string_view quoted_key = text.substr(at, key_end - at);
    at = skip_space(text, key_end);
    if (at >= text.size() || text[at] != ':') return {};
    at = skip_space(text, at + 1);
    const std::size_t end = end_of_value(text, at);
    if (end == std::string_view::npos) return {};
    if (key_equals(quoted_key, key)) return text.substr(at, end - at);
    at = end;
  }
}

std::vector<std::string_view> raw_elements(std::string_view text) {
  std::vector<std::string_view> elements;
  std::size_t at = skip_space(text, 0);
  if (at >= text.size() || text[at] != '[') return elements;
  ++at;
  while (true) {
    at = skip_space(text, at);
    if (at < text.size() && text[at] == ',') at = skip_space(text, at + 1);
    if (at >= text.size() || text[at] == ']') return elements;
    const std::size_t end = end_of_value(text, at);
    if (end == std::string_view::npos) return elements;
    elements.push_back(text.substr(at, end - at));
    at = end;
  }
}

std::string minified(std::string_view json) {
  std::string out;
  out.reserve(json.size());
  std::size_t at = 0;
  while (at < json.size()) {
    if (json[at] == '"') {
      const std::size_t end = std::min(string_end(json, at), json.size());
      out += json.substr(at, end - at);
      at = end;
      continue;
    }
    if (!is_space(json[at])) out += json[at];
    ++at;
  }
  return out;
}

std::size_t value_end(std::string_view text) { return end_of_value(text, skip_space(text, 0)); }

}  // namespace ingot::json
