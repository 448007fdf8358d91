// Lines of a session file of any bytes; a line that can be read can be written and read again.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "session/blocks.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto parsed = ingot::json::Document::parse(text);
  if (!parsed) return 0;
  const auto line = ingot::session::from_line(text, parsed->root());
  if (!line) return 0;
  const ingot::Redactor nothing_secret;
  const std::string written = ingot::session::to_line(
      line->message, {.parent = line->parent, .timestamp = "t"}, nothing_secret);
  const auto again = ingot::json::Document::parse(written);
  if (!again || !ingot::session::from_line(written, again->root())) std::abort();
  return 0;
}
