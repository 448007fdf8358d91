// tui/place.h: where the user is, as people write it.
#pragma once

#include <filesystem>
#include <string>

namespace ingot::tui {

// "~/src/parser"
std::string short_path(const std::filesystem::path& path);

}  // namespace ingot::tui
