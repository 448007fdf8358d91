// tui/app_setup.cc: /terminal-setup: which keys this terminal delivers (TUI-45).

#include <array>

#include "os/paths.h"
#include "tui/app.h"

namespace ingot::tui {
namespace {

struct Advice {
  std::string_view terminal;  // as TERM_PROGRAM or TERM begins
  std::string_view file, lines;
};
// What makes Shift+Enter a key of its own where it is not one by itself.
// Source: the manuals of these terminals, read 2026-07.
constexpr std::array kAdvice = {
    Advice{"tmux", "~/.tmux.conf",
           "set -s extended-keys on\nset -as terminal-features '*:extkeys'"},
    Advice{"alacritty", "~/.config/alacritty/alacritty.toml",
           "[[keyboard.bindings]]\nkey = \"Return\"\nmods = \"Shift\"\nchars = \"\\u001b[13;2u\""},
    Advice{"vscode", "keybindings.json (Preferences: Open Keyboard Shortcuts)",
           "{ \"key\": \"shift+enter\", \"command\": \"workbench.action.terminal.sendSequence\",\n"
           "  \"args\": { \"text\": \"\\u001b[13;2u\" }, \"when\": \"terminalFocus\" }"},
    Advice{"iTerm.app", "Settings, Profiles, Keys",
           "General: Report modifiers using CSI u, or a mapping of Shift+Return to\nSend Escape "
           "Sequence [13;2u"},
    Advice{"Apple_Terminal", "Settings, Profiles, Keyboard",
           "Use Option as Meta key: then Option+Enter begins a new line"},
    Advice{"xterm", "~/.Xresources", "XTerm*modifyOtherKeys: 1\nXTerm*formatOtherKeys: 1"},
    Advice{"rxvt", "~/.Xresources", "URxvt.keysym.S-Return: \\033[13;2u"},
};

const Advice* advice_for(bool in_tmux) {
  const std::string program = os::environment_variable("TERM_PROGRAM").value_or("");
  const std::string name = os::environment_variable("TERM").value_or("");
  for (const Advice& one : kAdvice) {
    if (in_tmux ? one.terminal == "tmux"
                : program == one.terminal || name.starts_with(one.terminal)) {
      return &one;
    }
  }
  return nullptr;
}

struct Wanted {
  std::string_view name;
  bool shift, alt, ctrl;
};
constexpr std::array kWanted = {Wanted{"Shift+Enter", true, false, false},
                                Wanted{"Alt+Enter", false, true, false},
                                Wanted{"Ctrl+Enter", false, false, true}};

// Asks for each key in turn and tells what came.
class KeyDialog final : public Dialog {
 public:
  using Over = std::function<void(bool shift_enter, std::vector<Line> told)>;
  explicit KeyDialog(Over over) : over_(std::move(over)) {}

  Frame draw(std::size_t columns, std::size_t) const override {
    Frame frame;
    frame.rows = told_;
    frame.rows.push_back(Line()
                             .own("Press " + std::string(kWanted[at_].name), {.bold = true})
                             .own("   n: it does nothing · esc: enough", {.dim = true})
                             .cut(columns));
    frame.cursor_row = frame.rows.size() - 1;
    return frame;
  }

  bool handle(const term::Key& key, Time) override {
    if (key.is(term::KeyCode::escape)) {
      over_(shift_enter_, std::move(told_));
      return true;
    }
    const Wanted& wanted = kWanted[at_];
    const bool enter = key.code == term::KeyCode::enter;
    const bool same =
        enter && key.shift == wanted.shift && key.alt == wanted.alt && key.ctrl == wanted.ctrl;
    const bool is_feed = key.is_ctrl('j');
    if (!enter && !is_feed && !(key.code == term::KeyCode::text && key.text == "n")) return false;
    if (at_ == 0) shift_enter_ = same || is_feed;
    const std::string what = same || is_feed ? "begins a new line"
                             : enter         ? "comes as Enter: it would send"
                                             : "does nothing";
    told_.push_back(
        Line().own(same || is_feed ? "✓ " : "✗ ").own(std::string(wanted.name) + "  " + what));
    if (++at_ < kWanted.size()) return false;
    over_(shift_enter_, std::move(told_));
    return true;
  }

 private:
  Over over_;
  std::size_t at_ = 0;
  bool shift_enter_ = false;
  std::vector<Line> told_;
};

}  // namespace

void App::set_up_terminal() {
  const auto advise = [this] {
    const bool in_tmux = os::environment_variable("TMUX").has_value();
    if (const Advice* advice = advice_for(in_tmux)) {
      say("To make Shift+Enter a key of its own, add to " + std::string(advice->file) + ":");
      say_block(std::string(advice->lines));
    } else {
      say("To make Shift+Enter a key of its own, let the terminal send ESC [13;2u for it.");
    }
  };
  if (!has_draft()) {
    say("In plain lines Enter sends; no key begins a new line.");
    return advise();
  }
  dialog_ = std::make_unique<KeyDialog>([this, advise](bool shift_enter, std::vector<Line> told) {
    to_commit_.emplace_back();
    commit(std::move(told));
    say("Ctrl+J, and \\ then Enter, begin a new line in every terminal.");
    if (!shift_enter) advise();
  });
}

std::vector<App::Command> App::setup_commands() {
  return {
      {.name = "terminal-setup",
       .help = "which keys this terminal tells apart",
       .run = [](App& app, const std::string&) { app.set_up_terminal(); },
       .while_working = true,
       .details = "Press each key that is asked for; then it says what to add to the configuration "
                  "of the terminal."},
  };
}

}  // namespace ingot::tui
