// Whatever comes in, and however it is cut: what goes out is printable (invariant 4).

#include <cstdint>
#include <cstdlib>

#include "base/utf8.h"
#include "term/columns.h"
#include "term/sanitise.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ingot;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::string whole = term::sanitise(text);
  std::string_view rest = whole;
  while (!rest.empty()) {
    const CodePoint c = decode_utf8(rest);
    const bool control =
        c.value < 0x20 ? c.value != '\n' && c.value != '\t' : c.value >= 0x7F && c.value < 0xA0;
    if (!c.valid || control || c.value == 0x202E || c.value == 0x2028) std::abort();
    rest.remove_prefix(c.length);
  }
  // Twice is once: marks are ordinary text.
  if (term::sanitise(whole) != whole) std::abort();

  term::Sanitiser pieces;
  std::string joined;
  const std::size_t step = size == 0 ? 1 : 1 + data[0] % 7;
  for (std::size_t at = 0; at < size; at += step) joined += pieces.feed(text.substr(at, step));
  joined += pieces.finish();
  if (joined != whole) std::abort();

  const std::string line = term::sanitise_line(text);
  if (line.find_first_of("\n\t") != std::string::npos) std::abort();
  if (term::prefix_of_columns(whole, 10).size() > whole.size()) std::abort();
  return 0;
}
