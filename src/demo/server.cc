#include "demo/server.h"

#include <atomic>
#include <chrono>
#include <mutex>
#include <unordered_map>

#include "base/ids.h"
#include "demo/answer.h"
#include "demo/http_server.h"
#include "json/writer.h"

namespace ingot::demo {
namespace {

constexpr std::size_t kMaxStruck = 65'536;
constexpr const char* kListedModel = "scripted-demo";

// Another protocol's shape would be no use to the client; outside the three paths its headers tell.
const Protocol& protocol_of(const HttpRequest& http) {
  const std::string path = http.path();
  for (const Protocol* protocol : {&kMessages, &kResponses, &kChat}) {
    if (path == protocol->path) return *protocol;
  }
  return http.header("anthropic-version").empty() ? kChat : kMessages;
}

std::string key_of(const HttpRequest& http) {
  if (const std::string_view key = http.header("x-api-key"); !key.empty()) return std::string(key);
  const std::string_view authorization = http.header("authorization");
  constexpr std::string_view kBearer = "bearer ";
  if (authorization.size() <= kBearer.size()) return {};
  for (std::size_t i = 0; i < kBearer.size(); ++i) {
    if ((authorization[i] | 0x20) != (kBearer[i] | 0x20)) return {};
  }
  return std::string(authorization.substr(kBearer.size()));
}

std::int64_t now_seconds() {
  return std::chrono::duration_cast<std::chrono::seconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

std::uint64_t hash_of(const Request& request) {
  std::uint64_t hash = stable_hash(request.model);
  for (const Segment& segment : request.segments) hash = stable_hash(segment.bytes, hash);
  return hash;
}

void send_refusal(const Protocol& protocol, const Refusal& refusal, Headers headers, Reply& reply) {
  headers.emplace_back("content-type", "application/json");
  if (refusal.retry_after) {
    headers.emplace_back("retry-after", std::to_string(*refusal.retry_after));
  }
  reply.whole(refusal.status, headers, protocol.refusal(refusal));
}

}  // namespace

struct Server::Parts {
  Scenario scenario;
  std::string key;
  std::atomic<std::size_t> requests = 0;
  PrefixCache cache;
  std::mutex mutex;
  // How often error and cut have struck, by conversation and turn. Guarded by mutex.
  std::unordered_map<std::uint64_t, std::size_t> struck;
  std::unique_ptr<HttpServer> http;  // last: its threads end first

  void serve(const HttpRequest& request, Reply& reply);
  Checked check_access(const HttpRequest& request, const Protocol& protocol) const;
  std::string model_list(bool anthropic) const;
  bool strikes(const ScriptedTurn& turn, std::uint64_t conversation, std::size_t index);
  Answer compose(const Protocol& protocol, const Request& request, const ScriptedTurn& turn,
                 std::uint64_t conversation);
  void answer(const Protocol& protocol, const Request& request, const Headers& headers,
              Reply& reply);
};

Checked Server::Parts::check_access(const HttpRequest& request, const Protocol& protocol) const {
  const std::string given = key_of(request);
  const bool anthropic = &protocol == &kMessages;
  if (given.empty()) {
    return Refusal{.status = 401,
                   .message = anthropic ? "x-api-key header is required"
                                        : "You didn't provide an API key. Provide it in an "
                                          "Authorization header using Bearer auth."};
  }
  if (!key.empty() && given != key) {
    return Refusal{.status = 401,
                   .message = anthropic ? "invalid x-api-key" : "Incorrect API key provided.",
                   .code = "invalid_api_key"};
  }
  return {};
}

std::string Server::Parts::model_list(bool anthropic) const {
  const std::string id = scenario.model.empty() ? kListedModel : scenario.model;
  std::string body;
  json::Writer writer(body);
  writer.begin_object();
  if (!anthropic) writer.member("object", "list");
  writer.key("data").begin_array().begin_object().member("id", id);
  if (anthropic) {
    writer.member("type", "model").member("display_name", id + " (scripted)");
    writer.member("created_at", "2026-01-01T00:00:00Z");
  } else {
    writer.member("object", "model").member("created", 1'767'225'600);
    writer.member("owned_by", "ingot demo (scripted)");
  }
  writer.end_object().end_array();
  if (anthropic) {
    writer.member("has_more", false).member("first_id", id).member("last_id", id);
  }
  writer.end_object();
  return body;
}

bool Server::Parts::strikes(const ScriptedTurn& turn, std::uint64_t conversation,
                            std::size_t index) {
  if (!turn.error && !turn.cut) return false;
  if (turn.times == 0) return true;
  const std::lock_guard lock(mutex);
  if (struck.size() > kMaxStruck) struck.clear();
  std::size_t& count = struck[stable_hash(std::to_string(index), conversation)];
  if (count >= turn.times) return false;
  ++count;
  return true;
}

Answer Server::Parts::compose(const Protocol& protocol, const Request& request,
                              const ScriptedTurn& turn, std::uint64_t conversation) {
  std::map<std::string, std::string> variables = scenario.variables;
  const std::string folder = working_folder(request.all_text);
  variables.emplace("cwd", folder.empty() ? "." : folder);
  Answer answer;
  answer.id = stable_base62(std::to_string(conversation), 24);
  answer.created = now_seconds();
  answer.model = request.model;
  answer.text = with_variables(turn.text, variables, false);
  answer.reasoning = with_variables(turn.reasoning, variables, false);
  answer.stop = turn.stop;
  answer.chunk = turn.chunk;
  answer.stream_usage = request.stream_usage;
  answer.encrypted_reasoning = request.wants_encrypted_reasoning;
  std::size_t bytes = answer.text.size() + answer.reasoning.size();
  for (const ScriptedCall& call : turn.calls) {
    answer.calls.push_back({call.name, with_variables(call.input_json, variables, true)});
    bytes += call.name.size() + answer.calls.back().input_json.size();
  }
  answer.usage =
      protocol.marked_cache ? cache.count_marked(request) : cache.count_automatic(request);
  answer.usage.output = tokens_of(bytes);
  answer.usage.reasoning = tokens_of(answer.reasoning.size());
  return answer;
}

void Server::Parts::answer(const Protocol& protocol, const Request& request, const Headers& headers,
                           Reply& reply) {
  if (const std::size_t tokens = prompt_tokens(request);
      scenario.window > 0 && tokens > scenario.window) {
    return send_refusal(protocol, protocol.too_long(tokens, scenario.window), headers, reply);
  }
  const auto [turn, index] =
      choose_turn(scenario, {request.assistant_messages, request.last_user, request.tool_results});
  const std::uint64_t conversation = hash_of(request);
  const bool struck_now = strikes(turn, conversation, index);
  Refusal failure;
  if (turn.error) {
    failure = {.status = turn.error->status,
               .message = turn.error->message,
               .type = turn.error->type,
               .retry_after = turn.error->retry_after};
  }
  const bool fails = struck_now && turn.error;
  if (fails && !(turn.error->in_stream && request.stream)) {
    if (reply.wait(turn.delay)) send_refusal(protocol, failure, headers, reply);
    return;
  }
  const Answer answer = compose(protocol, request, turn, conversation);
  Headers own = headers;
  if (!request.stream) {
    own.emplace_back("content-type", "application/json");
    if (!reply.wait(turn.delay)) return;
    if (struck_now) return reply.whole_cut(200, own, protocol.whole(answer));
    reply.whole(200, own, protocol.whole(answer));
    return;
  }
  own.emplace_back("content-type", "text/event-stream; charset=utf-8");
  own.emplace_back("cache-control", "no-cache");
  const std::vector<Piece> pieces = protocol.stream(answer);
  if (!reply.begin_stream(200, own)) return;
  const std::size_t end = struck_now ? pieces.size() / 2 : pieces.size();
  for (std::size_t i = 0; i < end; ++i) {
    if (pieces[i].paced && turn.delay.count() > 0 && !reply.wait(turn.delay)) return;
    if (!reply.piece(pieces[i].bytes)) return;
  }
  if (fails) reply.piece(protocol.stream_error(failure));
  if (struck_now && !fails) {
    // In the middle of an event, which is the worst place.
    reply.piece(std::string_view(pieces[end].bytes).substr(0, pieces[end].bytes.size() / 2));
    return reply.cut();
  }
  reply.end_stream();
}

void Server::Parts::serve(const HttpRequest& http_request, Reply& reply) {
  const std::size_t number = ++requests;
  const Protocol& protocol = protocol_of(http_request);
  const bool anthropic = &protocol == &kMessages;
  const Headers headers = {
      {anthropic ? "request-id" : "x-request-id", "req_scripted" + std::to_string(number)}};
  const auto refuse = [&](const Refusal& refusal) {
    send_refusal(protocol, refusal, headers, reply);
  };

  const std::string path = http_request.path();
  const bool models = path == "/v1/models";
  if (!models && path != protocol.path) {
    return refuse({.status = 404, .message = "Not found: " + path});
  }
  if (http_request.method != (models ? "GET" : "POST")) {
    return refuse({.status = 405,
                   .message = "Method " + http_request.method + " is not allowed for " + path});
  }
  if (auto wrong = check_access(http_request, protocol)) return refuse(*wrong);
  if (models) {
    Headers own = headers;
    own.emplace_back("content-type", "application/json");
    reply.whole(200, own, model_list(anthropic));
    return;
  }
  if (anthropic && http_request.header("anthropic-version").empty()) {
    return refuse({.message = "anthropic-version: header is required"});
  }
  if (anthropic && http_request.header("anthropic-version") != "2023-06-01") {
    return refuse({.message = "anthropic-version: \"" +
                              std::string(http_request.header("anthropic-version")) +
                              "\" is not a valid version"});
  }
  const std::string_view type = http_request.header("content-type");
  if (type.substr(0, 16) != "application/json") {
    return refuse({.message = "the content-type of the request must be application/json"});
  }
  auto document = json::Document::parse(http_request.body);
  if (!document) return refuse({.message = "We could not parse the JSON body of your request."});
  Request request;
  if (auto wrong = protocol.read(document->root(), request)) return refuse(*wrong);
  if (!scenario.model.empty() && request.model != scenario.model) {
    return refuse({.status = 404,
                   .message = anthropic ? "model: " + request.model
                                        : "The model `" + request.model +
                                              "` does not exist or you do not have access to it.",
                   .param = {},
                   .code = "model_not_found"});
  }
  answer(protocol, request, headers, reply);
}

Server::Server(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}

Server::~Server() { stop(); }

Result<std::unique_ptr<Server>> Server::start(ServerOptions options) {
  auto parts = std::make_unique<Parts>();
  parts->scenario = std::move(options.scenario);
  parts->key = std::move(options.key);
  Parts* const raw = parts.get();
  INGOT_TRY(parts->http,
            HttpServer::start(options.port, [raw](const HttpRequest& request, Reply& reply) {
              raw->serve(request, reply);
            }));
  return std::unique_ptr<Server>(new Server(std::move(parts)));
}

std::string Server::base_url() const {
  return "http://127.0.0.1:" + std::to_string(parts_->http->port());
}

void Server::stop() { parts_->http->stop(); }

std::size_t Server::requests() const { return parts_->requests.load(); }

}  // namespace ingot::demo
