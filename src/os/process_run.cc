#include <unistd.h>

#include <algorithm>

#include "os/process.h"

extern char** environ;  // NOLINT: POSIX leaves the declaration to the program

namespace ingot::os {
namespace {

// What a program gets to tidy up; short enough that a stop is answered within 100 ms.
constexpr std::chrono::milliseconds kGrace(80);

bool keep(std::string& kept, std::string_view piece, std::size_t max_bytes) {
  const std::size_t room = max_bytes - std::min(max_bytes, kept.size());
  kept += piece.substr(0, room);
  return piece.size() <= room;
}

}  // namespace

std::vector<std::string> environment_without(const std::vector<std::string>& names) {
  std::vector<std::string> kept;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string_view variable = *entry;
    const std::string_view name = variable.substr(0, variable.find('='));
    if (std::find(names.begin(), names.end(), name) == names.end()) kept.emplace_back(variable);
  }
  return kept;
}

Result<Captured> run(const Command& command, std::chrono::milliseconds limit, std::size_t max_bytes,
                     std::stop_token stop) {
  const auto deadline = std::chrono::steady_clock::now() + limit;
  INGOT_TRY(Child child, Child::start(command));
  Captured captured;
  while (true) {
    const Child::Step step = child.wait(deadline, stop);
    if (!keep(captured.output, step.output, max_bytes)) captured.truncated = true;
    if (!keep(captured.error, step.error, max_bytes)) captured.truncated = true;
    if (step.event == Child::Event::output) continue;
    captured.timed_out = step.event == Child::Event::timeout;
    captured.stopped = step.event == Child::Event::stopped;
    if (step.event != Child::Event::exited) child.end_group(kGrace);
    captured.exit = child.exit();
    return captured;
  }
}

}  // namespace ingot::os
