// tui/app_keys.cc: what keys mean, and what a draft becomes.

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <utility>

#include "engine/attach.h"
#include "os/file.h"
#include "os/paths.h"
#include "os/process.h"
#include "tui/app.h"

namespace ingot::tui {
namespace {

using std::chrono::milliseconds;
using term::Key;
using term::KeyCode;

constexpr milliseconds kAgain(1000);
constexpr std::size_t kMenuMatches = 50;

}  // namespace

void App::handle(const Key& key) {
  if (key.code == KeyCode::answer) return take_answer(key.text);
  const auto now = Clock::now();
  dirty_ = true;
  last_frame_ = {};  // echo is not capped
  if (key.code == KeyCode::focus_in || key.code == KeyCode::focus_out) return;
  if (key.is_ctrl('z')) return suspend();
  if (viewer_) return handle_viewer(key);
  if (key.is_ctrl('o')) return view_session(SessionPages::Show::everything);
  if (dialog_ && !dialog_->passes_on(key, now)) {
    // The dialog may open another one while it handles its last key.
    std::unique_ptr<Dialog> current = std::move(dialog_);
    const bool over = current->handle(key, now);
    if (!over && !dialog_) dialog_ = std::move(current);
    return;
  }
  if (dialog_) {
    if (!key.is(KeyCode::enter)) editor_.handle(key);
    return;
  }
  if (!menu_closed_ && handle_menu(key)) return;
  if (key.is(KeyCode::enter)) {
    if (key.shift) return editor_.insert("\n");
    return handle_enter();
  }
  if (key.code == KeyCode::enter) return editor_.insert("\n");  // with Alt or Ctrl
  if (key.is(KeyCode::escape)) return handle_escape();
  if (key.is_ctrl('c')) return handle_ctrl_c();
  if (key.is_ctrl('d') && editor_.empty()) return handle_ctrl_c();
  if (key.is_ctrl('g')) return open_editor();
  if (key.is_ctrl('t')) {
    return transcript_.todos().show_all(!transcript_.todos().shows_all());
  }
  if (key.is_ctrl('l')) {
    static constexpr std::array kLevels = {policy::Autonomy::off, policy::Autonomy::low,
                                           policy::Autonomy::medium, policy::Autonomy::high};
    const auto at = std::find(kLevels.begin(), kLevels.end(), conversation_.autonomy());
    conversation_.set_autonomy(at == kLevels.end() || at + 1 == kLevels.end() ? kLevels[0]
                                                                              : *(at + 1));
    return;
  }
  if (key.is(KeyCode::tab) && editor_.empty() && conversation_.model()) {
    const auto& efforts = conversation_.model()->efforts;
    if (efforts.empty() || transcript_.working()) return;
    const auto at = std::find(efforts.begin(), efforts.end(), conversation_.model()->effort);
    return use_model(conversation_.model()->id,
                     at == efforts.end() || at + 1 == efforts.end() ? efforts.front() : *(at + 1));
  }
  if ((key.code == KeyCode::up || key.code == KeyCode::down) && key.alt) {
    return view_session(SessionPages::Show::everything);
  }
  if (handle_history(key)) return;
  if (key.is(KeyCode::text) && key.text == "?" && editor_.empty()) return show_help();
  if (editor_.handle(key)) {
    menu_closed_ = false;
    menu_selected_ = 0;
    if (mention_begin() != std::string::npos) files_.begin();
  }
}

bool App::handle_history(const Key& key) {
  const std::string* entry = nullptr;
  if (key.is(KeyCode::up) && editor_.on_first_row()) {
    if (!queued_.empty() && editor_.empty()) {  // take the last queued message back
      editor_.set_text(std::move(queued_.back()));
      queued_.pop_back();
      return true;
    }
    entry = history_.older(editor_.text());
  } else if (key.is(KeyCode::down) && editor_.on_last_row()) {
    entry = history_.newer();
  } else {
    return false;
  }
  if (entry != nullptr) editor_.set_text(*entry);
  menu_closed_ = true;
  return true;
}

std::size_t App::mention_begin() const {
  const std::string& text = editor_.shown();
  std::size_t at = editor_.cursor();
  while (at > 0 && text[at - 1] != ' ' && text[at - 1] != '\n' && text[at - 1] != '@') --at;
  if (at == 0 || text[at - 1] != '@') return std::string::npos;
  if (at > 1 && text[at - 2] != ' ' && text[at - 2] != '\n') return std::string::npos;
  return at;
}

std::vector<App::MenuItem> App::menu() const {
  std::vector<MenuItem> items;
  const std::string& text = editor_.shown();
  if (text.starts_with('/') && text.find_first_of(" \n") == std::string::npos) {
    const std::string wanted = text.substr(1);
    std::vector<MenuItem> others;
    for (const Command& command : commands()) {
      const MenuItem item{
          .insert = "/" + std::string(command.name),
          .label = "/" + std::string(command.name) +
                   (command.arguments.empty() ? "" : " " + std::string(command.arguments)),
          .help = std::string(command.help)};
      if (command.name.starts_with(wanted)) {
        items.push_back(item);
      } else if (!wanted.empty() && command.name.find(wanted) != std::string_view::npos) {
        others.push_back(item);
      }
    }
    items.insert(items.end(), others.begin(), others.end());
    // The whole name is row one.
    std::stable_sort(items.begin(), items.end(), [&](const MenuItem& a, const MenuItem& b) {
      return (a.insert == text) > (b.insert == text);
    });
    return items;
  }
  const std::size_t begin = mention_begin();
  if (begin == std::string::npos) return items;
  const std::string wanted = text.substr(begin, editor_.cursor() - begin);
  for (std::string& path : files_.matches(wanted, kMenuMatches)) {
    const bool quoted = path.find(' ') != std::string::npos;
    items.push_back(
        {.insert = (quoted ? "\"" + path + "\"" : path) + (path.ends_with('/') ? "" : " "),
         .label = path,
         .help = {}});
  }
  return items;
}

bool App::handle_menu(const Key& key) {
  if (!key.is(KeyCode::up) && !key.is(KeyCode::down) && !key.is(KeyCode::tab) &&
      !key.is(KeyCode::enter) && !key.is(KeyCode::escape)) {
    return false;
  }
  const std::vector<MenuItem> items = menu();
  if (items.empty()) return false;
  menu_selected_ = std::min(menu_selected_, items.size() - 1);
  if (key.is(KeyCode::escape)) {
    menu_closed_ = true;
  } else if (key.is(KeyCode::up)) {
    menu_selected_ = menu_selected_ == 0 ? items.size() - 1 : menu_selected_ - 1;
  } else if (key.is(KeyCode::down)) {
    menu_selected_ = (menu_selected_ + 1) % items.size();
  } else {
    const MenuItem& item = items[menu_selected_];
    if (item.insert.starts_with('/') && editor_.shown().starts_with('/')) {
      editor_.set_text(item.insert + (key.is(KeyCode::tab) ? " " : ""));
      menu_closed_ = true;
      if (key.is(KeyCode::enter)) handle_enter();
    } else {
      editor_.replace(mention_begin(), editor_.cursor(), item.insert);
      menu_closed_ = !item.insert.ends_with('/');
    }
    menu_selected_ = 0;
  }
  return true;
}

void App::handle_enter() {
  std::string text = editor_.text();
  if (text.ends_with('\\')) {  // a line that goes on
    editor_.handle({.code = KeyCode::backspace});
    return editor_.insert("\n");
  }
  if (text.find_first_not_of(" \t\n") == std::string::npos) return;
  history_.add(text);
  editor_ = Editor();
  menu_closed_ = false;
  submit(std::move(text));
}

void App::handle_escape() {
  const auto now = Clock::now();
  if (shell_.is_running()) return shell_.stop();
  if (transcript_.working()) {
    conversation_.interrupt();
    return return_queue();
  }
  if (editor_.empty()) return;
  if (now - last_escape_ < kAgain) {
    editor_.clear();
    last_escape_ = {};
    return;
  }
  last_escape_ = now;
  hint_ = "esc again to clear";
  hint_until_ = now + kAgain;
}

void App::handle_ctrl_c() {
  const auto now = Clock::now();
  if (!editor_.empty()) return editor_.clear();
  if (shell_.is_running()) return shell_.stop();
  if (transcript_.working()) {
    conversation_.interrupt();
    return return_queue();
  }
  if (now - last_ctrl_c_ < kAgain) {
    quitting_ = true;
    return;
  }
  last_ctrl_c_ = now;
  hint_ = "ctrl+c again to quit";
  hint_until_ = now + kAgain;
}

// What was queued goes back into the draft; nothing of it is sent (TUI-71).
void App::return_queue() {
  std::string text;
  for (const std::string& one : queued_) text += (text.empty() ? "" : "\n\n") + one;
  queued_.clear();
  if (text.empty()) return;
  editor_.set_text(editor_.empty() ? text : text + "\n\n" + editor_.text());
}

void App::open_editor() {
  const std::string program =
      os::environment_variable("VISUAL").value_or(os::environment_variable("EDITOR").value_or(""));
  if (program.empty()) return say("! set VISUAL or EDITOR to edit the draft elsewhere");
  std::string name = (os::temporary_folder() / "ingot-draft-XXXXXX.md").string();
  const int file = ::mkstemps(name.data(), 3);
  if (file < 0) return say("! no temporary file could be made");
  [[maybe_unused]] const auto written = os::write_all(file, editor_.text());
  ::close(file);
  lend_terminal();
  terminal_->release();
  // The editor needs the terminal, so it runs in our own group, by the shell as git does it.
  // NOLINTNEXTLINE(concurrency-mt-unsafe,cert-env33-c,bugprone-command-processor): as git does it
  const int status = std::system((program + " '" + name + "'").c_str());
  terminal_->take_back();
  viewport_.forget();
  auto text = os::read_file(name, 16U << 20U);
  ::unlink(name.c_str());
  if (status != 0 || !text) return say("! the editor failed; the draft is as it was");
  while (text->ends_with('\n')) text->pop_back();
  editor_.set_text(*std::move(text));
}

void App::submit(std::string text) {
  if (text == "quit" || text == "exit") {
    quitting_ = true;
    return;
  }
  // A first word with a second slash is a path.
  const std::string_view word = std::string_view(text).substr(0, text.find_first_of(" \n"));
  if (word.size() > 1 && word[0] == '/' && word.find('/', 1) == std::string_view::npos) {
    return run_command(text);
  }
  if (text.starts_with('!')) return run_shell(text.substr(1));
  if (transcript_.working()) {
    queued_.push_back(std::move(text));
    return;
  }
  send(text);
}

void App::send(const std::string& text) {
  chat::Message message = chat::user_message(text);
  if (auto attached = engine::attach_mentions(message, conversation_.cwd()); !attached) {
    say_error(attached.error());
    return editor_.set_text(text);
  }
  if (!carried_.empty()) {
    message.blocks.insert(message.blocks.begin(),
                          chat::Text{.text = std::exchange(carried_, {}), .synthetic = true});
  }
  if (!shell_output_.empty()) {
    message.blocks.insert(
        message.blocks.begin(),
        chat::Text{.text = configuration_.redactor.redact(std::exchange(shell_output_, {})),
                   .synthetic = true});
  }
  auto sent = conversation_.send(std::move(message));
  if (!sent) {
    say_error(sent.error());
    return editor_.set_text(text);  // a draft is never lost (TUI-59)
  }
  for (const std::string& notice : *sent) say("! " + notice);
}

void App::run_shell(const std::string& command) {
  if (command.find_first_not_of(" \t") == std::string::npos) return;
  if (shell_.is_running()) return say("! another command is still running");
  shell_.start(command);
}

}  // namespace ingot::tui
