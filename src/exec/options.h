// exec/options.h: the command line of `ingot exec`.
//
// Purpose    cli.md 2.2 as a value. Flags of features that do not exist yet (worktrees, spec mode,
//            missions, JSON-RPC, structured output) are not known and say so.
// Errors     Kind::invalid_argument: the program ends with status 2.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace ingot::exec {

enum class Format { text, json, stream_json };

struct Options {
  Format format = Format::text;
  std::string input_format;
  std::vector<std::string> words;  // the prompt, before joining
  std::string file;
  std::string autonomy;  // empty: read-only
  bool skip_permissions = false;
  std::string session_id, fork_id;
  std::string model, effort;
  bool use_spec = false;
  std::string spec_model, spec_effort;
  std::vector<std::string> fallback_models;  // not split at commas yet
  std::vector<std::string> only_tools, add_tools, remove_tools;
  bool list_tools = false, list_models = false;
  std::string cwd;
  bool trust_project = false;
  std::vector<std::string> tags;
  std::optional<std::string> append_system_prompt;  // given empty is an error (CLI-71)
  std::string append_system_prompt_file;
  std::string settings;
  std::optional<long> max_turns;
  std::optional<double> max_cost, timeout_seconds;
  std::vector<std::string> images;
  bool continue_when_denied = false;
  std::string output_last_message;
  bool ephemeral = false;
  bool detailed_exit_codes = false;
  bool partial_messages = false;
  bool read_stdin = false, no_stdin = false;
  bool show_cost = false;
  bool print_request = false;
  bool help = false;
};

Result<Options> parse_options(const std::vector<std::string>& arguments);
std::string help_text();

}  // namespace ingot::exec
