// session/settings_file.h: <id>.settings.json, what belongs to a session beside its messages.
#pragma once

#include <filesystem>

#include "session/session.h"

namespace ingot::session {

// Defaults when there is no such file or it cannot be read.
Settings read_settings(const std::filesystem::path& path);
// Replaced whole; members that ingot does not know are kept.
Result<> write_settings(const std::filesystem::path& path, const Settings& settings,
                        const Redactor& redactor);

}  // namespace ingot::session
