// What each protocol refuses, in its words, and what it accepts.

#include "demo/request.h"

#include "demo/answer.h"
#include "demo/raw_client.h"

namespace ingot::demo {
namespace {

std::string judged(const Protocol& protocol, const std::string& body) {
  const json::Document document = parsed(body);
  Request request;
  const Checked wrong = protocol.read(document.root(), request);
  return wrong ? wrong->message : "accepted";
}

struct Case {
  std::string body, message;  // a part of it
};

void expect_all(const Protocol& protocol, const std::vector<Case>& cases) {
  for (const Case& one : cases) {
    EXPECT_THAT(judged(protocol, one.body), testing::HasSubstr(one.message)) << one.body;
  }
}

// --- Messages ------------------------------------------------------------------------------------

std::string messages(const std::string& list, const std::string& more = "") {
  return R"({"model":"m","max_tokens":9000)" + more + R"(,"messages":[)" + list + "]}";
}

constexpr const char* kAsk = R"({"role":"user","content":"hi"})";
constexpr const char* kUse =
    R"({"role":"assistant","content":[{"type":"tool_use","id":"a","name":"LS","input":{}}]})";
constexpr const char* kResult =
    R"({"role":"user","content":[{"type":"tool_result","tool_use_id":"a","content":"x"}]})";
const std::string kComma = ",";

TEST(MessagesRequest, AcceptsAConversationWithTools) {
  expect_all(kMessages, {{messages(kAsk), "accepted"},
                         {messages(kAsk + kComma + kUse + kComma + kResult), "accepted"},
                         {messages(kAsk, R"(,"system":[{"type":"text","text":"s","cache_control":
                {"type":"ephemeral"}}],"tools":[{"name":"LS","input_schema":{"type":"object"}}])"),
                          "accepted"},
                         {messages(kAsk, R"(,"thinking":{"type":"enabled","budget_tokens":1024})"),
                          "accepted"}});
}

TEST(MessagesRequest, RefusesFieldsThatAreMissingWrongOrUnknown) {
  expect_all(
      kMessages,
      {{"[]", "body: Input should be a valid dictionary"},
       {R"({"max_tokens":1,"messages":[]})", "model: Field required"},
       {R"({"model":"m","messages":[]})", "max_tokens: Field required"},
       {R"({"model":"m","max_tokens":0,"messages":[]})", "greater than or equal to 1"},
       {R"({"model":"m","max_tokens":1})", "messages: Field required"},
       {messages(""), "at least one message"},
       {messages(kAsk, R"(,"colour":1)"), "colour: Extra inputs are not permitted"},
       {messages(kAsk, R"(,"stream":1)"), "stream: Input should be a valid boolean"},
       {messages(kAsk, R"(,"thinking":{"type":"enabled","budget_tokens":9000})"),
        "`max_tokens` must be greater than `thinking.budget_tokens`"},
       {messages(kAsk, R"(,"temperature":0,"thinking":{"type":"enabled","budget_tokens":1024})"),
        "`temperature` may only be set to 1"},
       {messages(kAsk, R"(,"tools":[{"name":"a b","input_schema":{"type":"object"}}])"),
        "tools.0.custom.name: String should match pattern"},
       {messages(kAsk, R"(,"tools":[{"type":"function","function":{}},{"name":"x"}])"),
        "tools.1.custom.input_schema: Field required"},
       {messages(kAsk, R"(,"tools":[{"name":"x","input_schema":{}}])"),
        "tools.0.custom.input_schema.type: Field required"},
       {messages(kAsk, R"(,"tool_choice":{"type":"auto"})"), "while providing tools"}});
}

TEST(MessagesRequest, RefusesMessagesThatDoNotFitTogether) {
  expect_all(
      kMessages,
      {{messages(R"({"role":"system","content":"x"})"), "Unexpected role \"system\""},
       {messages(R"({"role":"assistant","content":"x"})"), "first message must use"},
       {messages(R"({"role":"user","content":""})"), "must have non-empty content"},
       {messages(R"({"role":"user","content":[{"type":"text","text":" "}]})"), "non-whitespace"},
       {messages(R"({"role":"user","content":[{"type":"text","text":"a","index":0}]})"),
        "text.index: Extra inputs are not permitted"},
       {messages(kAsk + kComma + kUse + kComma + kAsk),
        "messages.1: `tool_use` ids were found without `tool_result` blocks immediately after: a"},
       {messages(kAsk + kComma + kUse), "messages.1: `tool_use` ids were found without"},
       {messages(kAsk + kComma + kResult), "messages.1.content.0: unexpected `tool_use_id`"},
       {messages(kAsk + kComma + kUse + kComma + kResult + kComma + kResult),
        "unexpected `tool_use_id`"},
       {messages(kAsk + kComma + kUse + kComma +
                 R"({"role":"user","content":[{"type":"text","text":"t"},
                   {"type":"tool_result","tool_use_id":"a","content":"x"}]})"),
        "without `tool_result` blocks immediately after"},
       {messages(kAsk + kComma +
                 R"({"role":"assistant","content":[{"type":"tool_use","id":"a","name":"LS",
                   "input":"{}"}]})"),
        "tool_use.input: Input should be a valid dictionary"},
       {messages(kAsk + kComma +
                 R"({"role":"assistant","content":[{"type":"thinking","thinking":"t",
                   "signature":"forged"}]})"),
        "Invalid `signature` in `thinking` block"},
       {messages(kAsk + kComma + R"({"role":"assistant","content":"so "})"),
        "cannot end with trailing whitespace"}});
}

TEST(MessagesRequest, RefusesTheFifthCacheMark) {
  const std::string marked = R"({"type":"text","text":"a","cache_control":{"type":"ephemeral"}})";
  const std::string four = marked + kComma + marked + kComma + marked + kComma + marked;
  EXPECT_EQ(judged(kMessages, messages(R"({"role":"user","content":[)" + four + "]}")), "accepted");
  EXPECT_THAT(
      judged(kMessages, messages(R"({"role":"user","content":[)" + four + kComma + marked + "]}")),
      testing::HasSubstr("A maximum of 4 blocks"));
}

TEST(MessagesRequest, WantsTheThinkingThatLedToOpenCalls) {
  const std::string call = R"({"type":"tool_use","id":"toolu_R1","name":"LS","input":{}})";
  const std::string thinking =
      R"({"type":"thinking","thinking":"t","signature":")" + seal("t") + "\"}";
  const std::string result =
      R"({"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_R1"}]})";
  const std::string on = R"(,"thinking":{"type":"enabled","budget_tokens":1024})";
  const auto with = [&](const std::string& blocks, const std::string& more) {
    return judged(kMessages, messages(kAsk + kComma + R"({"role":"assistant","content":[)" +
                                          blocks + "]}," + result,
                                      more));
  };
  EXPECT_EQ(with(thinking + kComma + call, on), "accepted");
  EXPECT_THAT(with(call, on), testing::HasSubstr("Expected `thinking` or `redacted_thinking`"));
  EXPECT_EQ(with(call, ""), "accepted");
}

// --- Responses -----------------------------------------------------------------------------------

std::string responses(const std::string& items, const std::string& more = "") {
  return R"({"model":"m")" + more + R"(,"input":[)" + items + "]}";
}

constexpr const char* kFunctionCall =
    R"({"type":"function_call","call_id":"c","name":"LS","arguments":"{}"})";
constexpr const char* kFunctionOutput =
    R"({"type":"function_call_output","call_id":"c","output":"x"})";

TEST(ResponsesRequest, AcceptsAConversationWithTools) {
  expect_all(kResponses,
             {{R"({"model":"m","input":"hi"})", "accepted"},
              {responses(kAsk), "accepted"},
              {responses(kAsk + kComma + kFunctionCall + kComma + kFunctionOutput), "accepted"},
              {responses(R"({"role":"user","content":[{"type":"input_text","text":"a"}]})",
                         R"(,"tools":[{"type":"function","name":"LS","parameters":
                           {"type":"object"}}],"store":false,"max_output_tokens":16)"),
               "accepted"}});
}

TEST(ResponsesRequest, RefusesWhatTheServiceRefuses) {
  expect_all(
      kResponses,
      {{R"({"input":"hi"})", "Missing required parameter: 'model'"},
       {R"({"model":"m"})", "Missing required parameter: 'input'"},
       {responses(""), "Invalid 'input': empty array"},
       {responses(kAsk, R"(,"messages":[])"), "Unknown parameter: 'messages'"},
       {responses(kAsk, R"(,"max_output_tokens":15)"), "Expected a value >= 16, but got 15"},
       {responses(kAsk, R"(,"reasoning":{"effort":"huge"})"), "Invalid value: 'huge'"},
       {responses(kAsk, R"(,"previous_response_id":"r")"), "Previous response with id 'r'"},
       {responses(kAsk, R"(,"tools":[{"type":"function","function":{"name":"LS"}}])"),
        "Missing required parameter: 'tools[0].name'"},
       {responses(kAsk, R"(,"tools":[{"type":"function","name":"LS","strict":true,"parameters":
          {"type":"object","properties":{}}}])"),
        "'additionalProperties' is required"},
       {responses(R"({"role":"tool","content":"x"})"), "Invalid value: 'tool'"},
       {responses(R"({"role":"assistant","content":[{"type":"input_text","text":"x"}]})"),
        "Supported values are: 'output_text' and 'refusal'"},
       {responses(kAsk + kComma + kFunctionOutput),
        "No tool call found for function call output with call_id c"},
       {responses(kAsk + kComma + kFunctionCall), "No tool output found for function call c"},
       {responses(R"({"type":"function_call","call_id":"c","name":"LS","arguments":{}})"),
        "Invalid type for 'input[0].arguments': expected a string, but got an object"},
       {responses(R"({"type":"reasoning","id":"rs_1","summary":[]})"),
        "Item with id 'rs_1' not found"},
       {responses(R"({"type":"reasoning","id":"rs_1","summary":[],"encrypted_content":"x"})"),
        "could not be verified"},
       {responses(R"({"type":"reasoning","id":"rs_1","summary":[],"encrypted_content":")" +
                  seal("") + "\"}"),
        "without its required following item"},
       {responses(R"({"type":"message","role":"assistant","id":"msg_R1","content":"x"})"),
        "without its required 'reasoning' item"}});
}

// --- Chat ----------------------------------------------------------------------------------------

constexpr const char* kChatCall =
    R"({"role":"assistant","content":null,"tool_calls":[{"id":"c","type":"function",
      "function":{"name":"LS","arguments":"{}"}}]})";
constexpr const char* kChatResult = R"({"role":"tool","tool_call_id":"c","content":"x"})";

TEST(ChatRequest, AcceptsAConversationWithTools) {
  expect_all(kChat, {{messages(kAsk), "accepted"},
                     {messages(kAsk + kComma + kChatCall + kComma + kChatResult), "accepted"},
                     {messages(kAsk, R"(,"stream":true,"stream_options":{"include_usage":true},
                       "tools":[{"type":"function","function":{"name":"LS"}}])"),
                      "accepted"}});
}

TEST(ChatRequest, RefusesWhatTheServiceRefuses) {
  expect_all(
      kChat,
      {{R"({"messages":[]})", "you must provide a model parameter"},
       {R"({"model":"m"})", "Missing required parameter: 'messages'"},
       {messages(""), "Invalid 'messages': empty array"},
       {messages(kAsk, R"(,"input":1)"), "Unrecognized request argument supplied: input"},
       {messages(kAsk, R"(,"stream_options":{})"), "only allowed when 'stream' is enabled"},
       {messages(kAsk, R"(,"max_completion_tokens":1)"), "at the same time"},
       {messages(kAsk, R"(,"tools":[])"), "Invalid 'tools': empty array"},
       {messages(kAsk, R"(,"tools":[{"type":"function","name":"LS"}])"),
        "Missing required parameter: 'tools[0].function'"},
       {messages(kAsk, R"(,"parallel_tool_calls":true)"), "only allowed when 'tools'"},
       {messages(R"({"role":"model","content":"x"})"), "Invalid value: 'model'"},
       {messages(R"({"role":"assistant"})"), "expected a string, got null"},
       {messages(R"({"role":"user","content":[{"type":"input_text","text":"x"}]})"),
        "Invalid value: 'input_text'"},
       {messages(R"({"role":"user","content":"x","cache":1})"), "'cache' was unexpected"},
       {messages(kAsk + kComma + kChatCall),
        "The following tool_call_ids did not have response "
        "messages: c"},
       {messages(kAsk + kComma + kChatCall + kComma + kAsk), "must be followed by tool messages"},
       {messages(kAsk + kComma + kChatResult), "must be a response to a preceeding message"},
       {messages(kAsk + kComma + kChatCall + kComma + kChatResult + kComma + kChatResult),
        "Duplicate value for 'tool_call_id'"},
       {messages(R"({"role":"assistant","content":"x","tool_calls":[]})"), "empty array"}});
}

TEST(WorkingFolder, IsTheRestOfItsLine) {
  EXPECT_EQ(working_folder("a\nWorking directory: /tmp/a b\r\nmore"), "/tmp/a b");
  EXPECT_EQ(working_folder("none"), "");
}

}  // namespace
}  // namespace ingot::demo
