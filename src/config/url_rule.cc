#include "config/url_rule.h"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "base/letters.h"

namespace ingot::config {
namespace {

struct Parts {
  std::string scheme, authority;  // with its port, the default one too
  std::vector<std::string> segments;
};

bool is_dots(const std::string& segment) {
  std::string plain;
  for (std::size_t at = 0; at < segment.size(); ++at) {
    if (lower(segment.substr(at, 3)) == "%2e") {
      plain += '.';
      at += 2;
    } else {
      plain += segment[at];
    }
  }
  return plain == "." || plain == "..";
}

std::optional<Parts> parts_of(std::string_view url) {
  while (url.starts_with(' ')) url.remove_prefix(1);
  while (url.ends_with(' ')) url.remove_suffix(1);
  const std::size_t colon = url.find("://");
  if (colon == std::string_view::npos) return std::nullopt;
  Parts parts;
  parts.scheme = lower(url.substr(0, colon));
  url.remove_prefix(colon + 3);
  if (url.find_first_of("\\#@") != std::string_view::npos) return std::nullopt;
  url = url.substr(0, url.find('?'));
  const std::size_t slash = std::min(url.find('/'), url.size());
  parts.authority = lower(url.substr(0, slash));
  if (parts.authority.empty()) return std::nullopt;
  if (parts.authority.find(':', parts.authority.find(']') + 1) == std::string::npos) {
    parts.authority += parts.scheme == "https" ? ":443" : ":80";
  }
  url.remove_prefix(slash);
  while (!url.empty()) {
    url.remove_prefix(1);  // the slash
    const std::size_t end = std::min(url.find('/'), url.size());
    std::string segment(url.substr(0, end));
    url.remove_prefix(end);
    if (is_dots(segment)) return std::nullopt;
    if (!segment.empty()) parts.segments.push_back(std::move(segment));
  }
  return parts;
}

}  // namespace

bool admits_url(std::string_view rule, std::string_view url) {
  const auto wanted = parts_of(rule);
  const auto given = parts_of(url);
  return wanted && given && wanted->scheme == given->scheme &&
         wanted->authority == given->authority &&
         wanted->segments.size() <= given->segments.size() &&
         std::equal(wanted->segments.begin(), wanted->segments.end(), given->segments.begin());
}

}  // namespace ingot::config
