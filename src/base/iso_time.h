// base/iso_time.h: the way back from what base/clock.h writes.
#pragma once

#include <chrono>
#include <optional>
#include <string>

namespace ingot {

// To the second; empty when it is no such time. It counts as UTC.
std::optional<std::chrono::sys_seconds> from_iso8601(const std::string& text);

}  // namespace ingot
