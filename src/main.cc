// main.cc: argv to a front end.

#include <fcntl.h>
#include <unistd.h>

#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

#include "base/nearest.h"
#include "cli/config.h"
#include "cli/cost.h"
#include "cli/debug.h"
#include "cli/demo.h"
#include "cli/doctor.h"
#include "cli/models.h"
#include "cli/sessions.h"
#include "cli/stats.h"
#include "cli/trust.h"
#include "exec/options.h"
#include "exec/run.h"
#include "tui/run.h"
#include "version.h"

namespace {

constexpr const char* kHelp =
    R"(ingot, a terminal coding agent that works with your own model keys.

Usage
  ingot [options] [prompt]        the interactive terminal: ingot help terminal
  ingot resume [id]               the interactive terminal, going on with a session
  ingot exec [options] [prompt]   one run without a terminal: ingot exec --help
  ingot setup                     a first model, question by question
  ingot models [list|show|test|add|edit|remove|key]
                                  the models there are; one in detail; one tried out; changes
  ingot config explain|set ...    where a setting comes from; one changed: ingot config --help
  ingot trust [list|add|remove]   what a project's own settings may do: ingot trust --help
  ingot sessions [list|export|rename|archive|...]
                                  sessions on this machine: ingot sessions --help
  ingot cost [session]            what was spent, by model and role: ingot cost --help
  ingot stats [--days N]          what past sessions came to, by day, model and project
  ingot doctor [options]          what is wrong with the configuration, and how to mend it
  ingot demo [options]            a scripted model at work, no key needed: ingot demo --help
  ingot reset                     put right a terminal that a killed ingot left in disorder
  ingot debug decode ...          what ingot makes of captured traffic: ingot debug --help
  ingot help [command]            this text, or a command's
  ingot --version

Models come from ~/.factory/settings.json (customModels) and ~/.factory/config.json.
)";

constexpr int kBadArguments = 2;

struct Command {
  std::string_view name;
  int (*run)(const std::vector<std::string>& arguments);
};
int resume(const std::vector<std::string>& arguments) {
  return ingot::tui::run(arguments, true, ingot::cli::offer_setup);
}
// Without a terminal it is a run like `ingot exec`: piped text is the prompt, and a prompt whose
// answer goes into a pipe or file is answered there (TUI-143).
int terminal(const std::vector<std::string>& arguments) {
  const bool asks = !arguments.empty() && (arguments[0] == "--help" || arguments[0] == "-h");
  if (asks) return ingot::tui::run(arguments, false, ingot::cli::offer_setup);
  const bool has_words = !arguments.empty() && arguments[0][0] != '-';
  if (::isatty(STDIN_FILENO) == 0 || (::isatty(STDOUT_FILENO) == 0 && has_words)) {
    return ingot::exec::run(arguments);
  }
  return ingot::tui::run(arguments, false, ingot::cli::offer_setup);
}

constexpr Command kCommands[] = {
    {"resume", resume},
    {"reset", ingot::tui::run_reset},
    {"terminal", terminal},
    {"exec", ingot::exec::run},
    {"setup", ingot::cli::run_setup},
    {"models", ingot::cli::run_models},
    {"config", ingot::cli::run_config},
    {"trust", ingot::cli::run_trust},
    {"sessions", ingot::cli::run_sessions},
    {"cost", ingot::cli::run_cost},
    {"stats", ingot::cli::run_stats},
    {"doctor", ingot::cli::run_doctor},
    {"demo", ingot::cli::run_demo},
    {"debug", ingot::cli::run_debug},
};

const Command* find(const std::string& name) {
  for (const Command& command : kCommands) {
    if (command.name == name) return &command;
  }
  return nullptr;
}

std::vector<std::string> command_names() {
  std::vector<std::string> names;
  for (const Command& command : kCommands) names.emplace_back(command.name);
  names.emplace_back("help");
  return names;
}

int help(const std::vector<std::string>& arguments) {
  if (arguments.empty()) {
    std::fputs(kHelp, stdout);
    return 0;
  }
  if (const Command* command = find(arguments[0])) return command->run({"--help"});
  std::string all;
  for (const std::string& name : command_names()) all += (all.empty() ? "" : ", ") + name;
  std::fprintf(stderr, "ingot: there is no command \"%s\"; the commands are: %s\n",
               arguments[0].c_str(), all.c_str());
  return kBadArguments;
}

int unknown(const std::string& word) {
  std::vector<std::string> known = command_names();
  known.insert(known.end(), {"--help", "--version"});
  const std::string close = ingot::nearest(word, known);
  std::fprintf(
      stderr, "ingot: unknown %s \"%s\"%s\n", word[0] == '-' ? "option" : "command", word.c_str(),
      close.empty() ? "; see ingot --help" : ("; did you mean \"" + close + "\"?").c_str());
  return kBadArguments;
}

// A closed standard descriptor would be taken by the first file that is opened.
void open_standard_descriptors() {
  for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (::fcntl(fd, F_GETFD) < 0 && ::open("/dev/null", O_RDWR) < 0) ::_exit(kBadArguments);
  }
}

}  // namespace

int main(int argc, char** argv) {
  open_standard_descriptors();
  const std::vector<std::string> words(argv + 1, argv + argc);
  if (words.empty()) return terminal(words);
  const std::vector<std::string> rest(words.begin() + 1, words.end());
  const std::string& first = words[0];
  if (const Command* command = find(first)) return command->run(rest);
  if (first == "help" || first == "--help" || first == "-h") return help(rest);
  if (first == "--version" || first == "-v") {
    std::puts(INGOT_VERSION);
    return 0;
  }
  // Words that are no command are a first prompt, if they can be one: a single word is more likely
  // a slip.
  if (first[0] == '-' || words.size() > 1 || first.find(' ') != std::string::npos) {
    return terminal(words);
  }
  return unknown(first);
}
