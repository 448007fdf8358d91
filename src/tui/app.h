// tui/app.h: the interactive terminal: keys in, frames out, and the conversation between them.
//
// Purpose    One loop on one thread. Decides what a key means where: dialog, menu, draft.
// Ownership  Owns terminal, viewport, editor and conversation; the configuration outlives it.
// Threads    run() belongs to the main thread.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "engine/local_models.h"
#include "engine/reload.h"
#include "engine/session_finder.h"
#include "highlight/highlight.h"
#include "os/signals.h"
#include "term/emulator.h"
#include "term/key.h"
#include "term/probe.h"
#include "term/terminal.h"
#include "tui/attention.h"
#include "tui/branch_reader.h"
#include "tui/clipboard_reader.h"
#include "tui/composer.h"
#include "tui/conversation.h"
#include "tui/key_map.h"
#include "tui/key_stream.h"
#include "tui/list_dialog.h"
#include "tui/options.h"
#include "tui/session_pages.h"
#include "tui/shell.h"
#include "tui/size_watch.h"
#include "tui/status_command.h"
#include "tui/status_line.h"
#include "tui/tmux_tip.h"
#include "tui/transcript.h"
#include "tui/viewer.h"
#include "tui/viewport.h"

namespace ingot::tui {

class App {
 public:
  using Clock = std::chrono::steady_clock;

  App(engine::Configuration& configuration, const Options& options,
      const std::filesystem::path& cwd, term::Terminal terminal);
  int run();
  // Lines in, lines out (TUI-140). Its terminal is term::Terminal::none().
  int run_plain();

 private:
  struct Command {
    std::string_view name, arguments = {}, help;
    void (*run)(App& app, const std::string& arguments);
    bool while_working;
    std::vector<std::string_view> aliases = {};
    std::string_view details = {}, example = {};  // for /help NAME
  };
  static const std::vector<Command>& commands();
  static std::vector<CommandFacts> command_facts();
  // The command that a line names, by its name or an alias, and what stands behind it.
  struct CommandLine {
    std::string name, arguments;
    const Command* command = nullptr;  // there is no such command
  };
  static CommandLine command_in(const std::string& line);
  static const Command* find_command(std::string_view name);
  // "; did you mean /compress or /compact?"; nothing when no command is spelt much like it.
  static std::string near_matches(const std::string& name);

  // The loop
  void begin();
  void watch_window();  // its size, and coming back from suspension
  void ignore_window();
  void ask_terminal();
  void take_answer(std::string_view answer);
  void use_answers();
  void use_settings();  // those of the terminal's look and sound; after a reload once more
  void use_colours();
  void use_theme(const Theme& theme);
  std::string title() const;
  std::string totals() const;
  void settle_keys();  // kitty's protocol was not answered for in time
  bool owes_answers() const;
  void swallow_answers();
  void lend_terminal();  // what is ours leaves the screen and the modes
  void wait();
  void read_keys();
  void take_events();
  void take_event(engine::Event& event, Clock::time_point now);
  void count(const agent::UsageBooked& booked);
  void take_question(const agent::PermissionAsked& question);
  void take_questions(const agent::QuestionsAsked& asked);
  void take_signals();
  void read_branch();
  void take_size();
  void suspend();
  void draw();
  std::vector<Line> next_lines();
  Frame frame();
  Status status() const;
  std::string state_text() const;
  std::string diagnostics_text() const;
  Line usage_row() const;
  void ask_status_command();
  const std::optional<config::StatusLineCommand>& status_line_in_use() const;

  // Settings that changed on disk
  bool take_reload();  // whether there was one
  // What a project's files ask for since the start is asked about, once no other dialog is open.
  void ask_for_trust();
  void note_left_out();
  std::size_t problems() const;
  void tell_problems(std::size_t before);  // when there are more than that
  // After a change of our own: at once, and without a word.
  void reload_settings();
  void apply_configuration();
  void apply_settings();
  void add_broken_settings(std::vector<Line>& rows, std::size_t columns) const;

  // Keys
  void handle(const term::Key& key);
  term::Key standing_for(const term::Key& key) const;
  void handle_in_draft(const term::Key& key, Clock::time_point now);
  bool is_shortcut(const term::Key& key, Clock::time_point now);
  bool acts_on_empty(const term::Key& key, Clock::time_point now);
  void use_next_autonomy();
  void use_next_mode();
  void handle_escape(Clock::time_point now);
  void handle_ctrl_c(Clock::time_point now, const std::string& name);
  void use_next_effort();
  void use_next_model();
  void interrupt();
  void hint(std::string text, Clock::time_point until);

  // What a draft becomes, and what comes into it from elsewhere
  void submit(Draft draft, bool shell);
  Result<chat::Message> message_of(const Draft& draft);
  void send(MessageQueue::Entry entry);
  void send_text(const std::string& text);
  void send_queued(agent::TurnFinished::End end);
  void add_queue(std::vector<Line>& rows, std::size_t columns) const;
  void run_command(const Draft& draft);
  std::vector<Suggestion> arguments_of(std::string_view command, std::string_view typed) const;
  void run_shell(const std::string& command);
  void take_shell();
  void add_shell(std::vector<Line>& rows, std::size_t columns, Clock::time_point now);
  // In plain mode there is none: lines are read as the terminal gives them.
  bool has_draft() const { return terminal_ && terminal_->output_fd() >= 0; }
  bool may_attach();
  void attach(std::string_view bytes);
  bool attach_pasted(const std::string& text);
  void paste_picture();
  void take_clipboard();
  void open_editor();
  // What the user's editor has made of it; nothing when there is none or it failed.
  std::optional<std::string> edit_in_editor(const std::string& before);
  std::optional<agent::Permission::Rewrite> edit_change(const agent::PermissionAsked& question);

  // What stands on the screen
  void commit(std::vector<Line> lines);
  void say(const std::string& text, Style style = {.dim = true});
  void say_error(const Error& error);
  void say_block(const std::string& text);
  void say_outcome(const Result<std::string>& text);
  void show_past(const std::string& id);
  void print_turns(const std::vector<chat::Message>& messages, std::size_t turns,
                   const std::string& heading);
  ChangeLook change_look();

  // The alternate screen, over everything else until it is left.
  void view(std::string title, std::unique_ptr<Pages> pages, bool at_end);
  void view_session(SessionPages::Show show);
  void clear_viewer();
  void draw_viewer();
  void handle_viewer(const term::Key& key);
  void close_viewer();
  void show_in_pager();

  // Slash commands: those of one subject stand in one file, app_<subject>.cc.
  struct BasicCommands;
  struct SessionCommands;
  struct SessionListActions;
  struct FolderCommands;
  struct ModelCommands;
  struct PermissionCommands;
  struct QueueCommands;
  struct ExportCommands;
  struct BugCommands;
  struct StatusLineCommands;
  struct UndoCommands;
  struct RewindCommands;
  struct ReportCommands;
  struct SettingCommands;
  struct CopyCommands;
  struct ThemeCommands;
  struct BudgetCommands;
  class Plain;
  static std::vector<Command> basic_commands();
  static std::vector<Command> session_commands();
  static std::vector<Command> folder_commands();
  static std::vector<Command> model_commands();
  static std::vector<Command> permission_commands();
  static std::vector<Command> queue_commands();
  static std::vector<Command> export_commands();
  static std::vector<Command> bug_commands();
  static std::vector<Command> status_line_commands();
  static std::vector<Command> undo_commands();
  static std::vector<Command> rewind_commands();
  void choose_rewind();  // a message to go back to
  // As they are told to people: from the folder at hand.
  std::string names_of(const std::vector<std::filesystem::path>& paths) const;
  static std::vector<Command> report_commands();
  static std::vector<Command> setting_commands();
  static std::vector<Command> copy_commands();
  static std::vector<Command> setup_commands();
  void set_up_terminal();
  static std::vector<Command> theme_commands();
  static std::vector<Command> budget_commands();
  static std::vector<Command> spec_commands();
  void show_help();
  void show_help_of(std::string name);
  void start_new();
  // Asks for trust in its project first when that is needed; `then` when the session is there.
  void change_folder(const std::filesystem::path& folder, std::function<void()> then);
  void enter_folder(const std::filesystem::path& folder, engine::Configuration fresh);
  // With a session, or a copy of it, in the folder it was in.
  void go_on(const std::string& id, bool fork);
  void begin_with(const std::string& id, bool fork);  // --cwd says where
  struct SessionChoice {
    bool all_folders = false;
    std::string selected;  // id
  };
  void choose_session(const SessionChoice& begin);
  // Of any session; Kind::busy while another process holds it.
  Result<> rename(const std::string& id, const std::string& title);
  void take_plan(const agent::PlanProposed& proposed);
  std::string planner_text() const;
  void configure_planner();
  void choose_planner();
  void choose_effort_of_planner(const models::Listed& listed);
  void save_planner(const std::string& id, const std::string& effort);
  void take_budget_question(const agent::BudgetReached& question);
  std::string budget_text() const;
  void take_shorter(agent::CompactionFinished& finished);
  void go_on_shorter(session::Compaction compaction);
  void change_setting(const std::string& key, const std::string& value);
  void take_local_models();
  void use_model(const std::string& id, const std::string& effort);
  std::string save_default(const std::string& id, const std::string& effort);

  engine::Configuration& configuration_;
  engine::Reloader reloader_{configuration_};
  std::set<std::string> left_out_;  // hashes of what the project asks for and was asked about
  bool trust_wanted_ = false;
  Options options_;
  term::Size size_;
  std::atomic<int> ended_by_ = 0;        // a signal
  std::atomic<bool> in_editor_ = false;  // ctrl+c is another program's
  std::atomic<bool> resized_ = false, continued_ = false;
  SizeWatch size_watch_;
  bool quitting_ = false, gone_ = false;
  Conversation conversation_;
  std::unique_ptr<engine::LocalSearch> local_;
  os::SignalWatcher signals_;
  std::optional<term::Terminal> terminal_;  // none once the screen is the shell's again
  term::Emulator emulator_;
  term::Probe probe_;
  Clock::time_point asked_;  // when the last question went out
  bool keys_settled_ = false;
  Attention attention_;
  Theme theme_;
  std::optional<bool> light_;  // what a notice has told since
  Viewport viewport_;
  highlight::Engine highlight_;
  Transcript transcript_;
  KeyMap key_map_;  // composer and dialogs refer to it
  Composer composer_;
  Shell shell_;
  ClipboardReader clipboard_;
  Clock::time_point started_ = Clock::now();
  KeyStream keys_;
  std::unique_ptr<engine::SessionFinder> finder_;  // once sessions were listed
  std::unique_ptr<Dialog> dialog_;
  std::vector<agent::PermissionAsked> questions_;  // of one message, until all of them are here
  std::unique_ptr<Viewer> viewer_;
  std::optional<Viewport> screen_;  // the viewer's
  std::vector<Line> to_commit_;
  std::string shell_output_;                    // joins the next message
  std::optional<session::Compaction> shorter_;  // of the session, which is left for a new one
  std::string hint_;
  Clock::time_point hint_until_, last_key_, last_ctrl_c_, last_escape_, last_frame_;
  bool quit_armed_ = false;    // ctrl+c once more ends it
  bool interrupting_ = false;  // the last ctrl+c has stopped something
  bool showing_keys_ = false;
  bool dirty_ = true;
  // TUI-14. Fifteen a second: half of what is allowed reads as smoothly and halves the bytes.
  struct Pace {
    std::chrono::milliseconds stream{66}, spinner{250};
  };
  Pace pace_;
  std::string session_title_;  // empty: none yet
  std::string branch_;         // "main*"
  BranchReader branch_reader_;
  StatusCommand status_command_{conversation_.waker()};
  // What /statusline tries out, and why it shows nothing.
  struct TriedStatusLine {
    std::optional<config::StatusLineCommand> line;
    std::string failure;
  };
  std::optional<TriedStatusLine> tried_status_line_;
  TmuxTip tmux_tip_{conversation_.waker()};
  chat::Usage usage_;  // of the session since it was opened
  std::int64_t context_used_ = 0;
  double session_usd_ = 0;  // of the session as far as it is known, with what it cost earlier
  std::optional<double> cost_;
  bool cost_known_ = true;
};

}  // namespace ingot::tui
