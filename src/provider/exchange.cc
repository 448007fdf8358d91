#include "provider/exchange.h"

#include <algorithm>
#include <utility>

#include "http/proxy.h"
#include "provider/provider.h"
#include "wire/error_body.h"

namespace ingot::provider {
namespace {

using chat::Failure;

constexpr std::size_t kSniffBytes = 64;

std::string_view skip_blanks(std::string_view text) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  const std::size_t at = text.find_first_not_of(" \t\r\n");
  return at == std::string_view::npos ? std::string_view() : text.substr(at);
}

bool looks_like_events(std::string_view body) {
  body = skip_blanks(body);
  for (const std::string_view field : {"data:", "event:", ":", "id:", "retry:"}) {
    if (body.substr(0, field.size()) == field) return true;
  }
  return false;
}

// Takes `next` into `last` where both are parts of one text.
bool joined(chat::StreamEvent& last, chat::StreamEvent& next) {
  if (auto* text = std::get_if<chat::TextDelta>(&next)) {
    auto* previous = std::get_if<chat::TextDelta>(&last);
    if (previous != nullptr) previous->text += text->text;
    return previous != nullptr;
  }
  if (auto* thought = std::get_if<chat::ReasoningDelta>(&next)) {
    auto* previous = std::get_if<chat::ReasoningDelta>(&last);
    if (previous != nullptr) previous->text += thought->text;
    return previous != nullptr;
  }
  if (auto* arguments = std::get_if<chat::CallArguments>(&next)) {
    auto* previous = std::get_if<chat::CallArguments>(&last);
    const bool same = previous != nullptr && previous->index == arguments->index;
    if (same) previous->json += arguments->json;
    return same;
  }
  return false;
}

}  // namespace

Exchange::Exchange(const models::Model& model, bool asked_for_stream)
    : model_(model),
      asked_for_stream_(asked_for_stream),
      decoder_(wire::codec_for(model.protocol).new_decoder(model)),
      sink_([this](chat::StreamEvent event) { emit(std::move(event)); }),
      events_(0) {}

void Exchange::on_head(const http::Head& head) {
  head_ = head;
  if (head.status >= 400) kind_ = Body::error;
}

void Exchange::on_body(std::string_view bytes) {
  if (kind_ == Body::events) {
    feed_events(bytes);
  } else {
    held_ += bytes;
    if (kind_ == Body::unknown) decide_kind(false);
  }
  hand_over();
}

// The content type decides when it is an event stream; servers also send streams as text/plain or
// application/octet-stream, and whole answers to requests for a stream.
void Exchange::decide_kind(bool at_end) {
  const bool typed =
      head_.header("content-type").find("text/event-stream") != std::string_view::npos;
  const std::string_view start = skip_blanks(held_);
  if (start.empty() && !at_end) return;
  // A JSON object under the event-stream type is an answer or an error all the same.
  const bool json = !start.empty() && start[0] == '{';
  if ((typed && !json) || looks_like_events(held_)) {
    kind_ = Body::events;
    const std::string so_far = std::exchange(held_, {});
    feed_events(so_far);
  } else if (at_end || start.size() >= kSniffBytes) {
    kind_ = Body::whole;
  }
}

void Exchange::feed_events(std::string_view bytes) {
  const auto fed = sse_.feed(bytes, [this](const http::SseDecoder::Event& event) {
    decoder_->on_event(event.name, event.data, sink_);
  });
  if (!fed) fail({.kind = Failure::Kind::protocol, .message = fed.error().what});
}

void Exchange::finish_whole() {
  const std::string_view start = skip_blanks(held_);
  if (!start.empty() && (start[0] == '{' || start[0] == '[')) {
    decoder_->on_whole(start, sink_);
    decoder_->finish(sink_);
    return;
  }
  if (start.empty()) {
    return fail({.kind = Failure::Kind::protocol,
                 .status = head_.status,
                 .message = "the server sent an empty answer",
                 .retryable = true});
  }
  fail(wire::failure_from(head_.status, head_.header("content-type"), held_, model_));
}

void Exchange::on_end(const http::Problem* problem) {
  if (kind_ == Body::unknown && !problem) decide_kind(true);
  if (kind_ == Body::error) {
    fail(wire::failure_from(head_.status, head_.header("content-type"), held_, model_));
  } else if (problem != nullptr) {
    fail(failure_of_connection(*problem, model_));
  } else if (kind_ == Body::whole) {
    finish_whole();
  } else if (kind_ == Body::events) {
    (void)sse_.finish([this](const http::SseDecoder::Event& event) {
      decoder_->on_event(event.name, event.data, sink_);
    });
    decoder_->finish(sink_);
  }
  hand_over();
  events_.close();
}

void Exchange::fail(Failure failure) {
  if (!failure_) failure_ = std::move(failure);
}

void Exchange::emit(chat::StreamEvent event) {
  if (auto* failed = std::get_if<chat::Failed>(&event)) {
    failed->failure.status = failed->failure.status == 0 ? head_.status : failed->failure.status;
    return fail(std::move(failed->failure));
  }
  if (fresh_.empty() || !joined(fresh_.back(), event)) fresh_.push_back(std::move(event));
}

// The waiting thread is woken once for all that one read brought.
void Exchange::hand_over() {
  for (chat::StreamEvent& event : fresh_) events_.push_or_merge(std::move(event), joined);
  fresh_.clear();
}

std::optional<chat::StreamEvent> Exchange::next(const std::stop_token& stop) {
  return events_.pop(stop);
}

Failure failure_of_connection(const http::Problem& problem, const models::Model& model) {
  using Phase = http::Problem::Phase;
  Failure failure{.kind = Failure::Kind::network, .message = problem.detail, .retryable = true};
  switch (problem.phase) {
    case Phase::resolve:
    case Phase::connect:
    case Phase::send:
    case Phase::receive:
      break;
    case Phase::refused:
      failure.retryable = !model.is_local;  // PRV-88: a local server that is down stays down
      failure.code = "refused";
      break;
    case Phase::proxy:
      failure.kind = Failure::Kind::proxy;
      failure.retryable = false;
      break;
    case Phase::tls:
      failure.kind = Failure::Kind::tls;
      break;
    case Phase::certificate:
    case Phase::expired:
    case Phase::client_certificate:
    case Phase::trust_file:
      failure.kind = Failure::Kind::tls;
      failure.code = problem.phase == Phase::certificate  ? "certificate"
                     : problem.phase == Phase::expired    ? "expired"
                     : problem.phase == Phase::trust_file ? "trust_file"
                                                          : "client_certificate";
      failure.retryable = false;
      break;
    case Phase::first_byte:
    case Phase::idle:
      failure.kind = Failure::Kind::timeout;
      failure.message += " from " + model.host +
                         (problem.phase == Phase::idle ? " in the middle of the answer"
                                                       : " after the request was accepted");
      break;
    case Phase::redirect:
    case Phase::bad_url:
      failure.kind = Failure::Kind::wrong_endpoint;
      failure.retryable = false;
      break;
    case Phase::library:
      failure.retryable = false;
      failure.code = "library";
      break;
    case Phase::too_large:
      failure.kind = Failure::Kind::protocol;
      failure.retryable = false;
      break;
  }
  return failure;
}

}  // namespace ingot::provider
