#include "cli/models.h"

#include "args/parser.h"
#include "cli/command.h"
#include "cli/doctor.h"
#include "engine/configuration.h"
#include "engine/listing.h"
#include "engine/local_models.h"

namespace ingot::cli {
namespace {

using Arguments = std::vector<std::string>;

int list(const Arguments& arguments) {
  bool json = false;
  bool help = false;
  args::Parser parser(
      "ingot models [list|show|test|add|edit|remove|key] [options]",
      "The models in your settings files, on servers of this machine and in the built-in "
      "catalogue: id, URL, key state, limits, and what is wrong with an entry that cannot be "
      "used. Nothing leaves this machine and no key is shown.");
  parser.flag("--json", json, "one JSON object")
      .help_flag(help)
      .section("More",
               "  ingot models show <id>   one model in detail: the exact URL and headers\n"
               "  ingot models test <id>   one tiny request, judged step by step\n"
               "  ingot models add         a new entry in settings.json; asks for what is missing\n"
               "  ingot models edit <id>   changes fields of an entry\n"
               "  ingot models remove <id> takes one out\n"
               "  ingot models key ...     keeps the key of an entry in a file or the keyring\n");
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

}  // namespace

int run_models(const Arguments& arguments) {
  if (arguments.empty() || arguments[0].starts_with('-')) return list(arguments);
  const Arguments rest(arguments.begin() + 1, arguments.end());
  if (arguments[0] == "list") return list(rest);
  if (arguments[0] == "show") return show(rest);
  if (arguments[0] == "test") return run_models_test(rest);
  if (arguments[0] == "add") return run_models_add(rest);
  if (arguments[0] == "edit") return run_models_edit(rest);
  if (arguments[0] == "remove") return run_models_remove(rest);
  if (arguments[0] == "key") return run_models_key(rest);
  return complain({.kind = Error::Kind::invalid_argument,
                   .what = "models has no subcommand \"" + arguments[0] + "\"",
                   .remedy = "use list, show, test, add, edit, remove or key"});
}

}  // namespace ingot::cli
