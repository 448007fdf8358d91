// Headers of any bytes: a wish is never negative and never beyond a year.
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "provider/retry_headers.h"

namespace {

void require_sane(std::optional<std::chrono::milliseconds> wish) {
  if (wish && (wish->count() < 0 || *wish > std::chrono::hours(24 * 366 * 100))) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view text(reinterpret_cast<const char*>(data), size);
  require_sane(ingot::provider::wish_in_text(text));
  ingot::http::Head head;
  head.status = size % 2 == 0 ? 429 : 503;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    const std::size_t colon = line.find(": ");
    if (colon == std::string_view::npos) continue;
    head.headers.emplace_back(std::string(line.substr(0, colon)),
                              std::string(line.substr(colon + 2)));
  }
  require_sane(
      ingot::provider::wish_in_headers(head, std::chrono::system_clock::from_time_t(1790000000)));
  return 0;
}
