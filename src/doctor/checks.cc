#include "doctor/checks.h"

#include <algorithm>
#include <set>

#include "config/files.h"
#include "http/proxy.h"
#include "http/trust_roots.h"
#include "models/problems.h"
#include "os/file.h"
#include "os/process.h"

namespace ingot::doctor {
namespace {

namespace fs = std::filesystem;
using Level = Finding::Level;

Level level_of(const config::Diagnostic& diagnostic) {
  switch (diagnostic.severity) {
    case config::Diagnostic::Severity::error:
      return Level::error;
    case config::Diagnostic::Severity::warning:
      return Level::warning;
    case config::Diagnostic::Severity::note:
      break;
  }
  return Level::note;
}

std::string subject_of(const config::Diagnostic& diagnostic) {
  if (diagnostic.path.empty()) return "settings";
  if (diagnostic.label.empty()) return diagnostic.path;
  return diagnostic.path + " (\"" + diagnostic.label + "\")";
}

// The part of a message after its last "; run:" or "; did you mean" is what to do; it stays in the
// text, which is the same everywhere (CFG-31).
Finding finding_of(const config::Diagnostic& diagnostic) {
  return {.level = level_of(diagnostic),
          .check = subject_of(diagnostic),
          .text = diagnostic.text,
          .where = config::to_string(diagnostic.at),
          .code = diagnostic.code};
}

std::string key_text(const models::Model& model) {
  if (model.key.empty()) return "no key";
  if (model.key_source.empty() || model.key_source == "literal") return "key written in the file";
  return "key from " + model.key_source;
}

void check_file(const std::string& setting, const std::string& path, const models::Model& model,
                Section& section) {
  if (path.empty()) return;
  const auto readable = os::read_file(path, 16U << 20U);
  section.findings.push_back({.level = readable ? Level::ok : Level::error,
                              .check = "ingot." + setting,
                              .text = path + (readable ? "" : ": " + readable.error().what),
                              .remedy = readable ? "" : "correct the path",
                              .where = model.origin});
}

}  // namespace

Section check_trust(const config::ProjectTrust& project) {
  Section section{.title = "Project"};
  const std::string ignored = project.ignored();
  if (ignored.empty()) {
    section.findings.push_back({.check = "trust",
                                .text = project.items.empty()
                                            ? "its files ask for nothing that needs trust"
                                            : "everything that its files ask for is trusted"});
  } else {
    section.findings.push_back(
        {.level = Level::warning,
         .check = "trust",
         .text = (project.trusted ? "" : "this project is not trusted, ") + ignored + " ignored",
         .remedy = "ingot trust shows what it asks for"});
  }
  return section;
}

Section check_settings(const config::Settings& settings,
                       const std::vector<models::Listed>& models) {
  Section section{.title = "Settings"};
  for (const config::Diagnostic& diagnostic : settings.diagnostics) {
    section.findings.push_back(finding_of(diagnostic));
  }
  for (const config::Diagnostic& problem : models::problems_of(models, settings)) {
    // A server on this machine may have a model of another name; notes stand with the models.
    const config::NamedModel& named =
        problem.path == settings.model.key ? settings.model : settings.compaction.model;
    const bool may_be_local = problem.code == "E20" && settings.detect_local &&
                              !named.name.starts_with(models::kCustomPrefix);
    if (problem.severity == config::Diagnostic::Severity::note || may_be_local) continue;
    section.findings.push_back(finding_of(problem));
  }
  if (section.findings.empty()) {
    section.findings.push_back({.check = "settings", .text = "nothing to complain about"});
  }
  return section;
}

Section check_models(const std::vector<models::Listed>& models) {
  Section section{.title = "Models"};
  const bool any = std::any_of(models.begin(), models.end(), [](const models::Listed& listed) {
    return listed.section == models::Section::custom || listed.usable();
  });
  if (!any) {
    section.findings.push_back({.level = Level::warning,
                                .check = "models",
                                .text = "no model is configured",
                                .remedy = "ingot models add --provider NAME --model ID"});
  }
  for (const models::Listed& listed : models) {
    // What is provided and has no key is no matter of this configuration.
    if (listed.section == models::Section::provided &&
        listed.key_state == models::KeyState::missing)
      continue;
    const models::Model& model = listed.model;
    const std::string id = listed.ids.empty() ? model.display_name : listed.ids.front();
    if (!listed.errors.empty()) {
      section.findings.push_back({.level = Level::note,
                                  .check = id,
                                  .text = "not usable: " + std::to_string(listed.errors.size()) +
                                          (listed.errors.size() == 1 ? " error" : " errors") +
                                          " above",
                                  .where = model.origin});
      continue;
    }
    std::string text = "POST " + http::shown_url(model.url) + ", " + key_text(model) + ", window " +
                       std::to_string(model.context_tokens) +
                       (model.context_is_known ? "" : " (assumed)") + ", price " +
                       (model.is_local      ? "local"
                        : model.price.input ? "known"
                                            : "unknown");
    section.findings.push_back({.check = id, .text = std::move(text), .where = model.origin});
    for (const config::Diagnostic& note : listed.notes)
      section.findings.push_back(finding_of(note));
  }
  return section;
}

Section check_proxies(const std::vector<models::Listed>& models,
                      const config::Environment& environment) {
  Section section{.title = "Proxies"};
  std::set<std::string> told;
  for (const models::Listed& listed : models) {
    if (!listed.errors.empty() || !told.insert(listed.model.host).second) continue;
    const http::ProxyChoice choice = http::proxy_for(listed.model.url, environment);
    section.findings.push_back(
        {.check = listed.model.host,
         .text = choice.proxy.empty()
                     ? std::string("reached directly")
                     : "through " + http::shown_url(choice.proxy) + " (" + choice.variable + ")" +
                           (choice.no_proxy.empty() ? "" : ", except for " + choice.no_proxy)});
  }
  return section;
}

Section check_certificates(const std::vector<models::Listed>& models,
                           const config::Environment& environment) {
  Section section{.title = "Certificates"};
  const http::TrustRoots roots = http::extra_trust_roots(environment);
  section.findings.push_back({.check = "trust", .text = "the system's store"});
  for (const std::string& file : roots.files) {
    const auto readable = os::read_file(file, 16U << 20U);
    section.findings.push_back(
        {.level = readable ? Level::ok : Level::error,
         .check = "trust",
         .text = "also " + file + (readable ? "" : ": " + readable.error().what),
         .remedy = readable ? ""
                            : "correct SSL_CERT_FILE or "
                              "NODE_EXTRA_CA_CERTS"});
  }
  for (const std::string& folder : roots.folders) {
    const auto info = os::stat_file(folder);
    section.findings.push_back({.level = info ? Level::ok : Level::error,
                                .check = "trust",
                                .text = "also " + folder + (info ? "" : " (not there)"),
                                .remedy = info ? "" : "correct SSL_CERT_DIR"});
  }
  for (const models::Listed& listed : models) {
    check_file("caFile", listed.model.ca_file, listed.model, section);
    check_file("clientCert", listed.model.client_cert, listed.model, section);
    check_file("clientKey", listed.model.client_key, listed.model, section);
  }
  return section;
}

Section check_programs() {
  Section section{.title = "Programs"};
  struct Wanted {
    std::string_view name, use, instead;
  };
  static constexpr Wanted kWanted[] = {
      {"rg", "searches files", "git grep or grep is used instead, and is slower"},
      {"git", "branch and file lists", "the branch is unknown to the model"},
      {"bash", "runs commands", "the Execute tool cannot work"}};
  for (const Wanted& wanted : kWanted) {
    const fs::path path = os::find_program(wanted.name);
    const bool vital = wanted.name == "bash";
    section.findings.push_back({.level = !path.empty() ? Level::ok
                                         : vital       ? Level::error
                                                       : Level::note,
                                .check = std::string(wanted.name),
                                .text = path.empty()
                                            ? "not found: " + std::string(wanted.instead)
                                            : path.string() + " (" + std::string(wanted.use) + ")",
                                .remedy = path.empty() ? "install it" : ""});
  }
  return section;
}

Section offer_local(const std::vector<provider::LocalServer>& servers,
                    const std::vector<models::Listed>& models) {
  Section section{.title = "Servers on this machine"};
  for (const provider::LocalServer& server : servers) {
    for (const provider::OfferedModel& model : server.models) {
      const bool configured =
          std::any_of(models.begin(), models.end(), [&](const models::Listed& listed) {
            return listed.model.is_local && listed.model.model == model.id;
          });
      section.findings.push_back(
          {.level = configured ? Level::ok : Level::note,
           .check = server.name,
           .text = model.id + " at " + server.base_url + (configured ? " (configured)" : ""),
           .remedy =
               configured ? "" : "add to customModels: " + provider::entry_text(server, model)});
    }
  }
  return section;
}

}  // namespace ingot::doctor
