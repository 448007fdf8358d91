#include "provider/provider.h"

#include <algorithm>
#include <utility>

#include "base/ids.h"
#include "http/proxy.h"
#include "provider/exchange.h"
#include "provider/headers.h"
#include "provider/learn.h"
#include "provider/retry_headers.h"

namespace ingot::provider {
namespace {

using chat::Failure;
using std::chrono::milliseconds;

constexpr int kMaxLessons = 2;       // PRV-71: repetitions in a row because a parameter was refused
constexpr int kMaxInvalidCalls = 2;  // PRV-93
constexpr int kMaxEmptyAnswers = 1;  // PRV-105
constexpr milliseconds kFirstWait{1000};
constexpr milliseconds kLongestWait{60000};
constexpr milliseconds kLocalSilence{600000};  // PRV-22: a local server may take long over a prompt

// RFC 1918, link-local and unique local addresses, and names without a dot: somebody's own machine.
bool is_private(std::string_view host) {
  const auto begins = [&](std::string_view prefix) {
    return host.substr(0, prefix.size()) == prefix;
  };
  if (begins("10.") || begins("192.168.") || begins("169.254.") || begins("fd") || begins("fe80:"))
    return true;
  if (begins("172.") && host.size() > 6 && host[6] == '.') {
    const int second = (host[4] - '0') * 10 + (host[5] - '0');
    return second >= 16 && second <= 31;
  }
  return host.find('.') == std::string_view::npos && host.find(':') == std::string_view::npos;
}

http::Limits limits_for(const models::Model& model) {
  http::Limits limits;
  const auto origin = http::origin_of(model.url);
  if (model.is_local || (origin && is_private(origin->host))) {
    limits.first_byte = kLocalSilence;
    limits.idle = kLocalSilence;
  }
  if (const auto set = model.timeout_ms ? model.timeout_ms : model.general_timeout_ms) {
    limits.first_byte = limits.idle = milliseconds(*set);
  }
  return limits;
}

// PRV-90: doubling from one second, with a spread between half and whole that depends on the
// attempt and the conversation, so that many processes do not come back at the same moment.
milliseconds backoff(int retry, std::uint64_t seed) {
  const auto whole = std::min(kLongestWait, kFirstWait * (1 << std::min(retry - 1, 10)));
  const auto half = whole.count() / 2;
  return milliseconds(half + static_cast<std::int64_t>(stable_hash(std::to_string(retry), seed) %
                                                       static_cast<std::uint64_t>(half + 1)));
}

bool is_shown(const chat::StreamEvent& event) {
  return std::holds_alternative<chat::TextDelta>(event) ||
         std::holds_alternative<chat::ReasoningDelta>(event) ||
         std::holds_alternative<chat::CallStarted>(event);
}

bool is_empty(const chat::Message& message) {
  const bool has_content = std::any_of(
      message.blocks.begin(), message.blocks.end(), [](const chat::ContentBlock& block) {
        if (const auto* text = std::get_if<chat::Text>(&block)) {
          return text->text.find_first_not_of(" \t\r\n") != std::string::npos;
        }
        return !std::holds_alternative<chat::Thinking>(block);
      });
  return !has_content && message.refusal.empty() &&
         message.stop_reason == chat::StopReason::end_turn;
}

}  // namespace

Provider::Provider(http::Client& client, const Clock& clock, const Redactor& redactor, Log& log,
                   KeySource* keys)
    : client_(client), clock_(clock), redactor_(redactor), log_(log), keys_(keys) {}

Answer Provider::attempt(const wire::Transcript& transcript, const wire::RequestOptions& options,
                         const Callbacks& callbacks, Key& key, const std::stop_token& stop) {
  const models::Model& model = transcript.model();
  const auto started = clock_.steady();
  Answer answer;
  if (model.fetches_key() && keys_ != nullptr && (!key.fetched || key.again)) {
    auto fetched = keys_->fetch(model, key.again, stop);
    if (!fetched) {
      const bool stopped = fetched.error().kind == Error::Kind::cancelled;
      answer.failure =
          Failure{.kind = stopped ? Failure::Kind::cancelled : Failure::Kind::authentication,
                  .code = "no_key",
                  .message = stopped ? "interrupted" : redactor_.redact(to_text(fetched.error()))};
      return answer;
    }
    key.fetched = *std::move(fetched);
  }
  answer.request_body = transcript.body(options);

  Exchange exchange(model, options.stream);
  {
    http::Request request;
    request.url = options.learnt.url.empty() ? model.url : options.learnt.url;
    request.headers = request_headers(model, options.session_key, options.stream, key.fetched);
    request.body = answer.request_body;
    request.limits = limits_for(model);
    request.tls = {
        .ca_file = model.ca_file, .client_cert = model.client_cert, .client_key = model.client_key};
    const std::unique_ptr<http::Transfer> transfer = client_.start(std::move(request), exchange);
    bool first = true;
    while (auto event = exchange.next(stop)) {
      if (std::exchange(first, false)) {
        answer.first_event = std::chrono::duration_cast<milliseconds>(clock_.steady() - started);
      }
      answer.shown = answer.shown || is_shown(*event);
      if (callbacks.on_event) callbacks.on_event(*std::move(event));
    }
  }  // the transfer is gone: the decoder is ours again
  answer.duration = std::chrono::duration_cast<milliseconds>(clock_.steady() - started);
  answer.streamed = exchange.was_stream();
  answer.message = exchange.decoder().message();
  answer.usage = chat::with_reused(exchange.decoder().usage());
  if (stop.stop_requested()) {
    answer.failure = Failure{.kind = Failure::Kind::cancelled, .message = "interrupted"};
    return answer;
  }
  answer.failure = exchange.failure();
  if (answer.failure) complete(*answer.failure, exchange.head());
  return answer;
}

// Adds what the headers tell to a failure that was read from the body.
void Provider::complete(Failure& failure, const http::Head& head) const {
  if (const auto wish = wish_in_headers(head, clock_.wall())) {
    failure.retry_after = wish;
  } else if (!failure.retry_after) {
    failure.retry_after = wish_in_text(failure.message);
  }
  // Some quotas fill again within the minute (Gemini): the server says so by naming a time.
  if (failure.kind == Failure::Kind::quota && failure.status == 429 && failure.retry_after &&
      *failure.retry_after <= RetryPolicy().max_wish && failure.code != "insufficient_quota") {
    failure.kind = Failure::Kind::rate_limit;
    failure.retryable = true;
  }
  if (const auto told = should_retry(head)) failure.retryable = *told;
  if (failure.request_id.empty()) failure.request_id = std::string(request_id(head));
  failure.message = redactor_.redact(failure.message);
  failure.failed_generation = redactor_.redact(failure.failed_generation);
}

Answer Provider::send(const wire::Transcript& transcript, wire::RequestOptions& options,
                      const Callbacks& callbacks, std::stop_token stop, const RetryPolicy& policy) {
  const auto started = clock_.steady();
  int retries = 0;
  int lessons = 0;
  int invalid_calls = 0;
  int empty_answers = 0;
  Key key;
  while (true) {
    Answer answer = attempt(transcript, options, callbacks, key, stop);
    if (!answer.failure) {
      if (!is_empty(answer.message)) return answer;
      answer.failure = Failure{.kind = Failure::Kind::protocol,
                               .message = "the model gave neither text nor a tool call"};
      if (empty_answers++ >= kMaxEmptyAnswers || answer.shown) return answer;
      log_.write("provider", "empty answer, repeating the request");
      continue;
    }
    Failure& failure = *answer.failure;
    log_.write("provider", std::string(chat::to_string(failure.kind)) + " " +
                               std::to_string(failure.status) + " " + failure.message);
    if (failure.kind == Failure::Kind::cancelled || answer.shown) return answer;
    if (failure.status == 401 && key.fetched && !std::exchange(key.again, true)) {
      log_.write("provider", "the key is fetched again");
      continue;
    }
    if (const std::string lesson =
            learn_from(failure, transcript.model(), answer.request_body, options.learnt);
        !lesson.empty() && lessons++ < kMaxLessons) {
      if (callbacks.on_notice) callbacks.on_notice(lesson);
      continue;
    }
    if (failure.kind == Failure::Kind::invalid_call) {
      if (invalid_calls++ >= kMaxInvalidCalls) return answer;
      continue;
    }
    if (!failure.retryable || retries >= policy.max_retries) return answer;
    const milliseconds wait =
        failure.retry_after.value_or(backoff(retries + 1, stable_hash(options.session_key)));
    if (wait > policy.max_wish) return answer;  // explain() says when to come back
    if (clock_.steady() + wait - started > policy.max_total) return answer;
    ++retries;
    if (callbacks.on_retry)
      callbacks.on_retry({.attempt = retries, .wait = wait, .because = failure});
    if (!clock_.sleep(wait, stop)) {
      failure = Failure{.kind = Failure::Kind::cancelled, .message = "interrupted"};
      return answer;
    }
    lessons = 0;
  }
}

std::string describe_request(const wire::Transcript& transcript,
                             const wire::RequestOptions& options) {
  const models::Model& model = transcript.model();
  std::string text = "POST " + model.url + "\n";
  for (const auto& [name, value] : described_headers(model, options.session_key, options.stream)) {
    text += name + ": " + value + "\n";
  }
  return text + "\n" + transcript.body(options) + "\n";
}

}  // namespace ingot::provider
