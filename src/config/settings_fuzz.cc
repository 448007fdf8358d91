// Settings of any bytes: they load to something, and every complaint stands in the text.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "config/settings.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  // A brace in front makes it the text of --settings and not the name of a file.
  const std::string text = "{" + std::string(reinterpret_cast<const char*>(data), size);
  const auto lines = static_cast<int>(std::count(text.begin(), text.end(), '\n') +
                                      std::count(text.begin(), text.end(), '\r') + 1);
  const auto none = [](const std::string&) { return std::optional<std::string>(); };
  const auto settings =
      ingot::config::load({.folder = "/nonexistent", .environment = none, .overlay = text});
  for (const auto& diagnostic : settings.diagnostics) {
    if (diagnostic.at.line < 0 || diagnostic.at.line > lines) std::abort();
    if (ingot::config::to_string(diagnostic).empty()) std::abort();
  }
  return 0;
}
