#include "config/url_check.h"

#include <algorithm>
#include <cctype>

#include "base/letters.h"

namespace ingot::config {
namespace {

bool is_port(std::string_view text) {
  if (text.empty() || text.size() > 5) return false;
  int port = 0;
  for (const char c : text) {
    if (std::isdigit(static_cast<unsigned char>(c)) == 0) return false;
    port = port * 10 + (c - '0');
  }
  return port > 0 && port < 65536;
}

bool is_host(std::string_view host) {
  if (host.empty() || host.size() > 253) return false;
  return std::all_of(host.begin(), host.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return std::isalnum(byte) != 0 || c == '.' || c == '-' || c == '_' || c == ':' || byte >= 0x80;
  });
}

struct Authority {
  std::string host;
  bool valid = false;
};

// "host", "host:8080", "[::1]:8080".
Authority read_authority(std::string_view text) {
  Authority out;
  std::string_view port;
  bool has_port = false;
  if (text.starts_with('[')) {
    const std::size_t close = text.find(']');
    if (close == std::string_view::npos) return out;
    out.host = lower(text.substr(1, close - 1));
    const std::string_view rest = text.substr(close + 1);
    has_port = rest.starts_with(':');
    if (!rest.empty() && !has_port) return out;
    if (has_port) port = rest.substr(1);
  } else {
    const std::size_t colon = text.find(':');
    has_port = colon != std::string_view::npos;
    out.host = lower(text.substr(0, colon));
    if (has_port) port = text.substr(colon + 1);
    if (out.host.find(':') != std::string::npos) return out;
  }
  out.valid = is_host(out.host) && (!has_port || is_port(port));
  return out;
}

// What the writer of a URL without a scheme may have meant.
std::string with_scheme(std::string_view url) {
  const std::string_view authority = url.substr(0, url.find_first_of("/?#"));
  const Authority read = read_authority(authority);
  const bool local = is_loopback_host(read.host) || read.host.starts_with("192.168.") ||
                     read.host.starts_with("10.");
  return (local ? "http://" : "https://") + std::string(url);
}

}  // namespace

bool is_loopback_host(std::string_view host) {
  return host == "localhost" || host.ends_with(".localhost") || host.starts_with("127.") ||
         host == "::1" || host == "0.0.0.0";
}

UrlCheck check_url(std::string_view url) {
  UrlCheck out;
  url = trimmed(url);
  const auto not_absolute = [&](std::string_view meant) {
    out.code = "E10";
    out.text = "baseUrl \"" + std::string(url) + "\" is not an absolute URL";
    out.text += meant.empty() ? "; write it like https://HOST/v1"
                              : "; did you mean \"" + std::string(meant) + "\"?";
    return out;
  };
  const std::size_t scheme_end = url.find("://");
  if (scheme_end == std::string_view::npos) {
    if (url.empty() || url.starts_with('/')) return not_absolute({});
    const std::string meant = with_scheme(url);
    const std::string_view authority = std::string_view(meant).substr(meant.find("://") + 3);
    const bool plausible =
        read_authority(authority.substr(0, authority.find_first_of("/?#"))).valid;
    return not_absolute(plausible ? std::string_view(meant) : std::string_view());
  }
  const std::string scheme = lower(url.substr(0, scheme_end));
  std::string_view rest = url.substr(scheme_end + 3);
  const std::string_view authority = rest.substr(0, rest.find_first_of("/?#"));
  const bool web = scheme == "http" || scheme == "https";
  if (!web || authority.find('@') != std::string_view::npos ||
      rest.find('#') != std::string_view::npos) {
    out.code = "E11";
    out.text =
        "baseUrl must start with http:// or https:// and carry no user:password or #fragment";
    return out;
  }
  const Authority read = read_authority(authority);
  const bool blank_inside = url.find_first_of(" \t\r\n\"<>\\^`{|}") != std::string_view::npos;
  if (!read.valid || blank_inside) return not_absolute({});
  out.host = read.host;
  out.plain_http = scheme == "http";
  return out;
}

}  // namespace ingot::config
