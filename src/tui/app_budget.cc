// tui/app_budget.cc: what the session may cost: the question when it has, and /budget (CFG-140).

#include <cmath>
#include <cstdlib>
#include <memory>
#include <utility>
#include <vector>

#include "engine/sessions.h"
#include "tui/app.h"
#include "tui/list_dialog.h"
#include "tui/typing_guard.h"

namespace ingot::tui {
namespace {

// "7.50" or "$7.50"; none for anything else.
std::optional<double> amount_from(std::string text) {
  if (text.starts_with('$')) text.erase(0, 1);
  if (text.empty() || text.find_first_not_of("0123456789.") != std::string::npos) {
    return std::nullopt;
  }
  char* end = nullptr;
  const double amount = std::strtod(text.c_str(), &end);
  if (*end != '\0' || !std::isfinite(amount) || amount <= 0) return std::nullopt;
  return amount;
}

// A list of answers that keys typed ahead do not reach.
class BudgetDialog final : public GuardedDialog {
 public:
  BudgetDialog(ListDialog::Setup setup, TypingGuard guard)
      : GuardedDialog(guard), answers_(std::move(setup)) {}

  void use(const KeyMap& keys) override { answers_.use(keys); }
  Frame draw(std::size_t columns, std::size_t most) const override {
    Frame frame = answers_.draw(columns, most);
    if (is_guarded()) frame.rows.back() = still_typing().cut(columns);
    return frame;
  }
  bool handle(const term::Key& key, Time now) override { return answers_.handle(key, now); }
  std::vector<Line> preface() const override { return answers_.preface(); }
  std::vector<Numbered> numbered() const override { return answers_.numbered(); }
  bool choose(int number) override { return answers_.choose(number); }

 private:
  ListDialog answers_;
};

}  // namespace

void App::take_budget_question(const agent::BudgetReached& question) {
  const auto answer = [this](agent::BudgetAnswer given) { conversation_.answer_budget(given); };
  // Whoever was typing when it came and hits Enter stops; nothing is spent unseen.
  ListDialog::Setup setup{.title = "This session has cost " + ledger::money(question.spent_usd) +
                                   " of its budget of " + ledger::money(question.budget_usd) + ". ",
                          .choices = {{.value = "stop", .name = "Stop here"},
                                      {.value = "raise",
                                       .name = "Raise it to " + ledger::money(question.raised_usd) +
                                               " for this session"},
                                      {.value = "go on", .name = "Go on until this turn ends"}},
                          .enter = "choose",
                          .chosen =
                              [answer](const Choice& choice) {
                                answer(choice.value == "raise"   ? agent::BudgetAnswer::raise
                                       : choice.value == "go on" ? agent::BudgetAnswer::go_on
                                                                 : agent::BudgetAnswer::stop);
                              },
                          .left = [answer] { answer(agent::BudgetAnswer::stop); }};
  dialog_ = std::make_unique<BudgetDialog>(std::move(setup), TypingGuard(Clock::now(), last_key_));
}

struct App::BudgetCommands {
  static void budget(App& app, const std::string& arguments) {
    if (arguments.empty()) return app.say(app.budget_text());
    if (arguments == "off") {
      app.conversation_.set_budget(0);
      return app.say("this session may cost any amount");
    }
    const auto amount = amount_from(arguments);
    if (!amount) return app.say("! /budget takes an amount in US dollars, such as 7.50, or off");
    app.conversation_.set_budget(*amount);
    app.say(app.budget_text());
  }
};

std::string App::budget_text() const {
  const agent::Budget settings = engine::budget_of(configuration_);
  double spent = session_usd_;
  std::optional<double> own = conversation_.budget();
  if (const std::string& id = conversation_.session_id(); !id.empty() && !(own && spent > 0)) {
    const engine::PastSession past = engine::past_session(configuration_, id);
    if (spent == 0) spent = past.cost_usd.value_or(0);
    if (!own) own = past.budget_usd;
  }
  const double most = own ? *own : settings.usd.value_or(0);
  std::string text = "this session has cost " + ledger::money(spent);
  if (most <= 0) return text + "; it has no budget: /budget 5 sets one";
  text += " of its budget of " + ledger::money(most) +
          (own ? ", set for this session" : ", of ingot.budget.session") + "; a warning comes at " +
          ledger::money(most * settings.warn_at);
  const auto& model = conversation_.model();
  if (model && !model->price.input && !model->is_local) {
    text += "\n! the price of \"" + model->model +
            "\" is unknown: unless the server states what it charges, the budget cannot be kept; "
            "set ingot.pricing in the entry at " +
            model->origin;
  }
  return text;
}

std::vector<App::Command> App::budget_commands() {
  return {
      {.name = "budget",
       .arguments = "[AMOUNT or off]",
       .help = "what this session may cost before it asks",
       .run = &BudgetCommands::budget,
       .while_working = true,
       .details = "In US dollars, for this session; ingot.budget.session is for all of them.",
       .example = "/budget 7.50"},
  };
}

}  // namespace ingot::tui
