// demo/http_server.h: a small HTTP/1.1 server on the loopback interface.
//
// Purpose    Carries the scripted model. Shares nothing with ingot's HTTP client, so that the two
//            cannot agree on a mistake. Not for anything that a network can reach.
// Source     RFC 9112 (message syntax, chunked coding, keep-alive), RFC 9110 10.1.1 (Expect).
// Ownership  Owns the listening socket and its threads: one that accepts and one a connection. The
//            handler lives as long as the server; what it refers to must outlive it.
// Threads    The handler is called from several threads at once. stop() from any thread but these.
// Errors     start(): Kind::io when the port cannot be had. A request that breaks the rules is
//            answered with 400, 413, 431 or 505 and the connection closed.
// Cost       At most 64 KiB of head, 64 MiB of body and 256 connections; more wait in the backlog.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace ingot::demo {

constexpr std::size_t kMaxHeadBytes = 64U << 10U;
constexpr std::size_t kMaxBodyBytes = 64U << 20U;
constexpr std::size_t kMaxConnections = 256;

using Headers = std::vector<std::pair<std::string, std::string>>;

struct HttpRequest {
  std::string method, target;
  Headers headers;  // names in lower case
  std::string body;
  std::string path() const;  // the target without its query
  // The first header of this (lower case) name; empty when there is none.
  std::string_view header(std::string_view name) const;
};

// The way back, for one request. Every call is false when the client is gone or the server stops;
// nothing more can be sent then.
class Reply {
 public:
  virtual ~Reply() = default;
  virtual bool whole(int status, const Headers& headers, std::string_view body) = 0;
  virtual bool begin_stream(int status, const Headers& headers) = 0;
  virtual bool piece(std::string_view bytes) = 0;
  virtual bool end_stream() = 0;
  // A whole answer of which only the first half arrives.
  virtual void whole_cut(int status, const Headers& headers, std::string_view body) = 0;
  // Closes the connection where it stands.
  virtual void cut() = 0;
  virtual bool wait(std::chrono::milliseconds time) = 0;
};

using Handler = std::function<void(const HttpRequest&, Reply&)>;

class HttpServer {
 public:
  // Port 0: one that is free.
  static Result<std::unique_ptr<HttpServer>> start(std::uint16_t port, Handler handler);
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  std::uint16_t port() const;
  // Closes all connections, also in the middle of an answer; returns when every thread has ended.
  void stop();

 private:
  struct Parts;
  explicit HttpServer(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace ingot::demo
