#include "cli/doctor.h"

#include <chrono>
#include <csignal>
#include <optional>
#include <stop_token>

#include "args/parser.h"
#include "cli/command.h"
#include "doctor/checks.h"
#include "doctor/files.h"
#include "doctor/probe.h"
#include "engine/configuration.h"
#include "engine/keys.h"
#include "os/paths.h"
#include "os/signals.h"

namespace ingot::cli {
namespace {

constexpr long kUsualTimeout = 10000;  // milliseconds
constexpr std::chrono::milliseconds kLocalLimit(300);

struct Wanted {
  std::vector<std::string> models;  // to try out
  bool all = false, cache = false;
  bool fix = false;
  bool config = false, providers = false, proxy = false, certs = false;
  std::optional<long> timeout_ms;
  bool json = false, verbose = false;

  // Without a choice, everything that needs no network.
  bool chooses() const { return config || providers || proxy || certs; }
};

int report(const engine::Configuration& configuration, const std::vector<doctor::Section>& sections,
           const Wanted& wanted) {
  const std::string text =
      wanted.json ? doctor::to_json(sections) + "\n" : doctor::to_text(sections, wanted.verbose);
  print(configuration.redactor.redact(text));
  return doctor::has_problems(sections) ? kFailed : 0;
}

// Tries the models out one after the other; a signal ends the one that runs.
void try_models(const engine::Configuration& configuration,
                const std::vector<models::Model>& models, const Wanted& wanted,
                std::vector<doctor::Section>& sections) {
  std::stop_source stop;
  const os::SignalWatcher signals([&](int) { stop.request_stop(); });
  const doctor::ProbeOptions options{
      .limit = std::chrono::milliseconds(wanted.timeout_ms.value_or(kUsualTimeout)),
      .cache = wanted.cache};
  engine::FetchedKeys keys(configuration.request.environment, configuration.redactor);
  for (models::Model model : models) {
    if (stop.stop_requested()) return;
    if (const auto filled = keys.fill(model, stop.get_token()); !filled) {
      sections.push_back({.title = model.id,
                          .findings = {{.level = doctor::Finding::Level::error,
                                        .check = "key",
                                        .text = filled.error().what,
                                        .remedy = filled.error().remedy,
                                        .where = model.key_origin}}});
      continue;
    }
    sections.push_back(doctor::probe(configuration.redactor, model, options, stop.get_token()));
  }
}

Result<std::vector<models::Model>> chosen_models(const engine::Configuration& configuration,
                                                 const Wanted& wanted) {
  std::vector<models::Model> models;
  std::vector<std::string> notices;
  for (const std::string& name : wanted.models) {
    INGOT_TRY(models::Model model, configuration.choose(name, {}, notices));
    models.push_back(std::move(model));
  }
  if (!wanted.all) return models;
  for (const models::Listed& listed : configuration.models) {
    if (!listed.usable() || listed.section != models::Section::custom) continue;
    INGOT_TRY(models::Model model, configuration.choose(listed.ids.front(), {}, notices));
    models.push_back(std::move(model));
  }
  return models;
}

void check_offline(const engine::Configuration& configuration, const Wanted& wanted,
                   std::vector<doctor::Section>& sections) {
  const bool everything = !wanted.chooses();
  if (everything || wanted.config) {
    sections.push_back(doctor::check_files(configuration.request, configuration.settings));
    sections.push_back(doctor::check_trust(configuration.settings.project));
    sections.push_back(doctor::check_settings(configuration.settings, configuration.models));
  }
  if (everything || wanted.config || wanted.providers) {
    sections.push_back(doctor::check_models(configuration.models));
  }
  if (everything || wanted.proxy) {
    sections.push_back(doctor::check_proxies(configuration.models, os::environment_variable));
  }
  if (everything || wanted.certs) {
    sections.push_back(doctor::check_certificates(configuration.models, os::environment_variable));
  }
  if (everything) sections.push_back(doctor::check_programs());
  if (everything || wanted.providers) {
    sections.push_back(
        doctor::offer_local(provider::find_local_servers(os::environment_variable, kLocalLimit, {}),
                            configuration.models));
  }
}

}  // namespace

int run_doctor(const std::vector<std::string>& arguments) {
  Wanted wanted;
  bool help = false;
  args::Parser parser(
      "ingot doctor [options]",
      "What is wrong with the configuration and how to mend it. Nothing leaves this "
      "machine unless --model or --all is given: then each of these models gets one "
      "tiny request.");
  parser.list("--model", "id", wanted.models, "try this model out (repeatable)")
      .flag("--all", wanted.all, "try every usable model out")
      .also("--connectivity")
      .flag("--cache", wanted.cache, "with --model: also whether the prompt cache works")
      .flag("--config", wanted.config, "settings files and entries only")
      .flag("--providers", wanted.providers, "models and local servers only")
      .flag("--proxy", wanted.proxy, "proxies only")
      .flag("--certs", wanted.certs, "certificates only")
      .integer("--timeout", "ms", wanted.timeout_ms, 1, "limit of one question to a server (10000)")
      .flag("--fix", wanted.fix,
            "first correct what has one right answer in your own files: modes, values that are "
            "written in another way; shows what it changes")
      .flag("--json", wanted.json, "one JSON object")
      .flag("--verbose", wanted.verbose, "notes about the files too")
      .help_flag(help)
      .section("Exit status", "  0 no problem   1 problems   2 bad arguments\n");
  if (const auto parsed = parser.parse(arguments); !parsed) return complain(parsed.error());
  if (help) return print(parser.help());
  auto configuration = engine::load_configuration();
  if (!configuration) return complain(configuration.error());
  if (wanted.fix) {
    const auto mended = doctor::mend_files(configuration->request, configuration->settings);
    if (!mended) return complain(mended.error());
    // The lines of a file may hold keys.
    const std::string changes = configuration->redactor.redact(*mended);
    if (!wanted.json) print(changes.empty() ? "Nothing to correct.\n" : changes + "\n");
    configuration = engine::load_configuration();
    if (!configuration) return complain(configuration.error());
  }
  const auto models = chosen_models(*configuration, wanted);
  if (!models) return complain(models.error());
  std::vector<doctor::Section> sections;
  if (models->empty() || wanted.chooses()) check_offline(*configuration, wanted, sections);
  try_models(*configuration, *models, wanted, sections);
  return report(*configuration, sections, wanted);
}

int run_models_test(const std::vector<std::string>& arguments) {
  Wanted wanted;
  bool help = false;
  args::Parser parser("ingot models test <id>... [options]",
                      "Tries models out: one tiny request each, judged step by step. It costs what "
                      "the provider charges for it, and says how much.");
  parser.words(wanted.models)
      .flag("--all", wanted.all, "every usable model")
      .flag("--cache", wanted.cache, "also whether the prompt cache works (two longer requests)")
      .integer("--timeout", "ms", wanted.timeout_ms, 1, "limit of one question to a server (10000)")
      .flag("--json", wanted.json, "one JSON object")
      .help_flag(help);
  if (const auto parsed = parser.parse(arguments); !parsed) return complain(parsed.error());
  if (help) return print(parser.help());
  if (wanted.models.empty() && !wanted.all) {
    return complain({.kind = Error::Kind::invalid_argument,
                     .what = "models test needs a model",
                     .remedy = "name one (ingot models lists them), or give --all"});
  }
  const auto configuration = engine::load_configuration();
  if (!configuration) return complain(configuration.error());
  const auto models = chosen_models(*configuration, wanted);
  if (!models) return complain(models.error());
  std::vector<doctor::Section> sections;
  try_models(*configuration, *models, wanted, sections);
  return report(*configuration, sections, wanted);
}

}  // namespace ingot::cli
