// demo/request.h: a request of any of the three protocols, checked and made neutral.
//
// Purpose    Refuses what the real service refuses, in its words as far as they are known, and
//            gives the rest of the room one view of the conversation.
// Source     docs.claude.com Messages API reference and its pages on tool use, extended thinking
//            and prompt caching; platform.openai.com API reference for Responses and Chat
//            Completions, with their guides on function calling, reasoning and prompt caching
//            (all read November 2026); wording of refusals from recorded answers.
// Ownership  Values.
#pragma once

#include <cstddef>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "json/value.h"

namespace ingot::demo {

// An answer that is an error. The protocol's shape is put around it by the answer's writer.
struct Refusal {
  int status = 400;
  std::string message;
  std::string param, code;  // OpenAI protocols; empty: null
  std::string type;         // empty: what the protocol calls this status
  std::optional<std::int64_t> retry_after = {};
};
using Checked = std::optional<Refusal>;  // empty: nothing is wrong

// A piece of the prompt, in the order in which a prefix cache sees them.
struct Segment {
  std::string bytes;
  bool mark = false;      // cache_control stands on it
  bool one_hour = false;  // ... with a ttl of an hour
  bool counted = true;    // false: changes what the cache sees but has no tokens
};

struct Request {
  std::string model;
  bool stream = false, stream_usage = false;
  bool wants_encrypted_reasoning = false;
  std::vector<Segment> segments;
  std::size_t assistant_messages = 0;
  std::string last_user;     // text of the user's last message
  std::string tool_results;  // text of the results after the last assistant message
  std::string all_text;      // of the system prompt and the users, for "Working directory:"
};

Checked read_messages(json::Value body, Request& request);
Checked read_responses(json::Value body, Request& request);
Checked read_chat(json::Value body, Request& request);

// The path after "Working directory: " in `text`, to the end of its line; empty when there is none.
std::string working_folder(std::string_view text);

// What stands in for a provider's signature or encryption: depends on `text` alone, so that a
// changed reasoning text is noticed when it comes back.
std::string seal(std::string_view text);

// --- for the readers -----------------------------------------------------------------------------

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> words);
// Letters, digits, "_" and "-", 1 to `most`.
bool is_plain_name(std::string_view name, std::size_t most);
// The first member of `object` that is not in `known`; empty when there is none.
std::string unknown_member(json::Value object, std::initializer_list<std::string_view> known);
// A block as JSON without its cache_control, and without those of the blocks inside it.
std::string without_mark(json::Value block);
// The text of a string, or of all "text" members of an array of parts.
std::string text_of(json::Value content);

}  // namespace ingot::demo
