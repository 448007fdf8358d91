// agent/parallel_call.h: the wrapper that some models call instead of calling in parallel.
//
// Purpose    GPT models call an undeclared tool "parallel" or "multi_tool_use.parallel" whose
//            argument lists the calls they mean (PRV-56). It is expanded into those calls; in the
//            conversation it stays one call with one result, the JSON array of theirs.
// Ownership  The expanded calls belong to the expansion.
// Threads    Belongs to the agent's thread.
#pragma once

#include <deque>
#include <optional>
#include <vector>

#include "chat/message.h"
#include "tools/tool.h"

namespace ingot::agent {

class Expansion {
 public:
  Expansion(const std::vector<const chat::ToolCall*>& calls,
            const std::vector<const tools::Tool*>& tools);

  // What is to be run: the calls as they came, wrappers replaced by what they hold.
  const std::vector<const chat::ToolCall*>& calls() const { return expanded_; }

  struct Finished {
    std::size_t index = 0;  // among the calls of the message
    chat::ToolResult result;
  };
  // `result` of calls()[index]. Empty while the wrapper it belongs to waits for others.
  std::optional<Finished> finish(std::size_t index, const chat::ToolResult& result);

 private:
  struct Part {
    std::size_t call = 0;  // among the calls of the message
    bool in_wrapper = false;
    std::optional<chat::ToolResult> result;
  };
  std::vector<const chat::ToolCall*> original_;
  std::deque<chat::ToolCall> made_;
  std::vector<const chat::ToolCall*> expanded_;
  std::vector<Part> parts_;  // of the same indexes as expanded_
};

}  // namespace ingot::agent
