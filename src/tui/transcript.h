// tui/transcript.h: what happened, as lines for the scrollback and rows for what still goes on.
//
// Purpose    Turns engine events into committed lines (TUI-90..99) and into the few rows above the
//            editor: the open part of an answer, running tools, the working line, the todo list.
// Ownership  Keeps nothing of what it has committed but the last answer. The engine outlives it.
// Threads    One thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "engine/configuration.h"
#include "engine/event.h"
#include "engine/spec.h"
#include "tui/line.h"
#include "tui/markdown.h"
#include "tui/todo_panel.h"
#include "tui/tool_lines.h"
#include "tui/turn_status.h"

namespace ingot::tui {

struct TranscriptOptions {
  bool show_thinking = false;  // showThinkingInMainView
  bool with_output = true;     // of tools; toolResultDisplay "compact": without
  bool inline_todos = false;   // todoDisplayMode: "inline", else pinned
  bool wrap_words = true;      // ingot.tui.wrap: "word", else the terminal wraps
  TurnStatus::Look look = {};  // ingot.tui.reducedMotion, ingot.tui.keyPreset
};
TranscriptOptions transcript_options(const engine::Configuration& configuration);

class Transcript {
 public:
  using Clock = std::chrono::steady_clock;

  explicit Transcript(TranscriptOptions options, highlight::Engine* engine = nullptr)
      : engine_(engine), stream_({}) {
    set_options(options);
  }

  // In effect from the next line on.
  void set_options(TranscriptOptions options) {
    options_ = options;
    status_.set_look(options.look);
  }
  void set_columns(std::size_t columns) { columns_ = columns; }

  // Lines that are finished, in their order; a wide prose line is already wrapped.
  std::vector<Line> take(const engine::Event& event, Clock::time_point now);
  // The user's words of a turn that is over: no working line, no times.
  std::vector<Line> past_turn(const std::string& text);
  // What was still open, when no event will close it.
  std::vector<Line> finish();
  // The rows of what goes on, at most `most`.
  std::vector<Line> live(std::size_t most, Clock::time_point now) const;

  bool working() const { return status_.working(); }
  // Tokens that have come since the last request was counted, about.
  std::int64_t uncounted() const { return status_.working() ? status_.uncounted() : 0; }
  TodoPanel& todos() { return todos_; }

  // The user's own text, as it is committed.
  std::vector<Line> user_lines(const std::string& text) const;
  // The source of the last answer; of the session that is gone on with, when it had one.
  const std::string& last_answer() const { return last_answer_; }
  void set_last_answer(std::string text) { last_answer_ = std::move(text); }

 private:
  struct Running {
    std::string name, detail, input_json;
    std::string tail;  // what it printed last
    Clock::time_point since;
  };
  // Something that went wrong and may do so again: told once, with a counter (TUI-99).
  struct Problem {
    std::string text;
    int count = 0;
  };

  std::size_t width() const { return columns_ > 1 ? columns_ - 1 : 1; }
  void add(std::vector<Line>& out, const MarkdownLine& line) const;
  void block(std::vector<Line>& out);
  void end_text(std::vector<Line>& out);
  void end_thinking(std::vector<Line>& out);
  void flush_reads(std::vector<Line>& out);
  void flush_problem(std::vector<Line>& out);
  void close_open(std::vector<Line>& out);
  void show_plan(const engine::Plan& plan, std::vector<Line>& out);
  void warn(const std::string& text, std::vector<Line>& out);
  Line problem_line(const char* mark, Style style, const std::string& text, int count) const;
  std::vector<Line> tool_rows(Clock::time_point now) const;

  void on(const agent::TurnStarted& event, std::vector<Line>& out);
  void on(const agent::MessageDelivered& event, std::vector<Line>& out);
  void on(const agent::TextDelta& event, std::vector<Line>& out);
  void on(const agent::ThinkingDelta& event, std::vector<Line>& out);
  void on(const agent::AnswerDiscarded& event, std::vector<Line>& out);
  void on(const agent::MessageFinished& event, std::vector<Line>& out);
  void on(const agent::ToolStarted& event, std::vector<Line>& out);
  void on(const agent::ToolProgress& event, std::vector<Line>& out);
  void on(const agent::ToolFinished& event, std::vector<Line>& out);
  void on(const agent::PermissionAsked& event, std::vector<Line>& out);
  void on(const agent::QuestionsAsked& event, std::vector<Line>& out);
  void on(const agent::CallDenied& event, std::vector<Line>& out);
  void on(const agent::PlanProposed& event, std::vector<Line>& out);
  void on(const agent::PlanApproved&, std::vector<Line>&) {}
  void on(const agent::UsageBooked& event, std::vector<Line>& out);
  void on(const agent::BudgetReached& event, std::vector<Line>& out);
  void on(const agent::BudgetAnswered& event, std::vector<Line>& out);
  void on(const agent::Retrying& event, std::vector<Line>& out);
  void on(const agent::ModelSwitched& event, std::vector<Line>& out);
  void on(const agent::Notice& event, std::vector<Line>& out);
  void on(const agent::CompactionStarted& event, std::vector<Line>& out);
  void on(const agent::CompactionProgress& event, std::vector<Line>& out);
  void on(const agent::CompactionFinished& event, std::vector<Line>& out);
  void on(const agent::TurnFinished& event, std::vector<Line>& out);

  TranscriptOptions options_;
  highlight::Engine* engine_;
  std::size_t columns_ = 80;
  Clock::time_point now_;
  TurnStatus status_;
  TodoPanel todos_;
  bool wrote_block_ = false;

  bool in_text_ = false;
  MarkdownStream stream_;
  std::string last_answer_;

  bool thinking_ = false, wrote_thought_ = false;
  Clock::time_point thinking_since_;
  std::size_t thought_bytes_ = 0;
  std::int64_t thought_tokens_ = 0;  // 0: not told
  std::string thought_;              // the line that is not finished, when it is shown

  std::map<std::string, Running> running_;  // by call id
  int reads_ = 0, searches_ = 0;            // finished in a row, folded into one line
  Line only_read_;
  Problem problem_;
};

}  // namespace ingot::tui
