#include "provider/retry_headers.h"

#include <curl/curl.h>

#include <algorithm>
#include <cmath>
#include <ctime>
#include <string>

namespace ingot::provider {
namespace {

using std::chrono::milliseconds;
using WallTime = std::chrono::system_clock::time_point;

constexpr double kLongestSeconds = 366.0 * 24 * 3600;  // beyond it a number is nonsense

// A decimal number at the beginning of `text`, which is shortened by it.
std::optional<double> take_number(std::string_view& text) {
  std::size_t end = 0;
  bool digit = false;
  while (end < text.size() &&
         (std::isdigit(static_cast<unsigned char>(text[end])) != 0 || text[end] == '.')) {
    digit = digit || text[end] != '.';
    ++end;
  }
  if (!digit || end > 18) return std::nullopt;
  const std::string number(text.substr(0, end));
  text.remove_prefix(end);
  return std::strtod(number.c_str(), nullptr);
}

std::optional<milliseconds> from_seconds(double seconds) {
  if (!(seconds >= 0) || seconds > kLongestSeconds) return std::nullopt;
  return milliseconds(static_cast<std::int64_t>(std::ceil(seconds * 1000)));
}

std::optional<milliseconds> until(std::time_t when, WallTime now) {
  if (when < 0) return std::nullopt;
  const auto wait =
      std::chrono::ceil<milliseconds>(std::chrono::system_clock::from_time_t(when) - now);
  return std::max(wait, milliseconds(0));
}

// 2026-01-02T03:04:05Z, with or without a fraction or an offset.
std::optional<milliseconds> until_rfc3339(std::string_view text, WallTime now) {
  std::tm time{};
  const std::string copy(text);
  const char* rest = ::strptime(copy.c_str(), "%Y-%m-%dT%H:%M:%S", &time);
  if (rest == nullptr) return std::nullopt;
  std::time_t when = ::timegm(&time);
  while (*rest == '.' || std::isdigit(static_cast<unsigned char>(*rest)) != 0) ++rest;
  if (*rest == '+' || *rest == '-') {
    int hours = 0;
    int minutes = 0;
    if (std::sscanf(rest + 1, "%2d:%2d", &hours, &minutes) < 1) return std::nullopt;
    when -= (*rest == '+' ? 1 : -1) * (hours * 3600 + minutes * 60);
  }
  return until(when, now);
}

bool has_prefix(std::string_view text, std::string_view prefix) {
  return text.substr(0, prefix.size()) == prefix;
}

// x-ratelimit-reset-requests beside x-ratelimit-remaining-requests, and
// anthropic-ratelimit-requests-reset beside anthropic-ratelimit-requests-remaining.
std::optional<milliseconds> empty_bucket_reset(const http::Head& head, WallTime now) {
  std::optional<milliseconds> soonest;
  for (const auto& [name, value] : head.headers) {
    if (name.find("ratelimit") == std::string::npos) continue;
    const std::size_t at = name.find("remaining");
    if (at == std::string::npos || value != "0") continue;
    const std::string reset = name.substr(0, at) + "reset" + name.substr(at + 9);
    const std::string_view told = head.header(reset);
    auto wait = parse_duration(told);
    if (!wait) wait = until_rfc3339(told, now);
    if (wait && (!soonest || *wait < *soonest)) soonest = wait;
  }
  return soonest;
}

}  // namespace

std::optional<milliseconds> parse_duration(std::string_view text) {
  double seconds = 0;
  bool any = false;
  while (!text.empty()) {
    const auto number = take_number(text);
    if (!number) return std::nullopt;
    any = true;
    if (text.empty()) {
      seconds += *number;
    } else if (has_prefix(text, "ms")) {
      seconds += *number / 1000;
      text.remove_prefix(2);
    } else if (text[0] == 's' || text[0] == 'm' || text[0] == 'h' || text[0] == 'd') {
      seconds += *number * (text[0] == 's'   ? 1
                            : text[0] == 'm' ? 60
                            : text[0] == 'h' ? 3600
                                             : 86400);
      text.remove_prefix(1);
    } else {
      return std::nullopt;
    }
  }
  if (!any) return std::nullopt;
  return from_seconds(seconds);
}

std::optional<milliseconds> wish_in_headers(const http::Head& head, WallTime now) {
  std::string_view text = head.header("retry-after-ms");
  if (auto number = text.empty() ? std::nullopt : take_number(text); number && text.empty()) {
    return from_seconds(*number / 1000);
  }
  const std::string_view after = head.header("retry-after");
  if (!after.empty()) {
    if (const auto wait = parse_duration(after)) return wait;
    const std::time_t when = curl_getdate(std::string(after).c_str(), nullptr);
    if (const auto wait = until(when, now)) return wait;
  }
  return head.status == 429 ? empty_bucket_reset(head, now) : std::nullopt;
}

std::optional<milliseconds> wish_in_text(std::string_view body) {
  for (const std::string_view marker : {"try again in ", "retryDelay\": \"", "retryDelay\":\""}) {
    const std::size_t at = body.find(marker);
    if (at == std::string_view::npos) continue;
    std::string_view rest = body.substr(at + marker.size(), 32);
    std::size_t end = 0;
    while (end < rest.size() &&
           std::string_view("0123456789.hmsd").find(rest[end]) != std::string_view::npos) {
      ++end;
    }
    rest = rest.substr(0, end);
    while (!rest.empty() && rest.back() == '.') rest.remove_suffix(1);  // the end of a sentence
    if (const auto wait = parse_duration(rest)) return wait;
  }
  return std::nullopt;
}

std::optional<bool> should_retry(const http::Head& head) {
  const std::string_view told = head.header("x-should-retry");
  if (told == "true") return true;
  if (told == "false") return false;
  return std::nullopt;
}

std::string_view request_id(const http::Head& head) {
  for (const std::string_view name : {"request-id", "x-request-id", "cf-ray"}) {
    if (const std::string_view id = head.header(name); !id.empty()) return id;
  }
  return {};
}

}  // namespace ingot::provider
