// engine/export.h: a session written to a file, for people and other programs.
//
// Errors     Kind::not_found when there is no such session; Kind::busy when a file of that name is
//            there and may not be replaced; invalid_argument, io.
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>

#include "engine/configuration.h"
#include "session/export.h"

namespace ingot::engine {

using session::ExportFormat;

struct ExportTarget {
  ExportFormat format = ExportFormat::markdown;
  std::filesystem::path file;
};
// `text` is "[md|html|json] [path]"; a path without a format says it by its ending, else it is
// Markdown. Without a path, or with a folder, the file is called after the session.
ExportTarget export_target(std::string_view text, const std::string& id,
                           const std::filesystem::path& folder);
// The next name beside it that is free: "session-1a2b3c4d-2.md".
std::filesystem::path free_name(const std::filesystem::path& file);

// `id` may be a prefix.
Result<std::string> exported_session(const Configuration& configuration, const std::string& id,
                                     ExportFormat format);
// Readable by the user alone (0600), whole or not at all.
Result<> write_export(const std::filesystem::path& file, std::string_view text, bool replace);

}  // namespace ingot::engine
