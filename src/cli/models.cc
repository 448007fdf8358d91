#include "cli/models.h"

#include "args/parser.h"
#include "cli/command.h"
#include "cli/doctor.h"
#include "engine/configuration.h"
#include "engine/listing.h"
#include "engine/local_models.h"
#include "engine/new_model.h"

namespace ingot::cli {
namespace {

using Arguments = std::vector<std::string>;

int list(const Arguments& arguments) {
  bool json = false;
  bool help = false;
  args::Parser parser(
      "ingot models [list|show|test|add|remove] [options]",
      "The models in your settings files, on servers of this machine and in the built-in "
      "catalogue: id, URL, key state, limits, and what is wrong with an entry that cannot be "
      "used. Nothing leaves this machine and no key is shown.");
  parser.flag("--json", json, "one JSON object")
      .help_flag(help)
      .section("More",
               "  ingot models show <id>   one model in detail: the exact URL and headers\n"
               "  ingot models test <id>   one tiny request, judged step by step\n"
               "  ingot models add ...     a new entry in settings.json\n"
               "  ingot models remove <id> takes one out\n");
  if (const auto parsed = parser.parse(arguments); !parsed) return complain(parsed.error());
  if (help) return print(parser.help());
  auto configuration = engine::load_configuration();
  if (!configuration) return complain(configuration.error());
  engine::add_local_models(*configuration, engine::find_local_models(*configuration, {}));
  for (const config::Diagnostic& problem : configuration->settings.diagnostics) {
    if (problem.severity == config::Diagnostic::Severity::note) continue;
    note(configuration->redactor.redact(config::to_string(problem)));
  }
  return print(configuration->redactor.redact(engine::model_list(*configuration, json)));
}

int show(const Arguments& arguments) {
  Arguments words;
  bool json = false;
  bool help = false;
  args::Parser parser(
      "ingot models show <id> [options]",
      "One model in detail: what a request to it looks like, its limits, prices and "
      "what is known of its server. No request is made and no key is shown.");
  parser.words(words).flag("--json", json, "one JSON object").help_flag(help);
  if (const auto parsed = parser.parse(arguments); !parsed) return complain(parsed.error());
  if (help) return print(parser.help());
  if (words.size() != 1) {
    return complain({.kind = Error::Kind::invalid_argument,
                     .what = "models show takes one model",
                     .remedy = "ingot models lists them"});
  }
  const auto configuration = engine::load_configuration();
  if (!configuration) return complain(configuration.error());
  const auto text = engine::model_details(*configuration, words[0], json);
  if (!text) return complain(text.error());
  return print(configuration->redactor.redact(*text));
}

int add(const Arguments& arguments) {
  engine::NewModel wanted;
  bool help = false;
  args::Parser parser("ingot models add --provider <name> --model <id> [options]",
                      "Adds an entry to settings.json; everything else in the file stays as it is. "
                      "Keys are not taken here: name the variable or file that holds it.");
  parser
      .value("--provider", "name", wanted.provider,
             "anthropic, openai, google, openrouter, groq, ollama, ... or a provider type")
      .value("--model", "id", wanted.model, "as the provider calls it")
      .value("--name", "text", wanted.display_name, "what to call it here")
      .value("--base-url", "url", wanted.base_url, "needed for providers that have no name here")
      .value("--key-env", "variable", wanted.key_variable, "the variable that holds the key")
      .value("--key-file", "path", wanted.key_file, "a file that holds the key")
      .integer("--max-output-tokens", "n", wanted.max_output_tokens, 1, "cap of one answer")
      .integer("--max-context-limit", "n", wanted.max_context_limit, 1, "window in tokens")
      .help_flag(help);
  if (const auto parsed = parser.parse(arguments); !parsed) return complain(parsed.error());
  if (help) return print(parser.help());
  const auto configuration = engine::load_configuration();
  if (!configuration) return complain(configuration.error());
  const auto told = engine::add_model(*configuration, wanted);
  return told ? print(*told) : complain(told.error());
}

int remove(const Arguments& arguments) {
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

}  // namespace

int run_models(const Arguments& arguments) {
  if (arguments.empty() || arguments[0].starts_with('-')) return list(arguments);
  const Arguments rest(arguments.begin() + 1, arguments.end());
  if (arguments[0] == "list") return list(rest);
  if (arguments[0] == "show") return show(rest);
  if (arguments[0] == "test") return run_models_test(rest);
  if (arguments[0] == "add") return add(rest);
  if (arguments[0] == "remove") return remove(rest);
  return complain({.kind = Error::Kind::invalid_argument,
                   .what = "models has no subcommand \"" + arguments[0] + "\"",
                   .remedy = "use list, show, test, add or remove"});
}

}  // namespace ingot::cli
