// http/connection_internal.h: the way to a server: proxy and certificates, and what it means when
// libcurl does not get there.
//
// Threads    The net thread's alone.
#pragma once

#include <curl/curl.h>

#include <memory>
#include <string_view>

#include "http/client.h"
#include "http/proxy.h"
#include "http/trust_roots.h"

namespace ingot::http {

class Connection {
 public:
  // Sets both for `request`, which outlives the transfer, as does this.
  void set_up(CURL* easy, const Request& request);
  // `detail` is libcurl's own text.
  Problem problem(CURL* easy, CURLcode code, std::string_view detail) const;

 private:
  static CURLcode on_context(CURL* easy, void* context, void* connection);
  Problem refused_certificate(Problem problem) const;
  bool is_about_proxy(std::string_view detail) const;

  const Request* request_ = nullptr;
  ProxyChoice proxy_;
  std::shared_ptr<Refusal> refusal_ = std::make_shared<Refusal>();
};

}  // namespace ingot::http
