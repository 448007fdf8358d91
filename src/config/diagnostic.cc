#include "config/source.h"

namespace ingot::config {

std::string_view to_string(Diagnostic::Severity severity) {
  switch (severity) {
    case Diagnostic::Severity::error:
      return "error";
    case Diagnostic::Severity::warning:
      return "warning";
    case Diagnostic::Severity::note:
      break;
  }
  return "note";
}

std::string to_string(const Position& position) {
  if (position.line == 0) return position.file;
  return position.file + ":" + std::to_string(position.line) + ":" +
         std::to_string(position.column);
}

std::string to_string(const Diagnostic& diagnostic) {
  std::string text = to_string(diagnostic.at) + ": " + std::string(to_string(diagnostic.severity)) +
                     " " + diagnostic.code + ": ";
  // Some messages name their place themselves.
  if (!diagnostic.path.empty() && !diagnostic.text.starts_with(diagnostic.path)) {
    text += diagnostic.path;
    if (!diagnostic.label.empty()) text += " (\"" + diagnostic.label + "\")";
    text += ": ";
  }
  return text + diagnostic.text;
}

bool Settings::has_errors() const {
  for (const Diagnostic& diagnostic : diagnostics) {
    if (diagnostic.severity == Diagnostic::Severity::error) return true;
  }
  return false;
}

}  // namespace ingot::config
