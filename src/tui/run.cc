#include "tui/run.h"

#include <unistd.h>

#include <optional>

#include "args/parser.h"
#include "engine/setting.h"
#include "os/file.h"
#include "os/paths.h"
#include "term/crash.h"
#include "term/sanitise.h"
#include "tui/app.h"
#include "tui/options.h"
#include "tui/trust_dialog.h"
#include "version.h"

namespace ingot::tui {
namespace {

constexpr int kBadArguments = 2;

int complain(const Error& error) {
  [[maybe_unused]] const auto written =
      os::write_all(STDERR_FILENO, term::sanitise("ingot: " + to_text(error)) + "\n");
  return kBadArguments;
}

bool wants_plain(const Options& options) {
  if (options.plain || ::isatty(STDOUT_FILENO) == 0) return true;
  const std::string name = os::environment_variable("TERM").value_or("");
  if (name.empty() || name == "dumb") return true;
  return !os::environment_variable("ACCESSIBLE").value_or("").empty();
}

// Nothing can be used and nothing was asked for by name: what the user needs is a first model.
bool needs_model(const engine::Configuration& configuration, const Options& options) {
  return configuration.first_usable() == nullptr && options.model.empty() &&
         configuration.settings.model.name.empty() &&
         os::environment_variable("INGOT_MODEL").value_or("").empty();
}

// The session that goes on where it was (CLI-52); none, or --cwd says where. A folder that is gone
// is told when the session is opened.
std::string session_of(const Options& options) {
  if (!options.cwd.empty()) return {};
  return options.fork_id.empty() ? options.resume.value_or("") : options.fork_id;
}

}  // namespace

int run(const std::vector<std::string>& arguments, bool resume, OfferSetup offer_setup) {
  const auto options = parse_options(arguments, resume);
  if (!options) return complain(options.error());
  if (options->help) {
    [[maybe_unused]] const auto written = os::write_all(STDOUT_FILENO, help_text());
    return 0;
  }
  if (::isatty(STDIN_FILENO) == 0) {
    return complain({.kind = Error::Kind::invalid_argument,
                     .what = "the interactive mode needs a terminal",
                     .remedy = "for a run without one: ingot exec \"...\""});
  }
  std::filesystem::path cwd = os::canonical(os::current_folder());
  if (!options->cwd.empty()) {
    cwd = os::canonical(os::absolute(options->cwd, os::current_folder()));
    const auto info = os::stat_file(cwd);
    if (!info || info->type != os::FileInfo::Type::directory) {
      return complain({.kind = Error::Kind::invalid_argument,
                       .what = "--cwd \"" + options->cwd + "\" is not a directory"});
    }
  }
  term::watch_crashes(INGOT_VERSION);
  // First of all: what is typed from here on is not echoed and not lost (TUI-31).
  std::optional<term::Terminal> terminal;
  if (!wants_plain(*options)) {
    auto opened = term::Terminal::open();
    if (!opened) return complain(opened.error());
    terminal.emplace(*std::move(opened));
  }
  auto configuration = engine::load_configuration({.overlay = options->settings,
                                                   .cwd = cwd,
                                                   .trust_project = options->trust_project,
                                                   .session = session_of(*options)});
  if (!configuration || configuration->settings.tui.screen_reader) terminal.reset();
  if (!configuration) return complain(configuration.error());
  cwd = configuration->request.cwd;
  if (!settle_trust(*configuration, terminal ? &*terminal : nullptr)) return 0;
  if (needs_model(*configuration, *options)) {
    if (terminal) terminal->release();
    if (const auto status = offer_setup(*configuration)) {
      terminal.reset();
      return *status;
    }
    if (terminal) terminal->take_back();
  }
  engine::create_settings(*configuration);
  term::keep_crash_reports(configuration->folder / "ingot/crashes");
  if (!terminal) return App(*configuration, *options, cwd, term::Terminal::none()).run_plain();
  return App(*configuration, *options, cwd, *std::move(terminal)).run();
}

int run_reset(const std::vector<std::string>& arguments) {
  bool help = false;
  args::Parser parser("ingot reset",
                      "Puts right a terminal that a killed ingot left in disorder: keys, paste, "
                      "cursor, colours, echo.");
  parser.help_flag(help);
  if (const auto parsed = parser.parse(arguments); !parsed) return complain(parsed.error());
  if (help) {
    [[maybe_unused]] const auto written = os::write_all(STDOUT_FILENO, parser.help());
    return 0;
  }
  const auto done = term::reset_terminal();
  return done ? 0 : complain(done.error());
}

}  // namespace ingot::tui
