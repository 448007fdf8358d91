// policy/program_rules.h: the rules that a row of the table of programs may name.
//
// Purpose    One function per kind of program whose words the table alone cannot judge. Each raises
//            the class through the walk; what it does not understand, it makes high.
#pragma once

#include <algorithm>
#include <initializer_list>

#include "policy/programs.h"

namespace ingot::policy {

struct ProgramRow;
struct Program {
  const ProgramRow* row = nullptr;
  OptionTable table;
};
using Rule = void (*)(Walk& walk, const Call& call, const Program& program);

struct ProgramRow {
  std::string_view names;
  Risk risk;
  char operands;
  std::string_view open;  // what an operand of unknown text means: "safe", "worst" or medium
  std::string_view options;
  Rule rule;
};

bool is_one_of(std::string_view name, const auto& names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}
inline bool is_one_of(std::string_view name, std::initializer_list<std::string_view> names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}
// The names in a cell of a table, with one blank between them; an empty cell has the name "".
void each_name(std::string_view names, const auto& take) {
  for (bool more = true; more;) {
    const std::size_t end = names.find(' ');
    take(names.substr(0, end));
    more = end != std::string_view::npos;
    if (more) names.remove_prefix(end + 1);
  }
}

// To the class that the table gives a command.
void raise_to(Walk& walk, Risk risk, const std::string& command);
// Raises for operands that may be options, as the row says.
void judge_open(Walk& walk, const Arguments& arguments, std::string_view open);
// The words as one shell text.
Field joined(std::span<const Field> words);
// Of a file that the rule names itself.
Field literal(std::string text);

namespace rules {

#define INGOT_RULE(name) void name(Walk& walk, const Call& call, const Program& program)
// rules_text.cc
INGOT_RULE(grep);
INGOT_RULE(jq);
INGOT_RULE(in_place);
INGOT_RULE(formatter);
INGOT_RULE(ruff);
// rules_scripts.cc
INGOT_RULE(sed);
INGOT_RULE(awk);
// rules_files.cc
INGOT_RULE(find);
INGOT_RULE(fd);
INGOT_RULE(compress);
INGOT_RULE(remove);
INGOT_RULE(copy);
INGOT_RULE(chmod);
INGOT_RULE(tar);
INGOT_RULE(unzip);
INGOT_RULE(zip);
INGOT_RULE(dd);
// rules_shell.cc
INGOT_RULE(cd);
INGOT_RULE(popd);
INGOT_RULE(declare);
INGOT_RULE(read);
INGOT_RULE(printf);
INGOT_RULE(unset);
INGOT_RULE(set);
INGOT_RULE(shopt);
INGOT_RULE(let);
INGOT_RULE(test);
INGOT_RULE(alias);
INGOT_RULE(eval);
INGOT_RULE(trap);
INGOT_RULE(source);
// rules_wrappers.cc
INGOT_RULE(wrapper);
INGOT_RULE(env);
INGOT_RULE(xargs);
INGOT_RULE(shell);
INGOT_RULE(python);
INGOT_RULE(interpreter);
INGOT_RULE(npx);
// rules_system.cc
INGOT_RULE(ps);
INGOT_RULE(top);
INGOT_RULE(ip);
INGOT_RULE(printenv);
INGOT_RULE(getent);
INGOT_RULE(kill);
INGOT_RULE(systemctl);
INGOT_RULE(crontab);
INGOT_RULE(curl);
INGOT_RULE(lookup);
// rules_build.cc
INGOT_RULE(make);
INGOT_RULE(task);
INGOT_RULE(tool);
INGOT_RULE(coverage);
INGOT_RULE(cmake);
INGOT_RULE(compiler);
INGOT_RULE(subcommands);
// rules_git.cc
INGOT_RULE(git);
#undef INGOT_RULE

}  // namespace rules
}  // namespace ingot::policy
