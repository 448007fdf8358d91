#include "tui/place.h"

#include "os/paths.h"

namespace ingot::tui {

std::string short_path(const std::filesystem::path& path) {
  const std::string home = os::home_folder().string();
  std::string text = path.string();
  if (home.size() > 1 && (text == home || text.starts_with(home + "/"))) {
    return "~" + text.substr(home.size());
  }
  return text;
}

}  // namespace ingot::tui
