// wire/chat_reasoning.h: reasoning in chat messages, in all the fields servers use for it.
//
// Source     PRV-75, PRV-97. `Thinking::format` is the field it came in: "reasoning_content",
//            "reasoning", "reasoning_text"; "reasoning_details" with the merged array as opaque;
//            "think_tags"; "parts" with Mistral's content parts as opaque; "extra_content" for a
//            message's thought signature (Gemini).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "chat/message.h"
#include "json/value.h"
#include "models/model.h"

namespace ingot::wire {

// What goes back with one assistant message; everything empty when nothing does.
struct ReplayedReasoning {
  std::string field, json;  // a member of the message
  std::string text_before;  // put in front of its content
  std::vector<std::string> content_parts;
  std::string extra_content;
};
ReplayedReasoning replayed_reasoning(const models::Model& model, const chat::Message& message,
                                     bool same_model);

// Collects reasoning_details over many deltas: entries with the same index and type are one.
class ReasoningDetails {
 public:
  void add(std::string_view raw_array);
  bool empty() const { return entries_.empty(); }
  std::string to_json() const;

 private:
  struct Entry {
    std::string type, index;                                   // index as written, or empty
    std::vector<std::pair<std::string, std::string>> members;  // raw values, in order
    std::string text, summary, data;
    bool has_text = false, has_summary = false, has_data = false;
  };
  std::vector<Entry> entries_;
};

}  // namespace ingot::wire
