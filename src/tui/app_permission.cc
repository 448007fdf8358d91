// tui/app_permission.cc: questions of the agent, from its event to the committed decision; what is
// allowed for good.

#include <utility>

#include "diff/unified.h"
#include "engine/permissions.h"
#include "os/paths.h"
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
  auto dialog = std::make_unique<PermissionDialog>(
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
  if (has_draft()) {
    dialog->offer_editor([this](const agent::PermissionAsked& one) { return edit_change(one); });
  }
  dialog_ = std::move(dialog);
}

std::optional<agent::Permission::Rewrite> App::edit_change(const agent::PermissionAsked& question) {
  const auto proposed = written_text(question.name, question.input_json);
  auto text = proposed ? edit_in_editor(*proposed) : std::nullopt;
  // Editors end the last line, also where it goes on in the file.
  if (text && text->ends_with('\n') && !proposed->ends_with('\n')) text->pop_back();
  if (!text || *text == *proposed) return std::nullopt;
  std::string told =
      "The developer edited your text before it was written. From yours to theirs:\n" +
      diff::unified(*proposed, *text).text;
  return agent::Permission::Rewrite{
      .input_json = with_written_text(question.name, question.input_json, *text),
      .told = std::move(told)};
}

struct App::PermissionCommands {
  // Enter, or Ctrl+X once for each, deletes.
  static void permissions(App& app, const std::string&) {
    const auto rules = std::make_shared<std::vector<engine::ExactRule>>();
    auto found = engine::allowed_commands(app.configuration_, app.conversation_.cwd());
    if (!found) return app.say_error(found.error());
    if (found->empty()) return app.say("no command is allowed for good");
    *rules = *std::move(found);
    const auto rows = [rules] {
      std::vector<Choice> choices;
      for (std::size_t i = 0; i < rules->size(); ++i) {
        const engine::ExactRule& rule = (*rules)[i];
        choices.push_back({.value = std::to_string(i),
                           .name = rule.command,
                           .cells = {os::short_path(rule.workspace), rule.date.substr(0, 10)},
                           .search = rule.workspace});
      }
      return choices;
    };
    const auto forget = [&app, rules](const Choice& choice) {
      const std::size_t at = std::stoul(choice.value);
      const engine::ExactRule rule = (*rules)[at];
      if (const auto done = engine::forget_command(app.configuration_, rule); !done) {
        return app.say_error(done.error());
      }
      rules->erase(rules->begin() + static_cast<std::ptrdiff_t>(at));
      app.say("asks again before: " + rule.command);
    };
    app.dialog_ = std::make_unique<ListDialog>(
        ListDialog::Setup{.title = "Commands that are always allowed",
                          .choices = rows(),
                          .losses = {2, 1},
                          .enter = "delete",
                          .chosen = forget,
                          .actions = {{'x', "delete, and stay here",
                                       [forget, rows](ListDialog& dialog, const Choice& choice) {
                                         forget(choice);
                                         dialog.list().replace(rows());
                                       }}},
                          .about =
                              [rules](const Choice& choice, std::size_t columns) {
                                const engine::ExactRule& rule = (*rules)[std::stoul(choice.value)];
                                std::string programs;
                                for (const std::string& program : rule.programs) {
                                  programs += (programs.empty() ? "" : ", ") + program;
                                }
                                return std::vector<Line>{
                                    Line().own("  while it runs ").foreign(programs).cut(columns)};
                              },
                          .about_rows = 1});
  }
};

std::vector<App::Command> App::permission_commands() {
  return {
      {.name = "permissions",
       .help = "commands that are always allowed; delete some",
       .run = &PermissionCommands::permissions,
       .while_working = true,
       .details = "Enter or Ctrl+X deletes one; it is asked about again."},
  };
}

}  // namespace ingot::tui
