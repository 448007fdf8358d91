// tui/app_plain.cc: the same conversation as lines, for terminals and readers that cannot take
// more.
//
// Nothing is redrawn and no escape byte is written (TUI-140, TUI-142). Lines are read as the
// terminal gives them; every command works, since a dialog is written out with numbers and answered
// by one.

#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <iterator>
#include <optional>
#include <utility>

#include "os/file.h"
#include "os/paths.h"
#include "os/signals.h"
#include "tui/app.h"
#include "tui/ascii.h"

namespace ingot::tui {
namespace {

using std::chrono::seconds;

constexpr seconds kProgress(15), kTurnBegins(2);
constexpr std::size_t kColumns = 1U << 20U;  // the terminal breaks lines itself
constexpr std::size_t kPageColumns = 100;    // tables wrap nothing themselves
constexpr std::size_t kMostRows = 1000;      // of a dialog

term::Key text_key(std::string text) {
  return {.code = term::KeyCode::text, .text = std::move(text)};
}

}  // namespace

// Lines in, lines out, and what was said last.
class App::Plain {
 public:
  explicit Plain(App& app) : app_(app), unicode_(shows_unicode(os::environment_variable)) {}

  int run() {
    app_.viewport_.resize(kColumns, false);
    app_.transcript_.set_columns(kColumns);
    app_.begin();
    app_.say("/help lists the commands, /quit leaves.");
    while (!app_.quitting_ && !(at_end_ && !is_busy())) {
      print_committed();
      ask();
      wait();
      if (const int signal = app_.ended_by_.exchange(0); signal != 0) {
        // An interruption stops the turn; without one it ends the program.
        if (signal != SIGINT || !is_busy()) return leave(128 + signal);
        app_.conversation_.interrupt();
      }
      const bool was_working = app_.transcript_.working();
      const bool had_queue = !app_.conversation_.queue().waiting().empty();
      app_.take_events();
      if (app_.take_reload()) print_broken();
      if (was_working && !app_.transcript_.working()) {
        print_end_of_turn();
        if (had_queue) sent_until_ = Clock::now() + kTurnBegins;  // the next one was sent
      }
      take_lines();
    }
    return leave(0);
  }

 private:
  bool is_busy() const { return app_.transcript_.working() || app_.shell_.is_running(); }

  int leave(int status) {
    app_.conversation_.interrupt();
    print_committed();
    if (app_.conversation_.is_open()) {
      print(app_.totals());
      print("To go on later: ingot resume " + app_.conversation_.session_id());
    }
    return status;
  }

  void print(std::string_view line) { write(spoken(line) + "\n"); }

  void write(const std::string& text) {
    prompted_ = false;
    said_at_ = Clock::now();
    if (!os::write_all(STDOUT_FILENO, unicode_ ? text : ascii(text))) app_.quitting_ = true;
  }

  void print_committed() {
    for (const Line& line : std::exchange(app_.to_commit_, {})) {
      const std::string text = line.text();
      // One empty line between blocks.
      if (text.empty() && empty_) continue;
      empty_ = text.empty();
      print(text);
    }
  }

  // The last committed line is the turn's summary: "12.4 s · 3 tools".
  void print_end_of_turn() {
    std::string end = "Waiting for you.";
    if (!app_.to_commit_.empty()) {
      const std::string last = app_.to_commit_.back().text();
      if (!last.empty() && last[0] >= '0' && last[0] <= '9') {
        app_.to_commit_.pop_back();
        end = "Done in " + last + ", waiting for you.";
      }
    }
    print_committed();
    print(end);
  }

  // What stands in its place while it is broken, where rows can stand (CFG-93).
  void print_broken() {
    std::vector<Line> rows;
    app_.add_broken_settings(rows, kColumns);
    for (const Line& row : rows) print(row.text());
  }

  // What is waited for, said once.
  void ask() {
    if (app_.viewer_) print_pages();
    if (prompted_) return;
    if (app_.dialog_) {
      std::vector<Line> above = app_.dialog_->preface();
      choices_ = app_.dialog_->numbered();
      if (above.empty() && choices_.empty()) above = app_.dialog_->draw(kColumns, kMostRows).rows;
      for (const Line& line : above) print(line.text());
      for (const Dialog::Numbered& choice : choices_) {
        print(std::to_string(choice.number) + ". " + choice.line.text());
      }
      std::string further;
      for (const Dialog::Further& one : app_.dialog_->further()) {
        further += (further.empty() ? "" : ", ") + std::string(1, one.letter) + ": " + one.name;
      }
      if (!further.empty()) print("A number and a letter: " + further);
      write(choices_.empty() ? "Answer: " : "Number, or Enter to leave: ");
    } else if (!is_busy() && Clock::now() >= sent_until_) {
      write("You: ");
    } else {
      return;
    }
    prompted_ = true;
  }

  // What a viewer would show, from the beginning to the end.
  void print_pages() {
    Pages& pages = app_.viewer_->pages();
    for (std::size_t i = 0; i < pages.count(); ++i) {
      for (const Line& line : pages.page(i, kPageColumns)) print(line.text());
    }
    app_.close_viewer();
  }

  void wait() {
    pollfd wanted[] = {{.fd = at_end_ ? -1 : STDIN_FILENO, .events = POLLIN, .revents = 0},
                       {.fd = app_.conversation_.waker().fd(), .events = POLLIN, .revents = 0},
                       {.fd = app_.reloader_.fd(), .events = POLLIN, .revents = 0}};
    const bool waits = is_busy() && !app_.dialog_;
    if (is_busy()) sent_until_ = {};
    const bool begins = Clock::now() < sent_until_;
    std::optional<std::chrono::milliseconds> limit = app_.reloader_.wait(Clock::now());
    if (!limit && begins) limit = kTurnBegins;
    if (!limit && waits) limit = kProgress;
    ::poll(wanted, std::size(wanted), limit ? static_cast<int>(limit->count()) : -1);
    app_.conversation_.waker().drain();
    if (waits && Clock::now() - said_at_ >= kProgress) {
      const std::vector<Line> rows = app_.transcript_.live(1, Clock::now());
      print(app_.transcript_.working() && !rows.empty() ? "Still " + rows.back().text()
                                                        : "the command still runs");
    }
    if (wanted[0].revents == 0) return;
    char buffer[4096];
    const ssize_t got = ::read(STDIN_FILENO, buffer, sizeof buffer);
    if (got > 0) {
      input_.append(buffer, static_cast<std::size_t>(got));
    } else if (got == 0 || errno != EINTR) {
      at_end_ = true;
      if (app_.dialog_) app_.conversation_.interrupt();  // nobody can answer any more
    }
  }

  void take_lines() {
    for (std::size_t end = input_.find('\n'); end != std::string::npos && !app_.quitting_;
         end = input_.find('\n')) {
      std::string line = input_.substr(0, end);
      // Messages are queued while a turn runs; commands that change more than what is shown, typed
      // ahead, wait for its end.
      const bool turn = is_busy() || Clock::now() < sent_until_;
      if (turn && !app_.dialog_ && line.starts_with('/') && !runs_at_once(line)) return;
      input_.erase(0, end + 1);
      prompted_ = false;
      if (line.ends_with('\r')) line.pop_back();
      if (app_.dialog_) {
        answer(line);
        print_committed();
        ask();
      } else if (line.find_first_not_of(" \t") != std::string::npos) {
        const bool shell = line.starts_with('!'), is_message = !shell && !line.starts_with('/');
        const bool was_busy = is_busy();
        app_.submit(draft_of(std::string_view(line).substr(shell ? 1 : 0)), shell);
        app_.composer_.clear();  // what was put back can be read above, and typed again
        if (is_message && was_busy) app_.say("queued", {});
        // Its turn begins in a moment, unless something was said against it.
        if (is_message && app_.to_commit_.empty()) sent_until_ = Clock::now() + kTurnBegins;
      }
    }
  }

  // Whoever types /quit ahead wants the answer first; Ctrl+C is for leaving at once.
  static bool runs_at_once(const std::string& line) {
    const Command* const command = command_in(line).command;
    return command == nullptr || (command->while_working && command->name != "quit");
  }

  // A number chooses; in a dialog without choices the line is typed as it is.
  void answer(const std::string& line) {
    std::unique_ptr<Dialog> current = std::move(app_.dialog_);
    const auto now = Clock::now();
    bool over = false;
    if (choices_.empty()) {
      // The line stands for all of the field, also when something is there already.
      if (!line.empty()) {
        over = current->handle({.code = term::KeyCode::text, .ctrl = true, .text = "u"}, now);
      }
      if (!line.empty() && !over) over = current->handle(text_key(line), now);
      if (!over) over = current->handle({.code = term::KeyCode::enter}, now);
    } else {
      int number = 0;
      const char* const end = line.data() + line.size();
      const char* rest = std::from_chars(line.data(), end, number).ptr;
      while (rest != end && *rest == ' ') ++rest;
      const std::vector<Dialog::Further> further = current->further();
      const bool has_letter =
          rest + 1 == end && std::any_of(further.begin(), further.end(),
                                         [&](const auto& one) { return one.letter == *rest; });
      const bool known = std::any_of(choices_.begin(), choices_.end(),
                                     [&](const auto& one) { return one.number == number; });
      if (line.empty()) {
        over = current->handle({.code = term::KeyCode::escape}, now);
      } else if (known && has_letter) {
        current->do_further(number, *rest);
      } else if (known && rest == end) {
        over = current->choose(number);
      } else {
        app_.say("! answer with one of the numbers" +
                 std::string(further.empty() ? "" : ", and a letter after it if you like"));
      }
    }
    // The answer may have opened another dialog.
    if (!over && !app_.dialog_) {
      app_.dialog_ = std::move(current);
    }
  }

  App& app_;
  bool unicode_, prompted_ = false, at_end_ = false, empty_ = true;
  std::vector<Dialog::Numbered> choices_;
  std::string input_;
  Clock::time_point said_at_ = Clock::now(), sent_until_;
};

int App::run_plain() {
  os::ignore_broken_pipes();
  return Plain(*this).run();
}

}  // namespace ingot::tui
