// wire/answer.h: what the decoders of all protocols have in common.
//
// Purpose    Reads the JSON of events, counts what is no JSON (PRV-19), and sees to it that exactly
//            one Finished or Failed ends an answer (PRV-3).
// Ownership  One per answer; read_*() get views that die when they return.
#pragma once

#include <string>
#include <string_view>

#include "json/value.h"
#include "wire/codec.h"

namespace ingot::wire {

class Answer : public Decoder {
 public:
  explicit Answer(const models::Model& model);

  void on_event(std::string_view name, std::string_view data, const chat::EventSink& sink) final;
  void on_whole(std::string_view body, const chat::EventSink& sink) final;
  void finish(const chat::EventSink& sink) final;
  chat::Message message() const final;
  chat::Usage usage() const final { return usage_; }
  std::string raw_reason() const final { return raw_reason_; }
  bool terminated() const final { return terminated_; }

 protected:
  // One event whose data is a JSON object.
  virtual void read_event(std::string_view name, json::Value event, std::string_view data,
                          const chat::EventSink& sink) = 0;
  // `data: [DONE]`.
  virtual void read_done(const chat::EventSink& sink) = 0;
  // An event after the end; it can only tell that the protocol's own end was seen.
  virtual bool is_terminal(json::Value event) = 0;
  virtual void read_whole(json::Value body, std::string_view text, const chat::EventSink& sink) = 0;
  // The connection ended without the protocol's end: Finished if the answer is complete all the
  // same, else Failed.
  virtual void conclude(const chat::EventSink& sink) = 0;
  // The blocks that arrived; `broken`: the answer failed or was cancelled, so only complete ones.
  virtual void build(chat::Message& message, bool broken) const = 0;

  void start(std::string_view model, std::string_view id, const chat::EventSink& sink);
  void end(chat::StopReason reason, const chat::EventSink& sink);
  void fail(chat::Failure failure, const chat::EventSink& sink);
  // The connection broke off: a retryable failure.
  void fail_cut(const chat::EventSink& sink);
  void report_usage(const chat::EventSink& sink);
  void terminate() { terminated_ = true; }
  bool ended() const { return ended_; }

  const models::Model& model() const { return model_; }
  const std::string& response_id() const { return id_; }

  chat::Usage usage_;
  std::string refusal_;
  std::string raw_reason_;

 private:
  Result<json::Value> parse_mended(std::string_view& text, std::string& mended);

  models::Model model_;
  json::Reader reader_;
  std::string id_, reported_model_;
  chat::StopReason stop_reason_ = chat::StopReason::interrupted;
  bool started_ = false, ended_ = false, failed_ = false, terminated_ = false;
  int events_ = 0;
  int bad_in_row_ = 0;
  std::string first_bad_;
};

// A whole number that is not negative, or -1.
std::int64_t count_of(json::Value value);
// `into` becomes `value` where that is a count: later reports win (PRV-41).
void take_count(std::int64_t& into, json::Value value);

}  // namespace ingot::wire
