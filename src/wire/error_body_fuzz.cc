// Error bodies of any bytes with any status: always a failure of some kind, with words to show.
#include <array>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "wire/error_body.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  constexpr std::array<std::string_view, 3> kTypes = {"application/json", "text/html", ""};
  const int status = 400 + data[0] % 200;
  const std::string_view type = kTypes[data[1] % kTypes.size()];
  const std::string_view body(reinterpret_cast<const char*>(data) + 2, size - 2);
  ingot::models::Model model;
  const auto failure = ingot::wire::failure_from(status, type, body, model);
  if (failure.status != status || failure.kind == ingot::chat::Failure::Kind::cancelled)
    std::abort();
  return 0;
}
