// tui/app_events.cc: what the conversation tells, beyond the lines that the transcript makes of it.

#include <utility>

#include "tui/app.h"

namespace ingot::tui {

void App::count(const agent::UsageBooked& booked) {
  const chat::Usage& usage = booked.record.usage;
  chat::add(usage_, usage);
  if (booked.record.role == "main") {
    context_used_ = chat::prompt_tokens(usage) + chat::told(usage.output);
  }
  session_usd_ = booked.session_usd;
  if (!booked.record.cost_usd) cost_known_ = false;
  cost_ = cost_known_ ? std::optional(cost_.value_or(0) + *booked.record.cost_usd) : std::nullopt;
}

void App::take_event(engine::Event& event, Clock::time_point now) {
  if (const auto* booked = std::get_if<agent::UsageBooked>(&event)) count(*booked);
  commit(transcript_.take(event, now));
  if (const auto* asked = std::get_if<agent::PermissionAsked>(&event)) {
    take_question(*asked);
    if (dialog_) terminal_->send(attention_.waits_for_user(title(), asked->name));
  } else if (const auto* questions = std::get_if<agent::QuestionsAsked>(&event)) {
    take_questions(*questions);
    terminal_->send(attention_.waits_for_user(title(), questions->questions.front().text));
  } else if (const auto* reached = std::get_if<agent::BudgetReached>(&event)) {
    take_budget_question(*reached);
    terminal_->send(attention_.waits_for_user(title(), "the budget"));
  } else if (const auto* proposed = std::get_if<agent::PlanProposed>(&event)) {
    take_plan(*proposed);
    terminal_->send(attention_.waits_for_user(title(), "a plan"));
  } else if (const auto* approved = std::get_if<agent::PlanApproved>(&event)) {
    conversation_.take(*approved);
    const std::string kept = engine::kept_plan(configuration_, conversation_.cwd(), approved->plan);
    if (!kept.empty()) say(kept);
  } else if (const auto* answered = std::get_if<agent::BudgetAnswered>(&event)) {
    if (answered->answer == agent::BudgetAnswer::raise) {
      conversation_.set_budget(answered->budget_usd);
    }
  } else if (const auto* started = std::get_if<agent::TurnStarted>(&event)) {
    session_title_ = started->title;
    terminal_->set(term::Mode::progress, attention_.shows_progress());
    terminal_->send(attention_.turn_began(now));
  } else if (std::holds_alternative<agent::ToolFinished>(event)) {
    read_branch();
  } else if (auto* shorter = std::get_if<agent::CompactionFinished>(&event)) {
    take_shorter(*shorter);
  } else if (const auto* finished = std::get_if<agent::TurnFinished>(&event)) {
    if (dialog_ && dialog_->belongs_to_turn()) dialog_.reset();
    terminal_->send(attention_.turn_ended(title(), transcript_.last_answer(), now));
    if (shorter_) go_on_shorter(*std::exchange(shorter_, std::nullopt));
    send_queued(finished->end);
  }
}

}  // namespace ingot::tui
