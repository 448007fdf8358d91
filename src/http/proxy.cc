#include "http/proxy.h"

#include <algorithm>
#include <cctype>

#include "base/letters.h"

namespace ingot::http {
namespace {

std::string upper(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return out;
}

// The variable in lower case or in capitals, the former winning as with curl; {name, value}.
std::pair<std::string, std::string> look_up(const std::string& name,
                                            const Environment& environment) {
  for (const std::string& spelling : {name, upper(name)}) {
    if (auto value = environment(spelling); value && !value->empty()) return {spelling, *value};
  }
  return {};
}

}  // namespace

std::optional<Origin> origin_of(std::string_view url) {
  const std::size_t scheme_end = url.find("://");
  if (scheme_end == std::string_view::npos) return std::nullopt;
  Origin origin{.scheme = lower(url.substr(0, scheme_end))};
  std::string_view rest = url.substr(scheme_end + 3);
  rest = rest.substr(0, rest.find_first_of("/?#"));
  if (const std::size_t at = rest.rfind('@'); at != std::string_view::npos)
    rest.remove_prefix(at + 1);
  std::string_view port;
  if (!rest.empty() && rest[0] == '[') {
    const std::size_t close = rest.find(']');
    if (close == std::string_view::npos) return std::nullopt;
    origin.host = lower(rest.substr(1, close - 1));
    if (close + 1 < rest.size() && rest[close + 1] == ':') port = rest.substr(close + 2);
  } else {
    const std::size_t colon = rest.find(':');
    origin.host = lower(rest.substr(0, colon));
    if (colon != std::string_view::npos) port = rest.substr(colon + 1);
  }
  if (origin.host.empty()) return std::nullopt;
  origin.port = origin.scheme == "https" ? 443 : origin.scheme == "http" ? 80 : 0;
  if (!port.empty()) {
    if (port.size() > 5 || port.find_first_not_of("0123456789") != std::string_view::npos) {
      return std::nullopt;
    }
    origin.port = std::stoi(std::string(port));
  }
  return origin;
}

bool is_loopback(std::string_view host) {
  return host == "localhost" || host == "::1" || host.substr(0, 4) == "127." ||
         (host.size() > 10 && host.substr(host.size() - 10) == ".localhost");
}

ProxyChoice proxy_for(std::string_view url, const Environment& environment) {
  ProxyChoice choice;
  const auto origin = origin_of(url);
  if (!origin || is_loopback(origin->host)) return choice;
  auto found = look_up(origin->scheme + "_proxy", environment);
  if (found.second.empty()) found = look_up("all_proxy", environment);
  choice.variable = found.first;
  choice.proxy = found.second;
  choice.no_proxy = look_up("no_proxy", environment).second;
  return choice;
}

std::string shown_url(std::string_view url) {
  std::string shown(url.substr(0, url.find_first_of("?#")));
  const std::size_t scheme = shown.find("://");
  if (scheme == std::string::npos) return shown;
  const std::size_t host = scheme + 3;
  const std::size_t at = shown.find('@', host);
  if (at != std::string::npos && at < std::min(shown.find('/', host), shown.size())) {
    shown.erase(host, at + 1 - host);
  }
  return shown;
}

}  // namespace ingot::http
