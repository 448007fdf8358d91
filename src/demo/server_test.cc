// The scripted model as a client meets it: over a socket, in each protocol.

#include "demo/server.h"

#include <optional>
#include <thread>

#include "demo/raw_client.h"
#include "demo/request.h"

namespace ingot::demo {
namespace {

constexpr const char* kScenario = R"({"turns":[
  {"reasoning":"Let me look.","text":"Grüße aus {{cwd}}","chunk":3,
   "calls":[{"name":"Read","input":{"file_path":"{{cwd}}/a"}},{"name":"LS","input":{}}]},
  {"text":"done"}]})";
const std::string kAnthropic = "x-api-key: k\r\nanthropic-version: 2023-06-01\r\n";
const std::string kOpenAi = "authorization: Bearer k\r\n";
const std::string kText =
    "Gr\xC3\xBC\xC3\x9F"
    "e aus /p";

class DemoServer : public testing::Test {
 protected:
  void serve(std::string_view scenario, std::string key = {}) {
    auto read = parse_scenario(scenario);
    ASSERT_TRUE(read) << to_text(read.error());
    auto server = Server::start({.scenario = std::move(*read), .key = std::move(key)});
    ASSERT_TRUE(server);
    server_ = std::move(*server);
    client_.emplace(RawClient::port_of(server_->base_url()));
  }
  RawAnswer post(const std::string& path, const std::string& body, const std::string& headers) {
    client_->post(path, body, headers);
    RawAnswer answer = client_->answer();
    if (!answer.complete) client_.emplace(RawClient::port_of(server_->base_url()));
    return answer;
  }
  RawAnswer messages(const std::string& list, const std::string& more = "") {
    return post("/v1/messages",
                R"({"model":"m","max_tokens":9000,"messages":[)" + list + "]" + more + "}",
                kAnthropic);
  }
  RawAnswer responses(const std::string& list, const std::string& more = "") {
    return post("/v1/responses", R"({"model":"m","input":[)" + list + "]" + more + "}", kOpenAi);
  }
  RawAnswer chat(const std::string& list, const std::string& more = "") {
    return post("/v1/chat/completions", R"({"model":"m","messages":[)" + list + "]" + more + "}",
                kOpenAi);
  }

  std::unique_ptr<Server> server_;
  std::optional<RawClient> client_;
};

constexpr const char* kAsk = R"({"role":"user","content":"Working directory: /p\nhi"})";
constexpr const char* kStream = R"(,"stream":true)";

std::string types_of(const std::vector<std::string>& events) {
  std::string types, last;
  for (const std::string& event : events) {
    const std::string type(parsed(event).root()["type"].string_or("?"));
    if (type != last) types += (types.empty() ? "" : " ") + type;
    last = type;
  }
  return types;
}

// --- Messages ------------------------------------------------------------------------------------

TEST_F(DemoServer, MessagesWholeCanBeSentBackAsHistory) {
  serve(kScenario);
  const RawAnswer answer = messages(kAsk);
  ASSERT_EQ(answer.status, 200) << answer.body;
  const json::Document document = parsed(answer.body);
  const json::Value root = document.root();
  EXPECT_EQ(root["stop_reason"].string_or(""), "tool_use");
  std::vector<std::string> types, ids;
  for (const json::Value block : root["content"].elements()) {
    types.emplace_back(block["type"].string_or(""));
    if (types.back() == "text") {
      EXPECT_EQ(block["text"].string_or(""), kText);
    }
    if (types.back() == "tool_use") ids.emplace_back(block["id"].string_or(""));
  }
  EXPECT_THAT(types, testing::ElementsAre("thinking", "text", "tool_use", "tool_use"));
  ASSERT_EQ(ids.size(), 2U);
  EXPECT_NE(ids[0], ids[1]);

  std::string results;
  for (const std::string& id : ids) {
    results += (results.empty() ? "" : ",") +
               (R"({"type":"tool_result","tool_use_id":")" + id + R"(","content":"r"})");
  }
  const std::string history = std::string(kAsk) + R"(,{"role":"assistant","content":)" +
                              root["content"].to_json() + R"(},{"role":"user","content":[)" +
                              results + "]}";
  const RawAnswer next =
      messages(history, R"(,"thinking":{"type":"enabled","budget_tokens":1024})");
  ASSERT_EQ(next.status, 200) << next.body;
  EXPECT_THAT(next.body, testing::HasSubstr(R"("content":[{"type":"text","text":"done"}])"));
  EXPECT_THAT(next.body, testing::HasSubstr(R"("stop_reason":"end_turn")"));
}

TEST_F(DemoServer, MessagesStreamCarriesWhatTheWholeAnswerSays) {
  serve(kScenario);
  const RawAnswer answer = messages(kAsk, kStream);
  ASSERT_TRUE(answer.complete);
  EXPECT_THAT(answer.head, testing::HasSubstr("content-type: text/event-stream"));
  const std::vector<std::string> events = events_of(answer.body);
  EXPECT_EQ(types_of(events),
            "message_start ping "
            "content_block_start content_block_delta content_block_stop "
            "content_block_start content_block_delta content_block_stop "
            "content_block_start content_block_delta content_block_stop "
            "content_block_start content_block_delta content_block_stop "
            "message_delta message_stop");
  std::string thinking, text, input, signature;
  for (const std::string& event : events) {
    const json::Document document = parsed(event);
    const json::Value delta = document.root()["delta"];
    thinking += delta["thinking"].string_or("");
    signature += delta["signature"].string_or("");
    text += delta["text"].string_or("");
    if (document.root()["index"].integer() == 2) input += delta["partial_json"].string_or("");
  }
  EXPECT_EQ(thinking, "Let me look.");
  EXPECT_EQ(signature, seal(thinking));
  EXPECT_EQ(text, kText);
  EXPECT_EQ(input, R"({"file_path":"/p/a"})");
}

TEST_F(DemoServer, MessagesCountsTheCacheOfMarkedBlocks) {
  serve(kScenario);
  const std::string system = R"(,"system":[{"type":"text","text":")" + std::string(8192, 's') +
                             R"(","cache_control":{"type":"ephemeral"}}])";
  const auto counted = [&](const RawAnswer& answer) {
    const json::Document document = parsed(answer.body);
    const json::Value usage = document.root()["usage"];
    return std::vector<std::int64_t>{usage["cache_creation_input_tokens"].integer().value_or(-1),
                                     usage["cache_read_input_tokens"].integer().value_or(-1)};
  };
  const std::vector<std::int64_t> first = counted(messages(kAsk, system));
  EXPECT_GT(first[0], 2048);
  EXPECT_EQ(first[1], 0);
  EXPECT_EQ(counted(messages(kAsk, system)), (std::vector<std::int64_t>{0, first[0]}));
}

// --- Responses -----------------------------------------------------------------------------------

TEST_F(DemoServer, ResponsesWholeCanBeSentBackAsHistory) {
  serve(kScenario);
  const RawAnswer answer = responses(kAsk, R"(,"include":["reasoning.encrypted_content"])");
  ASSERT_EQ(answer.status, 200) << answer.body;
  const json::Document document = parsed(answer.body);
  EXPECT_EQ(document.root()["status"].string_or(""), "completed");
  std::string history = kAsk, outputs;
  std::vector<std::string> types;
  for (const json::Value item : document.root()["output"].elements()) {
    types.emplace_back(item["type"].string_or(""));
    history += "," + item.to_json();
    if (types.back() != "function_call") continue;
    outputs += R"(,{"type":"function_call_output","output":"r","call_id":")" +
               std::string(item["call_id"].string_or("")) + "\"}";
  }
  EXPECT_THAT(types,
              testing::ElementsAre("reasoning", "message", "function_call", "function_call"));
  const RawAnswer next = responses(history + outputs);
  ASSERT_EQ(next.status, 200) << next.body;
  EXPECT_THAT(next.body, testing::HasSubstr(R"("text":"done")"));
}

TEST_F(DemoServer, ResponsesStreamIsNumberedAndCarriesTheWholeAnswer) {
  serve(kScenario);
  const RawAnswer answer = responses(kAsk, kStream);
  ASSERT_TRUE(answer.complete);
  const std::vector<std::string> events = events_of(answer.body);
  EXPECT_EQ(types_of(events),
            "response.created response.in_progress response.output_item.added "
            "response.reasoning_summary_part.added response.reasoning_summary_text.delta "
            "response.reasoning_summary_text.done response.reasoning_summary_part.done "
            "response.output_item.done response.output_item.added response.content_part.added "
            "response.output_text.delta response.output_text.done response.content_part.done "
            "response.output_item.done response.output_item.added "
            "response.function_call_arguments.delta response.function_call_arguments.done "
            "response.output_item.done response.output_item.added "
            "response.function_call_arguments.delta response.function_call_arguments.done "
            "response.output_item.done response.completed");
  std::string text, arguments;
  std::int64_t number = 0;
  for (const std::string& event : events) {
    const json::Document document = parsed(event);
    const json::Value root = document.root();
    EXPECT_EQ(root["sequence_number"].integer(), number++);
    const std::string_view type = root["type"].string_or("");
    if (type == "response.output_text.delta") text += root["delta"].string_or("");
    if (type == "response.function_call_arguments.delta" && root["output_index"].integer() == 2) {
      arguments += root["delta"].string_or("");
    }
  }
  EXPECT_EQ(text, kText);
  EXPECT_EQ(arguments, R"({"file_path":"/p/a"})");
  const json::Document last = parsed(events.back());
  const json::Value usage = last.root()["response"]["usage"];
  EXPECT_GT(usage["input_tokens"].integer().value_or(0), 0);
  EXPECT_EQ(usage["total_tokens"].integer(),
            *usage["input_tokens"].integer() + *usage["output_tokens"].integer());
}

// --- Chat ----------------------------------------------------------------------------------------

TEST_F(DemoServer, ChatWholeCanBeSentBackAsHistory) {
  serve(kScenario);
  const RawAnswer answer = chat(kAsk);
  ASSERT_EQ(answer.status, 200) << answer.body;
  const json::Document document = parsed(answer.body);
  const json::Value choice = (*document.root()["choices"].elements().begin());
  EXPECT_EQ(choice["finish_reason"].string_or(""), "tool_calls");
  EXPECT_EQ(choice["message"]["content"].string_or(""), kText);
  std::string history = std::string(kAsk) + "," + choice["message"].to_json();
  for (const json::Value call : choice["message"]["tool_calls"].elements()) {
    history += R"(,{"role":"tool","content":"r","tool_call_id":")" +
               std::string(call["id"].string_or("")) + "\"}";
  }
  const RawAnswer next = chat(history);
  ASSERT_EQ(next.status, 200) << next.body;
  EXPECT_THAT(next.body, testing::HasSubstr(R"("content":"done")"));
}

TEST_F(DemoServer, ChatStreamEndsInUsageAndDone) {
  serve(kScenario);
  const RawAnswer answer = chat(kAsk, R"(,"stream":true,"stream_options":{"include_usage":true})");
  ASSERT_TRUE(answer.complete);
  const std::vector<std::string> events = events_of(answer.body);
  ASSERT_GT(events.size(), 4U);
  std::string text, reasoning, finish;
  std::vector<std::string> arguments(2);
  for (std::size_t i = 0; i + 2 < events.size(); ++i) {
    const json::Document document = parsed(events[i]);
    EXPECT_TRUE(document.root()["usage"].is_null());
    const json::Value choice = (*document.root()["choices"].elements().begin());
    text += choice["delta"]["content"].string_or("");
    reasoning += choice["delta"]["reasoning_content"].string_or("");
    finish += choice["finish_reason"].string_or("");
    for (const json::Value call : choice["delta"]["tool_calls"].elements()) {
      const auto index = static_cast<std::size_t>(call["index"].integer().value_or(9));
      ASSERT_LT(index, 2U);
      arguments[index] += call["function"]["arguments"].string_or("");
    }
  }
  EXPECT_EQ(text, kText);
  EXPECT_EQ(reasoning, "Let me look.");
  EXPECT_EQ(finish, "tool_calls");
  EXPECT_THAT(arguments, testing::ElementsAre(R"({"file_path":"/p/a"})", "{}"));
  const json::Document usage = parsed(events[events.size() - 2]);
  EXPECT_EQ(usage.root()["choices"].size(), 0U);
  EXPECT_GT(usage.root()["usage"]["prompt_tokens"].integer().value_or(0), 0);
  EXPECT_EQ(events.back(), "[DONE]");
  EXPECT_THAT(chat(kAsk, kStream).body, testing::Not(testing::HasSubstr("usage")));
}

TEST_F(DemoServer, ChatAndResponsesCacheByThemselves) {
  serve(kScenario);
  const std::string ask = R"({"role":"user","content":")" + std::string(8192, 'x') + R"("})";
  EXPECT_THAT(chat(ask).body, testing::HasSubstr(R"("cached_tokens":0)"));
  EXPECT_THAT(chat(ask).body, testing::HasSubstr(R"("cached_tokens":2048)"));
  EXPECT_THAT(responses(ask).body, testing::HasSubstr(R"("cached_tokens":2048)"));
}

// --- the rest ------------------------------------------------------------------------------------

TEST_F(DemoServer, WantsTheKeyAndTheRightPath) {
  serve(kScenario, "secret-key");
  const auto status = [&](const std::string& path, const std::string& headers) {
    return post(path, "{}", headers).status;
  };
  EXPECT_EQ(status("/v1/messages", "anthropic-version: 2023-06-01\r\n"), 401);
  EXPECT_EQ(status("/v1/messages", kAnthropic), 401);
  EXPECT_EQ(status("/v1/chat/completions", kOpenAi), 401);
  EXPECT_EQ(status("/v1/chat/completions", "authorization: bearer secret-key\r\n"), 400);
  EXPECT_EQ(status("/v1/messages", "x-api-key: secret-key\r\n"), 400);
  EXPECT_EQ(status("/v1/nothing", kOpenAi), 404);
  EXPECT_THAT(post("/v1/messages", "{}", "").body,
              testing::StartsWith(R"({"type":"error","error":{"type":"authentication_error")"));
  EXPECT_THAT(post("/v1/responses", "{", "authorization: Bearer secret-key\r\n").body,
              testing::StartsWith(R"({"error":{"message":"We could not parse)"));
  EXPECT_EQ(server_->requests(), 8U);
}

TEST_F(DemoServer, ListsItsModelAsScripted) {
  serve(R"({"model":"only-this","turns":[{"text":"x"}]})");
  client_->send("GET /v1/models HTTP/1.1\r\nhost: x\r\n" + kOpenAi + "\r\n");
  EXPECT_THAT(client_->answer().body, testing::AllOf(testing::HasSubstr(R"("id":"only-this")"),
                                                     testing::HasSubstr("scripted")));
  EXPECT_EQ(chat(kAsk).status, 404);
}

TEST_F(DemoServer, FailsOnceAndThenAnswersTheSameRequest) {
  serve(R"({"turns":[{"text":"fine","error":{"status":429,"message":"slow down",
    "retry_after":7}}]})");
  const RawAnswer failed = messages(kAsk);
  EXPECT_EQ(failed.status, 429);
  EXPECT_THAT(failed.head, testing::HasSubstr("retry-after: 7"));
  EXPECT_THAT(failed.body, testing::HasSubstr(R"("type":"rate_limit_error")"));
  EXPECT_THAT(messages(kAsk).body, testing::HasSubstr("fine"));
  // Another conversation meets the error again.
  EXPECT_EQ(messages(R"({"role":"user","content":"other"})").status, 429);
}

TEST_F(DemoServer, CutsTheAnswerInTheMiddle) {
  serve(R"({"turns":[{"text":"a longer text","chunk":1,"cut":true,"times":2}]})");
  const RawAnswer cut = responses(kAsk, kStream);
  EXPECT_EQ(cut.status, 200);
  EXPECT_FALSE(cut.complete);
  EXPECT_THAT(cut.body, testing::HasSubstr("response.output_text.delta"));
  EXPECT_THAT(cut.body, testing::Not(testing::HasSubstr("response.completed")));
  EXPECT_FALSE(responses(kAsk).complete);
  EXPECT_TRUE(responses(kAsk).complete);
}

TEST_F(DemoServer, FailsInsideAStreamInTheProtocolsWay) {
  serve(R"({"turns":[{"text":"a longer text","chunk":1,"times":0,
    "error":{"status":529,"message":"busy","in_stream":true}}]})");
  EXPECT_THAT(messages(kAsk, kStream).body,
              testing::HasSubstr("event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":"
                                 "\"overloaded_error\",\"message\":\"busy\"}"));
  EXPECT_THAT(events_of(responses(kAsk, kStream).body).back(),
              testing::HasSubstr(R"("type":"response.failed")"));
  EXPECT_THAT(events_of(chat(kAsk, kStream).body).back(),
              testing::StartsWith(R"({"error":{"message":"busy")"));
  EXPECT_EQ(messages(kAsk).status, 529);
}

TEST_F(DemoServer, SaysThatTheOutputWasCutByItsLimit) {
  serve(R"({"turns":[{"text":"half","stop":"length"}]})");
  EXPECT_THAT(messages(kAsk).body, testing::HasSubstr(R"("stop_reason":"max_tokens")"));
  EXPECT_THAT(responses(kAsk).body, testing::HasSubstr(R"("reason":"max_output_tokens")"));
  EXPECT_THAT(chat(kAsk).body, testing::HasSubstr(R"("finish_reason":"length")"));
}

TEST_F(DemoServer, RefusesAPromptThatIsLongerThanItsWindowInTheProtocolsWords) {
  serve(R"({"turns":[{"text":"hi"}],"window":20})");
  const std::string longer = R"({"role":"user","content":")" + std::string(100, 'x') + R"("})";
  EXPECT_EQ(messages(R"({"role":"user","content":"x"})").status, 200);
  for (const RawAnswer& answer : {messages(longer), responses(longer), chat(longer)}) {
    EXPECT_EQ(answer.status, 400);
  }
  const auto message = [](const RawAnswer& answer) {
    return std::string(parsed(answer.body).root()["error"]["message"].string_or(""));
  };
  const auto code = [](const RawAnswer& answer) {
    return std::string(parsed(answer.body).root()["error"]["code"].string_or(""));
  };
  EXPECT_THAT(message(messages(longer)), testing::MatchesRegex("prompt is too long: .* > 20 .*"));
  EXPECT_EQ(code(responses(longer)), "context_length_exceeded");
  EXPECT_EQ(code(chat(longer)), "context_length_exceeded");
  EXPECT_THAT(message(chat(longer)), testing::HasSubstr("maximum context length is 20 tokens"));
}

TEST_F(DemoServer, SameRequestSameAnswer) {
  serve(kScenario);
  const std::string once = messages(kAsk, kStream).body;
  EXPECT_EQ(messages(kAsk, kStream).body, once);
}

TEST_F(DemoServer, StopsWhileAnAnswerIsPaced) {
  serve(R"({"turns":[{"text":"a longer text","chunk":1,"delay_ms":600000}]})");
  client_->post(
      "/v1/messages",
      R"({"model":"m","max_tokens":9,"stream":true,"messages":[)" + std::string(kAsk) + "]}",
      kAnthropic);
  while (server_->requests() == 0) std::this_thread::yield();
  const auto start = std::chrono::steady_clock::now();
  server_->stop();
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::milliseconds(100));
}

}  // namespace
}  // namespace ingot::demo
