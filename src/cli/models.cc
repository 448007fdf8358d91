#include "cli/models.h"

#include <unistd.h>

#include "args/parser.h"
#include "engine/configuration.h"
#include "engine/listing.h"
#include "os/file.h"
#include "term/sanitise.h"

namespace ingot::cli {
namespace {

constexpr int kBadArguments = 2;

void print(int fd, const std::string& text) {
  // A closed pipe ends the output, not the program.
  [[maybe_unused]] const auto written = os::write_all(fd, term::sanitise(text));
}

}  // namespace

int run_models(const std::vector<std::string>& arguments) {
  bool json = false;
  bool help = false;
  args::Parser parser(
      "ingot models [options]",
      "The models in your settings files: id, URL, key state, limits, and what is wrong "
      "with an entry that cannot be used. No request is made and no key is shown.");
  parser.flag("--json", json, "one JSON object").help_flag(help);
  if (const auto parsed = parser.parse(arguments); !parsed) {
    print(STDERR_FILENO, "ingot: " + to_text(parsed.error()) + "\n");
    return kBadArguments;
  }
  if (help) {
    print(STDOUT_FILENO, parser.help());
    return 0;
  }
  const auto configuration = engine::load_configuration({});
  if (!configuration) {
    print(STDERR_FILENO, "ingot: " + to_text(configuration.error()) + "\n");
    return kBadArguments;
  }
  for (const config::Diagnostic& problem : configuration->settings.diagnostics) {
    if (problem.severity == config::Diagnostic::Severity::note) continue;
    print(STDERR_FILENO,
          "ingot: " + configuration->redactor.redact(config::to_string(problem)) + "\n");
  }
  print(STDOUT_FILENO, configuration->redactor.redact(engine::model_list(*configuration, json)));
  return 0;
}

}  // namespace ingot::cli
