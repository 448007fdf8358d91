#include "provider/headers.h"

#include <algorithm>

#include "base/letters.h"

namespace ingot::provider {
namespace {

using http::Header;

bool is_auth(const std::string& lower_name) {
  return lower_name == "authorization" || lower_name == "x-api-key" || lower_name == "api-key";
}

bool is_secret(const std::string& lower_name) {
  return is_auth(lower_name) || lower_name == "cookie" ||
         lower_name.find("key") != std::string::npos ||
         lower_name.find("token") != std::string::npos;
}

std::string with_session(std::string value, std::string_view session_key) {
  constexpr std::string_view kVariable = "${INGOT_SESSION_ID}";
  for (std::size_t at = 0; (at = value.find(kVariable, at)) != std::string::npos;) {
    value.replace(at, kVariable.size(), session_key);
    at += session_key.size();
  }
  return value;
}

// `show` turns a secret into what may stand in its header.
template <typename Show>
std::vector<Header> build(const models::Model& model, const Secret& key,
                          std::string_view session_key, bool stream, Show show) {
  std::vector<Header> headers = {{"content-type", "application/json"},
                                 {"accept", stream ? "text/event-stream" : "application/json"}};
  const bool anthropic = model.protocol == models::Protocol::anthropic;
  const models::Quirks& quirks = model.quirks;
  if (anthropic) headers.emplace_back("anthropic-version", "2023-06-01");
  if (!key.empty()) {
    if (anthropic) headers.emplace_back("x-api-key", show(key));
    if (!anthropic || quirks.bearer_too) {
      headers.emplace_back("authorization", "Bearer " + show(key));
    }
    if (quirks.api_key_header) headers.emplace_back("api-key", show(key));
  }
  if (anthropic && quirks.first_party_anthropic &&
      model.thinking == models::ThinkingStyle::budget && !model.effort.empty()) {
    headers.emplace_back("anthropic-beta", "interleaved-thinking-2025-05-14");  // PRV-35
  }
  if (quirks.title_header) headers.emplace_back("x-title", "ingot");
  if (!quirks.session_header.empty() && !session_key.empty()) {
    headers.emplace_back(quirks.session_header, std::string(session_key));
  }
  for (const auto& [name, value] : model.extra_headers) {
    const std::string wanted = lower(name);
    std::erase_if(headers, [&](const Header& header) {
      return lower(header.first) == wanted || (is_auth(wanted) && is_auth(header.first));
    });
    if (value.empty() && is_auth(wanted)) continue;  // the entry wants no such header at all
    const std::string filled = with_session(value, session_key);
    headers.emplace_back(name, is_secret(wanted) ? show(Secret(filled)) : filled);
  }
  return headers;
}

}  // namespace

std::vector<Header> request_headers(const models::Model& model, std::string_view session_key,
                                    bool stream, const std::optional<Secret>& key) {
  return build(model, key ? *key : model.key, session_key, stream,
               [](const Secret& secret) { return std::string(secret.reveal()); });
}

std::vector<Header> described_headers(const models::Model& model, std::string_view session_key,
                                      bool stream) {
  // What is not fetched yet has its place all the same.
  const Secret key = model.fetches_key() ? Secret("-") : model.key;
  return build(model, key, session_key, stream, [](const Secret& secret) { return secret.hint(); });
}

}  // namespace ingot::provider
