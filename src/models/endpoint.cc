#include "models/endpoint.h"

#include <algorithm>
#include <cctype>
#include <optional>

#include "base/letters.h"

namespace ingot::models {
namespace {

std::string_view path_for(Protocol protocol) {
  switch (protocol) {
    case Protocol::anthropic:
      return "/v1/messages";
    case Protocol::responses:
      return "/responses";
    case Protocol::completions:
      break;
  }
  return "/chat/completions";
}

// The API whose endpoint `path` is already; nothing for a base.
std::optional<Protocol> endpoint_in(std::string_view path) {
  if (path.ends_with("/messages")) return Protocol::anthropic;
  if (path.ends_with("/responses")) return Protocol::responses;
  if (path.ends_with("/chat/completions")) return Protocol::completions;
  return std::nullopt;
}

// Where the documentation of Gemini's other API points (CFG-58).
bool is_other_gemini_api(std::string_view path) {
  return path.empty() || path == "/v1" || path == "/v1beta";
}

}  // namespace

Endpoint endpoint_for(Protocol protocol, std::string_view base_url) {
  base_url = trimmed(base_url);
  const std::size_t query_at = base_url.find('?');
  const std::string_view query =
      query_at == std::string_view::npos ? std::string_view() : base_url.substr(query_at);
  std::string_view rest = base_url.substr(0, query_at);
  const std::size_t scheme_end = rest.find("://");
  const std::size_t host_at = scheme_end == std::string_view::npos ? 0 : scheme_end + 3;
  const std::size_t path_at = std::min(rest.find('/', host_at), rest.size());

  Endpoint endpoint;
  endpoint.host = rest.substr(host_at, path_at - host_at);
  std::transform(endpoint.host.begin(), endpoint.host.end(), endpoint.host.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  std::string path(rest.substr(path_at));
  while (path.ends_with('/')) path.pop_back();

  if (const auto pasted = endpoint_in(path)) {
    endpoint.note = "baseUrl is a full endpoint and is used as it is";
    if (*pasted != protocol) {
      endpoint.note += ", but it is one of provider \"" + std::string(to_string(*pasted)) + "\"";
    }
  } else {
    if (protocol == Protocol::completions &&
        host_without_port(endpoint.host) == "generativelanguage.googleapis.com" &&
        is_other_gemini_api(path)) {
      if (path.empty()) path = "/v1beta";
      path += "/openai";
      endpoint.note = "baseUrl lacks /openai, which this host needs; " +
                      std::string(rest.substr(0, path_at)) + path + " is used";
    }
    if (protocol == Protocol::anthropic && path.ends_with("/v1")) {
      path += "/messages";
    } else {
      path += path_for(protocol);
    }
  }
  endpoint.url = std::string(rest.substr(0, path_at)) + path + std::string(query);
  return endpoint;
}

std::string_view host_without_port(std::string_view host) {
  if (host.starts_with('[')) return host.substr(1, host.find(']') - 1);
  const std::size_t colon = host.rfind(':');
  if (colon == std::string_view::npos || host.find(':') != colon) return host;
  return host.substr(0, colon);
}

bool is_loopback(std::string_view host) {
  host = host_without_port(host);
  return host == "localhost" || host.ends_with(".localhost") || host.starts_with("127.") ||
         host == "::1" || host == "0.0.0.0";
}

}  // namespace ingot::models
