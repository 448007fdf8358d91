#include "demo/prefix_cache.h"

#include <algorithm>
#include <string>

#include "base/ids.h"

namespace ingot::demo {
namespace {

constexpr std::size_t kMinTokens = 1024;
constexpr std::size_t kStepTokens = 128;
constexpr std::size_t kLookBack = 20;  // blocks
constexpr std::size_t kMaxKnown = 1U << 18U;

}  // namespace

void PrefixCache::remember(std::uint64_t hash) {
  if (!known_.insert(hash).second) return;
  order_.push_back(hash);
  if (order_.size() > kMaxKnown) {
    known_.erase(order_.front());
    order_.pop_front();
  }
}

Usage PrefixCache::count_marked(const Request& request) {
  struct Position {
    std::uint64_t hash;
    std::size_t tokens;
    bool mark;
  };
  std::vector<Position> positions;
  std::uint64_t hash = stable_hash(request.model);
  std::size_t bytes = 0;
  Usage usage;
  std::size_t last_mark = 0;  // tokens up to it
  for (const Segment& segment : request.segments) {
    hash = stable_hash(segment.bytes, hash);
    if (segment.counted) bytes += segment.bytes.size();
    if (!segment.counted) continue;  // no block of its own: no cache can end there
    const std::size_t tokens = tokens_of(bytes);
    const bool usable = segment.mark && tokens >= kMinTokens;
    positions.push_back({hash, tokens, usable});
    if (!usable) continue;
    last_mark = tokens;
    usage.one_hour = segment.one_hour;
  }
  const std::lock_guard lock(mutex_);
  for (std::size_t i = 0; i < positions.size(); ++i) {
    if (!positions[i].mark) continue;
    for (std::size_t back = 0; back <= std::min(i, kLookBack); ++back) {
      const Position& earlier = positions[i - back];
      if (knows(earlier.hash)) usage.cache_read = std::max(usage.cache_read, earlier.tokens);
    }
  }
  for (const Position& position : positions) {
    if (position.mark) remember(position.hash);
  }
  usage.cache_write = last_mark - std::min(last_mark, usage.cache_read);
  usage.input = tokens_of(bytes) - std::max(last_mark, usage.cache_read);
  return usage;
}

std::size_t prompt_tokens(const Request& request) {
  std::size_t bytes = 0;
  for (const Segment& segment : request.segments) {
    if (segment.counted) bytes += segment.bytes.size();
  }
  return tokens_of(bytes);
}

Usage PrefixCache::count_automatic(const Request& request) {
  std::string prompt;
  for (const Segment& segment : request.segments) prompt += segment.bytes;
  const std::string_view text = prompt;
  std::uint64_t hash = stable_hash(request.model, 1);
  Usage usage;
  bool unbroken = true;
  const std::lock_guard lock(mutex_);
  std::size_t done = 0;
  for (std::size_t tokens = kMinTokens; tokens * 4 <= text.size(); tokens += kStepTokens) {
    hash = stable_hash(text.substr(done, tokens * 4 - done), hash);
    done = tokens * 4;
    unbroken = unbroken && knows(hash);
    if (unbroken) usage.cache_read = tokens;
    remember(hash);
  }
  usage.input = tokens_of(text.size()) - usage.cache_read;
  return usage;
}

}  // namespace ingot::demo
