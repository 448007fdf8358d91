// cli/command.h: how the small commands speak.
#pragma once

#include <string>

#include "base/error.h"

namespace ingot::cli {

constexpr int kFailed = 1;
constexpr int kBadArguments = 2;
constexpr int kInterrupted = 130;

// Standard output, sanitised; a closed pipe ends the output, not the program. Returns 0.
int print(const std::string& text);
// "ingot: ..." on standard error.
void note(const std::string& text);
// The error on standard error; returns the exit status it stands for.
int complain(const Error& error);

}  // namespace ingot::cli
