// provider/exchange.h: one HTTP exchange with a model, from bytes to stream events.
//
// Purpose    Lives on the net thread while the answer comes in: decides what kind of body it is
//            (PRV-20, PRV-21), cuts it into events, decodes them, and hands whole StreamEvents over
//            a queue to the thread that waits for them.
// Ownership  Owns the decoder. The transfer must be gone before the decoder is looked at.
// Threads    on_* on the net thread; next() on the caller's.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "base/queue.h"
#include "chat/stream.h"
#include "http/client.h"
#include "http/sse.h"
#include "wire/codec.h"

namespace ingot::provider {

class Exchange final : public http::Receiver {
 public:
  Exchange(const models::Model& model, bool asked_for_stream);

  void on_head(const http::Head& head) override;
  void on_body(std::string_view bytes) override;
  void on_end(const http::Problem* problem) override;

  // The next event; empty at the end of the exchange, or when `stop` is requested.
  std::optional<chat::StreamEvent> next(const std::stop_token& stop);

  // After the end. Empty: the answer is complete.
  const std::optional<chat::Failure>& failure() const { return failure_; }
  const http::Head& head() const { return head_; }
  const wire::Decoder& decoder() const { return *decoder_; }
  bool was_stream() const { return kind_ == Body::events; }

 private:
  enum class Body { unknown, events, whole, error };

  void decide_kind(bool at_end);
  void feed_events(std::string_view bytes);
  void finish_whole();
  void emit(chat::StreamEvent event);
  void hand_over();
  void fail(chat::Failure failure);

  const models::Model& model_;
  bool asked_for_stream_;
  http::Head head_;
  Body kind_ = Body::unknown;
  std::string held_;  // the body so far, while its kind is unknown or it is wanted whole
  http::SseDecoder sse_;
  std::unique_ptr<wire::Decoder> decoder_;
  chat::EventSink sink_;
  std::optional<chat::Failure> failure_;
  std::vector<chat::StreamEvent> fresh_;  // decoded since the last hand_over()
  Queue<chat::StreamEvent> events_;
};

}  // namespace ingot::provider
