// wire/responses_decoder.cc: answers of the OpenAI Responses protocol (PRV-53..59).

#include <algorithm>
#include <deque>
#include <map>

#include "json/raw.h"
#include "json/writer.h"
#include "wire/answer.h"
#include "wire/arguments.h"
#include "wire/call_ids.h"
#include "wire/error_body.h"
#include "wire/responses_codec.h"

namespace ingot::wire {
namespace {

using chat::StopReason;
using json::Value;

struct Item {
  std::int64_t index = 0;  // output_index, the only key that every server keeps stable
  std::string type;
  std::map<std::int64_t, std::string> parts;  // message: text by content_index
  std::string reasoning;                      // as shown
  std::string shown;                          // text or reasoning given out so far
  std::string phase;
  std::string raw;  // the finished item's own bytes
  chat::ToolCall call;
  std::size_t call_index = 0;
  bool is_call = false, done = false;
};

bool is_call_type(std::string_view type) {
  return type == "function_call" || type == "custom_tool_call";
}

class ResponsesDecoder final : public Answer {
 public:
  using Answer::Answer;

 protected:
  void read_event(std::string_view name, Value event, std::string_view data,
                  const chat::EventSink& sink) override;
  void read_done(const chat::EventSink& sink) override { conclude(sink); }
  bool is_terminal(Value event) override {
    const std::string_view type = event["type"].string_or("");
    const bool terminal =
        type == "response.completed" || type == "response.failed" || type == "response.incomplete";
    if (terminal) raw_reason_ = event["response"]["status"].string_or("");
    return terminal;
  }
  void read_whole(Value body, std::string_view text, const chat::EventSink& sink) override;
  void conclude(const chat::EventSink& sink) override;
  void build(chat::Message& message, bool broken) const override;

 private:
  Item& item_at(std::int64_t index);
  void open_item(std::int64_t index, Value item, const chat::EventSink& sink);
  void finish_item(std::int64_t index, Value item, std::string_view raw,
                   const chat::EventSink& sink);
  void finish_call(Item& item, Value value, const chat::EventSink& sink);
  void finish_reasoning(Item& item, Value value, const chat::EventSink& sink);
  void finish_message(Item& item, Value value, const chat::EventSink& sink);
  void show_text(Item& item, std::string_view text, const chat::EventSink& sink);
  void show_reasoning(Item& item, std::string_view text, const chat::EventSink& sink);
  void take_usage(Value usage, const chat::EventSink& sink);
  void end_response(Value response, std::string_view raw, const chat::EventSink& sink);
  bool read_delta(std::string_view type, Value event, const chat::EventSink& sink);

  std::deque<Item> items_;
  std::size_t calls_ = 0;
  bool cut_ = false;  // ended at the output limit
  bool refused_ = false;
};

Item& ResponsesDecoder::item_at(std::int64_t index) {
  for (auto item = items_.rbegin(); item != items_.rend(); ++item) {
    if (item->index == index) return *item;
  }
  Item& item = items_.emplace_back();
  item.index = index;
  return item;
}

void ResponsesDecoder::open_item(std::int64_t index, Value value, const chat::EventSink& sink) {
  Item& item = item_at(index);
  item.type = value["type"].string_or(item.type);
  item.phase = value["phase"].string_or(item.phase);
  if (!is_call_type(item.type) || item.is_call) return;
  item.is_call = true;
  item.call_index = calls_++;
  item.call.id = value["call_id"].string_or("");
  item.call.name = value["name"].string_or("");
  if (item.call.id.empty()) item.call.id = made_call_id(response_id(), item.call_index);
  if (item.type == "custom_tool_call") item.call.extra = "custom";
  sink(chat::CallStarted{item.call_index, item.call.id, item.call.name});
}

void ResponsesDecoder::show_text(Item& item, std::string_view text, const chat::EventSink& sink) {
  if (text.empty()) return;
  item.shown += text;
  sink(chat::TextDelta{std::string(text)});
}

void ResponsesDecoder::show_reasoning(Item& item, std::string_view text,
                                      const chat::EventSink& sink) {
  if (text.empty()) return;
  item.shown += text;
  item.reasoning += text;
  sink(chat::ReasoningDelta{std::string(text)});
}

// Returns whether `type` is one of the events that bring a piece of an item.
bool ResponsesDecoder::read_delta(std::string_view type, Value event, const chat::EventSink& sink) {
  const std::int64_t index = event["output_index"].integer().value_or(0);
  const std::string_view delta = event["delta"].string_or("");
  if (type == "response.output_text.delta") {
    Item& item = item_at(index);
    if (item.type.empty()) item.type = "message";
    item.parts[event["content_index"].integer().value_or(0)] += delta;
    show_text(item, delta, sink);
  } else if (type == "response.output_text.done") {
    Item& item = item_at(index);
    if (item.type.empty()) item.type = "message";
    if (const auto text = event["text"].string()) {
      std::string& part = item.parts[event["content_index"].integer().value_or(0)];
      if (text->starts_with(part)) show_text(item, text->substr(part.size()), sink);
      part = *text;
    }
  } else if (type == "response.refusal.delta") {
    refused_ = true;
    refusal_ += delta;
  } else if (type == "response.refusal.done") {
    refused_ = true;
    refusal_ = event["refusal"].string_or(refusal_);
  } else if (type == "response.reasoning_summary_part.added") {
    Item& item = item_at(index);
    if (!item.reasoning.empty()) show_reasoning(item, "\n\n", sink);
  } else if (type == "response.reasoning_summary_text.delta" ||
             type == "response.reasoning_text.delta") {
    Item& item = item_at(index);
    if (item.type.empty()) item.type = "reasoning";
    show_reasoning(item, delta, sink);
  } else if (type == "response.function_call_arguments.delta" ||
             type == "response.custom_tool_call_input.delta") {
    Item& item = item_at(index);
    item.call.input_json += delta;
    if (item.is_call && !delta.empty()) {
      sink(chat::CallArguments{item.call_index, std::string(delta)});
    }
  } else if (type == "response.function_call_arguments.done") {
    Item& item = item_at(index);
    item.call.input_json = event["arguments"].string_or(item.call.input_json);
  } else if (type == "response.custom_tool_call_input.done") {
    Item& item = item_at(index);
    item.call.input_json = event["input"].string_or(item.call.input_json);
  } else {
    return false;
  }
  return true;
}

void ResponsesDecoder::read_event(std::string_view name, Value event, std::string_view data,
                                  const chat::EventSink& sink) {
  const std::string_view type = event["type"].string_or(name);
  if (type == "error" || (event["type"].is_absent() && !event["error"].is_absent())) {
    return fail(failure_from_object(event, items_.empty()), sink);
  }
  if (read_delta(type, event, sink)) return;
  const Value response = event["response"];
  if (type == "response.created" || type == "response.in_progress" || type == "response.queued") {
    start(response["model"].string_or(""), response["id"].string_or(""), sink);
  } else if (type == "response.output_item.added") {
    open_item(event["output_index"].integer().value_or(0), event["item"], sink);
  } else if (type == "response.output_item.done") {
    finish_item(event["output_index"].integer().value_or(0), event["item"],
                json::raw_member(data, "item"), sink);
  } else if (type == "response.completed" || type == "response.incomplete" ||
             type == "response.failed") {
    terminate();
    end_response(response, json::raw_member(data, "response"), sink);
  }
}

void ResponsesDecoder::finish_call(Item& item, Value value, const chat::EventSink& sink) {
  const std::string_view id = value["call_id"].string_or("");
  if (!id.empty()) item.call.id = id;
  item.call.name = value["name"].string_or(item.call.name);
  if (item.type == "custom_tool_call") {
    item.call.input_json = json::quoted(value["input"].string_or(item.call.input_json));
  } else if (value["arguments"].is_object()) {
    item.call.input_json = value["arguments"].to_json();
  } else {
    item.call.input_json = value["arguments"].string_or(item.call.input_json);
  }
  sink(chat::CallFinished{item.call_index});
}

void ResponsesDecoder::finish_reasoning(Item& item, Value value, const chat::EventSink& sink) {
  std::string text;
  for (const Value part : value["summary"].elements()) {
    if (!text.empty()) text += "\n\n";
    text += part["text"].string_or("");
  }
  if (text.empty()) {
    for (const Value part : value["content"].elements()) text += part["text"].string_or("");
  }
  if (item.reasoning.empty()) {
    show_reasoning(item, text, sink);
  } else if (text.starts_with(item.reasoning)) {
    show_reasoning(item, text.substr(item.reasoning.size()), sink);
  }
}

void ResponsesDecoder::finish_message(Item& item, Value value, const chat::EventSink& sink) {
  std::string whole;
  std::int64_t index = 0;
  for (const Value part : value["content"].elements()) {
    const std::string_view type = part["type"].string_or("");
    if (type == "refusal") {
      refused_ = true;
      refusal_ = part["refusal"].string_or(refusal_);
    } else if (const auto text = part["text"].string()) {
      item.parts[index] = *text;
      whole += *text;
    }
    ++index;
  }
  if (whole.starts_with(item.shown)) show_text(item, whole.substr(item.shown.size()), sink);
}

void ResponsesDecoder::finish_item(std::int64_t index, Value value, std::string_view raw,
                                   const chat::EventSink& sink) {
  open_item(index, value, sink);
  Item& item = item_at(index);
  if (item.done) return;
  item.done = true;
  item.raw = json::minified(raw);
  if (item.is_call) {
    finish_call(item, value, sink);
  } else if (item.type == "reasoning") {
    finish_reasoning(item, value, sink);
  } else if (item.type == "message") {
    finish_message(item, value, sink);
  }
}

void ResponsesDecoder::take_usage(Value usage, const chat::EventSink& sink) {
  if (!usage.is_object()) return;
  take_count(usage_.cache_read, usage["input_tokens_details"]["cached_tokens"]);
  take_count(usage_.cache_write, usage["input_tokens_details"]["cache_write_tokens"]);
  const std::int64_t prompt = count_of(usage["input_tokens"]);
  if (prompt >= 0) {
    usage_.input = std::max<std::int64_t>(0, prompt - std::max<std::int64_t>(usage_.cache_read, 0) -
                                                 std::max<std::int64_t>(usage_.cache_write, 0));
  }
  take_count(usage_.output, usage["output_tokens"]);
  take_count(usage_.reasoning, usage["output_tokens_details"]["reasoning_tokens"]);
  if (const auto cost = usage["cost"].number()) usage_.cost_usd = cost;
  if (const auto ticks = usage["cost_in_usd_ticks"].number()) usage_.cost_usd = *ticks / 1e10;
  report_usage(sink);
}

void ResponsesDecoder::end_response(Value response, std::string_view raw,
                                    const chat::EventSink& sink) {
  start(response["model"].string_or(""), response["id"].string_or(""), sink);
  const auto raw_items = json::raw_elements(json::raw_member(raw, "output"));
  const bool streamed = !items_.empty();
  std::int64_t index = 0;
  for (const Value item : response["output"].elements()) {
    const auto at = static_cast<std::size_t>(index);
    const bool known = std::any_of(items_.begin(), items_.end(),
                                   [&](const Item& seen) { return seen.index == index; });
    if (at < raw_items.size() && (known || !streamed)) {
      finish_item(index, item, raw_items[at], sink);
    }
    ++index;
  }
  take_usage(response["usage"], sink);
  const std::string status(response["status"].string_or("completed"));
  const std::string_view why = response["incomplete_details"]["reason"].string_or("");
  raw_reason_ = why.empty() ? status : status + ":" + std::string(why);
  if (status == "failed" || !response["error"].is_absent()) {
    return fail(failure_from_object(response, items_.empty()), sink);
  }
  if (status == "cancelled") return fail_cut(sink);
  cut_ = why == "max_output_tokens";
  if (cut_) return end(StopReason::max_tokens, sink);
  if (why == "content_filter") return end(StopReason::refusal, sink);
  if (refused_ && calls_ == 0) return end(StopReason::refusal, sink);
  end(calls_ > 0 ? StopReason::tool_use : StopReason::end_turn, sink);
}

void ResponsesDecoder::read_whole(Value body, std::string_view text, const chat::EventSink& sink) {
  if (!body["output"].is_array()) {
    return fail(
        {.kind = chat::Failure::Kind::protocol,
         .message = "the answer is no response of the Responses protocol: it has no output"},
        sink);
  }
  terminate();
  end_response(body, text, sink);
}

void ResponsesDecoder::conclude(const chat::EventSink& sink) {
  bool answered = false;
  for (const Item& item : items_) {
    if (!item.done) return fail_cut(sink);
    answered = answered || item.is_call || item.type == "message";
  }
  if (!answered) return fail_cut(sink);
  end(calls_ > 0 ? StopReason::tool_use : StopReason::end_turn, sink);
}

void ResponsesDecoder::build(chat::Message& message, bool broken) const {
  const Item* last_call = nullptr;
  for (const Item& item : items_) {
    if (item.is_call) last_call = &item;
  }
  for (const Item& item : items_) {
    if (item.is_call) {
      if (broken && !item.done) continue;
      chat::ToolCall call = item.call;
      if (!call.extra.empty()) {
        call.invalid = "this tool takes JSON arguments, not free text";
      } else {
        settle_arguments(call, cut_ && &item == last_call);
      }
      message.blocks.emplace_back(std::move(call));
    } else if (item.type == "message") {
      std::string text;
      for (const auto& [index, part] : item.parts) text += part;
      if (!text.empty()) {
        message.blocks.emplace_back(chat::Text{.text = std::move(text), .phase = item.phase});
      }
    } else if (item.type == "reasoning") {
      if (broken && !item.done) continue;
      message.blocks.emplace_back(
          chat::Thinking{.text = item.reasoning, .format = "item", .opaque = item.raw});
    } else if (item.done && item.raw.starts_with('{')) {
      message.blocks.emplace_back(chat::Unknown{.type = item.type, .json = item.raw});
    }
  }
}

}  // namespace

std::unique_ptr<Decoder> ResponsesCodec::new_decoder(const models::Model& model) const {
  return std::make_unique<ResponsesDecoder>(model);
}

}  // namespace ingot::wire
