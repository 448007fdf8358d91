// agent/compaction.h: how a conversation that grew too long is made shorter.
//
// Purpose    Chooses what stays word for word, writes the rest out for whoever summarises it, and
//            puts together what the model reads in its place (CLI-98 to CLI-102). The request for
//            the summary is the agent's.
// Threads    Pure functions.
// Invariant  A session's file keeps every message: the result only says what is seen of them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "chat/message.h"
#include "tools/tool.h"

namespace ingot::agent {

constexpr std::int64_t kKeptTokens = 20'000;  // CLI-99: that stay word for word, at most
constexpr std::int64_t kImageTokens = 1200;   // CLI-96: of a picture of a megapixel

// An estimate where no server has counted (CLI-96).
constexpr std::int64_t tokens_of(std::size_t bytes) {
  return (static_cast<std::int64_t>(bytes) + 3) / 4;
}
std::int64_t tokens_of(const tools::ToolSpec& spec);
std::int64_t tokens_of(const chat::Message& message);
std::int64_t tokens_of(const std::vector<chat::Message>& messages);

// Index of the first of `messages`, as the model sees them, that stays as it is, so that at most
// `budget` tokens stay: a message of the user, else one of the assistant, so that no call is parted
// from its result. The newest of them if none is small enough, unless it begins more than `most`
// tokens of calls and results: then none stays. 0 when that leaves nothing to summarise.
struct KeptLimits {
  std::int64_t budget = kKeptTokens;
  std::int64_t most = kKeptTokens;
};
std::size_t first_kept(const std::vector<chat::Message>& messages, const KeptLimits& limits);

// `messages` from `begin` to `end` as text for a summary, at most `most` bytes of it: long results
// are shortened before anything else, and the middle is left out last.
std::string written_out(const std::vector<chat::Message>& messages, std::size_t begin,
                        std::size_t end, std::size_t most);

// The system prompt of a request that does nothing but summarise.
std::string_view summary_prompt();

// What is asked for; `focus` is the user's wish and may be empty. `has_earlier`: an earlier summary
// is at hand, and is brought up to date instead of being written anew (CLI-100).
std::string summary_request(bool has_earlier, std::string_view focus);

// What the model reads instead of the older messages, between the guidelines and those that stay.
struct Replacement {
  std::string summary;
  std::string records;  // of files and commands, from the calls themselves
  std::string todos;    // as TodoWrite's text form
  std::string request;  // of the user that is being worked on, when it is not among those that stay
};
std::string replacement_text(const Replacement& parts);

}  // namespace ingot::agent
