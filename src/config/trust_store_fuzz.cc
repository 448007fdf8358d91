// A trust store of any bytes: read to records or refused, and what was read can be read again.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "config/trust_store.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto records = ingot::config::parse_trust(text, "trust.json");
  if (!records) {
    if (records.error().where.empty()) std::abort();
    return 0;
  }
  // Only a record that says so in so many words is trust.
  for (const auto& record : *records) {
    if (record.trusted && text.find("true") == std::string_view::npos) std::abort();
  }
  return 0;
}
