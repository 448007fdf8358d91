// cli/models_change.cc: `ingot models add|edit|remove|key` and `ingot setup`.

#include <unistd.h>

#include <algorithm>

#include "args/parser.h"
#include "cli/command.h"
#include "cli/model_wizard.h"
#include "cli/models.h"
#include "engine/configuration.h"
#include "engine/keys.h"
#include "engine/new_model.h"
#include "os/file.h"
#include "os/paths.h"

namespace ingot::cli {
namespace {

using Arguments = std::vector<std::string>;

constexpr std::size_t kMaxKeyBytes = 65536;

int left(const Error& error) {
  if (error.kind != Error::Kind::cancelled) return complain(error);
  note("nothing was written");
  return kInterrupted;
}

// What a key that comes through a pipe is; white space around it is none of it.
Result<Secret> key_from_stdin() {
  INGOT_TRY(std::string text, os::read_all(STDIN_FILENO, kMaxKeyBytes));
  const std::size_t begin = std::min(text.find_first_not_of(" \t\r\n"), text.size());
  text.erase(0, begin);
  text.erase(text.find_last_not_of(" \t\r\n") + 1);
  if (text.empty() || text.find('\n') != std::string::npos) {
    return Error{.kind = Error::Kind::invalid_argument,
                 .what = "standard input must hold one key in one line",
                 .remedy = "for example: pass show groq | ingot models add --key-stdin ..."};
  }
  return Secret(std::move(text));
}

struct AddOptions {
  engine::NewModel wanted;
  bool key_stdin = false, help = false;
};

void declare(args::Parser& parser, AddOptions& options) {
  engine::NewModel& wanted = options.wanted;
  std::string names;
  for (const std::string& name : models::provider_names()) {
    names += (names.empty() ? "" : ", ") + name;
  }
  parser
      .value("--provider", "name", wanted.provider,
             "a provider by its name, listed below, or a provider type with --base-url")
      .value("--model", "id", wanted.model, "as the provider calls it")
      .value("--name", "text", wanted.display_name, "what to call it here")
      .value("--base-url", "url", wanted.base_url, "instead of the provider's own")
      .value("--key-env", "variable", wanted.key_variable, "the variable that holds the key")
      .value("--key-file", "path", wanted.key_file, "a file that holds the key")
      .flag("--key-stdin", options.key_stdin,
            "read the key from standard input and keep it in a file of its own (0600)")
      .flag("--keyring", wanted.key_in_keyring,
            "the key is in the desktop's keyring; with --key-stdin: put it there")
      .integer("--max-output-tokens", "n", wanted.max_output_tokens, 1, "cap of one answer")
      .integer("--max-context-limit", "n", wanted.max_context_limit, 1, "window in tokens")
      .help_flag(options.help)
      .section("Providers", "  " + names +
                                "\n  Types: anthropic, openai, "
                                "generic-chat-completion-api\n");
}

Error lacks(const std::string& flag) {
  return {.kind = Error::Kind::invalid_argument,
          .what = "there is no terminal to ask on, and " + flag + " is missing",
          .remedy = "give " + flag + "; ingot models add --help names the providers"};
}

Result<engine::Configuration> configuration_for(AddOptions& options) {
  if (options.key_stdin) {
    INGOT_TRY(options.wanted.key, key_from_stdin());
  }
  INGOT_TRY(engine::Configuration configuration, engine::load_configuration());
  configuration.redactor.add(options.wanted.key);
  return configuration;
}

}  // namespace

int run_models_add(const Arguments& arguments) {
  AddOptions options;
  args::Parser parser("ingot models add [options]",
                      "Adds an entry to settings.json; everything else in the file stays as it is. "
                      "On a terminal it asks for what is missing, offers the models that the "
                      "server lists and tries the chosen one. A key is never taken from the "
                      "command line.");
  declare(parser, options);
  if (const auto parsed = parser.parse(arguments); !parsed) return complain(parsed.error());
  if (options.help) return print(parser.help());
  auto configuration = configuration_for(options);
  if (!configuration) return complain(configuration.error());
  const engine::NewModel& wanted = options.wanted;
  if (!wanted.provider.empty() && !wanted.model.empty()) {
    const auto told = engine::add_model(*configuration, wanted);
    return told ? print(*told) : complain(told.error());
  }
  if (!wanted.provider.empty()) {
    const auto checked = engine::completed(*configuration, wanted);
    if (!checked) return complain(checked.error());
  }
  if (options.key_stdin || !term::LineInput::is_possible()) {
    return complain(lacks(wanted.provider.empty() ? "--provider" : "--model"));
  }
  Dialogue dialogue;
  const auto added = add_by_questions(dialogue, *configuration, {.given = wanted});
  if (!added) return left(added.error());
  return print("ingot -m \"" + *added + "\" uses it; ingot models lists all\n");
}

int run_setup(const Arguments& arguments) {
  AddOptions options;
  args::Parser parser("ingot setup [options]",
                      "From nothing to a working model: finds keys in the environment and servers "
                      "on this machine, asks for the rest, tries the model and writes the entry. "
                      "The options answer questions beforehand.");
  declare(parser, options);
  if (const auto parsed = parser.parse(arguments); !parsed) return complain(parsed.error());
  if (options.help) return print(parser.help());
  if (options.key_stdin || !term::LineInput::is_possible()) {
    return complain({.kind = Error::Kind::invalid_argument,
                     .what = "setup asks questions and needs a terminal",
                     .remedy = "without one: ingot models add --provider NAME --model ID"});
  }
  auto configuration = configuration_for(options);
  if (!configuration) return complain(configuration.error());
  Dialogue dialogue;
  const auto added = add_by_questions(dialogue, *configuration, {.given = options.wanted});
  if (!added) return left(added.error());
  return print("Ready: ingot -m \"" + *added + "\" begins a session with it.\n");
}

std::optional<int> offer_setup(engine::Configuration& configuration) {
  if (!term::LineInput::is_possible()) return std::nullopt;
  Dialogue dialogue;
  dialogue.say("ingot works with your own models and keys. There is none to use yet.");
  for (const models::Listed& listed : configuration.models) {
    if (listed.section != models::Section::custom || listed.usable()) continue;
    dialogue.say("  " + config::to_string(listed.errors.front()));
  }
  const auto added = add_by_questions(dialogue, configuration, {.may_go_without = true});
  if (!added) return left(added.error());
  if (!added->empty()) {
    auto again = engine::load_configuration(
        {.overlay = configuration.request.overlay, .cwd = configuration.request.cwd});
    if (!again) return complain(again.error());
    configuration = *std::move(again);
  }
  return std::nullopt;
}

int run_models_edit(const Arguments& arguments) {
  Arguments words;
  Arguments pairs;
  bool help = false;
  args::Parser parser("ingot models edit <id or name> --set <field>=<value> ...",
                      "Changes fields of an entry in settings.json, by the names of the file: "
                      "--set maxOutputTokens=8192 --set ingot.promptCache=off. The value null "
                      "takes a field out.");
  parser.words(words).list("--set", "field=value", pairs, "one field (repeatable)").help_flag(help);
  if (const auto parsed = parser.parse(arguments); !parsed) return complain(parsed.error());
  if (help) return print(parser.help());
  std::vector<std::pair<std::string, std::string>> changes;
  for (const std::string& pair : pairs) {
    const std::size_t equals = pair.find('=');
    if (equals == std::string::npos || equals == 0) {
      return complain({.kind = Error::Kind::invalid_argument,
                       .what = "--set takes field=value",
                       .remedy = "for example: --set maxOutputTokens=8192"});
    }
    changes.emplace_back(pair.substr(0, equals), pair.substr(equals + 1));
  }
  if (words.size() != 1 || changes.empty()) {
    return complain({.kind = Error::Kind::invalid_argument,
                     .what = "models edit takes one model and at least one --set",
                     .remedy = "for example: ingot models edit \"My model\" --set "
                               "maxContextLimit=32000"});
  }
  const auto configuration = engine::load_configuration();
  if (!configuration) return complain(configuration.error());
  const auto told = engine::edit_model(*configuration, words[0], changes);
  return told ? print(*told) : complain(told.error());
}

int run_models_remove(const Arguments& arguments) {
  Arguments words;
  bool help = false;
  args::Parser parser("ingot models remove <id or name>", "Takes an entry out of settings.json.");
  parser.words(words).help_flag(help);
  if (const auto parsed = parser.parse(arguments); !parsed) return complain(parsed.error());
  if (help) return print(parser.help());
  if (words.size() != 1) {
    return complain({.kind = Error::Kind::invalid_argument,
                     .what = "models remove takes one model",
                     .remedy = "ingot models lists them"});
  }
  const auto configuration = engine::load_configuration();
  if (!configuration) return complain(configuration.error());
  const auto told = engine::remove_model(*configuration, words[0]);
  return told ? print(*told) : complain(told.error());
}

int run_models_key(const Arguments& arguments) {
  Arguments words;
  bool keyring = false;
  bool help = false;
  args::Parser parser(
      "ingot models key set|remove <id or name> [options]",
      "Keeps the key of an entry outside the settings: in a file of its own that only you can "
      "read, or in the desktop's keyring. The key is asked for without showing it, or read from "
      "standard input.");
  parser.words(words)
      .flag("--keyring", keyring, "in the keyring, through the program secret-tool")
      .help_flag(help);
  if (const auto parsed = parser.parse(arguments); !parsed) return complain(parsed.error());
  if (help) return print(parser.help());
  if (words.size() != 2 || (words[0] != "set" && words[0] != "remove")) {
    return complain({.kind = Error::Kind::invalid_argument,
                     .what = "models key takes set or remove, and one model",
                     .remedy = "for example: ingot models key set \"My model\""});
  }
  auto configuration = engine::load_configuration();
  if (!configuration) return complain(configuration.error());
  if (words[0] == "remove") {
    const auto told = engine::remove_key(*configuration, words[1]);
    return told ? print(*told) : complain(told.error());
  }
  Secret key;
  if (term::LineInput::is_possible()) {
    Dialogue dialogue;
    auto typed = dialogue.hidden("Paste the key (it is not shown)");
    if (!typed) return left(typed.error());
    key = Secret(*std::move(typed));
    if (key.empty()) return left({.kind = Error::Kind::cancelled});
  } else {
    auto piped = key_from_stdin();
    if (!piped) return complain(piped.error());
    key = *std::move(piped);
  }
  configuration->redactor.add(key);
  const auto told = engine::set_key(*configuration, words[1], key, keyring);
  return told ? print(configuration->redactor.redact(*told)) : complain(told.error());
}

}  // namespace ingot::cli
