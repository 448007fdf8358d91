#include "config/source.h"

#include "base/nearest.h"
#include "base/utf8.h"

namespace ingot::config {
namespace {

constexpr std::size_t kMaxShown = 60;

}  // namespace

Diagnostic Source::make(Diagnostic::Severity severity, std::string_view code, json::Place place,
                        std::string_view path, std::string_view label, std::string text) const {
  Diagnostic diagnostic;
  diagnostic.severity = severity;
  diagnostic.code = code;
  diagnostic.at = position(place);
  diagnostic.path = path;
  diagnostic.label = label;
  diagnostic.text = std::move(text);
  return diagnostic;
}

std::string found(const json::Located& value) {
  using Type = json::Located::Type;
  switch (value.type) {
    case Type::string:
      return "found \"" + std::string(utf8_prefix(value.text, kMaxShown)) + "\" (string)";
    case Type::number:
      return "found " + std::string(utf8_prefix(value.text, kMaxShown)) + " (number)";
    case Type::boolean:
      return "found " + value.text + " (boolean)";
    default:
      return "found " + std::string(json::type_name(value.type));
  }
}

std::string suggestion(std::string_view word, const std::vector<std::string>& known) {
  const std::string close = nearest(word, known);
  return close.empty() ? std::string() : "; did you mean \"" + close + "\"?";
}

}  // namespace ingot::config
