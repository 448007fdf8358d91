// config/url_check.h: whether a baseUrl can be called, and what is wrong with it.
//
// Source     E10, E11 and W05 of the error table; RFC 3986 for the parts.
#pragma once

#include <string>
#include <string_view>

namespace ingot::config {

struct UrlCheck {
  std::string code;  // "E10", "E11", or empty when it is fine
  std::string text;
  std::string host;  // lower case, without port; set when it is fine
  bool plain_http = false;
};
UrlCheck check_url(std::string_view url);

bool is_loopback_host(std::string_view host);

}  // namespace ingot::config
