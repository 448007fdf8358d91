// models/endpoint.h: the parts of a base URL and the URL that is called.
//
// Source     RFC 3986 for the parts; CFG-47..50 and CFG-58 for the joining.
// Errors     None: the URL was checked when the settings were read (config/).
#pragma once

#include <string>
#include <string_view>

#include "models/model.h"

namespace ingot::models {

struct Endpoint {
  std::string url;
  std::string host;  // with a port that was given
  std::string note;  // what was changed on the way (CFG-50, W06); may be empty
};
// The same function serves the real request and `models show` (CFG-54).
Endpoint endpoint_for(Protocol protocol, std::string_view base_url);

// "localhost:8080" -> "localhost"; "[::1]:80" -> "::1".
std::string_view host_without_port(std::string_view host);
// Loopback names and addresses: nothing leaves the machine.
bool is_loopback(std::string_view host);

}  // namespace ingot::models
