// tui/transcript.h: what happened, as lines for the scrollback and rows for what still goes on.
//
// Purpose    Turns engine events into committed lines (TUI-90..99) and into the few rows above the
//            editor: the open part of an answer, running tools, the working line.
// Ownership  Keeps nothing of what it has committed.
// Threads    One thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/event.h"
#include "tui/line.h"
#include "tui/markdown.h"

namespace ingot::tui {

struct TranscriptOptions {
  bool show_thinking = false;
  bool expanded = true;  // output lines of tools
};

class Transcript {
 public:
  using Clock = std::chrono::steady_clock;

  explicit Transcript(TranscriptOptions options) : options_(options), stream_(80) {}

  void set_columns(std::size_t columns) { columns_ = columns; }
  // Lines that are finished, in their order; a wide prose line is already wrapped.
  std::vector<Line> take(const engine::Event& event, Clock::time_point now);
  // The rows of what goes on, at most `most`.
  std::vector<Line> live(std::size_t most, Clock::time_point now) const;

  bool working() const { return working_; }
  // "answering · 8 s · 14.2k in (96% cached) · 212 out · $0.006": for the working line.
  Line working_line(Clock::time_point now) const;

  // The user's own text, as it is committed.
  std::vector<Line> user_lines(const std::string& text) const;
  const std::string& last_answer() const { return last_answer_; }

 private:
  struct Running {
    std::string name, detail, tail;
    Clock::time_point since;
  };

  void add(std::vector<Line>& out, const MarkdownLine& line) const;
  void block(std::vector<Line>& out);
  void end_text(std::vector<Line>& out);
  void flush_reads(std::vector<Line>& out);
  void on(const agent::TurnStarted& event, std::vector<Line>& out);
  void on(const agent::TextDelta& event, std::vector<Line>& out);
  void on(const agent::ThinkingDelta& event, std::vector<Line>& out);
  void on(const agent::AnswerDiscarded& event, std::vector<Line>& out);
  void on(const agent::MessageFinished& event, std::vector<Line>& out);
  void on(const agent::ToolStarted& event, std::vector<Line>& out);
  void on(const agent::ToolProgress& event, std::vector<Line>& out);
  void on(const agent::ToolFinished& event, std::vector<Line>& out);
  void on(const agent::PermissionAsked& event, std::vector<Line>& out);
  void on(const agent::CallDenied& event, std::vector<Line>& out);
  void on(const agent::UsageBooked& event, std::vector<Line>& out);
  void on(const agent::Retrying& event, std::vector<Line>& out);
  void on(const agent::ModelSwitched& event, std::vector<Line>& out);
  void on(const agent::Notice& event, std::vector<Line>& out);
  void on(const agent::TurnFinished& event, std::vector<Line>& out);

  TranscriptOptions options_;
  std::size_t columns_ = 80;
  Clock::time_point now_, turn_began_, thinking_since_, last_event_;
  bool working_ = false, in_text_ = false, wrote_block_ = false, thinking_ = false;
  std::string doing_;
  std::string thought_;
  std::size_t streamed_ = 0;  // bytes of the answer so far, for a guess at its tokens
  std::string last_answer_, answer_;
  MarkdownStream stream_;
  std::map<std::string, Running> running_;  // by call id
  std::map<std::string, std::string> details_, inputs_;
  int reads_ = 0, searches_ = 0;  // finished in a row, folded into one line
  std::string only_read_;
  int tools_ = 0;
  chat::Usage usage_;  // of this turn
  std::optional<double> cost_;
  bool cost_known_ = true;
};

// The committed lines of a file change: "+" and "-" with line numbers.
std::vector<Line> change_lines(std::string_view tool, std::string_view input_json,
                               std::size_t most);
std::string short_count(std::int64_t tokens);
std::string short_time(std::chrono::milliseconds time);

}  // namespace ingot::tui
