#include "config/expand.h"

#include <cctype>
#include <optional>

namespace ingot::config {
namespace {

struct Reference {
  std::string name;
  std::optional<std::string> fallback;
  std::size_t length = 0;  // in the text
};

bool begins_name(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '_'; }
bool continues_name(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

// The reference that begins `text` ("${"), if it is one.
std::optional<Reference> reference_at(std::string_view text) {
  if (!text.starts_with("${") || text.size() < 4 || !begins_name(text[2])) return std::nullopt;
  std::size_t end = 3;
  while (end < text.size() && continues_name(text[end])) ++end;
  Reference reference;
  reference.name = text.substr(2, end - 2);
  if (text.substr(end, 2) == ":-") {
    const std::size_t close = text.find('}', end);
    if (close == std::string_view::npos) return std::nullopt;
    reference.fallback = std::string(text.substr(end + 2, close - end - 2));
    end = close;
  }
  if (end >= text.size() || text[end] != '}') return std::nullopt;
  reference.length = end + 1;
  return reference;
}

}  // namespace

Expanded expand(std::string_view text, const Environment& environment) {
  Expanded out;
  while (!text.empty()) {
    if (text.starts_with("$${")) {
      out.text += "${";
      text.remove_prefix(3);
      continue;
    }
    const auto reference = reference_at(text);
    if (!reference) {
      out.text += text.front();
      text.remove_prefix(1);
      continue;
    }
    out.used.push_back(reference->name);
    const auto value = environment(reference->name);
    if (value && !value->empty()) {
      out.text += *value;
    } else if (reference->fallback) {
      out.text += *reference->fallback;
    } else {
      out.unset.push_back(reference->name);
    }
    text.remove_prefix(reference->length);
  }
  return out;
}

bool has_reference(std::string_view text) {
  for (std::size_t at = 0; (at = text.find("${", at)) != std::string_view::npos; ++at) {
    if (reference_at(text.substr(at))) return true;
  }
  return false;
}

}  // namespace ingot::config
