// cli/demo_screen.h: the events of a turn as lines on standard output.
//
// Purpose    Plain text from top to bottom, faint and bold where standard output is a terminal.
// Invariant  Everything that comes from the model, a tool or the server is sanitised.
// Errors     Output that nobody takes is dropped.
#pragma once

#include <string>
#include <string_view>

#include "engine/event.h"
#include "term/sanitise.h"

namespace ingot::cli {

class DemoScreen {
 public:
  DemoScreen();

  bool is_terminal() const { return terminal_; }
  // Words of the program itself, with their newlines.
  void print(std::string_view text) const;
  void heading(std::string_view text) const;
  void faint(std::string_view text) const;
  // Foreign text, each line behind `margin`.
  void quoted(std::string_view margin, std::string_view text) const;

  void show(const engine::Event& event);

 private:
  void on(const agent::TurnStarted&) {}
  void on(const agent::MessageDelivered&) {}
  void on(const agent::TextDelta& delta);
  void on(const agent::ThinkingDelta& delta) { thinking_ += delta.text; }
  void on(const agent::AnswerDiscarded&);
  void on(const agent::MessageFinished&);
  void on(const agent::ToolStarted& call);
  void on(const agent::ToolProgress&) {}
  void on(const agent::ToolFinished& call);
  void on(const agent::CallDenied& call);
  void on(const agent::UsageBooked&) {}
  void on(const agent::BudgetReached&) {}  // it costs nothing
  void on(const agent::BudgetAnswered&) {}
  void on(const agent::Retrying& retry);
  void on(const agent::PermissionAsked&) {}  // nobody is asked
  void on(const agent::QuestionsAsked&) {}
  void on(const agent::PlanProposed&) {}
  void on(const agent::PlanApproved&) {}
  void on(const agent::ModelSwitched&) {}  // the demo has one model
  void on(const agent::Notice& notice);
  void on(const agent::CompactionStarted&) {}  // its conversations are short
  void on(const agent::CompactionProgress&) {}
  void on(const agent::CompactionFinished&) {}
  void on(const agent::TurnFinished& turn);
  void end_thinking();
  void end_text();

  bool terminal_ = false, colours_ = false;
  term::Sanitiser text_;
  std::string thinking_;
  bool in_text_ = false;
};

}  // namespace ingot::cli
