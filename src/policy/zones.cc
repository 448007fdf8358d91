#include "policy/zones.h"

#include <fnmatch.h>

#include <algorithm>
#include <array>
#include <optional>

#include "base/letters.h"
#include "os/paths.h"

namespace ingot::policy {
namespace {

namespace fs = std::filesystem;
using Parts = std::vector<std::string>;

Parts parts_of(const fs::path& path) {
  Parts parts;
  for (const fs::path& part : path) {
    std::string name = lower(part.string());
    if (!name.empty() && name != "/") parts.push_back(std::move(name));
  }
  return parts;
}

bool is_one_of(std::string_view name, const auto& names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// As whole components in a folder or as a file.
constexpr std::array<std::string_view, 23> kProtected = {
    ".git",        ".gitmodules",  ".gitconfig",    ".mcp.json",  ".vscode", ".idea",
    ".husky",      ".envrc",       ".npmrc",        ".ripgreprc", ".bashrc", ".bash_profile",
    ".bash_login", ".bash_logout", ".profile",      ".zshrc",     ".zshenv", ".zprofile",
    ".zlogin",     ".zlogout",     ".bash_aliases", ".inputrc",   ".kshrc"};

// Folders and files that are secrets wherever a home is; "/" divides components.
constexpr std::array<std::string_view, 41> kSecretPlaces = {
    ".ssh",
    ".aws",
    ".azure",
    ".config/gcloud",
    ".kube/config",
    ".docker/config.json",
    ".gnupg",
    ".netrc",
    ".npmrc",
    ".pypirc",
    ".git-credentials",
    ".config/gh/hosts.yml",
    ".config/git/credentials",
    ".config/op",
    ".config/hub",
    ".password-store",
    ".local/share/keyrings",
    ".local/share/kwalletd",
    "library/keychains",
    ".mozilla",
    ".config/google-chrome",
    ".config/chromium",
    ".config/bravesoftware",
    "library/application support/google/chrome",
    "library/application support/firefox",
    ".bash_history",
    ".zsh_history",
    ".history",
    ".python_history",
    ".node_repl_history",
    ".psql_history",
    ".mysql_history",
    ".sqlite_history",
    ".rediscli_history",
    ".local/share/fish/fish_history",
    ".cargo/credentials",
    ".cargo/credentials.toml",
    ".terraform.d/credentials.tfrc.json",
    ".gem/credentials",
    ".pgpass",
    ".my.cnf"};
// Of these the name says it in a workspace as well.
constexpr std::array<std::string_view, 6> kSecretEverywhere = {
    ".ssh", ".aws", ".gnupg", ".netrc", ".git-credentials", ".pgpass"};

constexpr std::array<std::string_view, 9> kSecretEndings = {
    ".pem", ".key", ".p12", ".pfx", ".jks", ".keystore", ".kdbx", ".tfstate", ".tfstate.backup"};
constexpr std::array<std::string_view, 4> kExampleEndings = {".example", ".sample", ".template",
                                                             ".dist"};
// What a pattern is tried against.
constexpr std::array<const char*, 14> kSecretSamples = {".env",
                                                        ".env.local",
                                                        ".env.production",
                                                        ".env.test",
                                                        "id_rsa",
                                                        "id_ed25519",
                                                        ".netrc",
                                                        ".ssh",
                                                        ".aws",
                                                        ".gnupg",
                                                        ".npmrc",
                                                        ".pypirc",
                                                        ".git-credentials",
                                                        ".bash_history"};

bool is_secret_name(std::string_view name) {
  const auto ends = [&](std::string_view end) { return name.ends_with(end); };
  if (name == ".env" || name.starts_with(".env.")) {
    return std::none_of(kExampleEndings.begin(), kExampleEndings.end(), ends);
  }
  if (name.starts_with("id_rsa") || name.starts_with("id_ed25519") ||
      name.starts_with("id_ecdsa") || name.starts_with("id_dsa")) {
    return !ends(".pub");
  }
  return std::any_of(kSecretEndings.begin(), kSecretEndings.end(), ends);
}

// "/a/b/" of the components a and b: what is searched for whole components.
std::string bounded(const Parts& parts) {
  std::string text = "/";
  for (const std::string& part : parts) text += part + "/";
  return text;
}

// Whether the components of `place` stand in `text`, and what follows them.
std::optional<std::string_view> behind_place(std::string_view text, std::string_view place) {
  for (std::size_t at = text.find(place); at != std::string_view::npos;
       at = text.find(place, at + 1)) {
    const std::size_t end = at + place.size();
    if (text[at - 1] == '/' && text[end] == '/') return text.substr(end + 1);
  }
  return std::nullopt;
}

bool may_exist(const fs::path& path, const Ground& ground) {
  return ground.looks && path.native().size() <= kMaxPathBytes;
}

bool is_pattern(std::string_view name) { return name.find_first_of("*?[") != std::string::npos; }

bool is_below(const fs::path& path, const fs::path& folder) {
  return !folder.empty() && os::is_inside(path, folder);
}

// The root that holds `path`; empty for none.
fs::path root_of(const fs::path& path, const Ground& ground) {
  if (is_below(path, ground.workspace)) return ground.workspace;
  for (const fs::path& root : ground.more_roots) {
    if (is_below(path, root)) return root;
  }
  return {};
}

bool is_secret_place(const fs::path& path, const Parts& parts, const Ground& ground) {
  const bool is_own = !root_of(path, ground).empty();
  const std::string text = bounded(parts);
  const auto holds = [&](std::string_view place) {
    const auto rest = behind_place(text, place);
    if (!rest) return false;
    if (place != ".ssh" || rest->empty()) return true;
    return !parts.back().ends_with(".pub") && parts.back() != "known_hosts";
  };
  if (is_own) return std::any_of(kSecretEverywhere.begin(), kSecretEverywhere.end(), holds);
  if (std::any_of(kSecretPlaces.begin(), kSecretPlaces.end(), holds)) return true;
  if (parts.size() >= 2 && parts[0] == "etc") {
    return parts[1] == "shadow" || parts[1] == "gshadow" || parts[1].starts_with("shadow") ||
           parts[1].starts_with("sudoers") ||
           (parts[1] == "ssh" && parts.size() > 2 && parts[2].ends_with("_key"));
  }
  return parts.size() >= 3 && parts[0] == "proc" &&
         (parts.back() == "environ" || parts.back() == "mem" || is_pattern(parts.back()));
}

Zone zone_as_written(const fs::path& path, const Ground& ground) {
  constexpr std::array<std::string_view, 7> kSinks = {
      "/dev/null", "/dev/stdout", "/dev/stderr", "/dev/zero", "/dev/full", "/dev/stdin", "/dev/fd"};
  if (is_one_of(path.native(), kSinks) || path.native().starts_with("/dev/fd/")) return Zone::sink;
  if (is_protected(path, ground)) return Zone::guarded;
  if (!root_of(path, ground).empty()) return Zone::ordinary;
  for (const fs::path& folder : {fs::path("/tmp"), fs::path("/var/tmp"), ground.temporary}) {
    if (is_below(path, folder) && path != folder) return Zone::temporary;
  }
  return Zone::outside;
}

}  // namespace

bool is_protected(const fs::path& path, const Ground& ground) {
  const fs::path root = root_of(path, ground);
  const Parts parts = parts_of(root.empty() ? path : path.lexically_relative(root));
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const std::string& name = parts[i];
    if (is_one_of(name, kProtected) || name.starts_with(".yarnrc")) return true;
    if (name == ".factory") {
      const bool is_for_people =
          i + 2 < parts.size() && (parts[i + 1] == "docs" || parts[i + 1] == "specs");
      if (!is_for_people) return true;
    }
    if (is_pattern(name) && name.starts_with('.')) return true;
  }
  return !ground.config_folder.empty() && root.empty() && is_below(path, ground.config_folder);
}

Zone zone_of(const fs::path& path, const Ground& ground) {
  const fs::path plain = path.lexically_normal();
  const Zone written = zone_as_written(plain, ground);
  if (!may_exist(path, ground) || written == Zone::sink) return written;
  return std::max(written, zone_as_written(os::canonical(path), ground));
}

bool holds_own_keys(const fs::path& path, const fs::path& config_folder) {
  if (config_folder.empty()) return false;
  const fs::path own = config_folder / "ingot";
  if (path == config_folder || path == own || os::is_inside(path, own / "keys")) return true;
  const std::string name = path.filename().string();
  if (name.ends_with(".jsonl") && os::is_inside(path, config_folder / "sessions")) return true;
  if (path.parent_path() != config_folder) return false;
  return name.rfind("settings", 0) == 0 || name.starts_with("auth") || name == "config.json" ||
         name == "ingot.json";
}

bool is_secret(const fs::path& path, const Ground& ground) {
  const auto test = [&](const fs::path& each) {
    const Parts parts = parts_of(each);
    if (parts.empty()) return false;
    const fs::path own = ground.config_folder.empty() && !ground.home.empty()
                             ? ground.home / ".factory"
                             : ground.config_folder;
    if (holds_own_keys(each, own)) return true;
    if (is_secret_name(parts.back()) || is_secret_place(each, parts, ground)) return true;
    return std::any_of(parts.begin(), parts.end(), [](const std::string& part) {
      return is_pattern(part) &&
             std::any_of(kSecretSamples.begin(), kSecretSamples.end(), [&](const char* sample) {
               return part.size() < 256 && part != "*" &&
                      ::fnmatch(part.c_str(), sample, FNM_PERIOD) == 0;
             });
    });
  };
  return test(path.lexically_normal()) || (may_exist(path, ground) && test(os::canonical(path)));
}

bool has_secrets_below(const fs::path& path, const Ground& ground) {
  const fs::path plain = path.lexically_normal();
  if (is_secret(plain, ground)) return true;
  if (!root_of(plain, ground).empty()) return false;
  const fs::path folder =
      plain.has_filename() || !plain.has_parent_path() ? plain : plain.parent_path();
  constexpr std::array<std::string_view, 8> kFolders = {"/",     "/home", "/etc",   "/proc",
                                                        "/root", "/var",  "/Users", "/mnt"};
  return is_one_of(folder.native(), kFolders) ||
         (!ground.home.empty() && os::is_inside(ground.home, folder)) ||
         folder == ground.home / ".config" || folder.native().starts_with("/proc/") ||
         (!ground.workspace.empty() && os::is_inside(ground.workspace, folder));
}

bool is_secret_variable(std::string_view name) {
  constexpr std::array<std::string_view, 9> kParts = {"KEY",      "TOKEN",  "SECRET",
                                                      "PASSWORD", "PASSWD", "CREDENTIAL",
                                                      "KEYS",     "TOKENS", "CREDENTIALS"};
  if (std::any_of(name.begin(), name.end(), [](char c) { return c >= 'a' && c <= 'z'; })) {
    return false;
  }
  while (!name.empty()) {
    const std::size_t end = std::min(name.find('_'), name.size());
    if (is_one_of(name.substr(0, end), kParts)) return true;
    name.remove_prefix(std::min(end + 1, name.size()));
  }
  return false;
}

}  // namespace ingot::policy
