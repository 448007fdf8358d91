// wire/messages_decoder.cc: answers of the Anthropic Messages protocol (PRV-37..42).

#include <algorithm>
#include <deque>

#include "json/raw.h"
#include "wire/answer.h"
#include "wire/arguments.h"
#include "wire/call_ids.h"
#include "wire/error_body.h"
#include "wire/fields.h"
#include "wire/messages_codec.h"

namespace ingot::wire {
namespace {

using chat::StopReason;
using json::Value;

struct Block {
  enum class Kind { text, thinking, redacted, call, unknown };
  std::int64_t index = 0;
  Kind kind = Kind::unknown;
  std::string text;     // text or thinking
  std::string opaque;   // signature or redacted data
  std::string type;     // as the server names it
  std::string raw;      // the block as it started, for unknown ones
  std::string input;    // what input_json_delta brought
  std::string initial;  // the call's input at its start
  chat::ToolCall call;
  std::size_t call_index = 0;
  bool open = true;
};

class MessagesDecoder final : public Answer {
 public:
  using Answer::Answer;

 protected:
  void read_event(std::string_view name, Value event, std::string_view data,
                  const chat::EventSink& sink) override;
  void read_done(const chat::EventSink& sink) override { conclude(sink); }
  bool is_terminal(Value event) override {
    return !spliced_ && event["type"].string() == "message_stop";
  }
  void read_whole(Value body, std::string_view text, const chat::EventSink& sink) override;
  void conclude(const chat::EventSink& sink) override;
  void build(chat::Message& message, bool broken) const override;

 private:
  void begin_message(Value message, std::string_view raw, const chat::EventSink& sink);
  void open_block(std::int64_t index, Value block, std::string_view raw,
                  const chat::EventSink& sink);
  void read_delta(Block& block, Value delta, const chat::EventSink& sink);
  void close_block(Block& block, const chat::EventSink& sink);
  void close_all(const chat::EventSink& sink);
  void take_usage(Value usage, const chat::EventSink& sink);
  void take_stop(Value holder);
  void end_message(const chat::EventSink& sink);
  Block* find_open(std::int64_t index);
  StopReason reason() const;

  std::deque<Block> blocks_;
  std::size_t calls_ = 0;
  std::string message_id_;
  bool begun_ = false, spliced_ = false;
};

Block* MessagesDecoder::find_open(std::int64_t index) {
  const auto at = std::find_if(blocks_.rbegin(), blocks_.rend(), [&](const Block& block) {
    return block.open && block.index == index;
  });
  return at == blocks_.rend() ? nullptr : &*at;
}

void MessagesDecoder::read_event(std::string_view name, Value event, std::string_view data,
                                 const chat::EventSink& sink) {
  const std::string_view type = event["type"].string_or(name);
  if (type == "error" || (event["type"].is_absent() && event["error"].is_object())) {
    return fail(failure_from_object(event, blocks_.empty()), sink);
  }
  if (type == "message_start") {
    begin_message(event["message"], json::raw_member(data, "message"), sink);
  } else if (type == "content_block_start") {
    if (!event["content_block"].is_object()) return;  // a block of which nothing is told
    open_block(event["index"].integer().value_or(0), event["content_block"],
               json::raw_member(data, "content_block"), sink);
  } else if (type == "content_block_delta") {
    if (Block* block = find_open(event["index"].integer().value_or(0))) {
      read_delta(*block, event["delta"], sink);
    }
  } else if (type == "content_block_stop") {
    if (Block* block = find_open(event["index"].integer().value_or(0))) close_block(*block, sink);
  } else if (type == "message_delta") {
    take_stop(event["delta"]);
    take_usage(event["usage"], sink);
  } else if (type == "message_stop") {
    terminate();
    end_message(sink);
  }
}

void MessagesDecoder::begin_message(Value message, std::string_view raw,
                                    const chat::EventSink& sink) {
  const std::string_view id = message["id"].string_or("");
  if (begun_) {
    if (id == message_id_ || id.empty()) return;  // some proxies repeat it
    spliced_ = true;
    return fail({.kind = chat::Failure::Kind::protocol,
                 .type = "protocol",
                 .message = "second message_start with another id",
                 .retryable = true},
                sink);
  }
  begun_ = true;
  message_id_ = id;
  start(message["model"].string_or(""), id, sink);
  const auto raw_blocks = json::raw_elements(json::raw_member(raw, "content"));
  std::size_t at = 0;
  for (const Value block : message["content"].elements()) {
    const std::string_view raw_block = at < raw_blocks.size() ? raw_blocks[at] : "{}";
    ++at;
    if (!block.is_object()) continue;
    open_block(-1, block, raw_block, sink);
    close_block(blocks_.back(), sink);
  }
  take_stop(message);
  take_usage(message["usage"], sink);
}

void MessagesDecoder::open_block(std::int64_t index, Value block, std::string_view raw,
                                 const chat::EventSink& sink) {
  Block& opened = blocks_.emplace_back();
  opened.index = index;
  opened.type = block["type"].string_or("");
  if (opened.type == "text") {
    opened.kind = Block::Kind::text;
    opened.text = block["text"].string_or("");
    if (!opened.text.empty()) sink(chat::TextDelta{opened.text});
  } else if (opened.type == "thinking") {
    opened.kind = Block::Kind::thinking;
    opened.text = block["thinking"].string_or("");
    opened.opaque = block["signature"].string_or("");
    if (!opened.text.empty()) sink(chat::ReasoningDelta{opened.text});
  } else if (opened.type == "redacted_thinking") {
    opened.kind = Block::Kind::redacted;
    opened.opaque = block["data"].string_or("");
  } else if (opened.type == "tool_use") {
    opened.kind = Block::Kind::call;
    opened.call.id = block["id"].string_or("");
    if (opened.call.id.empty()) opened.call.id = made_call_id(message_id_, calls_);
    opened.call.name = block["name"].string_or("");
    opened.call_index = calls_++;
    if (block["input"].is_object()) opened.initial = json::raw_member(raw, "input");
    sink(chat::CallStarted{opened.call_index, opened.call.id, opened.call.name});
  } else {
    opened.raw = json::minified(raw);
  }
}

void MessagesDecoder::read_delta(Block& block, Value delta, const chat::EventSink& sink) {
  const std::string_view type = delta["type"].string_or("");
  if (type == "text_delta" && block.kind == Block::Kind::text) {
    const std::string_view text = delta["text"].string_or("");
    block.text += text;
    if (!text.empty()) sink(chat::TextDelta{std::string(text)});
  } else if (type == "thinking_delta" && block.kind == Block::Kind::thinking) {
    const std::string_view text = delta["thinking"].string_or("");
    block.text += text;
    if (!text.empty()) sink(chat::ReasoningDelta{std::string(text)});
  } else if (type == "signature_delta" && block.kind == Block::Kind::thinking) {
    block.opaque += delta["signature"].string_or("");
  } else if (type == "input_json_delta") {
    const std::string_view piece = delta["partial_json"].string_or("");
    block.input += piece;
    if (block.kind == Block::Kind::call && !piece.empty()) {
      sink(chat::CallArguments{block.call_index, std::string(piece)});
    }
  }
}

void MessagesDecoder::close_block(Block& block, const chat::EventSink& sink) {
  block.open = false;
  const bool blank = block.input.find_first_not_of(" \t\r\n") == std::string::npos;
  if (block.kind == Block::Kind::call) {
    block.call.input_json = blank ? block.initial : block.input;
    sink(chat::CallFinished{block.call_index});
  } else if (block.kind == Block::Kind::unknown && !blank) {
    // A server tool's input came in pieces; it goes back inside its block.
    if (json::Document::parse(block.input)) {
      block.raw = merged_objects(block.raw, R"({"input":)" + block.input + "}");
    }
  }
}

void MessagesDecoder::close_all(const chat::EventSink& sink) {
  for (Block& block : blocks_) {
    if (block.open) close_block(block, sink);
  }
}

void MessagesDecoder::take_usage(Value usage, const chat::EventSink& sink) {
  if (!usage.is_object()) return;
  take_count(usage_.input, usage["input_tokens"]);
  take_count(usage_.output, usage["output_tokens"]);
  take_count(usage_.cache_read, usage["cache_read_input_tokens"]);
  take_count(usage_.cache_write, usage["cache_creation_input_tokens"]);
  take_count(usage_.cache_write_1h, usage["cache_creation"]["ephemeral_1h_input_tokens"]);
  take_count(usage_.reasoning, usage["output_tokens_details"]["thinking_tokens"]);
  if (const auto cost = usage["cost"].number()) usage_.cost_usd = cost;
  report_usage(sink);
}

void MessagesDecoder::take_stop(Value holder) {
  if (const auto stop = holder["stop_reason"].string()) raw_reason_ = *stop;
  const std::string_view why = holder["stop_details"]["explanation"].string_or("");
  if (!why.empty()) refusal_ = why;
}

StopReason MessagesDecoder::reason() const {
  if (raw_reason_ == "max_tokens") return StopReason::max_tokens;
  if (raw_reason_ == "refusal") return StopReason::refusal;
  if (raw_reason_ == "pause_turn" || raw_reason_ == "compaction") return StopReason::pause_turn;
  if (raw_reason_ == "model_context_window_exceeded") return StopReason::context_overflow;
  return calls_ > 0 ? StopReason::tool_use : StopReason::end_turn;
}

void MessagesDecoder::end_message(const chat::EventSink& sink) {
  close_all(sink);
  end(reason(), sink);
}

void MessagesDecoder::conclude(const chat::EventSink& sink) {
  if (!raw_reason_.empty()) return end_message(sink);
  fail_cut(sink);
}

void MessagesDecoder::read_whole(Value body, std::string_view text, const chat::EventSink& sink) {
  if (!body["content"].is_array()) {
    return fail(
        {.kind = chat::Failure::Kind::protocol,
         .message = "the answer is no message of the Anthropic protocol: it has no content"},
        sink);
  }
  begin_message(body, text, sink);
  terminate();
  end_message(sink);
}

void MessagesDecoder::build(chat::Message& message, bool broken) const {
  const Block* last_call = nullptr;
  for (const Block& block : blocks_) {
    if (block.kind == Block::Kind::call) last_call = &block;
  }
  for (const Block& block : blocks_) {
    if (broken && block.open && block.kind != Block::Kind::text) continue;
    switch (block.kind) {
      case Block::Kind::text:
        message.blocks.emplace_back(chat::Text{.text = block.text});
        break;
      case Block::Kind::thinking:
        message.blocks.emplace_back(
            chat::Thinking{.text = block.text, .format = "signature", .opaque = block.opaque});
        break;
      case Block::Kind::redacted:
        message.blocks.emplace_back(chat::Thinking{.format = "redacted", .opaque = block.opaque});
        break;
      case Block::Kind::call: {
        chat::ToolCall call = block.call;
        settle_arguments(call, raw_reason_ == "max_tokens" && &block == last_call);
        message.blocks.emplace_back(std::move(call));
        break;
      }
      case Block::Kind::unknown:
        message.blocks.emplace_back(chat::Unknown{.type = block.type, .json = block.raw});
        break;
    }
  }
}

}  // namespace

std::unique_ptr<Decoder> MessagesCodec::new_decoder(const models::Model& model) const {
  return std::make_unique<MessagesDecoder>(model);
}

}  // namespace ingot::wire
