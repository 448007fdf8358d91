// exec/prompt.h: where the prompt of a headless run comes from.
//
// Purpose    Argument, file or standard input, joined as cli.md 4 says, without ever hanging on a
//            pipe that a parent left open (CLI-18).
// Errors     Kind::invalid_argument ends the program with status 2.
#pragma once

#include <chrono>
#include <stop_token>
#include <string>
#include <vector>

#include "base/result.h"

namespace ingot::exec {

struct PromptSources {
  std::string argument;
  bool has_argument = false;
  std::string file;  // empty: none
  bool wait_for_stdin = false, ignore_stdin = false;
  int stdin_fd = 0;
  std::chrono::milliseconds first_byte{5000};
};

struct Prompt {
  std::string text;
  std::vector<std::string> notices;
};

// More than this on standard input goes to a temporary file (CLI-19).
constexpr std::size_t kMaxStdinBytes = 10U << 20U;

Result<Prompt> read_prompt(const PromptSources& sources, std::stop_token stop);

}  // namespace ingot::exec
