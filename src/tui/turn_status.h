// tui/turn_status.h: what a turn is doing, and what it took.
//
// Purpose    The working line (TUI-73, 74) and the line at the end of a turn (TUI-75).
// Invariant  What nobody told is absent, not zero.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "chat/message.h"
#include "tui/line.h"
#include "tui/tool_lines.h"

namespace ingot::tui {

class TurnStatus {
 public:
  using Clock = std::chrono::steady_clock;

  void begin(Clock::time_point now);
  void end() { working_ = false; }
  struct Look {
    bool still = false;  // nothing turns, and the time goes on in steps of five seconds (TUI-141)
    std::string_view interrupt = "esc";  // the keys that do
  };
  void set_look(const Look& look) { look_ = look; }
  bool working() const { return working_; }

  void doing(std::string words) { doing_ = std::move(words); }
  // The request is repeated at `until`; `cause` is a status or a word for it.
  void retrying(Clock::time_point until, std::string cause);
  void waits_for_person(bool waits) { waits_for_person_ = waits; }
  // Something arrived from the provider or a tool.
  void heard(Clock::time_point now) { last_heard_ = now; }
  void streamed(std::size_t bytes) { streamed_ += bytes; }
  std::int64_t uncounted() const { return static_cast<std::int64_t>(streamed_ / 4); }
  void count_tool() { ++tools_; }
  void book(const chat::Usage& usage, const std::optional<double>& cost);

  // "⠹ answering · 8 s · 14.2k in · 212 out · $0.006 · esc to interrupt"
  Line working_line(Clock::time_point now, const std::vector<CallInWords>& running,
                    std::size_t columns) const;
  // "12.4 s · 3 tools · 31k in (94 % cached) · 1.2k out · $0.021"
  Line summary(Clock::time_point now) const;

 private:
  std::string words(Clock::time_point now, const std::vector<CallInWords>& running) const;

  bool working_ = false, waits_for_person_ = false;
  Look look_;
  Clock::time_point began_, last_heard_, retry_at_;
  std::string doing_, retry_cause_;
  std::size_t streamed_ = 0;  // bytes since the last booking, for a guess at their tokens
  int tools_ = 0;
  chat::Usage usage_;
  std::optional<double> cost_;
  bool cost_known_ = true;
};

}  // namespace ingot::tui
