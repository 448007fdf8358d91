// session/export.h: a session as one document, for people and other programs.
//
// Purpose    Markdown and HTML to read, JSON with everything (CLI-63, docs/formats/export.md).
// Threads    Pure functions but for reading the session, which may be going on meanwhile.
// Cost       The whole document in memory.
// Invariant  No known secret is in it. HTML is self-contained: nothing is fetched, no script runs,
//            foreign text is escaped. Control and direction characters of foreign text are shown,
//            not obeyed, in Markdown and HTML.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/redact.h"
#include "session/line_index.h"
#include "session/session.h"

namespace ingot::session {

enum class ExportFormat { markdown, html, json };
std::optional<ExportFormat> export_format_from(std::string_view name);  // "md", "html", "json"
std::string_view ending_of(ExportFormat format);                        // the same names

struct ExportSource {
  const Header& header;
  const Settings& settings;
  std::string settings_json;  // as on disk; may be empty
  const LineIndex& lines;
  std::string time, version;  // when, and by which ingot
};
std::string exported(const ExportSource& source, ExportFormat format, const Redactor& redactor);

}  // namespace ingot::session
