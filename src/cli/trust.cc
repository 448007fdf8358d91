#include "cli/trust.h"

#include <unistd.h>

#include <iostream>

#include "args/parser.h"
#include "cli/command.h"
#include "engine/trust.h"
#include "os/file.h"
#include "os/paths.h"

namespace ingot::cli {
namespace {

using Arguments = std::vector<std::string>;
using State = config::TrustItem::State;

constexpr const char* kSubcommandHelp =
    "  (none)         what this project's files ask for, and what of it counts\n"
    "  list           the projects that you have answered for\n"
    "  add [path]     shows what a project asks for and lets it count\n"
    "  remove [path]  forgets a project: nothing of it counts until it is trusted again\n";

constexpr const char* kExamples =
    "  ingot trust\n"
    "  ingot trust add --yes\n"
    "  ingot trust remove ~/src/old\n";

struct Options {
  std::vector<std::string> words;
  bool json = false, yes = false, help = false;
};

int finish(const engine::Configuration& configuration, const Result<std::string>& text) {
  if (text) return print(configuration.redactor.redact(*text));
  return complain(text.error());
}

// Whether the user agrees, here and now.
Result<bool> confirm(bool yes) {
  if (yes) return true;
  if (::isatty(STDIN_FILENO) == 0) {
    return Error{.kind = Error::Kind::invalid_argument,
                 .what = "trust add asks before it records anything, and there is no terminal",
                 .remedy = "look at: ingot trust, then run: ingot trust add --yes"};
  }
  print("Let this count from now on? [y/N] ");
  std::string line;
  std::getline(std::cin, line);
  return line == "y" || line == "Y" || line == "yes";
}

int add(engine::Configuration& configuration, bool yes) {
  const config::ProjectTrust& project = configuration.settings.project;
  std::string text;
  for (const config::TrustItem& item : project.items) {
    if (item.state == State::pending || item.state == State::declined) {
      text += engine::to_text(item) + "\n";
    }
  }
  const std::string root = project.root.string();
  if (text.empty() && project.trusted) return print(root + " is trusted already\n");
  if (text.empty() && project.items.empty()) {
    return print(root + " asks for nothing that needs trust\n");
  }
  print(root + " asks for:\n\n" + configuration.redactor.redact(text));
  const auto agreed = confirm(yes);
  if (!agreed) return complain(agreed.error());
  if (!*agreed) return print("nothing is recorded\n");
  const auto answered =
      engine::answer_trust(configuration, engine::TrustAnswer::trust, /*again=*/true);
  if (!answered) return complain(answered.error());
  return print(root + " is trusted with this\n");
}

}  // namespace

int run_trust(const Arguments& arguments) {
  Options options;
  args::Parser parser("ingot trust [list|add|remove] [path] [options]",
                      "A project's own settings come with its files. What they ask for counts "
                      "only after you have seen it and trusted it; a change asks again.");
  parser.words(options.words)
      .flag("--json", options.json, "with list: one JSON object")
      .flag("--yes", options.yes, "with add: without asking")
      .help_flag(options.help)
      .section("Subcommands", kSubcommandHelp)
      .section("Examples", kExamples);
  if (const auto parsed = parser.parse(arguments); !parsed) return complain(parsed.error());
  if (options.help) return print(parser.help());
  const std::string word = options.words.empty() ? "" : options.words[0];
  const bool takes_path = word == "add" || word == "remove";
  if (!(word.empty() || word == "list" || takes_path) ||
      options.words.size() > (takes_path ? 2U : 1U)) {
    return complain({.kind = Error::Kind::invalid_argument,
                     .what = "trust does not know \"" + options.words.back() + "\"",
                     .remedy = "use list, add [path] or remove [path]"});
  }
  std::filesystem::path folder = os::canonical(os::current_folder());
  if (options.words.size() > 1) {
    folder = os::canonical(os::absolute(options.words[1], folder));
    const auto info = os::stat_file(folder);
    // A project that is gone can still be forgotten.
    if (word == "add" && (!info || info->type != os::FileInfo::Type::directory)) {
      return complain({.kind = Error::Kind::invalid_argument,
                       .what = "\"" + options.words[1] + "\" is not a directory"});
    }
  }
  auto configuration = engine::load_configuration({.cwd = folder});
  if (!configuration) return complain(configuration.error());
  if (word == "list") {
    return finish(*configuration, engine::trust_list(*configuration, options.json));
  }
  if (word == "remove") {
    return finish(*configuration, engine::forget_trust(*configuration, folder));
  }
  if (word == "add") return add(*configuration, options.yes);
  return finish(*configuration, engine::trust_status(*configuration));
}

}  // namespace ingot::cli
