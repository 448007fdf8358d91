// Made-up answers, written as each protocol's servers write them, with everything a server may put
// in between; what is decoded is what was made up (PRV-4, PRV-15, PRV-17, PRV-130).
#include <random>

#include "http/sse.h"
#include "json/value.h"
#include "json/writer.h"
#include "wire/codec.h"

namespace ingot::provider {
namespace {

using models::Protocol;

struct Call {
  std::string id, name, arguments;
  friend bool operator==(const Call&, const Call&) = default;
};
struct Made {
  std::string reasoning, text;
  std::vector<Call> calls;
};

class Maker {
 public:
  explicit Maker(unsigned seed) : random_(seed) {}

  std::size_t below(std::size_t limit) { return random_() % limit; }
  bool chance(unsigned percent) { return below(100) < percent; }

  std::string words(std::size_t most) {
    static const std::vector<std::string> kWords = {
        "alpha ", "\n",     "\"quoted\" ", "\\", "ü",        "日本", "😀", "\t",
        "data: ", "[DONE]", "{}",          " ",  "</think>", "\r\n", "x", "\x7F"};
    std::string text;
    for (std::size_t n = below(most + 1); n > 0; --n) text += kWords[below(kWords.size())];
    return text;
  }

  Made made() {
    Made made;
    if (chance(50)) made.reasoning = "r" + words(8);
    if (chance(80)) made.text = "t" + words(20);
    for (std::size_t n = chance(60) ? below(4) : 0; n > 0; --n) {
      Call call;
      call.id = "call_" + std::to_string(made.calls.size()) + "_" + std::to_string(below(1000));
      call.name = chance(50) ? "Read" : "Grep";
      json::Writer writer(call.arguments);
      writer.begin_object();
      for (std::size_t k = below(3); k > 0; --k) writer.member("k" + std::to_string(k), words(6));
      writer.end_object();
      made.calls.push_back(std::move(call));
    }
    if (made.text.empty() && made.calls.empty()) made.text = "t";
    return made;
  }

  // `text` in pieces that end between UTF-8 characters: they are parts of JSON strings.
  std::vector<std::string> pieces(const std::string& text) {
    std::vector<std::string> parts;
    for (std::size_t at = 0; at < text.size();) {
      std::size_t end = std::min(text.size(), at + 1 + below(9));
      while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80) ++end;
      parts.push_back(text.substr(at, end - at));
      at = end;
    }
    return parts;
  }

  // One event with its members in any order, and what a server may put around it.
  void event(std::string& stream, std::string_view name,
             std::vector<std::pair<std::string, std::string>> members) {
    if (chance(10)) stream += ": comment" + eol() + eol();
    if (chance(5)) stream += "id: 7" + eol() + "retry: 100" + eol() + eol();
    if (chance(20)) members.emplace_back("unknown_field", R"({"a":[1,"}"]})");
    std::shuffle(members.begin(), members.end(), random_);
    std::string data = "{";
    for (const auto& [key, value] : members) {
      data += (data.size() > 1 ? "," : "") + json::quoted(key) + (chance(20) ? " : " : ":") + value;
    }
    if (!name.empty()) stream += "event: " + std::string(name) + eol();
    stream +=
        (chance(90) ? "data: " : "data:") + data + "}" + (chance(10) ? "  " : "") + eol() + eol();
  }

  std::string eol() { return crlf ? "\r\n" : "\n"; }

  bool crlf = false;

 private:
  std::mt19937 random_;
};

std::string chat_stream(Maker& maker, const Made& made) {
  std::string stream;
  const auto chunk = [&](const std::string& delta, const std::string& reason = "null") {
    maker.event(
        stream, "",
        {{"id", "\"c1\""},
         {"choices", R"([{"index":0,"delta":)" + delta + R"(,"finish_reason":)" + reason + "}]"}});
  };
  for (const auto& part : maker.pieces(made.reasoning)) {
    chunk(R"({"reasoning_content":)" + json::quoted(part) + "}");
  }
  for (const auto& part : maker.pieces(made.text))
    chunk(R"({"content":)" + json::quoted(part) + "}");
  for (std::size_t i = 0; i < made.calls.size(); ++i) {
    const Call& call = made.calls[i];
    const std::string index = R"({"tool_calls":[{"index":)" + std::to_string(i);
    chunk(index + R"(,"id":)" + json::quoted(call.id) +
          R"(,"type":"function","function":{"name":)" + json::quoted(call.name) +
          R"(,"arguments":""}}]})");
    for (const auto& part : maker.pieces(call.arguments)) {
      chunk(index + R"(,"function":{"arguments":)" + json::quoted(part) + "}}]}");
    }
  }
  chunk("{}", made.calls.empty() ? "\"stop\"" : "\"tool_calls\"");
  maker.event(stream, "", {{"choices", "[]"}, {"usage", R"({"prompt_tokens":7})"}});
  return stream + "data: [DONE]" + maker.eol() + maker.eol();
}

std::string messages_stream(Maker& maker, const Made& made) {
  std::string stream;
  std::size_t index = 0;
  const auto send = [&](const std::string& type,
                        std::vector<std::pair<std::string, std::string>> members) {
    if (maker.chance(10)) maker.event(stream, "ping", {{"type", "\"ping\""}});
    if (maker.chance(5)) maker.event(stream, "new_thing", {{"type", "\"new_thing\""}});
    members.emplace_back("type", json::quoted(type));
    maker.event(stream, type, std::move(members));
  };
  const auto block = [&](const std::string& start, const std::string& text,
                         const std::string& delta, const std::string& field) {
    const std::string number = std::to_string(index++);
    send("content_block_start", {{"index", number}, {"content_block", start}});
    for (const auto& part : maker.pieces(text)) {
      send("content_block_delta", {{"index", number},
                                   {"delta", R"({"type":")" + delta + "\",\"" + field +
                                                 "\":" + json::quoted(part) + "}"}});
    }
    send("content_block_stop", {{"index", number}});
  };
  send("message_start",
       {{"message", R"({"id":"m1","model":"m","content":[],"usage":{"input_tokens":1}})"}});
  if (!made.reasoning.empty()) {
    block(R"({"type":"thinking","thinking":""})", made.reasoning, "thinking_delta", "thinking");
  }
  if (!made.text.empty()) block(R"({"type":"text","text":""})", made.text, "text_delta", "text");
  for (const Call& call : made.calls) {
    block(R"({"type":"tool_use","id":)" + json::quoted(call.id) + R"(,"name":)" +
              json::quoted(call.name) + R"(,"input":{}})",
          call.arguments, "input_json_delta", "partial_json");
  }
  send("message_delta", {{"delta", made.calls.empty() ? R"({"stop_reason":"end_turn"})"
                                                      : R"({"stop_reason":"tool_use"})"}});
  send("message_stop", {});
  return stream;
}

std::string responses_stream(Maker& maker, const Made& made) {
  std::string stream;
  std::size_t index = 0;
  const auto send = [&](const std::string& type,
                        std::vector<std::pair<std::string, std::string>> members) {
    if (maker.chance(5)) maker.event(stream, "", {{"type", "\"response.new_thing\""}});
    members.emplace_back("type", json::quoted(type));
    maker.event(stream, type, std::move(members));
  };
  const auto item = [&](const std::string& added, const std::string& done, const std::string& text,
                        const std::string& delta) {
    const std::string number = std::to_string(index++);
    send("response.output_item.added", {{"output_index", number}, {"item", added}});
    for (const auto& part : maker.pieces(text)) {
      send(delta, {{"output_index", number},
                   {"content_index", "0"},
                   {"summary_index", "0"},
                   {"delta", json::quoted(part)}});
    }
    send("response.output_item.done", {{"output_index", number}, {"item", done}});
  };
  send("response.created", {{"response", R"({"id":"r1","model":"m","output":[]})"}});
  if (!made.reasoning.empty()) {
    item(R"({"type":"reasoning","id":"rs","summary":[]})",
         R"({"type":"reasoning","id":"rs","summary":[{"type":"summary_text","text":)" +
             json::quoted(made.reasoning) + "}]}",
         made.reasoning, "response.reasoning_summary_text.delta");
  }
  if (!made.text.empty()) {
    item(R"({"type":"message","id":"ms","content":[]})",
         R"({"type":"message","id":"ms","content":[{"type":"output_text","text":)" +
             json::quoted(made.text) + "}]}",
         made.text, "response.output_text.delta");
  }
  for (const Call& call : made.calls) {
    const std::string head = R"({"type":"function_call","id":"f","call_id":)" +
                             json::quoted(call.id) + R"(,"name":)" + json::quoted(call.name) +
                             R"(,"arguments":)";
    item(head + "\"\"}", head + json::quoted(call.arguments) + "}", call.arguments,
         "response.function_call_arguments.delta");
  }
  send("response.completed", {{"response", R"({"id":"r1","status":"completed","output":[]})"}});
  return stream;
}

chat::Message decoded(Protocol protocol, const std::string& stream, Maker& maker) {
  models::Model model;
  model.protocol = protocol;
  const auto decoder = wire::codec_for(protocol).new_decoder(model);
  http::SseDecoder sse;
  int ends = 0;
  const chat::EventSink sink = [&](const chat::StreamEvent& event) {
    EXPECT_FALSE(std::holds_alternative<chat::Failed>(event));
    if (std::holds_alternative<chat::Finished>(event)) ++ends;
  };
  const auto on_event = [&](const http::SseDecoder::Event& event) {
    decoder->on_event(event.name, event.data, sink);
  };
  for (std::size_t at = 0; at < stream.size();) {
    const std::size_t size = 1 + maker.below(40);
    EXPECT_TRUE(sse.feed(std::string_view(stream).substr(at, size), on_event));
    at += size;
  }
  EXPECT_TRUE(sse.finish(on_event));
  decoder->finish(sink);
  EXPECT_EQ(ends, 1);
  return decoder->message();
}

void expect_same(const Made& made, const chat::Message& message) {
  std::string reasoning;
  for (const auto& block : message.blocks) {
    if (const auto* thought = std::get_if<chat::Thinking>(&block)) reasoning += thought->text;
  }
  EXPECT_EQ(reasoning, made.reasoning);
  EXPECT_EQ(chat::visible_text(message), made.text);
  std::vector<Call> calls;
  for (const chat::ToolCall* call : chat::tool_calls(message)) {
    calls.push_back({call->id, call->name, call->input_json});
    EXPECT_EQ(call->invalid, "");
  }
  EXPECT_EQ(calls, made.calls);
}

using Write = std::string (*)(Maker&, const Made&);

class MadeUpAnswers : public ::testing::TestWithParam<std::pair<Protocol, Write>> {};

TEST_P(MadeUpAnswers, AreDecodedToWhatWasMadeUp) {
  const auto [protocol, write] = GetParam();
  for (unsigned seed = 0; seed < 400; ++seed) {
    SCOPED_TRACE(seed);
    Maker maker(seed);
    maker.crlf = maker.chance(30);
    const Made made = maker.made();
    const std::string stream = write(maker, made);
    expect_same(made, decoded(protocol, stream, maker));
    if (HasFailure()) return;
  }
}

INSTANTIATE_TEST_SUITE_P(All, MadeUpAnswers,
                         ::testing::Values(std::pair{Protocol::anthropic, &messages_stream},
                                           std::pair{Protocol::responses, &responses_stream},
                                           std::pair{Protocol::completions, &chat_stream}));

}  // namespace
}  // namespace ingot::provider
