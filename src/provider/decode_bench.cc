// Decoding throughput: SSE bytes to events, for each protocol, beside a plain simdjson parse of the
// same events as the ceiling. One core; the best of five rounds.
#include <chrono>
#include <cstdio>
#include <string>
#include <vector>

#include "http/sse.h"
#include "json/value.h"
#include "json/writer.h"
#include "wire/codec.h"

namespace {

using ingot::models::Protocol;

constexpr std::size_t kStreamBytes = 24U << 20U;
constexpr std::size_t kPieceBytes = 16U << 10U;  // what a read from a socket brings
constexpr int kRounds = 5;

// Text as models write it: words, code, quotes to escape, some of it beyond ASCII.
constexpr std::string_view kWords[] = {" the",  " function", "\n    return", " \"key\"", " size()",
                                       " über", " = {",      "};\n",         " and",     " 日本",
                                       " of",   " loop",     " std::string", ";",        " it"};

std::string delta(std::size_t n) {
  std::string text;
  for (std::size_t i = 0; i < 3; ++i) text += kWords[(n * 7 + i * 5) % std::size(kWords)];
  return ingot::json::quoted(text);
}

std::string begin_of(Protocol protocol) {
  switch (protocol) {
    case Protocol::anthropic:
      return "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"id\":\"m\","
             "\"model\":\"x\",\"content\":[],\"usage\":{\"input_tokens\":9,\"output_tokens\":1}}}"
             "\n\n"
             "event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":0,"
             "\"content_block\":{\"type\":\"text\",\"text\":\"\"}}\n\n";
    case Protocol::responses:
      return "event: response.created\ndata: {\"type\":\"response.created\",\"response\":{\"id\":"
             "\"r\",\"model\":\"x\",\"output\":[]}}\n\n"
             "event: response.output_item.added\ndata: {\"type\":\"response.output_item.added\","
             "\"output_index\":0,\"item\":{\"type\":\"message\",\"id\":\"i\",\"content\":[]}}\n\n";
    case Protocol::completions:
      return {};
  }
  return {};
}

// One event as api.anthropic.com, api.openai.com and OpenAI-compatible servers send it.
std::string event_of(Protocol protocol, std::size_t n) {
  switch (protocol) {
    case Protocol::anthropic:
      return "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,"
             "\"delta\":{\"type\":\"text_delta\",\"text\":" +
             delta(n) + "}}\n\n";
    case Protocol::responses:
      return "event: response.output_text.delta\ndata: {\"type\":\"response.output_text.delta\","
             "\"sequence_number\":" +
             std::to_string(n) +
             ",\"item_id\":\"msg_68c1f1b7c4a08190a5d6\",\"output_index\":0,\"content_index\":0,"
             "\"delta\":" +
             delta(n) + ",\"logprobs\":[],\"obfuscation\":\"a8Fq2LmZ\"}\n\n";
    case Protocol::completions:
      return "data: "
             "{\"id\":\"chatcmpl-C9pFf0hDq8\",\"object\":\"chat.completion.chunk\",\"created\":"
             "1793800000,\"model\":\"some-model-2026\",\"service_tier\":\"default\","
             "\"system_fingerprint\":\"fp_1827dd0c55\",\"choices\":[{\"index\":0,\"delta\":{"
             "\"content\":" +
             delta(n) + "},\"logprobs\":null,\"finish_reason\":null}],\"usage\":null}\n\n";
  }
  return {};
}

double decode(Protocol protocol, const std::string& stream) {
  ingot::models::Model model;
  model.protocol = protocol;
  const auto start = std::chrono::steady_clock::now();
  const auto decoder = ingot::wire::codec_for(protocol).new_decoder(model);
  ingot::http::SseDecoder sse;
  std::size_t text = 0;
  const ingot::chat::EventSink sink = [&](const ingot::chat::StreamEvent& event) {
    if (const auto* one = std::get_if<ingot::chat::TextDelta>(&event)) text += one->text.size();
  };
  for (std::size_t at = 0; at < stream.size(); at += kPieceBytes) {
    const auto fed =
        sse.feed(std::string_view(stream).substr(at, kPieceBytes),
                 [&](const auto& event) { decoder->on_event(event.name, event.data, sink); });
    if (!fed) return 0;
  }
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  if (text < stream.size() / 40) std::puts("too little text was decoded");
  return static_cast<double>(stream.size()) / 1e6 / took.count();
}

double parse_only(const std::vector<std::string>& events, std::size_t bytes) {
  const auto start = std::chrono::steady_clock::now();
  ingot::json::Reader reader;
  std::size_t good = 0;
  for (const std::string& event : events) good += reader.parse(event).has_value() ? 1 : 0;
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  if (good != events.size()) std::puts("an event is no JSON");
  return static_cast<double>(bytes) / 1e6 / took.count();
}

}  // namespace

int main() {
  std::printf("%-30s %12s %12s %8s\n", "protocol", "decode MB/s", "parse MB/s", "share");
  for (const Protocol protocol :
       {Protocol::anthropic, Protocol::responses, Protocol::completions}) {
    std::string stream = begin_of(protocol);
    std::vector<std::string> events;
    for (std::size_t n = 0; stream.size() < kStreamBytes; ++n) {
      const std::string event = event_of(protocol, n);
      stream += event;
      const std::size_t data = event.find("data: ") + 6;
      events.push_back(event.substr(data, event.size() - data - 2));
    }
    double decoding = 0;
    double parsing = 0;
    for (int round = 0; round < kRounds; ++round) {
      decoding = std::max(decoding, decode(protocol, stream));
      parsing = std::max(parsing, parse_only(events, stream.size()));
    }
    std::printf("%-30s %12.0f %12.0f %7.0f%%\n",
                std::string(ingot::models::to_string(protocol)).c_str(), decoding, parsing,
                100 * decoding / parsing);
  }
  return 0;
}
