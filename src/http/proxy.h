// http/proxy.h: which proxy a URL goes through.
//
// Source     CFG-19; the conventions of curl(1), "ENVIRONMENT", plus HTTP_PROXY in capitals, which
// is
//            safe here because ingot is never run as a CGI program.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace ingot::http {

using Environment = std::function<std::optional<std::string>(const std::string&)>;

struct ProxyChoice {
  std::string proxy;     // empty: connect directly
  std::string no_proxy;  // hosts that are reached directly, for libcurl to match
  std::string variable;  // where `proxy` came from
};

ProxyChoice proxy_for(std::string_view url, const Environment& environment);

// Scheme, host (without brackets) and port of an absolute URL; port 0 when it names none.
struct Origin {
  std::string scheme, host;
  int port = 0;
  friend bool operator==(const Origin&, const Origin&) = default;
};
std::optional<Origin> origin_of(std::string_view url);  // default ports filled in
bool is_loopback(std::string_view host);
// `url` without its query and user information, for messages.
std::string shown_url(std::string_view url);

}  // namespace ingot::http
