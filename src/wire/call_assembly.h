// wire/call_assembly.h: tool calls of a chat answer, put together from deltas.
//
// Source     PRV-77, PRV-78; what each server does differently stands in providers.md 9.1.
// Invariant  The order of the calls is the order in which they arrived.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "chat/stream.h"
#include "json/value.h"

namespace ingot::wire {

class CallAssembly {
 public:
  // One element of delta.tool_calls or message.tool_calls; `raw` are its bytes.
  void add(json::Value delta, std::string_view raw, const chat::EventSink& sink);
  // The old `function_call` of a message; one without a name is none.
  void add_function_call(json::Value call, const chat::EventSink& sink);

  // No more will come: names, ids and arguments are settled. Calls without a name are dropped.
  void finish(std::string_view response_id, const chat::EventSink& sink);

  // Finished calls; arguments as the model wrote them.
  const std::vector<chat::ToolCall>& calls() const { return calls_; }
  bool empty() const { return slots_.empty(); }
  bool dropped_any() const { return dropped_; }
  // Whether the arguments of every call so far are complete JSON.
  bool all_complete() const;

 private:
  struct Slot {
    std::optional<std::int64_t> index;
    std::string id, name, arguments, extra;
    std::size_t number = 0;  // in the events; given when the name is known
    bool started = false;
  };
  Slot& slot_for(std::optional<std::int64_t> index, std::string_view id, std::string_view name);
  void append(Slot& slot, std::string_view piece, const chat::EventSink& sink);
  void begin(Slot& slot, const chat::EventSink& sink);

  std::deque<Slot> slots_;
  std::vector<chat::ToolCall> calls_;
  std::size_t started_ = 0;
  bool dropped_ = false;
};

}  // namespace ingot::wire
