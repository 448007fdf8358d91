// provider/explain.cc: failures in words that a person can act on.
//
// Every text has the same parts, in this order: what happened and to which entry, the server's own
// words, what to do (PRV-86, CFG-52, CFG-53, configuration.md 10).

#include <algorithm>
#include <array>

#include "base/utf8.h"
#include "http/proxy.h"
#include "provider/provider.h"

namespace ingot::provider {
namespace {

using chat::Failure;
using Kind = Failure::Kind;

constexpr std::size_t kMaxQuoted = 600;

struct KeyPrefix {
  std::string_view prefix, owner, host;
};
constexpr std::array kKeyPrefixes = {KeyPrefix{"sk-ant-", "an Anthropic", "anthropic.com"},
                                     KeyPrefix{"sk-or-", "an OpenRouter", "openrouter.ai"},
                                     KeyPrefix{"gsk_", "a Groq", "groq.com"},
                                     KeyPrefix{"hf_", "a Hugging Face", "huggingface.co"},
                                     KeyPrefix{"AIza", "a Google", "googleapis.com"},
                                     KeyPrefix{"xai-", "an xAI", "x.ai"},
                                     KeyPrefix{"fw_", "a Fireworks", "fireworks.ai"}};

struct LocalPort {
  int port;
  std::string_view start;
};
constexpr std::array kLocalServers = {
    LocalPort{11434, "start it with: ollama serve"},
    LocalPort{1234,
              "start the server in LM Studio (Developer, Start Server) or with: lms server start"},
    LocalPort{8080, "start it with: llama-server -m MODEL.gguf --jinja"},
    LocalPort{8000, "start it with: vllm serve MODEL"}};

std::string duration(std::chrono::milliseconds wait) {
  const auto seconds = (wait.count() + 999) / 1000;
  if (seconds < 120) return std::to_string(seconds) + " s";
  if (seconds < 7200) return std::to_string((seconds + 59) / 60) + " min";
  return std::to_string((seconds + 3599) / 3600) + " h";
}

// One line of the server's own text.
std::string quoted(std::string_view message) {
  std::string line;
  for (const char c : utf8_prefix(message, kMaxQuoted))
    line += c == '\n' || c == '\r' || c == '\t' ? ' ' : c;
  if (message.size() > kMaxQuoted) line += "…";
  while (!line.empty() && (line.back() == ' ' || line.back() == '.')) line.pop_back();
  return line;
}

std::string_view meaning(const Failure& failure) {
  switch (failure.kind) {
    case Kind::authentication:
      return "the key was rejected";
    case Kind::permission:
      return "the key has no access";
    case Kind::quota:
      return "the provider reports no credit or an exhausted quota";
    case Kind::rate_limit:
      return "too many requests";
    case Kind::overloaded:
      return "the server is overloaded or failing";
    case Kind::context_overflow:
      return failure.status == 413 ? "the request is larger than the server takes"
                                   : "the conversation is longer than the model's context window";
    case Kind::bad_request:
      return "the server refused the request";
    case Kind::model_not_found:
      return "the server does not know this model";
    case Kind::wrong_endpoint:
      return "this URL is not the API that the entry names";
    case Kind::network:
      return failure.code == "refused" ? "the connection was refused" : "the connection failed";
    case Kind::tls:
      return failure.code == "certificate" || failure.code == "expired"
                 ? "the server's certificate was refused"
             : failure.code == "client_certificate" ? "the client certificate was refused"
             : failure.code == "trust_file"         ? "ingot.caFile cannot be used"
                                                    : "the encrypted connection failed";
    case Kind::proxy:
      return "the proxy could not be used";
    case Kind::timeout:
      return "the server fell silent";
    case Kind::protocol:
      return "the answer was cut off or broke the protocol";
    case Kind::invalid_call:
      return "the model wrote a tool call that the server could not read";
    case Kind::cancelled:
      return "interrupted";
  }
  return "failed";
}

std::string key_remedy(const models::Model& model) {
  std::string text = "check that the key from " +
                     (model.key_source.empty() ? std::string("apiKey") : model.key_source) + " (" +
                     (model.fetches_key() ? "" : model.key.hint() + ", ") +
                     (model.key_origin.empty() ? model.origin : model.key_origin) +
                     ") is valid and belongs to " + model.host;
  for (const KeyPrefix& row : kKeyPrefixes) {
    if (model.key.reveal().substr(0, row.prefix.size()) == row.prefix &&
        model.host.find(row.host) == std::string::npos) {
      text += "; it looks like " + std::string(row.owner) + " key";
    }
  }
  return text;
}

std::string endpoint_remedy(const Failure& failure, const models::Model& model) {
  const std::string at = model.base_url_origin.empty() ? model.origin : model.base_url_origin;
  if (model.protocol == models::Protocol::responses &&
      (failure.status == 404 || failure.status == 501)) {
    return "this server has no Responses API at " + http::shown_url(model.url) +
           "; set provider to generic-chat-completion-api, or correct baseUrl at " + at;
  }
  if (model.protocol == models::Protocol::completions && failure.status == 404 &&
      model.host == "api.openai.com") {
    return "this server has no Chat Completions API for \"" + model.model + "\" at " +
           http::shown_url(model.url) + "; set provider to openai at " + model.origin;
  }
  std::string text = "correct baseUrl at " + at;
  if (model.base_url.find("/v1") == std::string::npos &&
      model.protocol != models::Protocol::anthropic) {
    text += "; most servers want it to end in /v1";
  }
  return text;
}

// How the hosts that people use most call their models (CFG-59); a sentence and "; ", or nothing.
std::string naming_rule(const models::Model& model) {
  struct Rule {
    std::string_view vendor, text;
  };
  static constexpr std::array kRules = {
      Rule{"fireworks-ai", "ids of Fireworks usually begin with accounts/fireworks/models/"},
      Rule{"huggingface",
           "ids of Hugging Face are exact repository ids, with an optional :provider behind"},
      Rule{"deepinfra", "ids of DeepInfra follow the names on Hugging Face"},
      Rule{"baseten", "ids of Baseten stand on the deployment's page"}};
  for (const Rule& rule : kRules) {
    if (rule.vendor == model.quirks.vendor) return std::string(rule.text) + "; ";
  }
  return {};
}

std::string network_remedy(const Failure& failure, const models::Model& model) {
  if (failure.code == "library") return {};  // the message says what to install
  const auto origin = http::origin_of(model.url);
  if (failure.code == "refused" && model.is_local && origin) {
    for (const LocalPort& server : kLocalServers) {
      if (server.port == origin->port) {
        return "nothing listens on " + model.host + "; " + std::string(server.start);
      }
    }
    return "nothing listens on " + model.host + "; start the server or correct baseUrl at " +
           model.base_url_origin;
  }
  return "check the network and baseUrl at " +
         (model.base_url_origin.empty() ? model.origin : model.base_url_origin);
}

std::string tls_remedy(const Failure& failure, const models::Model& model) {
  const std::string at = " in the entry at " + model.origin;
  if (failure.code == "certificate") return "set SSL_CERT_FILE or ingot.caFile" + at;
  if (failure.code == "expired") return "check the clock of this machine, or ask " + model.host;
  if (failure.code == "client_certificate") {
    return model.client_cert.empty()
               ? "the server wants one: set ingot.clientCert and ingot.clientKey" + at
               : "check ingot.clientCert and ingot.clientKey" + at;
  }
  if (failure.code == "trust_file") return "correct it" + at;
  return "check baseUrl at " + model.base_url_origin;
}

std::string remedy(const Failure& failure, const models::Model& model) {
  switch (failure.kind) {
    case Kind::authentication:
      if (model.key.empty() && !model.fetches_key()) {
        return "the entry sends no key; set apiKey at " + model.origin;
      }
      return key_remedy(model);
    case Kind::permission:
      return "ask " + model.host + " for access to \"" + model.model + "\", or " +
             key_remedy(model);
    case Kind::quota:
      return "billing is between you and " + model.host +
             "; add credit there or choose another model with -m";
    case Kind::rate_limit:
    case Kind::overloaded:
      if (failure.retry_after)
        return "come back in " + duration(*failure.retry_after) +
               " or choose another model with -m";
      return "try again later or choose another model with -m";
    case Kind::context_overflow:
      return "start a new session, or choose a model with a larger window; if the window is larger "
             "than the server thinks, raise it there";
    case Kind::bad_request:
      if (failure.message.find("image") != std::string::npos) {
        return "if this model takes no images, run: ingot models edit '" + model.id +
               "' --set noImageSupport=true (the entry at " + model.origin + ")";
      }
      return failure.param.empty()
                 ? "see the entry at " + model.origin
                 : "the server names \"" + failure.param + "\"; see the entry at " + model.origin;
    case Kind::model_not_found:
      if (model.quirks.vendor == "ollama" && model.is_local) {
        return "ids come from: ollama list; run: ollama pull " + model.model +
               ", or correct model at " + model.origin;
      }
      if (model.quirks.vendor == "lmstudio") {
        return "ids come from GET " + model.host +
               "/v1/models; load the model first, or correct model at " + model.origin;
      }
      if (model.is_local) return "load it on the server first, or correct model at " + model.origin;
      return naming_rule(model) + "correct model at " + model.origin +
             "; what the server has is told by: ingot doctor --model '" + model.id + "'";
    case Kind::wrong_endpoint:
      return endpoint_remedy(failure, model);
    case Kind::network:
      return network_remedy(failure, model);
    case Kind::tls:
      return tls_remedy(failure, model);
    case Kind::proxy:
      return failure.message.find("407") != std::string::npos
                 ? "the proxy wants a name and a password: http://NAME:PASSWORD@HOST:PORT"
                 : "correct the proxy, or add " + model.host + " to NO_PROXY";
    case Kind::timeout:
      return failure.status != 0 ? "try again"
             : model.timeout_ms  ? "raise ingot.timeoutMs in the entry at " + model.origin
                                 : "raise llmRequestTimeout";
    case Kind::protocol:
    case Kind::invalid_call:
      return "try again; the session can go on";
    case Kind::cancelled:
      return {};
  }
  return {};
}

}  // namespace

std::string what_happened(const Failure& failure, const models::Model& model) {
  const std::string label = model.display_name.empty() ? model.model : model.display_name;
  std::string text = label + ": " + std::string(meaning(failure));
  std::string details;
  if (failure.status != 0) details = std::to_string(failure.status);
  const bool code_is_ours = failure.kind == Kind::network || failure.kind == Kind::tls;
  for (const std::string& part : {failure.type, failure.code}) {
    if (part.empty() || part == details || code_is_ours) continue;
    if (!details.empty()) details += ", ";
    details += part;
  }
  if (!details.empty()) text += " (" + details + ")";
  text += ", POST " + http::shown_url(model.url);
  if (const std::string words = quoted(failure.message); !words.empty()) text += ": " + words;
  if (!failure.request_id.empty()) text += " [request " + failure.request_id + "]";
  return text;
}

std::string explain(const Failure& failure, const models::Model& model) {
  if (failure.code == "no_key") {  // nothing was sent
    const std::string label = model.display_name.empty() ? model.model : model.display_name;
    return label + ": " + failure.message + "; it is named at " + model.key_origin;
  }
  std::string text = what_happened(failure, model);
  if (const std::string todo = remedy(failure, model); !todo.empty()) text += "; " + todo;
  // Every answer of a server can be traced to the address that was configured (CFG-53).
  if (failure.status >= 400 && !model.base_url_origin.empty() &&
      text.find(model.base_url_origin) == std::string::npos) {
    text += " (baseUrl at " + model.base_url_origin + ")";
  }
  return text;
}

}  // namespace ingot::provider
