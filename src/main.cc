// main.cc: argv to a front end.

#include <cstdio>
#include <string>
#include <vector>

#include "base/nearest.h"
#include "cli/debug.h"
#include "cli/demo.h"
#include "cli/models.h"
#include "exec/options.h"
#include "exec/run.h"
#include "version.h"

namespace {

constexpr const char* kHelp =
    R"(ingot, a terminal coding agent that works with your own model keys.

Usage
  ingot exec [options] [prompt]   one run without a terminal: ingot exec --help
  ingot models [--json]           the configured models
  ingot demo [options]            a scripted model at work, no key needed: ingot demo --help
  ingot debug decode ...          what ingot makes of captured traffic: ingot debug --help
  ingot help [command]            this text, or a command's
  ingot --version

Models come from ~/.factory/settings.json (customModels) and ~/.factory/config.json.
The interactive terminal is not part of this version.
)";

constexpr int kBadArguments = 2;

int help(const std::vector<std::string>& arguments) {
  if (arguments.empty()) {
    std::fputs(kHelp, stdout);
    return 0;
  }
  const std::vector<std::string> ask = {"--help"};
  if (arguments[0] == "exec") return ingot::exec::run(ask);
  if (arguments[0] == "models") return ingot::cli::run_models(ask);
  if (arguments[0] == "demo") return ingot::cli::run_demo(ask);
  if (arguments[0] == "debug") return ingot::cli::run_debug(ask);
  std::fprintf(
      stderr,
      "ingot: there is no command \"%s\"; the commands are: exec, models, demo, debug, help\n",
      arguments[0].c_str());
  return kBadArguments;
}

int unknown(const std::string& word) {
  const std::string close =
      ingot::nearest(word, {"exec", "models", "demo", "debug", "help", "--help", "--version"});
  std::fprintf(
      stderr, "ingot: unknown %s \"%s\"%s\n", word[0] == '-' ? "option" : "command", word.c_str(),
      close.empty() ? "; see ingot --help" : ("; did you mean \"" + close + "\"?").c_str());
  return kBadArguments;
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> words(argv + 1, argv + argc);
  if (words.empty()) {
    std::fputs(kHelp, stderr);
    return kBadArguments;
  }
  const std::vector<std::string> rest(words.begin() + 1, words.end());
  const std::string& first = words[0];
  if (first == "exec") return ingot::exec::run(rest);
  if (first == "models") return ingot::cli::run_models(rest);
  if (first == "demo") return ingot::cli::run_demo(rest);
  if (first == "debug") return ingot::cli::run_debug(rest);
  if (first == "help" || first == "--help" || first == "-h") return help(rest);
  if (first == "--version" || first == "-v") {
    std::puts(INGOT_VERSION);
    return 0;
  }
  return unknown(first);
}
