// os/paths.h: well-known folders and resolving paths.
//
// Errors     resolve functions never fail for a path that does not exist yet: the existing part is
//            resolved, the rest appended, so that rights can be judged before a file is made.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/redact.h"

namespace ingot::os {

// Names of the variables of this process whose value holds a secret.
std::vector<std::string> variables_with_secrets(const Redactor& redactor);
std::optional<std::string> environment_variable(const std::string& name);
// $HOME, else the passwd entry; empty if neither.
std::filesystem::path home_folder();
std::string user_name();
// Where whoever runs the machine puts what binds all its users (CFG-14). Fixed: no variable moves
// it.
std::filesystem::path managed_folder();
std::filesystem::path current_folder();
// A private temporary folder's parent: $TMPDIR or /tmp.
std::filesystem::path temporary_folder();

// As people write it: "~/src/parser".
std::string short_path(const std::filesystem::path& path);

// Symlinks resolved as far as the path exists; "." and ".." gone.
std::filesystem::path canonical(const std::filesystem::path& path);
// `text` with a leading ~ expanded, relative to `base` otherwise; lexically normalised.
std::filesystem::path absolute(std::string_view text, const std::filesystem::path& base);
// Whether `path` is `folder` or inside it; both canonical.
bool is_inside(const std::filesystem::path& path, const std::filesystem::path& folder);
// `path` relative to `base` when inside it, else as it is: for display (CLI-76).
std::string display_path(const std::filesystem::path& path, const std::filesystem::path& base);

}  // namespace ingot::os
