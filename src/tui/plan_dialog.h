// tui/plan_dialog.h: is this plan to be carried out?
//
// Purpose    The answers of SPC-05 below a plan that stands in the transcript (TUI-85): a digit
//            always means the same one, and those beyond the user's cap are absent. A plan with
//            alternatives asks for one of them first (SPC-04).
// Threads    One thread.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/event.h"
#include "tui/field.h"
#include "tui/line.h"
#include "tui/typing_guard.h"

namespace ingot::tui {

class PlanDialog final : public GuardedDialog {
 public:
  struct Setup {
    tools::Plan plan;
    policy::Autonomy has = policy::Autonomy::off;    // the level at hand
    policy::Autonomy most = policy::Autonomy::high;  // the user's cap
    std::function<void(agent::PlanAnswer)> answered;
    std::function<void(const std::string& markdown)> viewed;  // shows the whole of it elsewhere
    // In the user's editor; nothing when there is none or nothing was changed. May be empty.
    std::function<std::optional<std::string>(const std::string& markdown)> edited;
  };
  PlanDialog(Setup setup, TypingGuard guard);

  void use(const KeyMap& keys) override { comment_.use(keys); }
  Frame draw(std::size_t columns, std::size_t most) const override;
  bool handle(const term::Key& key, Time now) override;
  std::vector<Line> preface() const override;
  std::vector<Numbered> numbered() const override;
  bool choose(int number) override;

 private:
  enum class Stage { option, answer, comment };
  std::string heading() const;
  void go_to(Stage stage);
  void edit();
  bool pick(std::size_t option);
  bool give(int number);
  bool end(agent::PlanAnswer answer);
  bool handle_comment(const term::Key& key);

  Setup setup_;
  Stage stage_ = Stage::answer;
  std::size_t selected_ = 0;  // in numbered()
  std::string text_;          // what would be approved
  std::string option_;        // the one that was picked
  bool is_edited_ = false;
  Field comment_;
};

}  // namespace ingot::tui
