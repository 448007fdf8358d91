#include "exec/options.h"

#include "args/parser.h"
#include "engine/configuration.h"

namespace ingot::exec {
namespace {

// The one declaration behind both parsing and help.
class CommandLine {
 public:
  CommandLine()
      : parser_("ingot exec [options] [prompt]",
                "One run without a terminal: the model works until it is done, then the answer is "
                "printed.") {
    parser_.words(options_.words)
        .group("Prompt")
        .value("-f, --file", "path", options_.file, "take the prompt from a file")
        .list("--image", "path", options_.images, "attach an image (repeatable)")
        .flag("--stdin", options_.read_stdin, "wait for standard input without limit")
        .flag("--no-stdin", options_.no_stdin, "never read standard input")
        .value("--append-system-prompt", "text", options_.append_system_prompt,
               "add text at the end of the system prompt")
        .value("--append-system-prompt-file", "path", options_.append_system_prompt_file,
               "add a file's text at the end of the system prompt");
    parser_.group("Output")
        .choice("-o, --output-format", "format", {"text", "json", "stream-json"}, format_,
                "what standard output carries (default: text)")
        .accept_also("debug", "stream-json")
        .flag("--include-partial-messages", options_.partial_messages,
              "text and reasoning as they arrive, in stream-json")
        .value("--output-last-message", "path", options_.output_last_message,
               "also write the final answer to a file")
        .flag("--show-cost", options_.show_cost, "tokens, cache share and cost on standard error")
        .flag("--print-request", options_.print_request,
              "print the first request, key masked, and send nothing")
        .flag("--detailed-exit-codes", options_.detailed_exit_codes,
              "tell failures apart by exit status (see below)");
    parser_.group("Model")
        .value("-m, --model", "id", options_.model, "the model to use; ingot models lists them")
        .list("--fallback-model", "id[,id]", options_.fallback_models,
              "go on with this model when the first is down, overloaded or out of quota")
        .choice("-r, --reasoning-effort", "level", engine::effort_words(), options_.effort,
                "how much the model should think")
        .value("--spec-model", "id", options_.spec_model, "the model that plans in spec mode")
        .choice("--spec-reasoning-effort", "level", engine::effort_words(), options_.spec_effort,
                "how much it should think")
        .value("--settings", "path|json", options_.settings,
               "settings for this run, above all files");
    parser_.group("Permission")
        .choice("--auto", "level", {"low", "medium", "high"}, options_.autonomy,
                "what may run without asking (default: reading only)")
        .flag("--use-spec", options_.use_spec,
              "plan first and change nothing; the plan is carried out with --auto, else it is the "
              "result")
        .flag("--skip-permissions-unsafe", options_.skip_permissions, "no permission checks at all")
        .choice("--on-denied", "action", {"stop", "continue"}, on_denied_,
                "end the run at a refused call (default), or tell the model")
        .comma_list("--only-tools", "ids", options_.only_tools, "offer these tools only")
        .also("--restrict-tools")
        .comma_list("--add-tools", "ids", options_.add_tools, "offer these tools too")
        .also("--additional-tools, --enabled-tools")
        .comma_list("--remove-tools", "ids", options_.remove_tools, "do not offer these tools")
        .also("--disabled-tools")
        .flag("--list-tools", options_.list_tools, "print the tools and end");
    parser_.group("Session")
        .value("-s, --session-id", "id", options_.session_id, "continue this session")
        .value("--fork", "id", options_.fork_id, "continue a copy of this session")
        .list("--tag", "spec", options_.tags, "a name or a JSON object (repeatable)")
        .flag("--ephemeral", options_.ephemeral, "write no session files")
        .value("--cwd", "path", options_.cwd, "work in this directory")
        .flag("--trust-project", options_.trust_project,
              "let what this project's settings ask for count in this run; see ingot trust");
    parser_.group("Limits")
        .integer("--max-turns", "n", options_.max_turns, 1, "stop after n model calls")
        .number("--max-cost", "usd", options_.max_cost, 0, "stop when the run has cost this much")
        .number("--timeout", "seconds", options_.timeout_seconds, 0, "stop after this time");
    parser_.group("Other")
        .flag("--list-models", options_.list_models, "print the configured models and end")
        .help_flag(options_.help);
    parser_.section("Autonomy",
                    "  (none)  read and search files, run commands that only read\n"
                    "  low     also create and edit files in the working directory\n"
                    "  medium  also builds, package installs and local git changes\n"
                    "  high    also everything else but what is refused at every level\n");
    parser_.section(
        "Tool selectors",
        "Names as in --list-tools, separated by commas, or a category: read-only, edit, execute.");
    parser_.section(
        "Exit status",
        "  0 finished   1 failed   2 bad arguments or configuration   130, 143 interrupted\n"
        "  with --detailed-exit-codes also: 3 permission, 5 turn or cost limit, 6 key or quota,\n"
        "  7 provider unreachable, 124 timeout\n");
    parser_.section("Examples",
                    "  ingot exec \"what does this project do?\"\n"
                    "  ingot exec --auto high -o json \"make the failing test pass\"\n"
                    "  git diff | ingot exec \"review this change\"\n");
  }

  Result<Options> parse(const std::vector<std::string>& arguments) {
    INGOT_TRY_VOID(parser_.parse(arguments));
    if (options_.help) return options_;
    if (format_ == "json") options_.format = Format::json;
    if (format_ == "stream-json") options_.format = Format::stream_json;
    options_.continue_when_denied = on_denied_ == "continue";
    INGOT_TRY_VOID(check());
    return options_;
  }

  std::string help() const { return parser_.help(); }

 private:
  // What excludes each other (cli.md 2.2, CLI-11).
  Result<> check() const {
    const auto exclude = [](bool both, std::string what) -> Result<> {
      if (!both) return {};
      return Error{.kind = Error::Kind::invalid_argument, .what = std::move(what)};
    };
    INGOT_TRY_VOID(exclude(options_.skip_permissions && !options_.autonomy.empty(),
                           "--auto and --skip-permissions-unsafe exclude each other"));
    INGOT_TRY_VOID(exclude(!options_.session_id.empty() && !options_.fork_id.empty(),
                           "--session-id and --fork exclude each other"));
    INGOT_TRY_VOID(
        exclude(options_.ephemeral && (!options_.session_id.empty() || !options_.fork_id.empty()),
                "--ephemeral cannot continue a session"));
    INGOT_TRY_VOID(exclude(options_.read_stdin && options_.no_stdin,
                           "--stdin and --no-stdin exclude each other"));
    INGOT_TRY_VOID(
        exclude(!options_.use_spec && !(options_.spec_model + options_.spec_effort).empty(),
                "--spec-model and --spec-reasoning-effort need --use-spec"));
    return exclude(options_.partial_messages && options_.format != Format::stream_json,
                   "--include-partial-messages needs -o stream-json");
  }

  Options options_;
  std::string format_ = "text";
  std::string on_denied_ = "stop";
  args::Parser parser_;
};

}  // namespace

Result<Options> parse_options(const std::vector<std::string>& arguments) {
  return CommandLine().parse(arguments);
}

std::string help_text() { return CommandLine().help(); }

}  // namespace ingot::exec
