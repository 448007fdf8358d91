// tui/app_status.cc: what the rows under the draft say of the session.

#include <algorithm>

#include "engine/spending.h"
#include "json/writer.h"
#include "os/paths.h"
#include "tui/app.h"
#include "version.h"

namespace ingot::tui {

Status App::status() const {
  Status status{.in_shell = composer_.in_shell(),
                .mode = composer_.mode(),
                .plans = conversation_.mode() == policy::Mode::spec,
                .autonomy = conversation_.autonomy(),
                .folder = os::short_path(conversation_.cwd()),
                .branch = branch_,
                .cost_usd = cost_};
  const auto& model = conversation_.model_in_use();
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

// What the session has used since it was opened; while an answer comes in, with a guess at it.
Line App::usage_row() const {
  constexpr Style kDim{.dim = true};
  const std::int64_t prompt = chat::prompt_tokens(usage_);
  const std::int64_t output = chat::told(usage_.output) + transcript_.uncounted();
  if (prompt + output == 0) return Line().own("no tokens used yet", kDim);
  std::string text = ledger::rounded(prompt) + " tokens in";
  if (usage_.cache_read >= 0 && prompt > 0) {
    text += " (" + std::to_string(usage_.cache_read * 100 / prompt) + " % from the cache)";
  }
  text += " · " + ledger::rounded(output) + " out";
  const auto& model = conversation_.model_in_use();
  const bool is_local = model && model->is_local;
  if (cost_ > 0.0 || (cost_ && !is_local)) {
    text += " · " + ledger::money(*cost_);
  } else if (prompt > 0) {
    text += is_local ? " · local" : " · price unknown";
  }
  return Line().own(text, kDim);
}

// The same for the user's own command (docs/terminal.md lists the members).
std::string App::state_text() const {
  const Status now = status();
  const auto& model = conversation_.model_in_use();
  const std::string cwd = conversation_.cwd().string();
  std::string text;
  json::Writer out(text);
  out.begin_object().member("session_id", conversation_.session_id()).member("cwd", cwd);
  out.key("workspace").begin_object().member("current_dir", cwd).end_object();
  out.key("model").begin_object().member("id", model ? model->id : std::string());
  out.member("display_name", now.model).end_object();
  out.member("reasoning_effort", now.effort).member("autonomy", policy::to_string(now.autonomy));
  out.member("interaction_mode", policy::to_string(conversation_.mode()));
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
