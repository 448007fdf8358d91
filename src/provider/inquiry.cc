#include "provider/inquiry.h"

#include <algorithm>

#include "json/writer.h"
#include "provider/headers.h"

namespace ingot::provider {
namespace {

using std::chrono::milliseconds;

http::Limits limits_of(milliseconds limit) {
  return {.connect = limit, .first_byte = limit, .idle = limit, .max_body_bytes = 32U << 20U};
}

http::Request question(const models::Model& model, std::string url, milliseconds limit) {
  http::Request request;
  request.method = "GET";
  request.url = std::move(url);
  for (http::Header& header : provider::request_headers(model, "doctor", false)) {
    if (header.first != "content-type") request.headers.push_back(std::move(header));
  }
  request.limits = limits_of(limit);
  request.tls = {
      .ca_file = model.ca_file, .client_cert = model.client_cert, .client_key = model.client_key};
  return request;
}

// The part of a URL before its path.
std::string root_of(const std::string& url) {
  const std::size_t host = url.find("://");
  if (host == std::string::npos) return url;
  return url.substr(0, std::min(url.find_first_of("/?", host + 3), url.size()));
}

void ask_ollama(http::Client& client, const models::Model& model, milliseconds limit,
                const std::stop_token& stop, ServerAnswer& answer) {
  const std::string root = root_of(model.url);
  http::Request show = question(model, root + "/api/show", limit);
  show.method = "POST";
  json::Writer(show.body).begin_object().member("model", model.model).end_object();
  if (const http::Fetched told = http::fetch(client, std::move(show), stop); told.good()) {
    answer.ollama = read_ollama_show(told.body);
    if (answer.ollama->configured > 0) {
      answer.window = answer.ollama->configured;
      answer.window_source = "num_ctx of the Modelfile";
    }
  }
  const http::Fetched running = http::fetch(client, question(model, root + "/api/ps", limit), stop);
  if (running.good()) {
    if (const std::int64_t now = window_in_ollama_ps(running.body, model.model); now > 0) {
      answer.window = now;
      answer.window_source = "/api/ps: what is loaded now";
    }
  }
}

}  // namespace

std::string list_url(const models::Model& model) {
  std::string url = model.url;
  std::string query;
  if (const std::size_t at = url.find('?'); at != std::string::npos) {
    query = url.substr(at);
    url.resize(at);
  }
  for (const std::string_view tail : {"/chat/completions", "/responses", "/messages"}) {
    if (!url.ends_with(tail)) continue;
    url.resize(url.size() - tail.size());
    break;
  }
  return url + "/models" + query;
}

ServerAnswer ask_server(http::Client& client, const models::Model& model, milliseconds limit,
                        const std::stop_token& stop) {
  ServerAnswer answer;
  answer.list = http::fetch(client, question(model, list_url(model), limit), stop);
  if (answer.list.good()) answer.offered = models_in(answer.list.body);
  for (const OfferedModel& offered : answer.offered) {
    if (offered.id != model.model || offered.context_tokens == 0) continue;
    answer.window = offered.context_tokens;
    answer.window_source = "the server's list of models";
  }
  if (answer.list.problem || !model.is_local) return answer;
  // A local server is what it answers to, not what its port suggests.
  const std::string root = root_of(model.url);
  if (model.quirks.vendor == "lmstudio") {
    const auto told = http::fetch(client, question(model, root + "/api/v0/models", limit), stop);
    if (const auto window = window_in_lmstudio_models(told.body, model.model); window > 0) {
      answer.window = window;
      answer.window_source = "/api/v0/models";
    }
    return answer;
  }
  if (http::fetch(client, question(model, root + "/api/version", limit), stop).good()) {
    ask_ollama(client, model, limit, stop, answer);
  } else if (const auto props = http::fetch(client, question(model, root + "/props", limit), stop);
             props.good()) {
    if (const std::int64_t window = window_in_llama_props(props.body); window > 0) {
      answer.window = window;
      answer.window_source = "/props";
    }
  }
  return answer;
}

http::Fetched get(http::Client& client, const std::string& url, milliseconds limit,
                  const std::stop_token& stop) {
  http::Request request;
  request.method = "GET";
  request.url = url;
  request.limits = limits_of(limit);
  return http::fetch(client, std::move(request), stop);
}

}  // namespace ingot::provider
