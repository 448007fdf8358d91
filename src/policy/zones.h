// policy/zones.h: what kind of place a path is, for writing and for reading.
//
// Source     CMD-13 (secrets), CMD-14 (zones), CFG-208 (the program's own folder).
// Invariant  Whole components are compared, never prefixes of a text, and without regard to case:
//            a file system may fold it.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace ingot::policy {

// What a command is judged against.
struct Ground {
  std::filesystem::path workspace;                // canonical
  std::vector<std::filesystem::path> more_roots;  // written to like the workspace
  std::filesystem::path directory;                // where the command runs; empty: the workspace
  std::filesystem::path home;
  std::filesystem::path temporary;      // beside /tmp and /var/tmp
  std::filesystem::path config_folder;  // ~/.factory
  // Whether the machine is looked at: links, PATH and the repository's git configuration. Without
  // it a text is judged by itself.
  bool looks = false;
};

// No file has a longer path (PATH_MAX of Linux; others have less), and resolving one takes long.
constexpr std::size_t kMaxPathBytes = 4096;

enum class Zone { ordinary, temporary, sink, guarded, outside };

// `path` is absolute. The worse of what it says and of where links lead.
Zone zone_of(const std::filesystem::path& path, const Ground& ground);

// Writing there changes what runs later: version control, editors, hooks, shells, this program.
bool is_protected(const std::filesystem::path& path, const Ground& ground);
// The content is somebody's key or password. A folder counts when it holds nothing else.
// `path` may be a pattern of the shell.
bool is_secret(const std::filesystem::path& path, const Ground& ground);
// Everything below it taken together holds secrets: "/", "~", "/etc".
bool has_secrets_below(const std::filesystem::path& path, const Ground& ground);
// The files of this program that hold keys, and a search through their folder (CFG-208).
bool holds_own_keys(const std::filesystem::path& path, const std::filesystem::path& config_folder);

// OPENAI_API_KEY, GITHUB_TOKEN (CMD-13).
bool is_secret_variable(std::string_view name);

}  // namespace ingot::policy
