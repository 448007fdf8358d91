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

std::variant<json::LocatedText, Diagnostic> parse_object(std::string_view text,
                                                         const std::string& shown,
                                                         const std::string& consequence) {
  const auto problem = [&](std::string_view code, json::Place at, std::string what) {
    Diagnostic diagnostic;
    diagnostic.code = code;
    diagnostic.at = {shown, at.line, at.column};
    diagnostic.text = std::move(what);
    return diagnostic;
  };
  auto parsed = json::parse_located(text);
  if (const auto* error = std::get_if<json::LocatedError>(&parsed)) {
    return problem("E01", error->at, "not valid JSON: " + error->what + consequence);
  }
  auto& file = std::get<json::LocatedText>(parsed);
  if (file.root.is(json::Located::Type::object)) return std::move(file);
  return problem(
      "E02", file.root.at,
      "the file must contain a JSON object, found " + std::string(json::type_name(file.root.type)));
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
