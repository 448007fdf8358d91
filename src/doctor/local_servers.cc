#include "doctor/local_servers.h"

#include <algorithm>
#include <thread>

#include "doctor/inquiry.h"
#include "http/proxy.h"
#include "json/writer.h"

namespace ingot::doctor {
namespace {

struct Usual {
  std::string name, root, provider;
};

// OLLAMA_HOST may lack the scheme and the port (Ollama, docs/faq.md).
std::string ollama_root(const Environment& environment) {
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

LocalServer ask(http::Client& client, const Usual& usual, std::chrono::milliseconds limit,
                const std::stop_token& stop) {
  LocalServer server{
      .name = usual.name, .base_url = usual.root + "/v1", .provider = usual.provider};
  const http::Fetched list = get(client, server.base_url + "/models", limit, stop);
  if (list.good()) server.models = models_in(list.body);
  if (server.models.empty() && usual.name == "Ollama") {  // before 0.3 it had no such list
    const http::Fetched tags = get(client, usual.root + "/api/tags", limit, stop);
    if (tags.good()) server.models = models_in(tags.body);
  }
  std::erase_if(server.models, [](const OfferedModel& model) { return model.embeds; });
  return server;
}

}  // namespace

std::vector<LocalServer> find_local_servers(const Environment& environment,
                                            std::chrono::milliseconds limit,
                                            const std::stop_token& stop) {
  http::Client client(kUserAgent);
  const std::vector<Usual> usual = {
      {"Ollama", ollama_root(environment), "generic-chat-completion-api"},
      {"LM Studio", "http://localhost:1234", "generic-chat-completion-api"},
      {"vLLM", "http://localhost:8000", "generic-chat-completion-api"},
      {"llama.cpp", "http://localhost:8080", "generic-chat-completion-api"}};
  std::vector<LocalServer> servers(usual.size());
  {
    std::vector<std::jthread> asking;
    for (std::size_t i = 0; i < usual.size(); ++i) {
      asking.emplace_back([&, i] { servers[i] = ask(client, usual[i], limit, stop); });
    }
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

}  // namespace ingot::doctor
