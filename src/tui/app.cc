#include "tui/app.h"

#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "engine/attach.h"
#include "os/file.h"
#include "os/paths.h"
#include "os/process.h"
#include "term/columns.h"

namespace ingot::tui {
namespace {

using std::chrono::duration_cast;
using std::chrono::milliseconds;
using term::Key;
using term::KeyCode;

constexpr Style kDim{.dim = true};
constexpr milliseconds kSpinner(250);  // TUI-14
// Fifteen a second: half of what TUI-14 allows reads as smoothly and halves the bytes (TUI-15).
constexpr milliseconds kStreamFrame(66);
constexpr std::size_t kMenuRows = 8;
constexpr int kLeastColumns = 20, kLeastRows = 5;
constexpr std::size_t kShellLines = 200;  // of a command's output in the scrollback

// What signal handlers may touch.
std::atomic<bool>* resize_flag = nullptr;
std::atomic<bool>* continue_flag = nullptr;
const os::Waker* wake_target = nullptr;

extern "C" void on_window(int signal) {
  if (signal == SIGWINCH && resize_flag != nullptr) *resize_flag = true;
  if (signal == SIGCONT && continue_flag != nullptr) *continue_flag = true;
  if (wake_target != nullptr) wake_target->wake();
}

bool uses_colour() {
  if (const auto set = os::environment_variable("NO_COLOR"); set && !set->empty()) return false;
  return true;
}

// Terminals that are known to wrap what they show anew when they get narrower (TUI-18).
bool terminal_reflows() {
  const std::string program = os::environment_variable("TERM_PROGRAM").value_or("");
  const std::string name = os::environment_variable("TERM").value_or("");
  if (os::environment_variable("TMUX") || os::environment_variable("VTE_VERSION") ||
      os::environment_variable("KITTY_WINDOW_ID") || os::environment_variable("WEZTERM_PANE")) {
    return true;
  }
  for (const std::string_view known :
       {"vscode", "iTerm.app", "Apple_Terminal", "ghostty", "WezTerm"}) {
    if (program == known) return true;
  }
  return name.starts_with("tmux") || name.starts_with("alacritty") || name.starts_with("foot") ||
         name.find("kitty") != std::string::npos;
}

std::string branch_of(const std::filesystem::path& cwd) {
  for (std::filesystem::path folder = cwd;; folder = folder.parent_path()) {
    if (const auto head = os::read_file(folder / ".git/HEAD", 4096)) {
      constexpr std::string_view kRef = "ref: refs/heads/";
      if (!head->starts_with(kRef)) return "(detached)";
      return head->substr(kRef.size(), head->find('\n') - kRef.size());
    }
    if (folder == folder.parent_path()) return {};
  }
}

std::string short_path(const std::filesystem::path& path) {
  const std::string home = os::home_folder().string();
  std::string text = path.string();
  if (home.size() > 1 && (text == home || text.starts_with(home + "/"))) {
    return "~" + text.substr(home.size());
  }
  return text;
}

std::filesystem::path history_file(const engine::Configuration& configuration,
                                   const std::filesystem::path& cwd) {
  std::string name = cwd.string();
  std::replace(name.begin(), name.end(), '/', '-');
  if (name.size() > 200) name = name.substr(name.size() - 200);
  return configuration.folder / "ingot/history" / (name + ".jsonl");
}

}  // namespace

App::App(engine::Configuration& configuration, const Options& options,
         const std::filesystem::path& cwd)
    : configuration_(configuration),
      options_(options),
      colour_(uses_colour()),
      reflows_(terminal_reflows()),
      conversation_(configuration, cwd),
      signals_([this](int signal) {
        ended_by_ = signal;
        conversation_.waker().wake();
      }),
      viewport_(80, colour_),
      transcript_({.show_thinking = configuration.settings.show_thinking.value_or(false),
                   .expanded = configuration.settings.tool_result_display != "compact"}),
      history_(history_file(configuration, cwd)),
      files_(cwd, conversation_.waker()),
      shell_(cwd, configuration.hidden_variables, conversation_.waker()),
      keys_(started_, os::environment_variable("SSH_CONNECTION").has_value()),
      branch_(branch_of(cwd)) {
  if (const auto level = policy::autonomy_from(options.autonomy)) {
    conversation_.set_autonomy(*level);
  }
  conversation_.set_system_prompt(options.append_system_prompt);
}

int App::run() {
  auto terminal = term::Terminal::open();
  if (!terminal) return 2;
  terminal_ = std::make_unique<term::Terminal>(*std::move(terminal));
  resize_flag = &resized_;
  continue_flag = &continued_;
  wake_target = &conversation_.waker();
  struct sigaction action {};
  action.sa_handler = on_window;
  action.sa_flags = SA_RESTART;
  ::sigaction(SIGWINCH, &action, nullptr);
  ::sigaction(SIGCONT, &action, nullptr);
  os::ignore_broken_pipes();
  size_ = terminal_->size();
  viewport_.resize(static_cast<std::size_t>(size_.columns), false);
  transcript_.set_columns(static_cast<std::size_t>(size_.columns));

  begin();
  draw();
  while (!quitting_ && !gone_ && ended_by_ == 0) {
    wait();
    take_signals();
    read_keys();
    take_events();
    draw();
  }
  conversation_.interrupt();
  if (!gone_) terminal_->write(viewport_.clear());
  terminal_.reset();
  wake_target = nullptr;
  if (conversation_.is_open() && !gone_) {
    std::string text = "ingot resume " + conversation_.session_id() + "\n";
    if (cost_ && *cost_ > 0) text = ledger::money(*cost_) + " · " + text;
    [[maybe_unused]] const auto written = os::write_all(STDOUT_FILENO, text);
  }
  return ended_by_ == 0 ? 0 : 128 + ended_by_;
}

void App::begin() {
  to_commit_.push_back(
      Line()
          .own("ingot ", {.bold = true})
          .foreign(short_path(conversation_.cwd()) + (branch_.empty() ? "" : " (" + branch_ + ")"),
                   kDim));
  std::size_t problems = 0;
  for (const config::Diagnostic& one : configuration_.settings.diagnostics) {
    problems += one.severity != config::Diagnostic::Severity::note ? 1 : 0;
  }
  if (problems > 0) {
    say("! " + std::to_string(problems) + " configuration problem" + (problems == 1 ? "" : "s") +
            ", /diagnostics",
        {.colour = Colour::yellow});
  }
  auto notices = conversation_.choose_model(options_.model, options_.effort);
  if (notices) {
    say(conversation_.model()->display_name + " via " + conversation_.model()->host);
    for (const std::string& notice : *notices) say("! " + notice);
  } else if (configuration_.settings.models.empty() && configuration_.first_usable() == nullptr &&
             options_.model.empty()) {
    say_block(
        "No model is configured yet. ingot works with your own keys. Add one and start again:\n\n"
        "  export ANTHROPIC_API_KEY=…\n"
        "  ingot models add --provider anthropic --model claude-sonnet-4-5\n\n"
        "Other providers: openai, google, openrouter, groq, fireworks, deepinfra, ... (ingot "
        "models "
        "add --help).\nA model on this machine needs no key: ingot doctor finds Ollama, LM Studio, "
        "vLLM and llama.cpp.\nThe entry is written to " +
        (configuration_.folder / "settings.json").string() +
        ", which you can also edit by hand.\nTo see ingot at work without a model: ingot demo");
  } else {
    say_error(notices.error());
  }
  if (!options_.fork_id.empty()) {
    conversation_.resume(options_.fork_id, true);
    show_past(options_.fork_id);
  } else if (options_.resume && !options_.resume->empty()) {
    conversation_.resume(*options_.resume, false);
    show_past(*options_.resume);
  } else if (options_.resume) {
    const auto known = engine::sessions_in(configuration_, conversation_.cwd());
    if (options_.last && !known.empty()) {
      conversation_.resume(known.front().id, false);
      show_past(known.front().id);
    } else {
      choose_session();
    }
  }
  std::string prompt;
  for (const std::string& word : options_.words) prompt += (prompt.empty() ? "" : " ") + word;
  if (!prompt.empty()) submit(prompt);
}

void App::wait() {
  milliseconds limit(-1);
  const auto sooner = [&](milliseconds other) {
    limit = limit.count() < 0 ? other : std::min(limit, std::max(other, milliseconds(0)));
  };
  const auto now = Clock::now();
  if (const auto wait = keys_.wait(now)) sooner(*wait);
  if (transcript_.working() || shell_.is_running()) sooner(kSpinner);
  if (dirty_) sooner(kStreamFrame - duration_cast<milliseconds>(now - last_frame_));
  if (!hint_.empty()) sooner(duration_cast<milliseconds>(hint_until_ - now) + milliseconds(1));
  pollfd wanted[] = {{.fd = terminal_->input_fd(), .events = POLLIN, .revents = 0},
                     {.fd = conversation_.waker().fd(), .events = POLLIN, .revents = 0}};
  ::poll(wanted, 2, static_cast<int>(limit.count()));
  if ((wanted[0].revents & (POLLHUP | POLLERR)) != 0 && (wanted[0].revents & POLLIN) == 0) {
    gone_ = true;
  }
  conversation_.waker().drain();
}

void App::take_signals() {
  if (continued_.exchange(false)) {
    terminal_->take_back();
    viewport_.forget();
    resized_ = true;
  }
  if (resized_.exchange(false)) take_size();
}

void App::take_size() {
  size_ = terminal_->size();
  viewport_.resize(static_cast<std::size_t>(size_.columns), reflows_);
  transcript_.set_columns(static_cast<std::size_t>(size_.columns));
  dirty_ = true;
  last_frame_ = {};
}

void App::read_keys() {
  const std::string bytes = terminal_->read(gone_);
  const auto now = Clock::now();
  if (!bytes.empty()) last_key_ = now;
  for (const Key& key : keys_.take(bytes, now, dialog_ == nullptr)) handle(key);
}

void App::take_events() {
  const auto now = Clock::now();
  while (auto event = conversation_.next()) {
    if (const auto* booked = std::get_if<agent::UsageBooked>(&*event)) {
      const chat::Usage& usage = booked->record.usage;
      chat::add(usage_, usage);
      context_used_ = chat::prompt_tokens(usage) + chat::told(usage.output);
      if (!booked->record.cost_usd) cost_known_ = false;
      cost_ =
          cost_known_ ? std::optional(cost_.value_or(0) + *booked->record.cost_usd) : std::nullopt;
    }
    commit(transcript_.take(*event, now));
    if (auto* asked = std::get_if<agent::PermissionAsked>(&*event)) {
      const std::string id = asked->call_id;
      const std::vector<Line> subject = subject_lines(*asked);
      if (subject.size() + 8 > static_cast<std::size_t>(size_.rows) * 6 / 10) {
        to_commit_.emplace_back();
        for (const Line& line : subject) to_commit_.push_back(line);
      }
      dialog_ = std::make_unique<PermissionDialog>(
          *asked, now, last_key_, [this, id](agent::Permission given, const std::string& text) {
            conversation_.answer(id, std::move(given));
            to_commit_.emplace_back();
            say(text);
          });
    }
    if (const auto* finished = std::get_if<agent::TurnFinished>(&*event)) {
      if (compressing_) finish_compressing(*finished);
      branch_ = branch_of(conversation_.cwd());
      if (!queued_.empty()) {
        std::string next = std::move(queued_.front());
        queued_.pop_front();
        send(next);
      }
    }
    dirty_ = true;
  }
  if (auto done = shell_.take()) {
    to_commit_.emplace_back();
    to_commit_.push_back(Line().own("$ ", {.bold = true}).foreign(done->command));
    std::vector<Line> lines = foreign_lines(done->output);
    while (!lines.empty() && lines.back().empty()) lines.pop_back();
    if (lines.size() > kShellLines) {
      say("… " + std::to_string(lines.size() - kShellLines) + " lines left out here");
      lines.erase(lines.begin(), lines.end() - kShellLines);
    }
    for (Line& line : lines) to_commit_.push_back(std::move(line));
    if (done->code != 0) say("exit " + std::to_string(done->code), {.colour = Colour::red});
    shell_output_ += "<bash>\n$ " + done->command + "\n" + done->output +
                     (done->output.ends_with('\n') ? "" : "\n") + "exit status " +
                     std::to_string(done->code) + "\n</bash>\n";
    dirty_ = true;
  }
}

void App::commit(std::vector<Line> lines) {
  for (Line& line : lines) to_commit_.push_back(std::move(line));
}

void App::say(const std::string& text, Style style) {
  for (Line& line : foreign_lines(text, style)) to_commit_.push_back(std::move(line));
  dirty_ = true;
}

void App::say_error(const Error& error) {
  to_commit_.push_back(Line()
                           .own("✗ ", {.colour = Colour::red})
                           .foreign(configuration_.redactor.redact(to_text(error))));
  dirty_ = true;
}

void App::say_block(const std::string& text) {
  to_commit_.emplace_back();
  for (Line& line : foreign_lines(text)) to_commit_.push_back(std::move(line));
  dirty_ = true;
}

// The last exchange of a session that is continued; the rest is not printed again.
void App::show_past(const std::string& id) {
  const engine::PastSession past = engine::past_session(configuration_, id);
  if (past.messages.empty()) return say("! this session cannot be read or is empty");
  if (options_.model.empty() && !past.model.empty()) {
    if (auto used = conversation_.choose_model(past.model, options_.effort); !used) {
      say_error(used.error());
    }
  }
  std::size_t from = past.messages.size();
  while (from > 0 && !(past.messages[from - 1].role == chat::Role::user &&
                       !chat::visible_text(past.messages[from - 1]).empty())) {
    --from;
  }
  if (from > 0) --from;
  say("session " + id.substr(0, 8) + ": " + std::to_string(from) + " earlier messages");
  for (std::size_t i = from; i < past.messages.size(); ++i) {
    const std::string text = chat::visible_text(past.messages[i]);
    if (text.empty()) continue;
    to_commit_.emplace_back();
    if (past.messages[i].role == chat::Role::user) {
      for (Line& line : transcript_.user_lines(text)) to_commit_.push_back(std::move(line));
    } else {
      const auto columns = viewport_.row_columns();
      for (const MarkdownLine& line : markdown_lines(text, columns)) {
        for (Line& part :
             line.prose ? wrapped(line.line, columns, true) : std::vector<Line>{line.line}) {
          to_commit_.push_back(std::move(part));
        }
      }
    }
  }
}

Line App::status_line(std::size_t columns) const {
  const auto& model = conversation_.model();
  std::string left = model ? model->display_name : "no model";
  if (model && !model->effort.empty() && columns >= 60) left += " (" + model->effort + ")";
  left += " · Auto (" + std::string(policy::to_string(conversation_.autonomy())) + ")";
  if (columns >= 80) {
    left += " · " + short_path(conversation_.cwd()) + (branch_.empty() ? "" : ":" + branch_);
  }
  std::string right;
  if (model && context_used_ > 0 && model->context_tokens > 0) {
    const auto free = std::max<std::int64_t>(
        0, 100 - context_used_ * 100 / std::max<std::int64_t>(model->context_tokens, 1));
    right = std::to_string(free) + "% left";
  }
  if (usage_.cache_read > 0 && columns >= 60) {
    right +=
        " · cache " + std::to_string(usage_.cache_read * 100 / chat::prompt_tokens(usage_)) + "%";
  }
  if (cost_ && columns >= 50) right += (right.empty() ? "" : " · ") + ledger::money(*cost_);
  Line line;
  line.foreign(left, kDim);
  line = line.cut(columns > right.size() + 2 ? columns - term::columns(right) - 2 : columns);
  const std::size_t used = line.columns() + term::columns(right);
  if (!right.empty() && used + 2 <= columns) {
    line.own(std::string(columns - used, ' '), kDim).own(right, kDim);
  }
  return line;
}

void App::add_menu(std::vector<Line>& rows, std::size_t columns) const {
  if (menu_closed_) return;
  const std::vector<MenuItem> items = menu();
  if (items.empty()) {
    if (mention_begin() != std::string::npos && !files_.is_ready()) {
      rows.push_back(Line().own("  indexing…", kDim));
    }
    return;
  }
  std::size_t width = 0;
  for (const MenuItem& item : items) width = std::max(width, term::columns(item.label));
  const std::size_t selected = std::min(menu_selected_, items.size() - 1);
  const std::size_t first = selected >= kMenuRows ? selected - kMenuRows + 1 : 0;
  for (std::size_t i = first; i < std::min(items.size(), first + kMenuRows); ++i) {
    Line row;
    row.own(i == selected ? "› " : "  ", {.bold = true});
    row.foreign(items[i].label, {.bold = i == selected});
    if (!items[i].help.empty()) {
      row.own(std::string(width + 2 - std::min(width, term::columns(items[i].label)), ' '));
      row.foreign(items[i].help, kDim);
    }
    rows.push_back(row.cut(columns));
  }
  if (items.size() > kMenuRows) {
    rows.push_back(
        Line().own("  " + std::to_string(selected + 1) + "/" + std::to_string(items.size()), kDim));
  }
}

Frame App::frame() {
  Frame frame;
  const std::size_t columns = viewport_.row_columns();
  const auto height = static_cast<std::size_t>(size_.rows);
  if (size_.columns < kLeastColumns || size_.rows < kLeastRows) {
    frame.rows.push_back(Line().own("too small").cut(columns));
    return frame;
  }
  const std::size_t most = std::min(height - 2, std::max<std::size_t>(8, height * 6 / 10));
  const auto now = Clock::now();
  if (dialog_) {
    for (Line& row : dialog_->rows(columns, most - 1)) frame.rows.push_back(std::move(row));
    frame.cursor_row = frame.rows.size() - 1;
    frame.rows.push_back(status_line(columns));
    return frame;
  }
  // Below: the draft, at most 40 % of the rows, menu and status.
  const bool shell = editor_.shown().starts_with('!');
  const Editor::Rows draft = editor_.layout(columns - 2);
  const std::size_t draft_most = std::max<std::size_t>(1, height * 4 / 10);
  const std::size_t draft_rows = std::min(draft.rows.size(), draft_most);
  const std::size_t draft_first =
      draft.cursor_row >= draft_rows ? draft.cursor_row - draft_rows + 1 : 0;
  std::vector<Line> menu_rows;
  add_menu(menu_rows, columns);
  std::vector<Line> queue_rows;
  for (std::size_t i = 0; i < std::min<std::size_t>(queued_.size(), 3); ++i) {
    queue_rows.push_back(
        Line().own("  queued: ", kDim).foreign(queued_[i].substr(0, 200), kDim).cut(columns));
  }
  if (queued_.size() > 3) {
    queue_rows.push_back(Line().own("  +" + std::to_string(queued_.size() - 3), kDim));
  }
  const std::size_t below = draft_rows + menu_rows.size() + queue_rows.size() + 2;
  frame.rows = transcript_.live(most > below ? most - below : 1, now);
  if (shell_.is_running()) {
    frame.rows.push_back(Line()
                             .own("$ ", {.bold = true})
                             .foreign(shell_.command())
                             .own("  ctrl+c to stop", kDim)
                             .cut(columns));
  }
  for (Line& row : queue_rows) frame.rows.push_back(std::move(row));
  frame.cursor_row = frame.rows.size() + draft.cursor_row - draft_first;
  frame.cursor_column = draft.cursor_column + 2;
  for (std::size_t i = draft_first; i < draft_first + draft_rows; ++i) {
    Line row;
    row.own(i > 0 ? "  " : shell ? "$ " : "› ", {.bold = true});
    const std::string_view text = draft.rows[i];
    row.foreign(i == 0 && shell ? text.substr(1) : text);
    frame.rows.push_back(std::move(row));
  }
  if (shell && draft.cursor_row == 0 && frame.cursor_column > 2) --frame.cursor_column;
  if (editor_.empty() && !transcript_.working()) {
    frame.rows.back().own("Ask, or / for commands, @ for files, ! for the shell", kDim);
    frame.rows.back() = frame.rows.back().cut(columns);
  }
  for (Line& row : menu_rows) frame.rows.push_back(std::move(row));
  frame.rows.push_back(hint_.empty() ? status_line(columns) : Line().own(hint_, kDim).cut(columns));
  return frame;
}

void App::draw() {
  const auto now = Clock::now();
  if (!hint_.empty() && now >= hint_until_) hint_.clear();
  // Keys are shown at once; a stream at most thirty times a second.
  const bool typed = now - last_key_ < milliseconds(5);
  if (!typed && now - last_frame_ < kStreamFrame && dirty_ && !quitting_) return;
  // The window may have changed before its signal came: rows would be counted wrongly.
  if (terminal_->size() != size_) take_size();
  const std::string bytes = viewport_.draw(std::exchange(to_commit_, {}), frame());
  dirty_ = false;
  last_frame_ = now;
  if (!bytes.empty() && !terminal_->write(bytes)) gone_ = true;
}

void App::suspend() {
  terminal_->write(viewport_.clear());
  terminal_->write("suspended, fg to return\r\n");
  terminal_->release();
  ::kill(0, SIGTSTP);
  // Here again after fg; SIGCONT has set the flag.
}

}  // namespace ingot::tui
