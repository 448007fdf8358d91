// wire/transcript.h: the conversation as request bytes; each message is encoded once.
//
// Purpose    Prefix-stable by construction: once a message has entered, its bytes are only copied.
//            One Transcript is one epoch: fixed codec, model, system prompt and tools. An epoch
//            ends by a model switch, compaction or a change of tools; then a new Transcript is
//            built from chat::Messages.
// Ownership  Owns the encoded bytes; `model` is copied. A Body owns pieces shared with nobody.
// Threads    None of its own; belongs to one agent.
// Invariant  body() of turn N+1 begins with the bytes of turn N's up to the end of its last
// message,
//            cache_control members aside (PRV-6, PRV-121).
// Cost       append(): one encoding of one message. body(): one copy of the epoch's bytes.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "wire/codec.h"

namespace ingot::wire {

class Transcript {
 public:
  Transcript(const models::Model& model, const Prologue& prologue);

  void append(const chat::Message& message);

  // The request body as bytes. Cache marks (where the server takes them) sit on the newest
  // user-side item and on the one that was newest in the previous request (PRV-114); those in the
  // prologue are the codec's.
  std::string body(const RequestOptions& options) const;

  const models::Model& model() const { return model_; }
  std::size_t item_count() const { return items_.size(); }

 private:
  chat::Message with_unique_ids(const chat::Message& message);
  std::vector<std::size_t> marked_items() const;

  models::Model model_;
  const Codec* codec_;  // static
  std::string prologue_;
  bool has_tools_;
  std::vector<std::string> items_;
  std::vector<std::size_t> user_side_;  // indexes of items that end a request: candidates for marks
  std::map<std::string, int> uses_of_id_;
};

}  // namespace ingot::wire
