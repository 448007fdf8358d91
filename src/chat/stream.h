// chat/stream.h: what a model's answer looks like while it arrives, and how it can fail.
//
// Purpose    The vocabulary between codecs, provider and agent (PRV-3). Exactly one Finished or
//            Failed ends a response; after it nothing follows.
// Ownership  Plain values; deltas carry only what is new.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "chat/message.h"

namespace ingot::chat {

struct Started {
  std::string model;  // as the server names it; may be empty
  std::string id;
};
struct TextDelta {
  std::string text;
};
struct ReasoningDelta {
  std::string text;
};
// `index` counts the calls of one response from 0 in order of arrival.
struct CallStarted {
  std::size_t index;
  std::string id, name;
};
struct CallArguments {
  std::size_t index;
  std::string json;
};
struct CallFinished {
  std::size_t index;
};
struct UsageReported {
  Usage usage;
};
struct Finished {
  StopReason reason;
  std::string raw_reason;  // as the server spelt it; empty if it gave none
};

// A provider's refusal to answer, or a connection that broke (PRV-85..93).
struct Failure {
  enum class Kind {
    authentication,    // 401: the key is missing, wrong or for another host
    permission,        // 403
    quota,             // out of credit or over a hard quota: retrying does not help
    rate_limit,        // 429 that passes
    overloaded,        // 5xx, 529, loading
    context_overflow,  // the prompt is too long (PRV-103)
    bad_request,       // 400, 422: `param` names the field when the server did
    model_not_found,   // 404 about the model
    wrong_endpoint,    // 404, 405, 415, HTML: the URL is not an API of this protocol
    network,           // no connection, or it broke
    tls,               // certificate or handshake
    proxy,
    timeout,
    protocol,      // the answer breaks the protocol, is cut, or is empty
    invalid_call,  // Groq's tool_use_failed: the model wrote a call nobody can parse (PRV-93)
    cancelled,
  };

  Kind kind = Kind::protocol;
  int status = 0;       // HTTP; 0 when there was none
  std::string type;     // error.type, verbatim
  std::string code;     // error.code, verbatim; numbers in decimal
  std::string param;    // error.param, verbatim
  std::string message;  // the server's own words, or ours when there was no server
  std::string detail;   // what a router says its upstream said; may be empty
  std::string request_id;
  bool retryable = false;
  std::optional<std::chrono::milliseconds> retry_after;  // what the server asked for
  std::string failed_generation;                         // Groq: the call that could not be parsed

  friend bool operator==(const Failure&, const Failure&) = default;
};
std::string_view to_string(Failure::Kind kind);

struct Failed {
  Failure failure;
};

using StreamEvent = std::variant<Started, TextDelta, ReasoningDelta, CallStarted, CallArguments,
                                 CallFinished, UsageReported, Finished, Failed>;
using EventSink = std::function<void(StreamEvent)>;

}  // namespace ingot::chat
