#include "os/paths.h"

#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <system_error>
#include <vector>

namespace ingot::os {
namespace fs = std::filesystem;

std::vector<std::string> variables_with_secrets(const Redactor& redactor) {
  std::vector<std::string> names;
  for (char** one = environ; one != nullptr && *one != nullptr; ++one) {
    const std::string_view variable(*one);
    const std::size_t equals = variable.find('=');
    if (equals != std::string_view::npos && redactor.mentions_secret(variable.substr(equals + 1))) {
      names.emplace_back(variable.substr(0, equals));
    }
  }
  return names;
}

std::optional<std::string> environment_variable(const std::string& name) {
  // NOLINTNEXTLINE(concurrency-mt-unsafe): ingot never changes its own environment
  const char* value = std::getenv(name.c_str());
  if (value == nullptr) return std::nullopt;
  return std::string(value);
}

namespace {

// The passwd entry of the user who runs ingot.
struct UserEntry {
  std::string name, home;
};

UserEntry user_entry() {
  char buffer[4096];
  passwd entry{};
  passwd* found = nullptr;
  if (::getpwuid_r(::getuid(), &entry, buffer, sizeof buffer, &found) != 0 || found == nullptr)
    return {};
  return {.name = found->pw_name, .home = found->pw_dir};
}

}  // namespace

fs::path home_folder() {
  if (auto home = environment_variable("HOME"); home && !home->empty()) return *home;
  return user_entry().home;
}

std::string user_name() {
  std::string name = user_entry().name;
  return name.empty() ? environment_variable("USER").value_or("") : name;
}

fs::path managed_folder() {
#ifdef __APPLE__
  return "/Library/Application Support/Factory";
#else
  return "/etc/factory";
#endif
}

fs::path current_folder() {
  std::error_code ignored;
  return fs::current_path(ignored);
}

fs::path temporary_folder() {
  if (auto folder = environment_variable("TMPDIR"); folder && !folder->empty()) return *folder;
  return "/tmp";
}

// By hand rather than by std::filesystem::weakly_canonical, which takes a symlink to nothing for a
// name that does not exist: a file made through that link would land where the link points.
fs::path canonical(const fs::path& path) {
  constexpr int kMaxSymlinks = 40;  // as the kernel's own limit
  const fs::path whole = path.is_absolute() ? path : current_folder() / path;
  std::vector<fs::path> rest(whole.begin(), whole.end());
  std::reverse(rest.begin(), rest.end());
  fs::path resolved;
  int symlinks = 0;
  while (!rest.empty()) {
    const fs::path part = std::move(rest.back());
    rest.pop_back();
    if (part.empty() || part == ".") continue;
    if (part == "..") {
      resolved = resolved.parent_path();  // of "/" it is "/"
      continue;
    }
    fs::path next = resolved / part;
    std::error_code none;
    const fs::path target = fs::read_symlink(next, none);
    if (none || ++symlinks > kMaxSymlinks) {
      resolved = std::move(next);
      continue;
    }
    std::vector<fs::path> parts(target.begin(), target.end());
    rest.insert(rest.end(), parts.rbegin(), parts.rend());
    if (target.is_absolute()) resolved.clear();
  }
  return resolved;
}

fs::path absolute(std::string_view text, const fs::path& base) {
  fs::path path(text);
  if (text == "~") {
    path = home_folder();
  } else if (text.substr(0, 2) == "~/") {
    path = home_folder() / text.substr(2);
  }
  if (path.is_relative()) path = base / path;
  path = path.lexically_normal();
  if (path.has_relative_path() && path.filename().empty()) path = path.parent_path();
  return path;
}

bool is_inside(const fs::path& path, const fs::path& folder) {
  if (folder.empty()) return false;
  const fs::path normal = path.lexically_normal();
  auto at = normal.begin();
  for (const fs::path& part : folder) {
    if (part.empty()) continue;  // a trailing separator
    if (at == normal.end() || *at != part) return false;
    ++at;
  }
  return true;
}

std::string display_path(const fs::path& path, const fs::path& base) {
  if (!is_inside(path, base)) return path.string();
  const fs::path relative = path.lexically_relative(base);
  return relative.empty() ? path.string() : relative.string();
}

std::string short_path(const fs::path& path) {
  const std::string home = home_folder().string();
  std::string text = path.string();
  if (home.size() > 1 && (text == home || text.starts_with(home + "/"))) {
    text.replace(0, home.size(), "~");
  }
  return text;
}

}  // namespace ingot::os
