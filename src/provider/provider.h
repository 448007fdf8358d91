// provider/provider.h: one request to a model, end to end.
//
// Purpose    Body, headers, stream, and the retries that are allowed before the first event was
//            shown. What to do with a failure after that is agent/'s decision.
// Ownership  Holds references to the client, clock and log it was given; they outlive it.
// Threads    send() belongs to one agent's thread and blocks it; the sink is called on that thread.
// Errors     In Answer::failure, classified (chat::Failure); never a key in it.
#pragma once

#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/log.h"
#include "base/redact.h"
#include "chat/message.h"
#include "chat/stream.h"
#include "http/client.h"
#include "provider/key_source.h"
#include "wire/transcript.h"

namespace ingot::provider {

// A wait before the next attempt, told to whoever shows it (PRV-91).
struct RetryNotice {
  int attempt = 0;  // the one that follows, from 1
  std::chrono::milliseconds wait{0};
  chat::Failure because;
};

// Something the user should know that is not a failure: a parameter was dropped and the request
// repeated, the server cut the prompt, ...
struct Callbacks {
  chat::EventSink on_event;
  std::function<void(const RetryNotice&)> on_retry;
  std::function<void(const std::string&)> on_notice;
};

struct RetryPolicy {
  int max_retries = 8;  // PRV-91
  std::chrono::milliseconds max_total{15 * 60 * 1000};
  std::chrono::milliseconds max_wish{5 * 60 * 1000};  // a longer Retry-After ends the turn (PRV-90)
};

struct Answer {
  chat::Message message;  // as complete as it got
  chat::Usage usage;
  std::optional<chat::Failure> failure;  // empty: message is a complete answer
  bool streamed = false;                 // came as events, not in one piece
  bool shown = false;        // some text or call was given to on_event before the failure
  std::string request_body;  // of the last attempt
  std::chrono::milliseconds duration{0}, first_event{0};
};

class Provider {
 public:
  // `keys` fetches what entries do not hold; without it a model that needs it sends no key.
  Provider(http::Client& client, const Clock& clock, const Redactor& redactor, Log& log,
           KeySource* keys = nullptr);

  // Blocks until the answer is complete, failed or `stop` is requested (failure kind cancelled).
  // What a server teaches on the way (PRV-71) is kept in options.learnt.
  Answer send(const wire::Transcript& transcript, wire::RequestOptions& options,
              const Callbacks& callbacks, std::stop_token stop, const RetryPolicy& policy = {});

 private:
  struct Key {
    std::optional<Secret> fetched;
    bool again = false;  // the server refused the last one
  };
  Answer attempt(const wire::Transcript& transcript, const wire::RequestOptions& options,
                 const Callbacks& callbacks, Key& key, const std::stop_token& stop);
  void complete(chat::Failure& failure, const http::Head& head) const;

  http::Client& client_;
  const Clock& clock_;
  const Redactor& redactor_;
  Log& log_;
  KeySource* keys_;
};

// The exact request that send() would make, key masked (PRV-109).
std::string describe_request(const wire::Transcript& transcript,
                             const wire::RequestOptions& options);

// What became of a connection, in the words of chat::Failure.
chat::Failure failure_of_connection(const http::Problem& problem, const models::Model& model);

// The window in tokens that an overflow's text names (PRV-103).
std::optional<std::int64_t> window_named_in(const chat::Failure& failure);

// The first half of explain(): what happened to which entry, and the server's own words.
std::string what_happened(const chat::Failure& failure, const models::Model& model);

// One paragraph for the user: what happened, which entry (file:line), which URL, the server's own
// words, what to do (PRV-86, CFG-53).
std::string explain(const chat::Failure& failure, const models::Model& model);

}  // namespace ingot::provider
