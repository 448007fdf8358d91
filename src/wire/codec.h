// wire/codec.h: one provider protocol; our messages to its JSON, its answers to our events.
//
// Purpose    The only place that knows how a protocol spells things. A codec is a set of pure
//            functions: no network, no clock, no configuration files, no randomness, so the same
//            input gives the same bytes in every process (tests pin them as golden files).
// Prefix     request body = prologue + items joined by "," + epilogue. Transcript keeps the encoded
//            items and only appends, hence a body begins with every byte of its predecessor up to
//            the end of its last item, cache marks aside. Whatever may change from request to
//            request (token limits, sampling, streaming flags) stands in the epilogue alone.
// Ownership  Codecs are stateless singletons with static lifetime. A Decoder belongs to one
// response. Source     Each implementation cites the page of its provider's API reference, with the
// date on
//            which it was read, beside the fact it relies on.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "chat/message.h"
#include "chat/stream.h"
#include "models/model.h"

namespace ingot::wire {

struct ToolSpec {
  std::string name;
  std::string description;
  std::string input_schema;  // JSON object text
};

// What stands at the front of every request of one epoch.
struct Prologue {
  std::string system;
  std::vector<ToolSpec> tools;
};

// What a server has taught us to leave out or spell differently in this session (PRV-71).
struct Learnt {
  std::vector<std::string> dropped;  // top-level request fields not to send
  std::string max_tokens_field;      // overrides Quirks::max_tokens_field when not empty
  std::optional<std::int64_t> max_output_tokens;  // a lower maximum the server named (CFG-41)
  std::optional<std::int64_t> window;  // the size in tokens that it named when it was exceeded
  bool system_role_only = false;       // "developer" was refused
  std::string effort;  // the level the server takes instead of the one that was asked for
  std::string url;  // the endpoint that answered, when the configured one does not exist (CFG-51)
};

// What may change from request to request; encoded into the epilogue.
struct RequestOptions {
  std::string session_key;  // stable id of the conversation, for prompt_cache_key
  bool stream = true;
  bool allow_tools = true;  // false: tool_choice none
  Learnt learnt;
};

// The level to ask for: what the server is known to take, else what the model wants.
inline const std::string& effort_for(const models::Model& model, const RequestOptions& options) {
  return options.learnt.effort.empty() ? model.effort : options.learnt.effort;
}

// Turns one response into StreamEvents and, at its end, into a Message. Exactly one Finished or
// Failed is emitted, by the call that finds it out; what comes after is ignored.
class Decoder {
 public:
  virtual ~Decoder() = default;

  // One server-sent event, as http::SseDecoder gave it; both views may die after the call.
  virtual void on_event(std::string_view name, std::string_view data,
                        const chat::EventSink& sink) = 0;

  // A whole response body with a success status instead of a stream.
  virtual void on_whole(std::string_view body, const chat::EventSink& sink) = 0;

  // The response is over. Emits Finished or Failed if none came yet: a response without its
  // terminal event is a retryable failure, never a message that looks complete (PRV-36, 53, 72).
  virtual void finish(const chat::EventSink& sink) = 0;

  // Everything that arrived. After Failed or a cancellation: complete text and reasoning only, and
  // no call that was not complete (PRV-24); stop_reason is then `interrupted`.
  virtual chat::Message message() const = 0;
  virtual chat::Usage usage() const = 0;

  // The finish reason as the server spelt it; empty while it gave none.
  virtual std::string raw_reason() const = 0;

  // Whether the protocol's own end was seen ([DONE], message_stop, a terminal response event).
  virtual bool terminated() const = 0;
};

class Codec {
 public:
  virtual ~Codec() = default;

  // From "{" up to and including the "[" that opens the list of messages.
  virtual std::string encode_prologue(const models::Model& model,
                                      const Prologue& prologue) const = 0;

  // Appends the items that stand for `message` (results with images may need several), each a
  // complete JSON value without surrounding separators. No item for a message with nothing to send
  // (PRV-99). Opaque parts only when message.from is the same model (PRV-94).
  virtual void encode_message(const models::Model& model, const chat::Message& message,
                              std::vector<std::string>& items) const = 0;

  // Whether `next` (an item) must become part of `last` instead of following it, because the
  // protocol wants roles to alternate (PRV-28); if so `last` has been extended.
  virtual bool merge(std::string& last, std::string_view next) const = 0;

  // An item that must stand between the two, or empty (Mistral refuses user after tool, PRV-65).
  virtual std::string between(const models::Model& /*model*/, std::string_view /*last*/,
                              std::string_view /*next*/) const {
    return {};
  }

  // A copy of `item` with a cache breakpoint on its last block; the item itself where the protocol
  // or the server has none. Transcript asks when it puts a body together and never stores it.
  virtual std::string with_cache_mark(const models::Model& model, std::string_view item) const = 0;

  // From "]" to the closing "}".
  virtual std::string encode_epilogue(const models::Model& model, const RequestOptions& options,
                                      bool has_tools) const = 0;

  virtual std::unique_ptr<Decoder> new_decoder(const models::Model& model) const = 0;

  // Reads a request body back into a transcript, for `debug decode --encode` and tests (PRV-131).
  struct Request {
    Prologue prologue;
    std::vector<chat::Message> messages;
  };
  virtual Result<Request> decode_request(const models::Model& model,
                                         std::string_view body) const = 0;
};

const Codec& codec_for(models::Protocol protocol);

}  // namespace ingot::wire
