// http/fetch.h: one small request, waited for.
//
// Purpose    For asking a server about itself (its list of models, its window); answers of models
// go
//            through provider/.
// Threads    Blocks the calling thread; any thread.
// Errors     In Fetched::problem. A status of 400 and above is no problem: it is an answer.
#pragma once

#include <chrono>
#include <optional>
#include <stop_token>
#include <string>

#include "http/client.h"

namespace ingot::http {

struct Fetched {
  Head head;
  std::string body;
  std::optional<Problem> problem;
  std::chrono::milliseconds duration{0};
  bool good() const { return !problem && head.status >= 200 && head.status < 300; }
};

Fetched fetch(Client& client, Request request, std::stop_token stop);

}  // namespace ingot::http
