// tui/app_plan.cc: spec mode: entered and left, its plans approved, the model that makes them.

#include <memory>
#include <utility>

#include "engine/setting.h"
#include "tui/app.h"
#include "tui/plan_dialog.h"
#include "tui/session_pages.h"

namespace ingot::tui {
namespace {

constexpr std::string_view kModelKey = "sessionDefaultSettings.specModeModel";
constexpr std::string_view kEffortKey = "sessionDefaultSettings.specModeReasoningEffort";

}  // namespace

void App::use_next_mode() {
  const bool plans = conversation_.mode() == policy::Mode::spec;
  conversation_.set_mode(plans ? policy::Mode::automatic : policy::Mode::spec);
}

std::vector<App::Command> App::spec_commands() {
  return {
      {.name = "spec",
       .help = "spec mode: plan first and change nothing; and back",
       .run =
           [](App& app, const std::string&) {
             app.use_next_mode();
             app.say(app.conversation_.mode() == policy::Mode::spec
                         ? "spec mode: nothing is changed before you have approved a plan"
                         : "spec mode is over: " + short_level(app.conversation_.autonomy()) +
                               " is in force again");
           },
       .while_working = true,
       .details = "The same as Shift+Tab. While the agent works it counts from its next request "
                  "on."},
  };
}

void App::take_plan(const agent::PlanProposed& proposed) {
  PlanDialog::Setup setup{.plan = proposed.plan,
                          .has = conversation_.autonomy(),
                          .most = configuration_.admitted(policy::Autonomy::high)};
  setup.answered = [this](agent::PlanAnswer answer) {
    conversation_.answer_plan(std::move(answer));
  };
  setup.viewed = [this](const std::string& markdown) {
    view("the plan", std::make_unique<TextPages>([this, markdown](std::size_t columns) {
           std::vector<Line> lines;
           for (const MarkdownLine& line :
                markdown_lines(markdown, {.columns = columns, .engine = &highlight_})) {
             for (Line& row : wrapped(line.line, columns, true)) lines.push_back(std::move(row));
           }
           return lines;
         }),
         false);
  };
  if (has_draft()) {
    setup.edited = [this](const std::string& markdown) {
      auto text = edit_in_editor(markdown);
      return text && *text != markdown ? text : std::nullopt;
    };
  }
  dialog_ = std::make_unique<PlanDialog>(std::move(setup), TypingGuard(Clock::now(), last_key_));
}

// "same as main", or the one that plans.
std::string App::planner_text() const {
  const auto& planner = conversation_.planner();
  if (!planner) return "same as main";
  return planner->display_name + (planner->effort.empty() ? "" : " (" + planner->effort + ")");
}

// CFG-146: saved at once.
void App::save_planner(const std::string& id, const std::string& effort) {
  const auto write = [this](std::string_view key, const std::string& value) {
    return value.empty() ? engine::unset_setting(configuration_, std::string(key))
                         : engine::set_setting(configuration_, std::string(key), value);
  };
  for (const auto& [key, value] : {std::pair(kModelKey, id), std::pair(kEffortKey, effort)}) {
    if (const auto saved = write(key, value);
        !saved && saved.error().kind != Error::Kind::not_found) {
      return say_error(saved.error());
    }
  }
  reload_settings();
  for (const std::string& notice : conversation_.want_planner({.model = id, .effort = effort})) {
    say("! " + notice);
  }
  say("spec mode plans with " +
      (conversation_.planner() ? planner_text() : std::string("the main model")));
}

void App::configure_planner() {
  const auto& planner = conversation_.planner();
  const auto& main = conversation_.model();
  const std::string now = planner ? planner->display_name
                          : main  ? main->display_name
                                  : "the main model";
  std::vector<Choice> choices = {{.value = "yes", .name = "Yes, configure spec mode model"},
                                 {.value = "no", .name = "No, keep using " + now}};
  if (planner) {
    choices.push_back({.value = "clear", .name = "Clear spec mode model (use main model)"});
  }
  const auto chosen = [this](const Choice& choice) {
    if (choice.value == "yes") choose_planner();
    if (choice.value == "clear") save_planner({}, {});
  };
  dialog_ = std::make_unique<ListDialog>(ListDialog::Setup{
      .title = "Spec mode model", .choices = std::move(choices), .chosen = chosen});
}

}  // namespace ingot::tui
