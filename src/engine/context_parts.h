// engine/context_parts.h: what fills a session's context window.
//
// Purpose    The parts that /context shows (TUI-112, CLI-97): measured on what a request would
// hold,
//            and scaled to what the server counted for the last one.
// Threads    Reads the session's files; any thread, also while the session works.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/configuration.h"
#include "models/model.h"

namespace ingot::engine {

struct ContextParts {
  struct Part {
    std::string name;
    std::int64_t tokens = 0;
    int percent = 0;  // of the window; those of all parts and of what is free add up to 100
  };
  std::vector<Part> parts;  // system, tools, instructions, messages, tool results
  std::int64_t window = 0, used = 0, free = 0;
  int free_percent = 0;
  bool counted = false;  // `used` is the server's own count of the last request
  std::optional<std::int64_t> compaction_at;
  struct Result {
    std::string name;  // "Read src/lexer.cc"
    std::int64_t tokens = 0;
  };
  std::vector<Result> largest;  // tool results, at most five
};

// `session_id` may be empty: nothing was said yet.
ContextParts context_parts(const Configuration& configuration, const std::string& session_id,
                           const models::Model& model, const std::string& append_system_prompt);

// Whole numbers in the ratio of `weights` that add up to `total`.
std::vector<std::int64_t> shares(const std::vector<std::int64_t>& weights, std::int64_t total);

}  // namespace ingot::engine
