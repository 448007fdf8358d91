// ledger/json_numbers.h: counts and money in JSON, where what nobody told is null.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "json/writer.h"

namespace ingot::ledger {

inline void write_count(json::Writer& writer, std::string_view key, std::int64_t value) {
  writer.key(key);
  if (value < 0) {
    writer.null();
  } else {
    writer.integer(value);
  }
}

inline void write_money(json::Writer& writer, std::string_view key, std::optional<double> value) {
  writer.key(key);
  if (value) {
    writer.number(*value);
  } else {
    writer.null();
  }
}

}  // namespace ingot::ledger
