// tui/app_status.cc: what the rows under the draft say of the session.

#include <algorithm>

#include "json/writer.h"
#include "tui/app.h"
#include "tui/place.h"
#include "version.h"

namespace ingot::tui {

Status App::status() const {
  Status status{.in_shell = composer_.in_shell(),
                .mode = composer_.mode(),
                .autonomy = conversation_.autonomy(),
                .folder = short_path(conversation_.cwd()),
                .branch = branch_,
                .cost_usd = cost_};
  const auto& model = conversation_.model();
  if (model) {
    status.model = model->display_name;
    status.effort = model->effort;
    const std::int64_t window = std::max<std::int64_t>(model->context_tokens, 1);
    status.context_left =
        static_cast<int>(std::max<std::int64_t>(0, 100 - context_used_ * 100 / window));
  }
  if (usage_.cache_read > 0) {
    status.cache = static_cast<int>(usage_.cache_read * 100 /
                                    std::max<std::int64_t>(chat::prompt_tokens(usage_), 1));
  }
  return status;
}

// The same for the user's own command (docs/terminal.md lists the members).
std::string App::state_text() const {
  const Status now = status();
  const auto& model = conversation_.model();
  const std::string cwd = conversation_.cwd().string();
  std::string text;
  json::Writer out(text);
  out.begin_object().member("session_id", conversation_.session_id()).member("cwd", cwd);
  out.key("workspace").begin_object().member("current_dir", cwd).end_object();
  out.key("model").begin_object().member("id", model ? model->id : std::string());
  out.member("display_name", now.model).end_object();
  out.member("reasoning_effort", now.effort).member("autonomy", policy::to_string(now.autonomy));
  out.member("git_branch", now.branch).member("version", INGOT_VERSION);
  if (now.context_left) out.member("context_left_percent", *now.context_left);
  if (now.cache) out.member("cache_percent", *now.cache);
  if (cost_) out.key("cost").begin_object().member("total_cost_usd", *cost_).end_object();
  out.end_object();
  return text + "\n";
}

const std::optional<config::StatusLineCommand>& App::status_line_in_use() const {
  return tried_status_line_ ? tried_status_line_->line : configuration_.settings.tui.status_line;
}

void App::ask_status_command() {
  if (!dialog_) tried_status_line_.reset();  // a question has taken the place of its screen
  const auto& command = status_line_in_use();
  status_command_.want(command, command ? state_text() : std::string(), conversation_.cwd(),
                       configuration_.hidden_variables);
  const auto why = status_command_.take_failure();
  if (!why) return;
  if (tried_status_line_) {
    tried_status_line_->failure = *why;
  } else {
    say("! statusLine shows nothing: " + *why, {.colour = Colour::yellow});
  }
}

}  // namespace ingot::tui
