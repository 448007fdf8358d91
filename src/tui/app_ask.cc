// tui/app_ask.cc: questions that a call puts to the person, from the event to their answers.

#include <memory>
#include <utility>

#include "tui/app.h"
#include "tui/ask_dialog.h"

namespace ingot::tui {

void App::take_questions(const agent::QuestionsAsked& asked) {
  // What does not fit into the dialog stands whole above it.
  const std::size_t rows = static_cast<std::size_t>(size_.rows) * 6 / 10;
  for (const tools::Question& question : asked.questions) {
    const std::vector<Line> lines = question_lines(question);
    if (lines.front().columns() / viewport_.row_columns() + question.options.size() + 5 <= rows) {
      continue;
    }
    to_commit_.emplace_back();
    commit(lines);
  }
  dialog_ = std::make_unique<AskDialog>(
      AskDialog::Setup{.questions = asked.questions,
                       .answered =
                           [this, id = asked.call_id](std::optional<tools::Answers> answers) {
                             conversation_.answer_questions(id, std::move(answers));
                           },
                       .interrupted = [this] { conversation_.interrupt(); }},
      TypingGuard(Clock::now(), last_key_));
}

}  // namespace ingot::tui
