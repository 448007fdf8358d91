// config/files.h: which settings files there are.
//
// Purpose    The one list that loading, explaining and `config path` go by.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "config/settings.h"

namespace ingot::config {

constexpr std::uint64_t kMaxFileBytes = 16U << 20U;

struct SettingsFile {
  std::filesystem::path path;
  std::string shown;    // "~/.factory/settings.json"
  std::string level;    // "user", "user, local": for people
  bool legacy = false;  // config.json: models only, snake_case
};

// "~/.factory/settings.json" for a path below the home folder.
std::string shown_path(const std::filesystem::path& path, const Environment& environment);

// Of the user, highest first.
std::vector<SettingsFile> user_files(const std::filesystem::path& folder,
                                     const Environment& environment);

}  // namespace ingot::config
