// config/files.h: which settings files there are.
//
// Purpose    The one list that loading, explaining, watching and `config path` go by.
// Source     CFG-1..6, CFG-13, CFG-25.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "config/settings.h"

namespace ingot::config {

constexpr std::uint64_t kMaxFileBytes = 16U << 20U;
// Of a file that comes with a project: a settings file is short, and this one nobody vouches for.
constexpr std::uint64_t kMaxProjectFileBytes = 1U << 20U;

struct SettingsFile {
  std::filesystem::path path;
  std::string shown;  // "~/.factory/settings.json"
  Level level = Level::user;
  std::string title;    // "user", "user, local": for people
  bool legacy = false;  // config.json: models only, snake_case
  bool from_project() const { return level == Level::folder || level == Level::project; }
};

// "~/.factory/settings.json" for a path below the home folder.
std::string shown_path(const std::filesystem::path& path, const Environment& environment);

// Everything that is considered, highest first, there or not.
std::vector<SettingsFile> settings_files(const Request& request);

// keybindings.json, there or not: no settings, but read, watched and checked with them.
SettingsFile key_bindings_file(const Request& request);

// The mcp.json files of the project that are there, inside it.
std::vector<std::filesystem::path> server_files(const Request& request);

// Whether `overlay` (--settings) is JSON and not the name of a file.
bool is_inline(std::string_view overlay);

}  // namespace ingot::config
