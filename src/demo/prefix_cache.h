// demo/prefix_cache.h: which beginnings of prompts a provider would still hold.
//
// Purpose    Makes the counters of an answer move as the real ones do, so that a client that breaks
//            its own prefix sees it in the bill. Tokens are bytes / 4, rounded up.
// Source     docs.claude.com, prompt caching: only up to marked blocks, at least 1,024 tokens, a
//            hit is looked for up to 20 blocks before a mark. platform.openai.com, prompt caching:
//            automatic, at least 1,024 tokens, in steps of 128. Read November 2026. Left out: the
//            time to live, minima that are larger for some models, routing misses.
// Threads    Safe from any thread.
// Cost       Keeps the hashes of the last 262,144 beginnings.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <mutex>
#include <unordered_set>
#include <vector>

#include "demo/request.h"

namespace ingot::demo {

struct Usage {
  std::size_t input = 0;  // neither read nor written
  std::size_t cache_read = 0, cache_write = 0;
  bool one_hour = false;                  // of what was written
  std::size_t output = 0, reasoning = 0;  // output includes reasoning
  std::size_t prompt() const { return input + cache_read + cache_write; }
};

constexpr std::size_t tokens_of(std::size_t bytes) { return (bytes + 3) / 4; }

// Of the whole prompt, wherever its tokens come from.
std::size_t prompt_tokens(const Request& request);

class PrefixCache {
 public:
  // Counts the prompt and remembers it.
  Usage count_marked(const Request& request);
  Usage count_automatic(const Request& request);

 private:
  bool knows(std::uint64_t hash) const { return known_.count(hash) > 0; }
  void remember(std::uint64_t hash);

  std::mutex mutex_;
  std::unordered_set<std::uint64_t> known_;  // guarded by mutex_
  std::deque<std::uint64_t> order_;          // guarded by mutex_; oldest first
};

}  // namespace ingot::demo
