// config/source.h: one settings file while it is read.
//
// Purpose    Makes the diagnostics of that file: who, where, under which path.
// Ownership  Refers to the list it appends to, which outlives it.
#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "config/settings.h"
#include "json/located.h"

namespace ingot::config {

class Source {
 public:
  Source(std::string shown_path, bool legacy, std::vector<Diagnostic>& diagnostics)
      : path_(std::move(shown_path)), legacy_(legacy), diagnostics_(diagnostics) {}

  bool legacy() const { return legacy_; }
  const std::string& path() const { return path_; }
  Position position(json::Place place) const { return {path_, place.line, place.column}; }

  Diagnostic make(Diagnostic::Severity severity, std::string_view code, json::Place place,
                  std::string_view path, std::string_view label, std::string text) const;
  void report(Diagnostic diagnostic) { diagnostics_.push_back(std::move(diagnostic)); }
  void report(Diagnostic::Severity severity, std::string_view code, json::Place place,
              std::string_view path, std::string text) {
    report(make(severity, code, place, path, {}, std::move(text)));
  }

 private:
  std::string path_;
  bool legacy_;
  std::vector<Diagnostic>& diagnostics_;
};

// A file's text as a JSON object, or what is wrong with it: E01, E02. `shown` is its path for
// people, `consequence` the end of the first message.
std::variant<json::LocatedText, Diagnostic> parse_object(std::string_view text,
                                                         const std::string& shown,
                                                         const std::string& consequence);

std::string_view to_string(Diagnostic::Severity severity);  // "error", "warning", "note"

// `found "8k" (string)`: a value as messages quote it. Never used for keys.
std::string found(const json::Located& value);

// "; did you mean "x"?" for the nearest of `known`, or nothing.
std::string suggestion(std::string_view word, const std::vector<std::string>& known);

}  // namespace ingot::config
