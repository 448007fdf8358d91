// tui/trust_dialog.h: the question that comes before anything of a project counts.
//
// Purpose    Lists every item in full, in the scrollback, and asks: trust, open restricted, quit
//            (SEC-03, SEC-04). Only what was not answered before is shown.
// Errors     An answer that cannot be recorded is told; nothing of the project counts then.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/configuration.h"
#include "engine/trust.h"
#include "term/terminal.h"
#include "tui/dialog.h"
#include "tui/line.h"

namespace ingot::tui {

// What it asks for, item by item.
std::vector<Line> trust_listing(const config::ProjectTrust& project);

// The question while ingot runs. Esc leaves all as it is.
struct TrustQuestion {
  std::string title;
  std::string restricted;  // how to go on without what is listed is called
  std::string stay;        // and not to go on; empty: that cannot be chosen
  std::function<void(std::optional<engine::TrustAnswer>)> answered;  // empty: stay
};
std::unique_ptr<Dialog> trust_question(TrustQuestion question);

// Does nothing when there is nothing to ask. False: the user wants to leave. Without a terminal
// that was taken over: in lines.
bool settle_trust(engine::Configuration& configuration, term::Terminal* terminal);

}  // namespace ingot::tui
