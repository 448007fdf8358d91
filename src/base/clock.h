// base/clock.h: time as a service, so that tests can drive it.
//
// Threads    Implementations are safe from any thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>

namespace ingot {

class Clock {
 public:
  virtual ~Clock() = default;
  virtual std::chrono::system_clock::time_point wall() const = 0;
  virtual std::chrono::steady_clock::time_point steady() const = 0;
  // Waits; false when `stop` was requested first.
  virtual bool sleep(std::chrono::milliseconds duration, std::stop_token stop) const = 0;
};

// The system's clock.
const Clock& system_clock();

// Milliseconds since 1970 and the form "2026-01-02T03:04:05.678Z" of a wall time.
std::int64_t epoch_ms(std::chrono::system_clock::time_point time);
std::string to_iso8601(std::chrono::system_clock::time_point time);
// The way back, to the second; empty when it is no such time.
std::optional<std::chrono::sys_seconds> from_iso8601(const std::string& text);
// Where this machine is; `format` as of strftime, for at most 63 bytes.
std::string to_local(std::chrono::system_clock::time_point time, const char* format);

}  // namespace ingot
