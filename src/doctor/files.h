// doctor/files.h: the settings files themselves: there, readable, kept to their owner.
//
// Source     CFG-22, CFG-162, CFG-170, CFG-204.
#pragma once

#include <string>

#include "base/result.h"
#include "config/settings.h"
#include "doctor/finding.h"

namespace ingot::doctor {

Section check_files(const config::Request& request, const config::Settings& settings);

// Corrects what has one right answer in the user's own files: modes, and values that say themselves
// what they should be. Returns what was changed, as a diff; empty when there was nothing to do.
Result<std::string> mend_files(const config::Request& request, const config::Settings& settings);

}  // namespace ingot::doctor
