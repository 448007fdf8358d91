// demo/answer.h: what the script says, in the shape of each protocol.
//
// Purpose    The writers of answers and errors. Each gives either one body or the pieces of a
//            stream, each a whole server-sent event.
// Source     as demo/request.h; field order and the events' order follow recorded answers.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "demo/prefix_cache.h"
#include "demo/request.h"
#include "demo/scenario.h"

namespace ingot::demo {

struct Answer {
  std::string id;            // letters and digits that no other answer of the conversation has
  std::int64_t created = 0;  // Unix seconds
  std::string model, text, reasoning;
  std::vector<ScriptedCall> calls;
  ScriptedTurn::Stop stop = ScriptedTurn::Stop::natural;
  Usage usage;
  std::size_t chunk = 24;
  bool stream_usage = false;         // chat only
  bool encrypted_reasoning = false;  // responses only

  // The name of the `index`th call or of another part; "R" leads where reasoning came before.
  std::string part_id(std::string_view kind, std::size_t index) const;
};

// A server-sent event; `paced` ones wait for the scenario's delay.
struct Piece {
  std::string bytes;
  bool paced = false;
};

struct Protocol {
  const char* path;
  Checked (*read)(json::Value body, Request& request);
  std::string (*whole)(const Answer& answer);
  std::vector<Piece> (*stream)(const Answer& answer);
  std::string (*refusal)(const Refusal& refusal);
  // An event that ends a stream which has begun.
  std::string (*stream_error)(const Refusal& refusal);
  // What it says of a prompt of so many tokens where only `window` are taken.
  Refusal (*too_long)(std::size_t tokens, std::size_t window);
  bool marked_cache;  // cached where the request says so, else automatically
};

extern const Protocol kMessages;
extern const Protocol kResponses;
extern const Protocol kChat;

// `text` in pieces of at most `bytes` that do not cut a character; none for an empty text.
std::vector<std::string_view> chunks_of(std::string_view text, std::size_t bytes);
// The error object both OpenAI protocols use.
std::string openai_refusal(const Refusal& refusal);

}  // namespace ingot::demo
