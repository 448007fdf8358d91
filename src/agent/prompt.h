// agent/prompt.h: what every conversation begins with.
//
// Purpose    The system prompt: the same bytes for every model, folder, day and process, so that
// the
//            providers' caches hit (decisions.md 8, PRV-110). What changes stands in the context
//            text, which is attached to the user's first message and, when it has changed, to a
//            later one.
// Invariant  system_prompt() holds nothing volatile; a golden file pins it.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "policy/decide.h"

namespace ingot::agent {

// `append` is the user's addition (CLI-71), at the very end after an empty line.
std::string system_prompt(std::string_view append);

struct ContextFacts {
  std::string date;      // 2026-01-02
  std::string platform;  // linux, macos
  std::filesystem::path cwd;
  std::string git_branch;  // empty outside a repository
  bool in_git = false;
  policy::Mode mode = policy::Mode::automatic;
  policy::Autonomy autonomy = policy::Autonomy::off;
  bool can_ask = false;  // a person is there to answer
};

ContextFacts gather_context(const policy::Rules& rules, const Clock& clock, bool can_ask);
std::string context_text(const ContextFacts& facts);
// What may run at this level, as a clause.
std::string_view permissions_text(policy::Autonomy autonomy);

}  // namespace ingot::agent
