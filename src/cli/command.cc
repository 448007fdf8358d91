#include "cli/command.h"

#include <unistd.h>

#include "os/file.h"
#include "term/sanitise.h"

namespace ingot::cli {

int print(const std::string& text) {
  [[maybe_unused]] const auto written = os::write_all(STDOUT_FILENO, term::sanitise(text));
  return 0;
}

void note(const std::string& text) {
  [[maybe_unused]] const auto written =
      os::write_all(STDERR_FILENO, term::sanitise("ingot: " + text + "\n"));
}

int complain(const Error& error) {
  note(to_text(error));
  return error.kind == Error::Kind::invalid_argument || error.kind == Error::Kind::not_found
             ? kBadArguments
             : kFailed;
}

}  // namespace ingot::cli
