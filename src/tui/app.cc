#include "tui/app.h"

#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "engine/trust.h"
#include "engine/work_tree.h"
#include "os/file.h"
#include "os/paths.h"
#include "tui/ascii.h"
#include "tui/past.h"

namespace ingot::tui {
namespace {

constexpr Style kDim{.dim = true};

}  // namespace

App::App(engine::Configuration& configuration, const Options& options,
         const std::filesystem::path& cwd, term::Terminal terminal)
    : configuration_(configuration),
      options_(options),
      conversation_(configuration, cwd),
      signals_([this](int signal) {
        if (signal == SIGINT && in_editor_) return;
        ended_by_ = signal;
        conversation_.waker().wake();
      }),
      terminal_(std::move(terminal)),
      emulator_(term::emulator_of(os::environment_variable)),
      viewport_(80),
      transcript_(transcript_options(configuration), &highlight_),
      key_map_(configuration.settings.keys),
      composer_({.history_file = history_file(configuration.folder, cwd),
                 .folder = [this] { return conversation_.cwd(); },
                 .fold_lines = static_cast<std::size_t>(
                     std::max<std::int64_t>(configuration.settings.tui.paste_fold, 0)),
                 .redactor = configuration.redactor,
                 .waker = conversation_.waker(),
                 .commands = command_facts(),
                 .arguments = [this](std::string_view name,
                                     std::string_view typed) { return arguments_of(name, typed); },
                 .keys = key_map_,
                 .vi = configuration.settings.tui.uses_vi()}),
      shell_(configuration.hidden_variables, conversation_.waker()),
      clipboard_(conversation_.waker()),
      keys_(started_, os::environment_variable("SSH_CONNECTION").has_value()),
      branch_(engine::branch_of(cwd)),
      branch_reader_(conversation_.waker(), configuration.hidden_variables) {
  if (const auto level = policy::autonomy_from(options.autonomy)) {
    conversation_.set_autonomy(*level);
  }
  if (options.use_spec) conversation_.set_mode(policy::Mode::spec);
  if (!options.spec_model.empty() || !options.spec_effort.empty()) {
    // There is no model yet that it could not follow.
    [[maybe_unused]] const auto none = conversation_.want_planner(
        engine::planner_of(configuration.settings, options.spec_model, options.spec_effort));
  }
  conversation_.set_system_prompt(options.append_system_prompt);
}

int App::run() {
  watch_window();
  os::ignore_broken_pipes();
  size_ = terminal_->size();
  viewport_.resize(static_cast<std::size_t>(size_.columns), false);
  transcript_.set_columns(static_cast<std::size_t>(size_.columns));

  terminal_->undo_leftovers(configuration_.folder / "ingot/terminals");
  begin();
  use_settings();
  draw();
  local_ = std::make_unique<engine::LocalSearch>(configuration_,
                                                 [this] { conversation_.waker().wake(); });
  ask_terminal();
  tmux_tip_.ask(configuration_.folder / "ingot/tips/tmux-extended-keys",
                configuration_.hidden_variables);
  while (!quitting_ && !terminal_->is_gone() && ended_by_ == 0) {
    wait();
    take_signals();
    read_keys();
    take_events();
    take_reload();
    draw();
  }
  conversation_.interrupt();
  composer_.keep_draft();
  terminal_->set(term::Mode::progress, false);
  lend_terminal();
  const bool gone = terminal_->is_gone();
  terminal_.reset();
  ignore_window();
  if (conversation_.is_open() && !gone) {
    const std::string text = totals() + "\ningot resume " + conversation_.session_id() + "\n";
    [[maybe_unused]] const auto written =
        os::write_all(STDOUT_FILENO, shows_unicode(os::environment_variable) ? text : ascii(text));
  }
  return ended_by_ == 0 ? 0 : 128 + ended_by_;
}

// "31k in (94 % cached) · 1.2k out · $0.02": of the session since it was opened (TUI-146).
std::string App::totals() const {
  const std::int64_t in = chat::prompt_tokens(usage_);
  std::string text = ledger::rounded(in) + " in";
  if (in > 0 && chat::told(usage_.cache_read) > 0) {
    text += " (" + std::to_string(chat::told(usage_.cache_read) * 100 / in) + " % cached)";
  }
  text += " · " + ledger::rounded(chat::told(usage_.output)) + " out";
  if (cost_ > 0.0) text += " · " + ledger::money(*cost_);
  return text;
}

void App::begin() {
  read_branch();
  to_commit_.push_back(Line()
                           .own("ingot ", {.bold = true})
                           .foreign(os::short_path(conversation_.cwd()) +
                                        (branch_.empty() ? "" : " (" + branch_ + ")"),
                                    kDim));
  for (const config::Diagnostic& one : configuration_.settings.diagnostics) {
    // A policy that is not in force is nobody's small print (CFG-14).
    if (one.severity == config::Diagnostic::Severity::error &&
        one.at.file == configuration_.request.managed) {
      say("! " + config::to_string(one), {.colour = Colour::red});
    }
  }
  tell_problems(0);
  if (const std::string left_out = engine::trust_notice(configuration_); !left_out.empty()) {
    say("! " + left_out, {.colour = Colour::yellow});
  }
  note_left_out();
  auto notices = conversation_.want_model({.name = options_.model, .effort = options_.effort});
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
    begin_with(options_.fork_id, true);
  } else if (options_.resume && !options_.resume->empty()) {
    begin_with(*options_.resume, false);
  } else if (options_.resume) {
    const auto known = engine::sessions_in(configuration_, conversation_.cwd());
    if (options_.last && !known.empty()) {
      begin_with(known.front().id, false);
    } else {
      choose_session({});
    }
  }
  if (composer_.take_left_behind() > 0) {
    say("an unsent draft of a run that ended early is in the history: up brings it back");
  }
  std::string prompt;
  for (const std::string& word : options_.words) prompt += (prompt.empty() ? "" : " ") + word;
  if (!prompt.empty()) submit(draft_of(prompt), false);
}

std::size_t App::problems() const {
  const auto& all = configuration_.settings.diagnostics;
  return static_cast<std::size_t>(
      std::count_if(all.begin(), all.end(), [](const config::Diagnostic& one) {
        return one.severity != config::Diagnostic::Severity::note;
      }));
}

void App::tell_problems(std::size_t before) {
  const std::size_t count = problems();
  if (count <= before) return;
  say("! " + plural(static_cast<std::int64_t>(count), "configuration problem") + ", /diagnostics",
      {.colour = Colour::yellow});
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

void App::show_past(const std::string& id) {
  const engine::PastSession past = engine::past_session(configuration_, id);
  if (past.messages.empty()) return say("! this session cannot be read or is empty");
  if (options_.model.empty() && !past.model.id.empty()) {
    const auto used = conversation_.want_model({.session = past.model, .effort = options_.effort});
    if (!used) {
      say_error(used.error());
      say("choose a model with /model to go on");
    } else {
      for (const std::string& notice : *used) say("! " + notice);
    }
  }
  session_title_ = past.title;
  session_usd_ = past.cost_usd.value_or(0);
  if (options_.autonomy.empty() && past.autonomy) conversation_.set_autonomy(*past.autonomy);
  if (!options_.use_spec) conversation_.set_mode(past.mode);
  const auto turns = std::max<std::int64_t>(0, configuration_.settings.tui.resume_turns);
  print_turns(past.messages, static_cast<std::size_t>(turns), "session " + id.substr(0, 8));
  transcript_.todos().replace(past.todos);
  if (transcript_.todos().all_done()) transcript_.todos().replace({});
}

// The last turns of a conversation once more, below a line that says what is left out.
void App::print_turns(const std::vector<chat::Message>& messages, std::size_t turns,
                      const std::string& heading) {
  const std::size_t from = begin_of_turns(messages, turns);
  say(heading + (from == 0 ? ""
                           : ": " + plural(static_cast<std::int64_t>(from), "earlier message") +
                                 ", ctrl+o shows all"));
  Transcript past(transcript_options(configuration_), &highlight_);
  past.set_columns(static_cast<std::size_t>(size_.columns));
  to_commit_.emplace_back();
  commit(past_lines(messages, from, past));
  transcript_.set_last_answer(past.last_answer());
  dirty_ = true;
}

ChangeLook App::change_look() {
  return {.engine = &highlight_,
          .side_by_side =
              configuration_.settings.tui.diff_mode != config::TuiSettings::DiffMode::unified &&
              static_cast<std::size_t>(size_.columns) >= kSplitColumns};
}

}  // namespace ingot::tui
