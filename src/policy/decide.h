// policy/decide.h: may this call run?
//
// Purpose    A function from what a call would touch and what the user allowed, in the settings and
//            for good (policy/exact_rules.h), to a verdict. Reads, and changes nothing.
//            Asking is the front end's business; a front end that cannot ask turns `ask` into
//            `deny`.
// Source     safety.md AUT-04 (the table), CLI-32..38.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tools/effects.h"
#include "tools/tool.h"

namespace ingot::policy {

enum class Autonomy { off, low, medium, high, unsafe };  // unsafe: --skip-permissions-unsafe
std::string_view to_string(Autonomy autonomy);
std::optional<Autonomy> autonomy_from(std::string_view text);
// The most that `maxAutonomyLevel` admits; "high" and "" are no cap (AUT-09).
Autonomy most_autonomy(std::string_view level);

// spec: the model plans and changes nothing, at whatever autonomy (AUT-01, SPC-02).
enum class Mode { automatic, spec };
std::string_view to_string(Mode mode);  // auto, spec
// Anything but "spec" is the automatic mode; missions do not exist.
Mode mode_from(std::string_view text);

struct Rules {
  Mode mode = Mode::automatic;
  Autonomy autonomy = Autonomy::off;
  // maxAutonomyLevel: whatever `autonomy` becomes, it counts as no more than this (AUT-03).
  Autonomy most = Autonomy::unsafe;
  // Headless: a command of class `read` runs at `off` whether allowlisted or not (AUT-08).
  bool read_commands_run = false;
  std::filesystem::path workspace;                // canonical
  std::vector<std::filesystem::path> more_roots;  // --add-dir, output folder
  std::vector<std::string> command_allowlist, command_denylist, command_blocklist;
  // ~/.factory: protected (CFG-208); holds the commands that are allowed for good.
  std::filesystem::path config_folder;
};

struct Verdict {
  enum class Kind { allow, ask, deny };
  Kind kind = Kind::deny;
  tools::Risk risk = tools::Risk::high;
  // The lowest autonomy that would allow it; empty when none does.
  std::optional<Autonomy> needs;
  bool by_mode = false;            // denied because of the mode, whatever the autonomy
  std::string why;                 // for the user and, when refused, for the model
  std::size_t begin = 0, end = 0;  // the part of the command that decided; empty when none did
  bool can_keep = false;           // the user may allow this very command for good (PRM-04)
};

Verdict decide(const tools::ToolSpec& tool, const tools::Effects& effects, const Rules& rules);

}  // namespace ingot::policy
