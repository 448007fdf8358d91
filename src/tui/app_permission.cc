// tui/app_permission.cc: questions of the agent, from its event to the committed decision.

#include <utility>

#include "tui/app.h"
#include "tui/permission_dialog.h"

namespace ingot::tui {

void App::take_question(const agent::PermissionAsked& question) {
  if (question.number == 1) questions_.clear();
  questions_.push_back(question);
  if (questions_.size() < question.of) return;
  // What does not fit into the dialog stands whole above it (TUI-82).
  const auto most = static_cast<std::size_t>(size_.rows) * 6 / 10;
  for (const agent::PermissionAsked& one : questions_) {
    std::vector<Line> subject = subject_lines(one, {.engine = &highlight_});
    std::size_t rows = 0;
    for (const Line& line : subject) {
      rows += 1 + (line.columns() + 2) / viewport_.row_columns();
    }
    if (rows + 10 <= most) continue;
    to_commit_.emplace_back();
    commit(std::move(subject));
  }
  dialog_ = std::make_unique<PermissionDialog>(
      std::exchange(questions_, {}), Clock::now(), last_key_,
      [this](const std::vector<PermissionDialog::Decision>& decisions) {
        to_commit_.emplace_back();
        for (const PermissionDialog::Decision& decision : decisions) {
          say(decision.told);
          conversation_.answer(decision.call_id, decision.permission);
        }
      },
      [this](const agent::PermissionAsked& one) {
        view(one.is_command ? "the command" : "the change",
             std::make_unique<TextPages>([this, one](std::size_t columns) {
               ChangeLook look = change_look();
               look.columns = columns;
               return subject_lines(one, look);
             }),
             false);
      },
      change_look());
}

}  // namespace ingot::tui
