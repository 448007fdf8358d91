// tui/list_dialog.h: a list to choose from: typing filters, Enter chooses, Esc leaves.
//
// Purpose    Every list of the terminal, with the same keys (TUI-116). Letters belong to the
//            search, so further actions sit on Ctrl and a letter.
// Ownership  Owns its list; what the callbacks hold must outlive it.
// Threads    One thread.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "tui/dialog.h"
#include "tui/field.h"
#include "tui/list.h"

namespace ingot::tui {

class ListDialog final : public Dialog {
 public:
  struct Action {
    char letter;                                          // with Ctrl
    std::string name;                                     // for the hint: "default"
    std::function<void(ListDialog&, const Choice&)> run;  // the dialog stays
  };
  struct Setup {
    std::string title;
    std::vector<Choice> choices;
    std::vector<int> losses;  // as of List
    std::string current;      // value of the choice that is in effect
    std::string enter = "choose";
    std::function<void(const Choice&)> chosen;
    // Another row is selected; and the dialog is left without a choice.
    std::function<void(const Choice&)> tried;
    std::function<void()> left;
    std::vector<Action> actions;
    // Why a choice that is not usable is not: shown instead of choosing it.
    std::function<std::string(const Choice&)> why_not;
    // What stands at the selected row's end, and what Left (-1) and Right (1) make of it.
    std::function<std::string(const Choice&)> beside;
    std::function<void(const Choice&, int)> sideways;
    std::string sideways_name;
    // Further rows about the selected choice.
    std::function<std::vector<Line>(const Choice&, std::size_t columns)> about;
    std::size_t about_rows = 0;  // of the whole height, at most
    std::vector<Line> facts;  // below the list, whatever is selected; before the numbered answers
    // Asked after the search has changed and whenever something was told to the application: may
    // replace the list.
    std::function<void(ListDialog&)> refreshed;
  };
  explicit ListDialog(Setup setup);

  void use(const KeyMap& keys) override {
    search_.use(keys);
    keys_ = &keys;
  }
  Frame draw(std::size_t columns, std::size_t most) const override;
  bool handle(const term::Key& key, Time now) override;
  void refresh() override;

  std::vector<Line> preface() const override;
  std::vector<Numbered> numbered() const override;
  bool choose(int number) override;
  std::vector<Further> further() const override;
  void do_further(int number, char letter) override;

  List& list() { return list_; }
  const std::string& wanted() const { return search_.text(); }
  // A line below the list until the next key.
  void note(std::string text) { note_ = std::move(text); }

 private:
  bool take(const term::Key& key);
  bool select_number(int number);
  void search();
  std::string hint(const std::string& position, bool has_sideways) const;

  const KeyMap* keys_ = &standard_keys();
  Setup setup_;
  List list_;
  Field search_;
  std::string note_;
};

}  // namespace ingot::tui
