// provider/retry_headers.h: how long a server asks us to wait, in every form in use.
//
// Source     PRV-89, PRV-90; RFC 9110 10.2.3 (Retry-After); the vendors' rate limit pages.
// Errors     None: what cannot be read is no wish.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

#include "http/client.h"

namespace ingot::provider {

// retry-after-ms, retry-after (seconds or an HTTP date), else for a 429 the smallest reset of a
// rate limit bucket that is empty. `now` is wall time.
std::optional<std::chrono::milliseconds> wish_in_headers(const http::Head& head,
                                                         std::chrono::system_clock::time_point now);
// "try again in 1.2s", "retryDelay": "34s"
std::optional<std::chrono::milliseconds> wish_in_text(std::string_view body);

// 12, 1.5, 7ms, 20s, 1m2.5s, 1h: a number of seconds or a Go duration.
std::optional<std::chrono::milliseconds> parse_duration(std::string_view text);

// x-should-retry: true or false (PRV-89).
std::optional<bool> should_retry(const http::Head& head);
std::string_view request_id(const http::Head& head);

}  // namespace ingot::provider
