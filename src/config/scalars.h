// config/scalars.h: the settings that are not models.
//
// Source     Configuration keys of Droid's settings.json (CFG-17, section 9) and CFG-161: a wrong
//            value is reported and leaves the key to the next level.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "config/settings.h"
#include "config/source.h"
#include "json/located.h"

namespace ingot::config {

struct Scalars {
  std::string model, reasoning_effort, autonomy;
  std::vector<std::string> command_allowlist, command_denylist, command_blocklist;
  std::optional<std::int64_t> llm_request_timeout_ms;
  std::optional<std::vector<std::string>> fallback;
  std::optional<bool> show_thinking;
  std::string tool_result_display;
};

// A string or an array of strings; what else stands there is returned.
const json::Located* read_strings(const json::Located& value, std::vector<std::string>& into);

void read_scalars(const json::Located& root, Source& source, Scalars& into);

// One note for each top-level key that nobody knows.
void note_unknown_settings(const json::Located& root, Source& source);

// Fills what `settings` does not have yet: called from the highest level down.
void merge_scalars(Settings& settings, const Scalars& level);

}  // namespace ingot::config
