// demo/sample_project.h: a small project with a real bug, and the script that repairs it.
//
// Purpose    What `ingot demo` works on. The project needs nothing but /bin/sh and the standard
//            text tools; its tests fail until lib/slugify.sh is repaired. The model is scripted,
//            the tool calls, the edits and the test runs are real.
// Errors     write_sample_project(): Kind::io.
#pragma once

#include <chrono>
#include <filesystem>
#include <string>

#include "base/result.h"
#include "demo/scenario.h"

namespace ingot::demo {

// What the user asks for.
extern const char* const kSamplePrompt;
// Runs the tests, from the project's folder; exit status 0 when all pass.
extern const char* const kSampleTestCommand;

// Into `folder`, which exists.
Result<> write_sample_project(const std::filesystem::path& folder);

// Repairs the project in `folder` (canonical). `delay` goes before each delta.
Scenario sample_scenario(const std::filesystem::path& folder, std::chrono::milliseconds delay);

}  // namespace ingot::demo
