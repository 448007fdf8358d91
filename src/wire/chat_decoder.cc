// wire/chat_decoder.cc: answers of the Chat Completions protocol (PRV-72..84).

#include <algorithm>
#include <array>

#include "json/raw.h"
#include "json/writer.h"
#include "wire/answer.h"
#include "wire/arguments.h"
#include "wire/call_assembly.h"
#include "wire/chat_codec.h"
#include "wire/chat_reasoning.h"
#include "wire/chat_usage.h"
#include "wire/error_body.h"
#include "wire/think_tags.h"

namespace ingot::wire {
namespace {

using chat::Failure;
using chat::StopReason;
using json::Value;

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

bool is_length(std::string_view reason) {
  return is_one_of(reason, {"length", "max_tokens", "model_length"});
}

class ChatDecoder final : public Answer {
 public:
  using Answer::Answer;

 protected:
  void read_event(std::string_view name, Value event, std::string_view data,
                  const chat::EventSink& sink) override;
  void read_done(const chat::EventSink& sink) override;
  bool is_terminal(Value /*event*/) override { return false; }
  void read_whole(Value body, std::string_view text, const chat::EventSink& sink) override;
  void conclude(const chat::EventSink& sink) override;
  void build(chat::Message& message, bool broken) const override;

 private:
  void read_choice(Value choice, std::string_view raw, const chat::EventSink& sink);
  void read_message(Value message, std::string_view raw, const chat::EventSink& sink);
  void read_content(Value content, const chat::EventSink& sink);
  void read_reasoning(Value message, std::string_view raw, const chat::EventSink& sink);
  void show_text(std::string_view text, const chat::EventSink& sink);
  void show_reasoning(std::string_view text, std::string_view field, const chat::EventSink& sink);
  void tagged(std::string_view text, const chat::EventSink& sink);
  void settle(const chat::EventSink& sink);
  bool produced_anything() const {
    return !text_.empty() || !reasoning_.empty() || !calls_.empty() || !refusal_.empty();
  }
  bool was_cut() const;
  StopReason reason() const;

  ThinkTags tags_;
  CallAssembly calls_;
  ReasoningDetails details_;
  std::string text_, reasoning_, reasoning_field_, extra_content_;
  bool settled_ = false;
};

void ChatDecoder::show_text(std::string_view text, const chat::EventSink& sink) {
  if (text.empty()) return;
  text_ += text;
  sink(chat::TextDelta{std::string(text)});
}

void ChatDecoder::show_reasoning(std::string_view text, std::string_view field,
                                 const chat::EventSink& sink) {
  if (text.empty()) return;
  if (reasoning_field_.empty()) reasoning_field_ = field;
  reasoning_ += text;
  sink(chat::ReasoningDelta{std::string(text)});
}

void ChatDecoder::tagged(std::string_view text, const chat::EventSink& sink) {
  const auto shown = [&](std::string_view piece) { show_text(piece, sink); };
  const auto thought = [&](std::string_view piece) { show_reasoning(piece, "think_tags", sink); };
  if (!reasoning_field_.empty() && reasoning_field_ != "think_tags") tags_.disable(shown, thought);
  tags_.feed(text, shown, thought);
}

void ChatDecoder::read_content(Value content, const chat::EventSink& sink) {
  if (const auto text = content.string()) return tagged(*text, sink);
  for (const Value part : content.elements()) {
    const std::string_view type = part["type"].string_or("");
    if (type == "thinking") {
      if (const auto text = part["thinking"].string()) show_reasoning(*text, "parts", sink);
      for (const Value piece : part["thinking"].elements()) {
        show_reasoning(piece["text"].string_or(""), "parts", sink);
      }
    } else if (const auto text = part["text"].string()) {
      tagged(*text, sink);
    }
  }
}

// The first field that holds any; many servers send the same text in two (PRV-75).
void ChatDecoder::read_reasoning(Value message, std::string_view raw, const chat::EventSink& sink) {
  const Value details = message["reasoning_details"];
  if (details.is_array()) details_.add(json::raw_member(raw, "reasoning_details"));
  for (const std::string_view field : {"reasoning_content", "reasoning", "reasoning_text"}) {
    const std::string_view text = message[field].string_or("");
    if (!text.empty()) return show_reasoning(text, field, sink);
  }
  for (const Value entry : details.elements()) {
    const std::string_view text = entry["text"].string_or("");
    show_reasoning(text.empty() ? entry["summary"].string_or("") : text, "reasoning_details", sink);
  }
}

void ChatDecoder::read_message(Value message, std::string_view raw, const chat::EventSink& sink) {
  read_reasoning(message, raw, sink);
  read_content(message["content"], sink);
  if (const auto refusal = message["refusal"].string()) refusal_ += *refusal;
  if (message["extra_content"].is_object()) {
    extra_content_ = json::minified(json::raw_member(raw, "extra_content"));
  }
  const auto raw_calls = json::raw_elements(json::raw_member(raw, "tool_calls"));
  std::size_t at = 0;
  for (const Value call : message["tool_calls"].elements()) {
    if (at < raw_calls.size()) calls_.add(call, raw_calls[at], sink);
    ++at;
  }
  if (message["function_call"].is_object())
    calls_.add_function_call(message["function_call"], sink);
}

void ChatDecoder::read_choice(Value choice, std::string_view raw, const chat::EventSink& sink) {
  if (choice["index"].integer().value_or(0) != 0) return;
  const std::string_view field = choice["delta"].is_object() ? "delta" : "message";
  if (choice[field].is_object()) read_message(choice[field], json::raw_member(raw, field), sink);
  const std::string_view reason = choice["finish_reason"].string_or("");
  const bool better = raw_reason_ == "stop" && !calls_.empty();
  if (!reason.empty() && (raw_reason_.empty() || better)) raw_reason_ = reason;
}

void ChatDecoder::read_event(std::string_view name, Value event, std::string_view data,
                             const chat::EventSink& sink) {
  start(event["model"].string_or(""), event["id"].string_or(""), sink);
  if (take_chat_usage(usage_, event)) report_usage(sink);
  if (name == "error" || !event["error"].is_absent() || event["object"].string() == "error") {
    return fail(failure_from_object(event, !produced_anything()), sink);
  }
  const auto raw_choices = json::raw_elements(json::raw_member(data, "choices"));
  std::size_t at = 0;
  for (const Value choice : event["choices"].elements()) {
    if (at < raw_choices.size()) read_choice(choice, raw_choices[at], sink);
    ++at;
  }
}

void ChatDecoder::settle(const chat::EventSink& sink) {
  if (settled_) return;
  settled_ = true;
  tags_.finish([&](std::string_view piece) { show_text(piece, sink); },
               [&](std::string_view piece) { show_reasoning(piece, "think_tags", sink); });
  calls_.finish(response_id(), sink);
}

bool ChatDecoder::was_cut() const {
  return is_length(raw_reason_) || (raw_reason_ == "tool_calls" && !calls_.all_complete());
}

StopReason ChatDecoder::reason() const {
  if (was_cut()) return StopReason::max_tokens;
  if (raw_reason_ == "model_context_window_exceeded") return StopReason::context_overflow;
  if (!calls_.calls().empty()) return StopReason::tool_use;
  if (is_one_of(raw_reason_, {"content_filter", "safety", "sensitive"}) || !refusal_.empty()) {
    return StopReason::refusal;
  }
  return StopReason::end_turn;
}

void ChatDecoder::read_done(const chat::EventSink& sink) {
  terminate();
  conclude(sink);
}

void ChatDecoder::conclude(const chat::EventSink& sink) {
  if (is_one_of(raw_reason_, {"error", "network_error", "insufficient_system_resource"})) {
    return fail({.kind = Failure::Kind::overloaded,
                 .code = raw_reason_,
                 .message = "the server ended its answer with \"" + raw_reason_ + "\"",
                 .retryable = true},
                sink);
  }
  if (raw_reason_.empty() && !calls_.empty() && !calls_.all_complete()) return fail_cut(sink);
  if (raw_reason_.empty() && !produced_anything()) {
    settle(sink);  // blanks or the beginning of a tag may have been held back
    if (!produced_anything()) {
      return fail({.kind = Failure::Kind::protocol,
                   .message = "the server sent an empty answer",
                   .retryable = true},
                  sink);
    }
  }
  settle(sink);
  if (calls_.dropped_any() && calls_.calls().empty() && text_.empty()) {
    return fail({.kind = Failure::Kind::protocol,
                 .message = "the answer holds a tool call without a name",
                 .retryable = true},
                sink);
  }
  end(reason(), sink);
}

void ChatDecoder::read_whole(Value body, std::string_view text, const chat::EventSink& sink) {
  const auto raw_choices = json::raw_elements(json::raw_member(text, "choices"));
  start(body["model"].string_or(""), body["id"].string_or(""), sink);
  if (raw_choices.empty() || body["choices"].size() == 0) {
    return fail({.kind = Failure::Kind::protocol,
                 .message = "the answer is no chat completion: it has no choices"},
                sink);
  }
  if (take_chat_usage(usage_, body)) report_usage(sink);
  read_choice(*body["choices"].elements().begin(), raw_choices.front(), sink);
  terminate();
  conclude(sink);
}

void ChatDecoder::build(chat::Message& message, bool broken) const {
  std::string thinking = reasoning_;
  if (!details_.empty()) {
    message.blocks.emplace_back(chat::Thinking{
        .text = std::move(thinking), .format = "reasoning_details", .opaque = details_.to_json()});
  } else if (reasoning_field_ == "parts") {
    const std::string part = R"([{"type":"thinking","thinking":[{"type":"text","text":)" +
                             json::quoted(thinking) + "}]}]";
    message.blocks.emplace_back(
        chat::Thinking{.text = std::move(thinking), .format = "parts", .opaque = part});
  } else if (!thinking.empty()) {
    message.blocks.emplace_back(
        chat::Thinking{.text = std::move(thinking), .format = reasoning_field_});
  }
  if (!extra_content_.empty()) {
    message.blocks.emplace_back(
        chat::Thinking{.format = "extra_content", .opaque = extra_content_});
  }
  if (!text_.empty()) message.blocks.emplace_back(chat::Text{.text = text_});
  if (broken) return;
  const std::vector<chat::ToolCall>& calls = calls_.calls();
  for (std::size_t i = 0; i < calls.size(); ++i) {
    chat::ToolCall call = calls[i];
    settle_arguments(call, was_cut() && i + 1 == calls.size());
    message.blocks.emplace_back(std::move(call));
  }
}

}  // namespace

std::unique_ptr<Decoder> ChatCodec::new_decoder(const models::Model& model) const {
  return std::make_unique<ChatDecoder>(model);
}

}  // namespace ingot::wire
