#include "wire/answer.h"

#include "base/letters.h"
#include "base/utf8.h"
#include "json/repair.h"
#include "wire/error_body.h"

namespace ingot::wire {
namespace {

using chat::Failure;

constexpr int kMaxBadInRow = 3;
constexpr std::size_t kMaxQuoted = 200;

}  // namespace

Answer::Answer(const models::Model& model) : model_(model) {}

// The value of `text`, which then views `mended` if it had to be mended.
Result<json::Value> Answer::parse_mended(std::string_view& text, std::string& mended) {
  auto parsed = reader_.parse(text);
  if (parsed) return parsed;
  mended = json::repaired(text);
  if (mended == text) return parsed;
  auto again = reader_.parse(mended);
  if (again) text = mended;
  return again;
}

void Answer::on_event(std::string_view name, std::string_view data, const chat::EventSink& sink) {
  data = trimmed(data);
  if (data.empty()) return;
  if (data == "[DONE]") {
    if (!ended_) read_done(sink);
    return terminate();
  }
  if (ended_ && terminated_) return;
  ++events_;
  std::string mended;
  const auto parsed = parse_mended(data, mended);
  if (ended_) {
    if (parsed && is_terminal(*parsed)) terminate();
    return;
  }
  if (!parsed || !parsed->is_object()) {
    if (name == "error") {
      return fail({.kind = Failure::Kind::protocol,
                   .message = std::string(utf8_prefix(data, kMaxQuoted)),
                   .retryable = true},
                  sink);
    }
    if (first_bad_.empty()) first_bad_ = utf8_prefix(data, kMaxQuoted);
    if (++bad_in_row_ >= kMaxBadInRow) {
      fail({.kind = Failure::Kind::protocol,
            .message = "the stream holds data that is not JSON: " + first_bad_},
           sink);
    }
    return;
  }
  bad_in_row_ = 0;
  read_event(name, *parsed, data, sink);
}

void Answer::on_whole(std::string_view body, const chat::EventSink& sink) {
  if (ended_) return;
  std::string mended;
  const auto parsed = parse_mended(body, mended);
  if (!parsed) {
    return fail({.kind = Failure::Kind::protocol,
                 .message = "the answer is not valid JSON: " +
                            std::string(utf8_prefix(trimmed(body), kMaxQuoted)),
                 .retryable = true},
                sink);
  }
  const json::Value root = *parsed;
  if (root.is_array() || !root["error"].is_absent() || root["type"].string() == "error") {
    const bool has_answer = root["choices"].size() > 0 || root["output"].size() > 0;
    if (!has_answer || !root["error"].is_absent()) {
      return fail(failure_from_object(root, true), sink);
    }
  }
  read_whole(root, body, sink);
}

void Answer::finish(const chat::EventSink& sink) {
  if (ended_) return;
  if (events_ > 0 && events_ == bad_in_row_) {
    return fail({.kind = Failure::Kind::protocol,
                 .message = "the answer is no event stream of this protocol: " + first_bad_},
                sink);
  }
  conclude(sink);
}

chat::Message Answer::message() const {
  chat::Message message;
  message.role = chat::Role::assistant;
  message.from = chat::Provenance{.protocol = std::string(models::to_string(model_.protocol)),
                                  .host = model_.host,
                                  .model = model_.model,
                                  .response_id = id_,
                                  .model_reported = reported_model_};
  const bool broken = failed_ || !ended_;
  message.stop_reason = broken ? chat::StopReason::interrupted : stop_reason_;
  message.refusal = refusal_;
  build(message, broken);
  return message;
}

void Answer::start(std::string_view model, std::string_view id, const chat::EventSink& sink) {
  if (id_.empty()) id_ = id;
  if (reported_model_.empty()) reported_model_ = model;
  if (started_ || (id.empty() && model.empty())) return;
  started_ = true;
  sink(chat::Started{.model = reported_model_, .id = id_});
}

void Answer::end(chat::StopReason reason, const chat::EventSink& sink) {
  if (ended_) return;
  ended_ = true;
  stop_reason_ = reason;
  sink(chat::Finished{.reason = reason, .raw_reason = raw_reason_});
}

void Answer::fail(Failure failure, const chat::EventSink& sink) {
  if (ended_) return;
  ended_ = true;
  failed_ = true;
  sink(chat::Failed{.failure = std::move(failure)});
}

void Answer::fail_cut(const chat::EventSink& sink) {
  fail({.kind = Failure::Kind::network,
        .code = "cut",
        .message = "the connection ended before the answer was complete",
        .retryable = true},
       sink);
}

void Answer::report_usage(const chat::EventSink& sink) { sink(chat::UsageReported{usage_}); }

std::int64_t count_of(json::Value value) {
  const auto number = value.integer();
  return number && *number >= 0 ? *number : -1;
}

void take_count(std::int64_t& into, json::Value value) {
  const std::int64_t count = count_of(value);
  if (count >= 0) into = count;
}

}  // namespace ingot::wire
