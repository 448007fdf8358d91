// http/client.h: HTTP requests with streamed answers, all cancellable.
//
// Purpose    libcurl's multi interface on one thread of its own; connections are kept warm between
//            requests. Knows nothing of providers and JSON.
// Ownership  Client owns the net thread; a Transfer belongs to its caller. The Receiver must live
//            until the Transfer is destroyed; after that it is not called again.
// Threads    start() and Transfer's destructor may be called from any thread. The Receiver is
//            called on the net thread, or by start() itself when nothing can be sent; it must not
//            block.
// Errors     A Problem names the phase in which it went wrong. Cancelling takes less than 100 ms.
// Invariant  Redirects are followed only within scheme, host and port (PRV-14); what would go
//            elsewhere is a Problem naming both.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace ingot::http {

using Header = std::pair<std::string, std::string>;

struct Limits {
  std::chrono::milliseconds connect{15000};
  std::chrono::milliseconds first_byte{120000};
  std::chrono::milliseconds idle{120000};
  std::uint64_t max_body_bytes = 256U << 20U;       // PRV-23
  std::uint64_t max_error_body_bytes = 64U << 10U;  // PRV-25; bodies of status 400 and above
};

struct Tls {
  std::string ca_file, client_cert, client_key;  // empty: the system's, none
};

struct Request {
  std::string method = "POST";
  std::string url;
  std::vector<Header> headers;
  std::string body;
  Limits limits;
  Tls tls;
};

struct Head {
  int status = 0;
  std::vector<Header> headers;  // names in lower case
  // The value of the first header `name` (lower case); empty when absent.
  std::string_view header(std::string_view name) const;
};

struct Problem {
  enum class Phase {
    resolve,
    proxy,
    connect,
    refused,
    tls,
    certificate,         // not trusted, or of another host
    expired,             // or not valid yet
    client_certificate,  // wanted, or not usable
    trust_file,          // Tls::ca_file cannot be read
    send,
    first_byte,
    idle,
    receive,
    redirect,
    too_large,
    bad_url,
    library  // libcurl or OpenSSL is not installed
  };
  Phase phase = Phase::receive;
  std::string detail;  // one line, without the URL's query
};

class Receiver {
 public:
  virtual ~Receiver() = default;
  virtual void on_head(const Head& head) = 0;
  virtual void on_body(std::string_view bytes) = 0;
  // The last call. `problem` is null after a complete response.
  virtual void on_end(const Problem* problem) = 0;
};

class Transfer {
 public:
  virtual ~Transfer() = default;  // cancels if it still runs; returns once the Receiver is let go
};

class Client {
 public:
  explicit Client(std::string user_agent);
  ~Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  // Proxies come from HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY in either case; loopback is
  // always reached directly (CFG-19).
  std::unique_ptr<Transfer> start(Request request, Receiver& receiver);

 private:
  class Net;
  std::unique_ptr<Net> net_;
};

}  // namespace ingot::http
