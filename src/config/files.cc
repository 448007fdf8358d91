#include "config/files.h"

#include "config/project.h"
#include "os/file.h"
#include "os/paths.h"

namespace ingot::config {
namespace {

namespace fs = std::filesystem;

class Listing {
 public:
  explicit Listing(const Environment& environment) : environment_(environment) {}

  void add(const fs::path& path, Level level, std::string title, bool legacy = false) {
    files_.push_back({.path = path,
                      .shown = shown_path(path, environment_),
                      .level = level,
                      .title = std::move(title),
                      .legacy = legacy});
  }
  // A settings.local.json is laid over the settings.json beside it (CFG-4).
  void add_pair(const fs::path& folder, Level level, const std::string& title) {
    add(folder / "settings.local.json", level, title + ", local");
    add(folder / "settings.json", level, title);
  }
  std::vector<SettingsFile> take() { return std::move(files_); }

 private:
  const Environment& environment_;
  std::vector<SettingsFile> files_;
};

// The .factory folders of the project, nearest first. The user's own folder is no project's,
// wherever the home folder lies (CFG-13).
std::vector<fs::path> project_folders(const Request& request, const fs::path& root) {
  const fs::path user = os::canonical(request.folder);
  const std::string home = request.environment("HOME").value_or("");
  std::vector<fs::path> folders;
  for (const fs::path& folder : folders_up_to(request.cwd, root)) {
    const fs::path own = os::canonical(folder / ".factory");
    if (own == user || (!home.empty() && own == os::canonical(fs::path(home) / ".factory"))) {
      continue;
    }
    folders.push_back(folder / ".factory");
  }
  return folders;
}

}  // namespace

std::string_view to_string(Level level) {
  switch (level) {
    case Level::managed:
      return "managed";
    case Level::runtime:
      return "runtime";
    case Level::folder:
      return "folder";
    case Level::project:
      return "project";
    case Level::user:
      break;
  }
  return "user";
}

std::string shown_path(const fs::path& path, const Environment& environment) {
  const std::string home = environment("HOME").value_or("");
  std::string text = path.string();
  if (!home.empty() && home != "/" && text.starts_with(home + "/")) {
    return "~" + text.substr(home.size());
  }
  return text;
}

bool is_inline(std::string_view overlay) {
  const std::size_t start = overlay.find_first_not_of(" \t\r\n");
  return start != std::string_view::npos && overlay[start] == '{';
}

std::vector<fs::path> server_files(const Request& request) {
  std::vector<fs::path> files;
  if (request.cwd.empty()) return files;
  const fs::path root = find_project(request.cwd).root;
  const auto add = [&](const fs::path& path) {
    if (os::stat_file(path) && os::is_inside(os::canonical(path), root)) files.push_back(path);
  };
  for (const fs::path& folder : project_folders(request, root)) add(folder / "mcp.json");
  add(root / ".mcp.json");
  return files;
}

SettingsFile key_bindings_file(const Request& request) {
  Listing listing(request.environment);
  listing.add(request.folder / "keybindings.json", Level::user, "user, keys");
  return listing.take().front();
}

std::vector<SettingsFile> settings_files(const Request& request) {
  Listing listing(request.environment);
  if (!request.managed.empty()) listing.add(request.managed, Level::managed, "managed");
  if (!request.overlay.empty() && !is_inline(request.overlay)) {
    listing.add(request.overlay, Level::runtime, "--settings",
                fs::path(request.overlay).filename() == "config.json");
  }
  if (!request.cwd.empty()) {
    const fs::path root = find_project(request.cwd).root;
    for (const fs::path& folder : project_folders(request, root)) {
      const bool top = folder.parent_path() == root;
      listing.add_pair(folder, top ? Level::project : Level::folder, top ? "project" : "folder");
    }
  }
  listing.add(request.folder / "ingot.json", Level::user, "user, ingot only");
  listing.add_pair(request.folder, Level::user, "user");
  listing.add(request.folder / "config.json", Level::user, "user, legacy models", true);
  return listing.take();
}

}  // namespace ingot::config
