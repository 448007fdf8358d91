// demo/server.h: a scripted model behind real HTTP.
//
// Purpose    Lets a client be tried without a key, a bill or a network: speaks Anthropic Messages,
//            OpenAI Responses and Chat Completions on the loopback interface, streaming and whole,
//            refuses what the real services refuse, and counts tokens and cache as they do. What it
//            says comes from a scenario; it never pretends otherwise (the `server` header, the
//            model list).
// Ownership  Owns its socket and threads.
// Threads    start() and stop() from one thread; the rest from any.
// Errors     start(): Kind::io when the port cannot be had.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "base/result.h"
#include "demo/scenario.h"

namespace ingot::demo {

struct ServerOptions {
  Scenario scenario;
  std::uint16_t port = 0;  // 0: one that is free
  std::string key;         // the only one that is accepted; empty: any that is not empty
};

class Server {
 public:
  static Result<std::unique_ptr<Server>> start(ServerOptions options);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  std::string base_url() const;  // http://127.0.0.1:PORT
  // Within 100 ms, whatever the clients do.
  void stop();
  std::size_t requests() const;  // answered or refused, other paths included

 private:
  struct Parts;
  explicit Server(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace ingot::demo
