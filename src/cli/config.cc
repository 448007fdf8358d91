#include "cli/config.h"

#include <algorithm>
#include <string_view>

#include "args/parser.h"
#include "base/nearest.h"
#include "cli/command.h"
#include "engine/configuration.h"
#include "engine/local_models.h"
#include "engine/migrate.h"
#include "engine/setting.h"
#include "engine/validate.h"

namespace ingot::cli {
namespace {

using Arguments = std::vector<std::string>;
using engine::Configuration;

struct Subcommand {
  std::string_view name;
  std::string_view words;  // after the name
  std::size_t least_words, most_words;
  bool json;  // has --json
  Result<std::string> (*run)(const Configuration& configuration, const Arguments& words, bool json);
};

constexpr Subcommand kSubcommands[] = {
    {"path", "", 0, 0, true,
     [](const Configuration& configuration, const Arguments&, bool json) -> Result<std::string> {
       return engine::setting_files(configuration, json);
     }},
    {"explain", " <key>", 1, 1, true,
     [](const Configuration& configuration, const Arguments& words, bool json) {
       return engine::explain_setting(configuration, words[0], json);
     }},
    {"set", " <key> <value>", 2, 2, false,
     [](const Configuration& configuration, const Arguments& words, bool) {
       return engine::set_setting(configuration, words[0], words[1]);
     }},
    {"unset", " <key>", 1, 1, false,
     [](const Configuration& configuration, const Arguments& words, bool) {
       return engine::unset_setting(configuration, words[0]);
     }},
    {"schema", " [settings.json|config.json]", 0, 1, false,
     [](const Configuration&, const Arguments& words, bool) {
       return engine::setting_schema(words.empty() ? "settings.json" : words[0]);
     }},
};

constexpr const char* kSubcommandHelp =
    "  path               the settings files, highest first, and whether they exist\n"
    "  explain <key>      the value of a setting and where it comes from\n"
    "  validate [file]    every problem of all files, or of one\n"
    "  set <key> <value>  writes into settings.json; nothing else in it changes\n"
    "  unset <key>        takes a setting out of settings.json\n"
    "  schema [file]      a JSON Schema of settings.json or config.json\n"
    "  migrate            moves the models of config.json to settings.json\n";

constexpr const char* kExamples =
    "  ingot config set sessionDefaultSettings.model custom:glm\n"
    "  ingot config set commandAllowlist '[\"make\", \"ctest\"]'\n"
    "  ingot config set 'customModels[0].apiKey' '${GROQ_API_KEY}'\n"
    "  ingot config explain model\n";

int general_help() {
  bool help = false;
  args::Parser parser("ingot config <path|explain|validate|set|unset|schema|migrate> [options]",
                      "Your settings: where they come from, and changes to them that keep "
                      "comments, order and everything else as they are.");
  parser.help_flag(help).section("Subcommands", kSubcommandHelp).section("Examples", kExamples);
  return print(parser.help());
}

int run(const Subcommand& subcommand, const Arguments& arguments) {
  Arguments words;
  bool json = false;
  bool help = false;
  const std::string name = "config " + std::string(subcommand.name);
  args::Parser parser("ingot " + name + std::string(subcommand.words) + " [options]", "");
  parser.words(words);
  if (subcommand.json) parser.flag("--json", json, "one JSON object");
  parser.help_flag(help).section("Examples", kExamples);
  if (const auto parsed = parser.parse(arguments); !parsed) return complain(parsed.error());
  if (help) return print(parser.help());
  if (words.size() < subcommand.least_words || words.size() > subcommand.most_words) {
    return complain(
        {.kind = Error::Kind::invalid_argument,
         .what =
             name + " takes " +
             (subcommand.most_words == 0 ? "no words" : std::string(subcommand.words.substr(1)))});
  }
  const auto configuration = engine::load_configuration();
  if (!configuration) return complain(configuration.error());
  const Redactor& redactor = configuration->redactor;
  const auto text = subcommand.run(*configuration, words, json);
  if (text) return print(redactor.redact(*text));
  Error error = text.error();
  error.what = redactor.redact(error.what);
  return complain(error);
}

int migrate(const Arguments& arguments) {
  std::string keys = "keep";
  engine::Migration how;
  bool help = false;
  args::Parser parser("ingot config migrate [options]",
                      "Moves the models of the legacy config.json to settings.json. config.json "
                      "stays as it is.");
  parser
      .choice("--keys", "what", {"keep", "variable"}, keys,
              "keep keys as they are written, or have them read from a variable")
      .flag("--dry-run", how.dry_run, "say what would be done, and write nothing")
      .help_flag(help);
  if (const auto parsed = parser.parse(arguments); !parsed) return complain(parsed.error());
  if (help) return print(parser.help());
  if (keys == "variable") how.keys = engine::Migration::Keys::variable;
  const auto configuration = engine::load_configuration();
  if (!configuration) return complain(configuration.error());
  const auto told = engine::migrate(*configuration, how);
  if (told) return print(configuration->redactor.redact(*told));
  return complain(told.error());
}

int validate(const Arguments& arguments) {
  Arguments files;
  bool json = false;
  bool help = false;
  args::Parser parser("ingot config validate [file] [options]",
                      "Every problem of all settings files, or of one. Exit status 1 when there "
                      "are errors or warnings.");
  parser.words(files).flag("--json", json, "one JSON object").help_flag(help);
  if (const auto parsed = parser.parse(arguments); !parsed) return complain(parsed.error());
  if (help) return print(parser.help());
  if (files.size() > 1) {
    return complain(
        {.kind = Error::Kind::invalid_argument, .what = "config validate takes one file"});
  }
  auto configuration = engine::load_configuration();
  if (!configuration) return complain(configuration.error());
  // The default model may be one that a server on this machine has.
  engine::add_local_models(*configuration, engine::find_local_models(*configuration, {}));
  const auto found =
      engine::validate_settings(*configuration, files.empty() ? std::string() : files[0], json);
  if (!found) return complain(found.error());
  print(configuration->redactor.redact(found->text));
  return found->valid ? 0 : kFailed;
}

}  // namespace

int run_config(const Arguments& arguments) {
  if (!arguments.empty() && (arguments[0] == "--help" || arguments[0] == "-h")) {
    return general_help();
  }
  if (!arguments.empty() && arguments[0] == "migrate") {
    return migrate({arguments.begin() + 1, arguments.end()});
  }
  if (!arguments.empty() && arguments[0] == "validate") {
    return validate({arguments.begin() + 1, arguments.end()});
  }
  std::string names = "validate, migrate";
  std::vector<std::string> known = {"validate", "migrate"};
  for (const Subcommand& subcommand : kSubcommands) {
    if (!arguments.empty() && arguments[0] == subcommand.name) {
      return run(subcommand, {arguments.begin() + 1, arguments.end()});
    }
    known.emplace_back(subcommand.name);
    names += ", " + known.back();
  }
  if (arguments.empty()) {
    return complain({.kind = Error::Kind::invalid_argument,
                     .what = "config needs a subcommand",
                     .remedy = "use one of " + names});
  }
  const std::string close = nearest(arguments[0], known);
  return complain(
      {.kind = Error::Kind::invalid_argument,
       .what = "config has no subcommand \"" + arguments[0] + "\"",
       .remedy = close.empty() ? "use one of " + names : "did you mean \"" + close + "\"?"});
}

}  // namespace ingot::cli
