// provider/inquiry.h: asking the server of one entry about its models, without spending a token.
//
// Purpose    The addresses and headers of those questions, made of the entry's own endpoint, and
//            what the answers say about the entry's model.
// Threads    Blocks; any thread. Cancelled by `stop` within 100 ms.
#pragma once

#include <chrono>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "http/client.h"
#include "http/fetch.h"
#include "models/model.h"
#include "provider/server_info.h"
#include "version.h"

namespace ingot::provider {

constexpr const char* kUserAgent = "ingot/" INGOT_VERSION;

// "https://host/v1/models" for an entry that calls "https://host/v1/chat/completions".
std::string list_url(const models::Model& model);

struct ServerAnswer {
  http::Fetched list;
  std::vector<OfferedModel> offered;
  std::int64_t window = 0;  // of the entry's model as the server runs it; 0: not told
  std::string window_source;
  std::optional<OllamaModel> ollama;
};
ServerAnswer ask_server(http::Client& client, const models::Model& model,
                        std::chrono::milliseconds limit, const std::stop_token& stop);

// A GET that sends no key: for questions to a local server that is not an entry's.
http::Fetched get(http::Client& client, const std::string& url, std::chrono::milliseconds limit,
                  const std::stop_token& stop);

}  // namespace ingot::provider
