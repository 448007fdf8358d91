// engine/trust.h: the user's word on what a project asks for.
//
// Purpose    What `ingot trust`, the dialog at the start and headless runs show and decide
//            (CFG-27, SEC-03..05).
// Errors     Those of config/trust_store.h; nothing is recorded then.
#pragma once

#include <filesystem>
#include <string>

#include "base/result.h"
#include "engine/configuration.h"

namespace ingot::engine {

// One line about what is left out of this project's files; empty when nothing is.
std::string trust_notice(const Configuration& configuration);

// One item as text: what and where, its value in full, what comes of it. Foreign text.
std::string to_text(const config::TrustItem& item);

// Records the user's answer to everything that was not answered yet (or, with `again`, that was
// declined), and loads the settings anew.
enum class TrustAnswer { trust, leave_out };
Result<> answer_trust(Configuration& configuration, TrustAnswer answer, bool again = false);

// Texts for `ingot trust`, each ending in a newline.
std::string trust_status(const Configuration& configuration);
Result<std::string> trust_list(const Configuration& configuration, bool json);
Result<std::string> forget_trust(const Configuration& configuration,
                                 const std::filesystem::path& folder);

}  // namespace ingot::engine
