// doctor/checks.h: what can be said without asking anyone.
//
// Purpose    The offline part of `ingot doctor` (CFG-170..187): files, entries, proxies,
//            certificates, the programs that tools need. All problems at once, each with its
//            remedy.
// Threads    Pure but for reading files and the environment.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "config/settings.h"
#include "doctor/finding.h"
#include "models/listed.h"
#include "provider/local_servers.h"

namespace ingot::doctor {

// CFG-170: what of the project's own settings does not count.
Section check_trust(const config::ProjectTrust& project);
// Every diagnostic of every file, in the order of the files.
Section check_settings(const config::Settings& settings, const std::vector<models::Listed>& models);
Section check_models(const std::vector<models::Listed>& models);
Section check_proxies(const std::vector<models::Listed>& models,
                      const config::Environment& environment);
Section check_certificates(const std::vector<models::Listed>& models,
                           const config::Environment& environment);
Section check_programs();
// Servers found on this machine, with an entry to paste for models nobody configured.
Section offer_local(const std::vector<provider::LocalServer>& servers,
                    const std::vector<models::Listed>& models);

}  // namespace ingot::doctor
