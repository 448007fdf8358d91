#include "config/files.h"

namespace ingot::config {

std::string shown_path(const std::filesystem::path& path, const Environment& environment) {
  const std::string home = environment("HOME").value_or("");
  std::string text = path.string();
  if (!home.empty() && home != "/" && text.starts_with(home + "/")) {
    return "~" + text.substr(home.size());
  }
  return text;
}

std::vector<SettingsFile> user_files(const std::filesystem::path& folder,
                                     const Environment& environment) {
  std::vector<SettingsFile> files;
  const auto add = [&](const char* name, const char* level, bool legacy) {
    const std::filesystem::path path = folder / name;
    files.push_back({path, shown_path(path, environment), level, legacy});
  };
  add("ingot.json", "user, ingot only", false);
  add("settings.local.json", "user, local", false);
  add("settings.json", "user", false);
  add("config.json", "user, legacy models", true);
  return files;
}

}  // namespace ingot::config
