// config/entry_fields.h: the fields of one entry under both spellings, with their checks.
//
// Purpose    Finds a field by its settings.json name, whichever spelling stands in the file, and
//            reports what is wrong with it at its place.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "config/settings.h"
#include "config/source.h"
#include "json/located.h"

namespace ingot::config {

// "maxOutputTokens" as config.json spells it; the name itself where both agree.
std::string_view legacy_name(std::string_view name);
// The other way round.
std::string_view modern_name(std::string_view name);

class EntryFields {
 public:
  static constexpr const char* kEmptyKey =
      "apiKey is empty; put a key, a ${VAR} reference, or any placeholder such as \"not-needed\" "
      "for a local server without keys";

  EntryFields(const json::Located& element, int index, Source& source, ModelEntry& entry);

  bool legacy() const { return source_.legacy(); }
  Position position(const json::Located& value) const { return source_.position(value.at); }
  // As the file should spell it.
  std::string spelling(std::string_view name) const;

  // The value under either spelling; a null counts as absent.
  const json::Located* any(std::string_view name) const;
  // Absent, or of the wrong type and reported.
  std::optional<json::Located> string(std::string_view name);
  std::optional<bool> boolean(std::string_view name);
  std::optional<std::int64_t> integer(std::string_view name, std::int64_t least);
  const json::Located* object(std::string_view name);
  std::optional<std::int64_t> whole_number(const json::Located& value, const std::string& path,
                                           const std::string& name, std::int64_t least);

  void missing(std::string_view name);
  void not_an_object();
  void error(std::string_view code, const json::Located& at, std::string_view field,
             std::string text) {
    error_at(code, at.at, field, std::move(text));
  }
  void error_at(std::string_view code, json::Place at, std::string_view field, std::string text);
  void warning(std::string_view code, const json::Located& at, std::string_view field,
               std::string text);
  void warning_at_entry(std::string_view code, std::string text);
  void note(std::string_view code, const json::Located& at, std::string_view field,
            std::string text);
  // Fields nobody knows, and fields in the other file's spelling (CFG-23).
  void note_unknown();

 private:
  std::string path(std::string_view field = {}) const;

  const json::Located& element_;
  Source& source_;
  ModelEntry& entry_;
  std::string base_;   // customModels[2]
  std::string label_;  // display name or model
};

}  // namespace ingot::config
