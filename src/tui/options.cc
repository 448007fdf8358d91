#include "tui/options.h"

#include "args/parser.h"
#include "engine/configuration.h"

namespace ingot::tui {
namespace {

class CommandLine {
 public:
  CommandLine()
      : parser_(
            "ingot [options] [prompt]",
            "The interactive terminal: you write, the model works in this folder and asks before "
            "what is risky.") {
    parser_.words(options_.words)
        .optional_value("-r, --resume", "id", options_.resume,
                        "go on with a session; without an id, choose one of this folder")
        .flag("--last", options_.last, "with --resume: the newest session of this folder")
        .value("--fork", "id", options_.fork_id, "go on with a copy of this session")
        .value("-m, --model", "id", options_.model, "the model to use; ingot models lists them")
        .choice("--reasoning-effort", "level", engine::effort_words(), options_.effort,
                "how much the model should think")
        .flag("--use-spec", options_.use_spec, "begin in spec mode: plan first")
        .value("--spec-model", "id", options_.spec_model, "the model that plans in spec mode")
        .choice("--spec-reasoning-effort", "level", engine::effort_words(), options_.spec_effort,
                "how much it should think")
        .choice("--auto", "level", {"off", "low", "medium", "high"}, options_.autonomy,
                "what may run without asking")
        .value("--settings", "path|json", options_.settings,
               "settings for this run, above all files")
        .value("--append-system-prompt", "text", options_.append_system_prompt,
               "add text at the end of the system prompt")
        .value("--cwd", "path", options_.cwd, "work in this directory")
        .choice("--color", "when", {"auto", "always", "never"}, options_.color,
                "colours: auto obeys NO_COLOR and CLICOLOR_FORCE")
        .flag("--trust-project", options_.trust_project,
              "let what this project's settings ask for count in this run; see ingot trust")
        .flag("--plain", options_.plain, "lines only, nothing is redrawn (screen readers)")
        .help_flag(options_.help);
  }

  Result<Options> parse(const std::vector<std::string>& arguments, bool resume) {
    INGOT_TRY_VOID(parser_.parse(arguments));
    if (resume) {  // `ingot resume [id]`
      options_.resume = options_.words.empty() ? std::string() : options_.words.front();
      options_.words.clear();
    }
    if (options_.last) options_.resume = options_.resume.value_or("");
    if (options_.resume && !options_.fork_id.empty()) {
      return Error{.kind = Error::Kind::invalid_argument,
                   .what = "--resume and --fork exclude each other"};
    }
    return options_;
  }

  std::string help() const { return parser_.help(); }

 private:
  Options options_;
  args::Parser parser_;
};

}  // namespace

Result<Options> parse_options(const std::vector<std::string>& arguments, bool resume) {
  return CommandLine().parse(arguments, resume);
}

std::string help_text() { return CommandLine().help(); }

}  // namespace ingot::tui
