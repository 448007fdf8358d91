// Settings files of any bytes: every place lies inside the text, and what is written again is JSON.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "json/located.h"
#include "json/value.h"

namespace {

using ingot::json::Located;

void require(bool holds) {
  if (!holds) std::abort();
}

void check(const Located& value, std::size_t size, int lines) {
  require(value.begin <= value.end && value.end <= size);
  require(value.at.line >= 1 && value.at.line <= lines && value.at.column >= 1);
  for (const Located& element : value.elements) check(element, size, lines);
  for (const auto& member : value.members) check(member.value, size, lines);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto lines = static_cast<int>(std::count(text.begin(), text.end(), '\n') +
                                      std::count(text.begin(), text.end(), '\r') + 1);
  const auto parsed = ingot::json::parse_located(text);
  if (const auto* error = std::get_if<ingot::json::LocatedError>(&parsed)) {
    require(error->at.line >= 1 && error->at.line <= lines && !error->what.empty());
    return 0;
  }
  const Located& root = std::get<ingot::json::LocatedText>(parsed).root;
  check(root, size, lines);
  require(ingot::json::Document::parse(root.to_json()).has_value());
  return 0;
}
