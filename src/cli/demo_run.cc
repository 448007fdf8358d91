#include "cli/demo_run.h"

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <stop_token>
#include <system_error>

#include "cli/demo_screen.h"
#include "demo/sample_project.h"
#include "demo/server.h"
#include "engine/engine.h"
#include "json/writer.h"
#include "os/file.h"
#include "os/paths.h"
#include "os/process.h"
#include "os/signals.h"

namespace ingot::cli {
namespace {

constexpr const char* kKey = "demo-key";  // no secret: the server takes any
constexpr std::chrono::milliseconds kPace(10);
constexpr std::chrono::seconds kTestLimit(60);
constexpr std::size_t kMaxTestOutput = 64U << 10U;

// Whose prices and name the demo borrows. List prices in US dollars per million tokens, 2026;
// below zero: the vendor has no such price.
struct Imitated {
  std::string_view protocol, model, vendor;
  double input, output, cache_read, cache_write;
};
constexpr Imitated kImitated[] = {
    {"anthropic", "claude-sonnet-4-5-20250929", "Anthropic", 3, 15, 0.3, 3.75},
    {"openai", "gpt-5.1", "OpenAI", 1.25, 10, 0.125, -1},
    {"generic-chat-completion-api", "moonshotai/Kimi-K2.7-Code", "Together AI", 0.95, 4, 0.19, -1},
};

const Imitated& imitated(std::string_view protocol) {
  for (const Imitated& one : kImitated) {
    if (one.protocol == protocol) return one;
  }
  return kImitated[0];
}

// A private folder that goes away with its owner.
class TemporaryFolder {
 public:
  static Result<TemporaryFolder> make() {
    const std::string parent = os::temporary_folder().string();
    std::string name = parent + "/ingot-demo-XXXXXX";
    if (::mkdtemp(name.data()) == nullptr) {
      return system_error(errno, "make a temporary folder", parent);
    }
    return TemporaryFolder(os::canonical(name));
  }
  TemporaryFolder(TemporaryFolder&& other) noexcept : path_(std::move(other.path_)) {
    other.path_.clear();
  }
  TemporaryFolder& operator=(TemporaryFolder&&) = delete;
  ~TemporaryFolder() {
    std::error_code ignored;
    if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
  }
  const std::filesystem::path& path() const { return path_; }
  void keep() { path_.clear(); }

 private:
  explicit TemporaryFolder(std::filesystem::path path) : path_(std::move(path)) {}
  std::filesystem::path path_;
};

std::string settings_text(const Imitated& model, const std::string& base_url) {
  std::string text;
  json::Writer writer(text);
  writer.begin_object().key("customModels").begin_array().begin_object();
  writer.member("model", model.model);
  writer.member("displayName", "Demo (scripted, imitates " + std::string(model.model) + ")");
  writer.member("baseUrl", model.protocol == "anthropic" ? base_url : base_url + "/v1");
  writer.member("apiKey", kKey).member("provider", model.protocol);
  writer.key("ingot").begin_object().key("pricing").begin_object();
  writer.member("input", model.input).member("output", model.output);
  writer.member("cacheRead", model.cache_read);
  if (model.cache_write >= 0) writer.member("cacheWrite", model.cache_write);
  writer.end_object().end_object();
  writer.end_object().end_array().end_object();
  return text;
}

std::string number(double value, const char* form) {
  char text[64];
  std::snprintf(text, sizeof text, form, value);
  return text;
}

std::string row(const std::string& label, const std::string& value) {
  return "  " + label + std::string(label.size() < 28 ? 28 - label.size() : 1, ' ') + value + "\n";
}

std::string count(std::int64_t tokens) {
  return tokens < 0 ? "not reported" : std::to_string(tokens);
}

class Sample {
 public:
  explicit Sample(const DemoOptions& options)
      : options_(options),
        model_(imitated(options.protocol)),
        signals_([this](int signal) { on_signal(signal); }) {}

  int run() {
    const Result<bool> passed = repair();
    if (signal_ != 0) return 128 + signal_;
    if (passed) return *passed ? 0 : 1;
    screen_.print("ingot: " + term::sanitise(to_text(passed.error())) + "\n");
    return 1;
  }

 private:
  // CLI-13: the first signal ends the turn in order, the second one the program.
  void on_signal(int signal) {
    int none = 0;
    if (!signal_.compare_exchange_strong(none, signal)) ::_exit(128 + signal);
    stop_.request_stop();
  }

  Result<bool> repair() {
    INGOT_TRY(TemporaryFolder folder, TemporaryFolder::make());
    const std::filesystem::path project = folder.path() / "project";
    const std::filesystem::path config = folder.path() / "config";
    INGOT_TRY_VOID(os::make_folders(project));
    INGOT_TRY_VOID(os::make_folders(config, 0700));
    INGOT_TRY_VOID(demo::write_sample_project(project));
    const auto pace = screen_.is_terminal() ? kPace : std::chrono::milliseconds(0);
    INGOT_TRY(const auto server,
              demo::Server::start({.scenario = demo::sample_scenario(project, pace)}));
    INGOT_TRY_VOID(
        os::write_atomic(config / "settings.json", settings_text(model_, server->base_url())));

    screen_.heading("ingot demo: a scripted model repairs a small project");
    screen_.print(
        "The model is a script behind " + server->base_url() + "; it imitates " +
        std::string(model_.model) +
        " in protocol and price only.\n"
        "Nothing leaves this machine, no key is used and nothing is paid. What ingot does "
        "with the answers is real.\n\n");
    screen_.print("Project  " + term::sanitise_line(project.string()) + "\nPrompt   " +
                  demo::kSamplePrompt + "\n\n");

    Result<bool> passed = work(project, config);
    if (options_.keep) {
      screen_.print("\nKept: " + term::sanitise_line(project.string()) + "\n");
      folder.keep();
    }
    return passed;
  }

  Result<bool> work(const std::filesystem::path& project, const std::filesystem::path& config) {
    // The user's own settings must neither help nor hinder. The only threads are the server's and
    // the signal watcher's, and none of them reads the environment.
    ::setenv("INGOT_CONFIG_DIR", config.c_str(), 1);  // NOLINT(concurrency-mt-unsafe)
    ::unsetenv("INGOT_REASONING_EFFORT");             // NOLINT(concurrency-mt-unsafe)
    INGOT_TRY(const engine::Configuration configuration, engine::load_configuration());
    std::vector<std::string> notices;
    engine::Options options;
    INGOT_TRY(options.model, configuration.choose(model_.model, {}, notices));
    options.cwd = project;
    options.autonomy = policy::Autonomy::high;
    options.ephemeral = true;
    INGOT_TRY(const auto engine, engine::Engine::open(configuration, options));
    engine->post(engine::Submit{chat::user_message(demo::kSamplePrompt)});
    follow(*engine);
    if (signal_ != 0) return false;
    INGOT_TRY(const bool passed, run_tests(project));
    show_cost(engine->totals());
    return passed;
  }

  void follow(engine::Engine& engine) {
    bool told = false;
    while (true) {
      const auto event =
          engine.next(std::chrono::minutes(1), told ? std::stop_token() : stop_.get_token());
      if (stop_.stop_requested() && !told) {
        told = true;
        engine.interrupt();
      }
      if (!event) continue;
      screen_.show(*event);
      if (std::holds_alternative<agent::TurnFinished>(*event)) return;
    }
  }

  Result<bool> run_tests(const std::filesystem::path& project) {
    screen_.heading("The demo itself runs the tests once more");
    INGOT_TRY(const os::Captured ran,
              os::run({.argv = {"/bin/sh", "-c", demo::kSampleTestCommand},
                       .directory = project,
                       .environment = os::environment_without({"INGOT_CONFIG_DIR"})},
                      kTestLimit, kMaxTestOutput, stop_.get_token()));
    screen_.quoted("  | ", ran.output);
    const bool passed = ran.exit.code == 0 && !ran.timed_out && !ran.stopped;
    screen_.print(passed ? "  The tests pass.\n\n" : "  The tests FAIL.\n\n");
    return passed;
  }

  template <typename Totals>
  void show_cost(const Totals& totals) {
    using chat::told;
    const std::int64_t prompt =
        told(totals.usage.input) + told(totals.usage.cache_read) + told(totals.usage.cache_write);
    screen_.heading("What this would have cost at list price of " + std::string(model_.model));
    std::string text = row("requests", std::to_string(totals.requests));
    text += row("input tokens", count(totals.usage.input));
    text += row("output tokens", count(totals.usage.output));
    text += row("cache read tokens", count(totals.usage.cache_read));
    text += row("cache write tokens", model_.cache_write < 0 && told(totals.usage.cache_write) == 0
                                          ? "not charged by this vendor"
                                          : count(totals.usage.cache_write));
    text += row("prompt covered by the cache",
                prompt == 0 ? "unknown"
                            : number(100.0 * static_cast<double>(told(totals.usage.cache_read)) /
                                         static_cast<double>(prompt),
                                     "%.1f %%"));
    text += row("cost", totals.cost_usd ? number(*totals.cost_usd, "$%.4f") : "unknown");
    if (totals.cost_usd && totals.saved_usd) {
      text += row("cost without the cache", number(*totals.cost_usd + *totals.saved_usd, "$%.4f"));
    }
    text +=
        row("prices (" + std::string(model_.vendor) + ")",
            number(model_.input, "$%g") + " input, " + number(model_.output, "$%g") + " output, " +
                number(model_.cache_read, "$%g") + " cache read per million tokens");
    screen_.print(text);
    screen_.faint(
        "  The script counts a token as four bytes and plays the vendor's prompt cache; a real "
        "model "
        "counts otherwise.");
  }

  DemoOptions options_;
  const Imitated& model_;
  DemoScreen screen_;
  std::atomic<int> signal_ = 0;
  std::stop_source stop_;
  os::SignalWatcher signals_;  // last: started before all other threads, ended first
};

}  // namespace

int run_sample(const DemoOptions& options) {
  os::ignore_broken_pipes();
  return Sample(options).run();
}

}  // namespace ingot::cli
