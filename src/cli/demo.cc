#include "cli/demo.h"

#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <optional>
#include <stop_token>

#include "args/parser.h"
#include "base/clock.h"
#include "cli/demo_run.h"
#include "demo/server.h"
#include "json/writer.h"
#include "os/file.h"
#include "os/paths.h"
#include "os/signals.h"
#include "term/sanitise.h"

namespace ingot::cli {
namespace {

constexpr int kBadArguments = 2;
constexpr long kMaxPort = 65535;

void print(int fd, std::string_view text) {
  // A closed pipe ends the output, not the program.
  [[maybe_unused]] const auto written = os::write_all(fd, text);
}

int refuse(const Error& error, int status) {
  print(STDERR_FILENO, "ingot: " + term::sanitise(to_text(error)) + "\n");
  return status;
}

struct Entry {
  std::string_view name, provider, path;
};
constexpr Entry kEntries[] = {
    {"Anthropic Messages", "anthropic", ""},
    {"OpenAI Responses", "openai", "/v1"},
    {"Chat Completions", "generic-chat-completion-api", "/v1"},
};

std::string settings_entries(const std::string& url, const std::string& model) {
  std::string text = "{\n  \"customModels\": [\n";
  for (const Entry& entry : kEntries) {
    if (&entry != &kEntries[0]) text += ",\n";
    text +=
        "    {\n      \"model\": " + json::quoted(model) +
        ",\n      \"displayName\": " + json::quoted("Scripted (" + std::string(entry.name) + ")") +
        ",\n      \"baseUrl\": " + json::quoted(url + std::string(entry.path)) +
        ",\n      \"apiKey\": \"demo-key\",\n      \"provider\": " + json::quoted(entry.provider) +
        "\n    }";
  }
  return text + "\n  ]\n}\n";
}

int serve(const std::string& file, std::uint16_t port) {
  std::atomic<int> signal = 0;
  std::stop_source stop;
  const os::SignalWatcher signals([&](int number) {
    int none = 0;
    if (!signal.compare_exchange_strong(none, number)) ::_exit(128 + number);
    stop.request_stop();
  });
  auto scenario = demo::load_scenario(os::absolute(file, os::current_folder()));
  if (!scenario) return refuse(scenario.error(), kBadArguments);
  const std::string model = scenario->model.empty() ? "scripted-demo" : scenario->model;
  const std::size_t turns = scenario->turns.size();
  auto server = demo::Server::start({.scenario = std::move(*scenario), .port = port});
  if (!server) return refuse(server.error(), 1);

  const std::string url = (*server)->base_url();
  std::string text = "A scripted model of " + std::to_string(turns) +
                     (turns == 1 ? " turn" : " turns") + " from " + term::sanitise_line(file) +
                     " answers on this machine only:\n\n";
  for (const Entry& entry : kEntries) {
    text += "  " + std::string(entry.name) + std::string(20 - entry.name.size(), ' ') + url +
            std::string(entry.path) + "\n";
  }
  text += "\nFor settings.json; any key that is not empty will do:\n\n" +
          term::sanitise(settings_entries(url, model)) + "\nCtrl-C ends it.\n";
  print(STDOUT_FILENO, text);
  while (system_clock().sleep(std::chrono::hours(1), stop.get_token())) {
  }
  (*server)->stop();
  print(STDOUT_FILENO, std::to_string((*server)->requests()) + " requests answered.\n");
  return 0;
}

}  // namespace

int run_demo(const std::vector<std::string>& arguments) {
  DemoOptions options;
  std::optional<std::string> scenario;
  std::optional<long> port;
  bool help = false;
  args::Parser parser(
      "ingot demo [options]",
      "A scripted model repairs a small project in a temporary folder: the server, the protocol, "
      "the tools and the test runs are real, the model's words are not. No key, no network, no "
      "cost. With --serve, the scripted model serves your own scenario to any client.");
  parser
      .choice("--protocol", "name", {"anthropic", "openai", "generic-chat-completion-api"},
              options.protocol, "the protocol to speak (default: anthropic)")
      .flag("--keep", options.keep, "leave the temporary folder for a look around")
      .group("As a server")
      .value("--serve", "file", scenario,
             "answer as this scenario says, until Ctrl-C; see docs/formats/scenario.md")
      .integer("--port", "number", port, 0, "listen on this port (default: one that is free)")
      .group("Other")
      .help_flag(help)
      .section("Exit status",
               "0 when the project's tests pass at the end, 1 when not, 2 for bad arguments, 130 "
               "after Ctrl-C.");
  if (const auto parsed = parser.parse(arguments); !parsed) {
    return refuse(parsed.error(), kBadArguments);
  }
  if (help) {
    print(STDOUT_FILENO, parser.help());
    return 0;
  }
  const auto bad = [](std::string what) {
    return refuse({.kind = Error::Kind::invalid_argument, .what = std::move(what)}, kBadArguments);
  };
  if (port && !scenario) return bad("--port goes with --serve");
  if (port && *port > kMaxPort) return bad("--port is at most 65535");
  if (scenario && options.keep) return bad("--keep does not go with --serve");
  os::ignore_broken_pipes();
  if (scenario) return serve(*scenario, static_cast<std::uint16_t>(port.value_or(0)));
  return run_sample(options);
}

}  // namespace ingot::cli
