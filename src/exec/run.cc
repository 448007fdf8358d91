#include "exec/run.h"

#include <unistd.h>

#include <atomic>
#include <chrono>
#include <csignal>
#include <optional>

#include "base/clock.h"
#include "base/utf8.h"
#include "engine/attach.h"
#include "engine/compaction.h"
#include "engine/engine.h"
#include "engine/listing.h"
#include "engine/local_models.h"
#include "engine/sessions.h"
#include "engine/spec.h"
#include "engine/trust.h"
#include "exec/options.h"
#include "exec/output.h"
#include "exec/prompt.h"
#include "exec/tags.h"
#include "os/file.h"
#include "os/paths.h"
#include "os/signals.h"

namespace ingot::exec {
namespace {

using End = agent::TurnFinished::End;

constexpr int kBadArguments = 2;

Error bad(std::string what, std::string remedy = {}) {
  return {
      .kind = Error::Kind::invalid_argument, .what = std::move(what), .remedy = std::move(remedy)};
}

Result<std::filesystem::path> working_directory(const std::string& wanted) {
  if (wanted.empty()) return os::canonical(os::current_folder());
  const std::filesystem::path path = os::canonical(os::absolute(wanted, os::current_folder()));
  if (!engine::can_work_in(path)) {
    return bad("--cwd \"" + wanted + "\" is not a readable directory");
  }
  return path;
}

// One run. Errors that come out of its methods end it with status 2 when they are of kind
// invalid_argument (or about the choice of the model), else with 1.
class Run {
 public:
  Run(Options options, engine::Configuration configuration)
      : options_(std::move(options)),
        configuration_(std::move(configuration)),
        streams_(STDOUT_FILENO, STDERR_FILENO, configuration_.redactor),
        output_(make_output(options_.format, options_.partial_messages, streams_,
                            configuration_.redactor)),
        started_(std::chrono::steady_clock::now()),
        signals_([this](int signal) { on_signal(signal); }) {}

  int run() {
    for (const config::Diagnostic& problem : configuration_.settings.diagnostics) {
      if (problem.severity != config::Diagnostic::Severity::note) {
        streams_.note(config::to_string(problem));
      }
    }
    if (const std::string left_out = engine::trust_notice(configuration_); !left_out.empty()) {
      streams_.note(left_out);
    }
    if (options_.list_models) return list_models();
    if (options_.list_tools) return list_tools();
    if (auto prepared = prepare(); !prepared) return refuse(prepared.error());
    if (options_.print_request) return 0;
    return follow();
  }

 private:
  int refuse(const Error& error) {
    if (error.kind == Error::Kind::cancelled) return 128 + std::max(signal_.load(), SIGINT);
    output_->refused(to_text(error));
    return error.kind == Error::Kind::invalid_argument || choosing_model_ ? kBadArguments : 1;
  }

  int list_models() {
    streams_.text(engine::model_list(configuration_, options_.format != Format::text));
    return 0;
  }

  int list_tools() {
    auto text = engine::tool_list(configuration_, engine_options(), options_.format != Format::text,
                                  options_.model);
    if (!text) return refuse(text.error());
    streams_.text(*text);
    return 0;
  }

  engine::Options engine_options() const {
    engine::Options options;
    options.autonomy =
        options_.skip_permissions
            ? policy::Autonomy::unsafe
            : policy::autonomy_from(options_.autonomy).value_or(policy::Autonomy::off);
    if (options_.use_spec) options.mode = policy::Mode::spec;
    options.only_tools = options_.only_tools;
    options.add_tools = options_.add_tools;
    options.remove_tools = options_.remove_tools;
    if (options_.max_turns) options.limits.max_turns = static_cast<int>(*options_.max_turns);
    options.limits.max_cost_usd = options_.max_cost;
    options.on_denied =
        options_.continue_when_denied ? agent::OnDenied::tell_model : agent::OnDenied::stop;
    options.session_id = options_.session_id;
    options.fork_id = options_.fork_id;
    // Looking at a request leaves no session behind.
    options.ephemeral =
        options_.ephemeral ||
        (options_.print_request && options_.session_id.empty() && options_.fork_id.empty());
    return options;
  }

  // Everything that can go wrong before the first request, in the order in which people would want
  // to hear of it.
  Result<> prepare() {
    engine::Options options = engine_options();
    INGOT_TRY(options.cwd, working_directory(options_.cwd));
    cwd_ = options.cwd;
    INGOT_TRY(options.append_system_prompt, appended_prompt());
    for (const std::string& spec : options_.tags) {
      INGOT_TRY(session::Tag tag, parse_tag(spec));
      options.tags.push_back(std::move(tag));
    }
    std::vector<std::string> notices;
    choosing_model_ = true;
    INGOT_TRY(options.model, choose_model(notices));
    INGOT_TRY(options.fallbacks, configuration_.fallbacks(options.model, options_.fallback_models,
                                                          options_.effort, notices));
    if (options_.use_spec) {
      INGOT_TRY(
          options.spec_model,
          engine::choose_planner(configuration_,
                                 engine::planner_of(configuration_.settings, options_.spec_model,
                                                    options_.spec_effort),
                                 options.model, notices));
    }
    choosing_model_ = false;
    INGOT_TRY_VOID(budget_can_be_kept(options.model));
    if (options.spec_model) INGOT_TRY_VOID(budget_can_be_kept(*options.spec_model));
    for (const models::Model& fallback : options.fallbacks) {
      INGOT_TRY_VOID(budget_can_be_kept(fallback));
    }
    std::vector<std::string> told_later;  // when the session is opened
    if (const auto rules = engine::compaction_rules(configuration_, told_later); rules.model) {
      INGOT_TRY_VOID(budget_can_be_kept(*rules.model));
    }
    INGOT_TRY(Prompt prompt, read_prompt({.argument = joined_words(),
                                          .has_argument = !options_.words.empty(),
                                          .file = options_.file,
                                          .wait_for_stdin = options_.read_stdin,
                                          .ignore_stdin = options_.no_stdin},
                                         stop_.get_token()));
    INGOT_TRY_VOID(refuse_unknown_command(prompt.text));
    chat::Message message = chat::user_message(std::move(prompt.text));
    INGOT_TRY(const std::vector<std::string> left_out,
              engine::attach_mentions(message, options.cwd, options.model.takes_images));
    for (const std::string& path : left_out) {
      notices.push_back("\"" + options.model.display_name + "\" does not accept images: " + path +
                        " is not attached");
    }
    for (const std::string& path : options_.images) {
      if (!options.model.takes_images) {
        return bad("\"" + options.model.display_name + "\" does not accept images",
                   "leave --image out or choose another model");
      }
      INGOT_TRY_VOID(engine::attach_image(message, os::absolute(path, os::current_folder())));
    }

    if (options_.skip_permissions) {
      streams_.note("permission checks are off for this run (--skip-permissions-unsafe)");
    }
    for (const std::string& notice : notices) streams_.note(notice);
    for (const std::string& notice : prompt.notices) streams_.note(notice);
    const Start start{
        .cwd = options.cwd.string(), .model = options.model.id, .effort = options.model.effort};
    INGOT_TRY(engine_, engine::Engine::open(configuration_, options));
    for (const std::string& notice : engine_->notices()) streams_.note(notice);
    if (options_.print_request) {
      streams_.text(engine_->describe_turn(message));
      return {};
    }
    summary_.session_id = engine_->session_id();
    summary_.model = start.model;
    Start told = start;
    told.session_id = engine_->session_id();
    told.tools = engine_->tool_names();
    output_->started(told);
    engine_->post(engine::Submit{std::move(message)});
    return {};
  }

  int follow() {
    std::optional<std::chrono::steady_clock::time_point> deadline;
    if (options_.timeout_seconds) {
      deadline = started_ + std::chrono::milliseconds(
                                static_cast<std::int64_t>(*options_.timeout_seconds * 1000));
    }
    bool finished = false;
    bool told_signal = false;
    while (!finished) {
      std::chrono::milliseconds wait(60000);
      if (deadline) {
        wait = std::max(std::chrono::milliseconds(0),
                        std::chrono::duration_cast<std::chrono::milliseconds>(
                            *deadline - std::chrono::steady_clock::now()));
      }
      auto event = engine_->next(wait, told_signal ? std::stop_token() : stop_.get_token());
      if (stop_.stop_requested() && !told_signal) {
        told_signal = true;
        engine_->interrupt();
      }
      if (event) {
        summary_.take(*event);
        if (const auto* approved = std::get_if<agent::PlanApproved>(&*event)) keep(approved->plan);
        finished = std::holds_alternative<agent::TurnFinished>(*event);
        if (!finished) output_->event(*event);
      }
      if (deadline && std::chrono::steady_clock::now() >= *deadline) {
        deadline.reset();
        engine_->interrupt(End::time_limit);
      }
      if (streams_.broken() && !told_signal) {
        told_signal = true;
        engine_->interrupt();
      }
    }
    return end();
  }

  void keep(const engine::Plan& plan) {
    const std::string told = engine::kept_plan(configuration_, cwd_, plan);
    if (!told.empty()) streams_.note(told);
  }

  int end() {
    summary_.duration_ms = std::chrono::duration_cast<std::chrono::milliseconds>(
                               std::chrono::steady_clock::now() - started_)
                               .count();
    if (summary_.finished.end == End::time_limit) {
      summary_.finished.error =
          "stopped after the time set by --timeout; the session can go on with "
          "--session-id " +
          summary_.session_id;
    }
    if (summary_.good() && !options_.output_last_message.empty()) {
      const auto written =
          os::write_atomic(os::absolute(options_.output_last_message, os::current_folder()),
                           configuration_.redactor.redact(summary_.finished.text) + "\n");
      if (!written) {
        summary_.finished.end = End::internal;
        summary_.finished.error = to_text(written.error());
      }
    }
    output_->finished(summary_);
    if (options_.show_cost) {
      for (const std::string& line : split_lines(ledger::to_text(engine_->cost_report())))
        streams_.note(line);
    }
    if (streams_.broken()) return 1;
    return exit_status(summary_, options_.detailed_exit_codes, signal_);
  }

  static std::vector<std::string> split_lines(const std::string& text) {
    std::vector<std::string> lines;
    std::size_t at = 0;
    while (at < text.size()) {
      const std::size_t end = std::min(text.find('\n', at), text.size());
      lines.push_back(text.substr(at, end - at));
      at = end + 1;
    }
    return lines;
  }

  // CLI-71: the text, then the file's, each after an empty line.
  Result<std::string> appended_prompt() const {
    std::string text = options_.append_system_prompt.value_or("");
    if (!options_.append_system_prompt_file.empty()) {
      auto file = os::read_file(
          os::absolute(options_.append_system_prompt_file, os::current_folder()), 1U << 20U);
      if (!file) return bad("--append-system-prompt-file: " + to_text(file.error()));
      if (file->find_first_not_of(" \t\r\n") == std::string::npos) {
        return bad("--append-system-prompt-file \"" + options_.append_system_prompt_file +
                   "\" is empty");
      }
      if (!text.empty()) text += "\n\n";
      text += *file;
    }
    if (options_.append_system_prompt &&
        options_.append_system_prompt->find_first_not_of(" \t\r\n") == std::string::npos) {
      return bad("--append-system-prompt is empty");
    }
    return text;
  }

  Result<models::Model> choose_model(std::vector<std::string>& notices) {
    engine::Wanted wanted{.name = options_.model, .effort = options_.effort};
    // CLI-52: a continued session keeps its model; one that is gone is not replaced silently.
    const std::string session =
        options_.session_id.empty() ? options_.fork_id : options_.session_id;
    if (!session.empty()) wanted.session = engine::past_session(configuration_, session).model;
    return engine::choose_or_find(configuration_, wanted, notices, stop_.get_token());
  }

  Result<> budget_can_be_kept(const models::Model& model) const {
    if (!options_.max_cost || model.price.input || model.is_local) return {};
    return bad("--max-cost cannot be kept: the price of \"" + model.model + "\" is unknown",
               "set ingot.pricing in the entry at " + model.origin);
  }

  std::string joined_words() const {
    std::string text;
    for (const std::string& word : options_.words) {
      if (!text.empty()) text += ' ';
      text += word;
    }
    return text;
  }

  // CLI-20: there are no custom commands, so "/name ..." can only be a slip; a first word with a
  // second slash is a path.
  static Result<> refuse_unknown_command(std::string_view prompt) {
    if (prompt.empty() || prompt[0] != '/') return {};
    const std::string_view word = prompt.substr(0, prompt.find_first_of(" \t\r\n"));
    if (word.size() < 2 || word.find('/', 1) != std::string_view::npos) return {};
    return bad("unknown command \"" + std::string(word) + "\"",
               "put another word in front if the prompt should begin with a slash");
  }

  // CLI-13: the first signal ends the turn in order, a second one ends the program. Children die
  // with it (os/process.h).
  void on_signal(int signal) {
    int none = 0;
    if (!signal_.compare_exchange_strong(none, signal)) ::_exit(128 + signal);
    stop_.request_stop();
  }

  Options options_;
  engine::Configuration configuration_;
  Streams streams_;
  std::unique_ptr<Output> output_;
  std::filesystem::path cwd_;
  std::chrono::steady_clock::time_point started_;
  Summary summary_;
  bool choosing_model_ = false;
  std::atomic<int> signal_ = 0;
  std::stop_source stop_;
  // Threads of the engine start after the watcher, which blocks the signals for all of them.
  os::SignalWatcher signals_;
  std::unique_ptr<engine::Engine> engine_;
};

}  // namespace

int run(const std::vector<std::string>& arguments) {
  os::ignore_broken_pipes();
  const Redactor nothing_secret;
  Streams streams(STDOUT_FILENO, STDERR_FILENO, nothing_secret);
  auto options = parse_options(arguments);
  if (!options) {
    streams.note(to_text(options.error()));
    return kBadArguments;
  }
  if (options->help) {
    streams.text(help_text());
    return 0;
  }
  // A folder that is not there is told with everything else, by prepare().
  const auto cwd = working_directory(options->cwd);
  const bool moves = options->cwd.empty();  // a session goes on where it was (CLI-52)
  const std::string& session = options->session_id.empty() ? options->fork_id : options->session_id;
  auto configuration = engine::load_configuration({.overlay = options->settings,
                                                   .cwd = cwd ? *cwd : std::filesystem::path(),
                                                   .trust_project = options->trust_project,
                                                   .session = moves ? session : std::string()});
  if (!configuration) {
    streams.note(to_text(configuration.error()));
    return kBadArguments;
  }
  if (!configuration->lost_folder.empty()) {
    streams.note("the folder of this session is gone: " + configuration->lost_folder.string() +
                 "; it goes on in " + os::current_folder().string());
  } else if (moves && !session.empty()) {
    options->cwd = configuration->request.cwd.string();
  }
  return Run(*std::move(options), *std::move(configuration)).run();
}

}  // namespace ingot::exec
