// tui/plain.h: the conversation as lines, for terminals and readers that cannot take more.
//
// Purpose    --plain, TERM=dumb, ACCESSIBLE (TUI-140, TUI-142): nothing is redrawn, no escape byte
// is
//            written, questions are answered by number and Enter.
// Threads    One thread reads lines; events come from the conversation's pump.
#pragma once

#include <filesystem>

#include "engine/configuration.h"
#include "tui/options.h"

namespace ingot::tui {

int run_plain(engine::Configuration& configuration, const Options& options,
              const std::filesystem::path& cwd);

}  // namespace ingot::tui
