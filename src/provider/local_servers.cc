#include "provider/local_servers.h"

#include <algorithm>
#include <thread>

#include "base/queue.h"
#include "http/proxy.h"
#include "json/writer.h"
#include "provider/inquiry.h"

namespace ingot::provider {
namespace {

using std::chrono::milliseconds;

struct Usual {
  std::string name, root, provider;
};

// OLLAMA_HOST may lack the scheme and the port (Ollama, docs/faq.md).
std::string ollama_root(const config::Environment& environment) {
  std::string host = environment("OLLAMA_HOST").value_or("");
  if (host.empty()) return "http://localhost:11434";
  if (host.find("://") == std::string::npos) host = "http://" + host;
  while (host.ends_with('/')) host.pop_back();
  const auto origin = http::origin_of(host);
  if (!origin) return "http://localhost:11434";
  // 0.0.0.0 is an address to listen on; here it means this machine.
  const std::string name = origin->host == "0.0.0.0" ? "127.0.0.1" : origin->host;
  if (!http::is_loopback(name)) return "http://localhost:11434";
  const bool has_port = host.find(':', host.find("://") + 3) != std::string::npos;
  const std::string shown = name.find(':') == std::string::npos ? name : "[" + name + "]";
  return origin->scheme + "://" + shown + ":" + (has_port ? std::to_string(origin->port) : "11434");
}

using Deadline = std::chrono::steady_clock::time_point;

// The Ollama list says nothing of abilities: each model is asked about, while time is left.
void ask_ollama(http::Client& client, const std::string& root, std::vector<OfferedModel>& models,
                milliseconds limit, const std::stop_token& stop) {
  const http::Fetched running = get(client, root + "/api/ps", limit, stop);
  for (OfferedModel& model : models) {
    if (stop.stop_requested()) return;
    if (running.good()) model.context_tokens = window_in_ollama_ps(running.body, model.id);
    http::Request question;
    question.method = "POST";
    question.url = root + "/api/show";
    json::Writer(question.body).begin_object().member("model", model.id).end_object();
    question.limits = {.connect = limit, .first_byte = limit, .idle = limit};
    const http::Fetched told = http::fetch(client, std::move(question), stop);
    if (!told.good()) continue;
    const OllamaModel known = read_ollama_show(told.body);
    if (model.context_tokens == 0) model.context_tokens = known.configured;
    if (!known.tells_abilities) continue;
    model.calls_tools = known.calls_tools;
    model.takes_images = known.takes_images;
  }
}

LocalServer ask(http::Client& client, const Usual& usual, milliseconds limit,
                const std::stop_token& stop) {
  LocalServer server{
      .name = usual.name, .base_url = usual.root + "/v1", .provider = usual.provider};
  if (usual.name == "LM Studio") {  // its own list tells windows and kinds
    const http::Fetched list = get(client, usual.root + "/api/v0/models", limit, stop);
    if (list.good()) server.models = models_in(list.body);
  }
  if (server.models.empty()) {
    const http::Fetched list = get(client, server.base_url + "/models", limit, stop);
    if (list.good()) server.models = models_in(list.body);
  }
  if (server.models.empty() && usual.name == "Ollama") {  // before 0.3 it had no such list
    const http::Fetched tags = get(client, usual.root + "/api/tags", limit, stop);
    if (tags.good()) server.models = models_in(tags.body);
  }
  std::erase_if(server.models, [](const OfferedModel& model) { return model.embeds; });
  if (server.models.empty()) return server;
  if (usual.name == "Ollama") ask_ollama(client, usual.root, server.models, limit, stop);
  if (usual.name == "llama.cpp") {  // one model, with the window it was started with
    const http::Fetched props = get(client, usual.root + "/props", limit, stop);
    if (props.good()) server.models[0].context_tokens = window_in_llama_props(props.body);
  }
  return server;
}

}  // namespace

std::vector<LocalServer> find_local_servers(const config::Environment& environment,
                                            milliseconds limit, const std::stop_token& stop) {
  http::Client client(kUserAgent);
  const std::vector<Usual> usual = {
      {"Ollama", ollama_root(environment), "generic-chat-completion-api"},
      {"LM Studio", "http://localhost:1234", "generic-chat-completion-api"},
      {"vLLM", "http://localhost:8000", "generic-chat-completion-api"},
      {"llama.cpp", "http://localhost:8080", "generic-chat-completion-api"}};
  std::vector<LocalServer> servers(usual.size());
  {
    // One limit for all questions together: what was told until then counts.
    std::stop_source end;
    const std::stop_callback sooner(stop, [&] { end.request_stop(); });
    Queue<std::size_t> done(usual.size());
    std::vector<std::jthread> asking;
    for (std::size_t i = 0; i < usual.size(); ++i) {
      asking.emplace_back([&, i] {
        servers[i] = ask(client, usual[i], limit, end.get_token());
        done.push(i);
      });
    }
    const Deadline deadline = std::chrono::steady_clock::now() + limit;
    for (std::size_t i = 0; i < usual.size(); ++i) {
      const auto left =
          std::chrono::duration_cast<milliseconds>(deadline - std::chrono::steady_clock::now());
      if (left.count() <= 0 || !done.pop_for(left, end.get_token())) break;
    }
    end.request_stop();
  }
  std::erase_if(servers, [](const LocalServer& server) { return server.models.empty(); });
  return servers;
}

std::string entry_text(const LocalServer& server, const OfferedModel& model) {
  std::string text;
  json::Writer(text)
      .begin_object()
      .member("displayName", model.id + " [" + server.name + "]")
      .member("model", model.id)
      .member("provider", server.provider)
      .member("baseUrl", server.base_url)
      .member("apiKey", "not-needed")
      .end_object();
  return text;
}

}  // namespace ingot::provider
