// tui/place.h: where the user is, as people write it.
#pragma once

#include <filesystem>
#include <string>

namespace ingot::tui {

// "~/src/parser"
std::string short_path(const std::filesystem::path& path);
// The branch of the repository around `cwd`, "(detached)", or empty outside of one.
std::string branch_of(const std::filesystem::path& cwd);

}  // namespace ingot::tui
