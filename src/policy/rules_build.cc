#include <fnmatch.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <map>

#include "base/letters.h"
#include "policy/program_rules.h"

// Builders, package managers and programs that have subcommands.
namespace ingot::policy::rules {
namespace {

// A target or script whose name says that it leaves the workspace or cannot be taken back.
bool names_danger(std::string_view text) {
  constexpr std::array<std::string_view, 10> kWords = {"deploy",  "release", "publish", "push",
                                                       "prod",    "migrat",  "seed",    "drop",
                                                       "destroy", "install"};
  const std::string name = lower(text);
  return std::any_of(kWords.begin(), kWords.end(),
                     [&](std::string_view word) { return name.find(word) != std::string::npos; });
}

void judge_target(Walk& walk, const Field& target) {
  if (!target.is_known()) return walk.raise(Risk::high, "what it makes is computed");
  if (names_danger(target.text)) {
    walk.raise(Risk::high, "\"" + target.text + "\" may leave the machine or cannot be undone");
  }
}

// Whatever a word names, alone or behind "=" and ":" (`--cov-report=html:out`): a tool may load it
// or write it.
void judge_places(Walk& walk, std::span<const Field> words) {
  for (const Field& word : words) {
    Field place = word;
    const std::size_t equals = word.text.find('=');
    if (word.text.starts_with("-")) {
      if (equals == std::string::npos) continue;
      place.text = word.text.substr(equals + 1);
    }
    const std::size_t colon = place.text.rfind(':');
    if (colon != std::string::npos) place.text.erase(0, colon + 1);
    if (!place.text.empty()) judge_place(walk, place);
  }
}

bool is_own_place(Walk& walk, const Field& path) {
  if (!path.is_known()) return false;
  const auto places = walk.places_of(path);
  return !places.empty() && std::all_of(places.begin(), places.end(), [&](const auto& place) {
    return zone_of(place, walk.ground()) == Zone::ordinary;
  });
}

// NAME=value of make and NAME of the environment are the same to what it runs.
bool judge_variable(Walk& walk, const Field& word) {
  const std::size_t equals = word.text.find('=');
  if (equals == std::string::npos || equals == 0) return false;
  std::string name = word.text.substr(0, equals);
  while (!name.empty() && std::string_view(":+?!").find(name.back()) != std::string_view::npos) {
    name.pop_back();
  }
  const std::string value = word.text.substr(equals + 1);
  const bool computes = value.find_first_of("`") != std::string::npos ||
                        value.find("$(") != std::string::npos ||
                        value.find("${") != std::string::npos || word.text[equals - 1] == '!';
  if (computes || name.ends_with("SHELL") || name == ".SHELLFLAGS" ||
      walk.risk_of_variable(name, value) == Risk::high) {
    walk.raise(Risk::high, "it sets " + name);
  }
  return true;
}

struct SubcommandRow {
  std::string_view programs, names;
  Risk risk;
  char operands;
  std::string_view options;
};
constexpr SubcommandRow kRows[] = {
#include "policy/subcommands_rows.inc"
};

struct Subcommand {
  std::string name;
  const SubcommandRow* row;
  OptionTable table;
};

const std::map<std::string, std::vector<Subcommand>, std::less<>>& subcommands_by_program() {
  static const auto table = [&] {
    std::map<std::string, std::vector<Subcommand>, std::less<>> all;
    for (const SubcommandRow& row : kRows) {
      OptionTable options = option_table(row.options);
      options.others_harmless = true;
      each_name(row.programs, [&](std::string_view program) {
        each_name(row.names, [&](std::string_view name) {
          all[std::string(program)].push_back({std::string(name), &row, options});
        });
      });
    }
    // What may stand in front may stand behind as well.
    for (auto& [program, rows] : all) {
      for (const Subcommand& front : rows) {
        if (front.name != "--") continue;
        for (Subcommand& each : rows) {
          if (&each == &front) continue;
          each.table.options.insert(each.table.options.end(), front.table.options.begin(),
                                    front.table.options.end());
        }
      }
    }
    return all;
  }();
  return table;
}

// "image.ls" is "image ls".
std::string name_of(std::string name) {
  std::replace(name.begin(), name.end(), '.', ' ');
  return name;
}

const Subcommand* find_subcommand(const std::vector<Subcommand>& all, const std::string& name) {
  for (const Subcommand& each : all) {
    const bool same = each.name.ends_with('*') ? ::fnmatch(each.name.c_str(), name.c_str(), 0) == 0
                                               : each.name == name;
    if (same) return &each;
  }
  return nullptr;
}

// A module of another place than the registry of the language.
void judge_go_package(Walk& walk, const Field& word, const std::string& subcommand) {
  const bool is_versioned = word.text.find('@') != std::string::npos;
  if (!word.is_known()) return walk.raise(Risk::high, "what it runs is computed");
  if (is_versioned && (subcommand == "run" || subcommand == "install")) {
    walk.raise(Risk::high, "it runs or installs what is fetched");
  }
  if (word.text.starts_with("/") || word.text.starts_with("..")) {
    if (!is_own_place(walk, word)) walk.raise(Risk::high, "it is outside the workspace");
  }
}

void judge_operands(Walk& walk, const Subcommand& found, const Fields& operands, const Call& call) {
  if (found.row->operands == 'S') walk.raise(Risk::high, "it shows secrets", kSecret);
  for (const Field& operand : operands) {
    switch (found.row->operands) {
      case 'u':
        if (is_foreign_package(operand)) walk.raise(Risk::high, "a package from an address");
        break;
      case 'n':
        judge_target(walk, operand);
        judge_place(walk, operand);
        if (call.name == "bun" && operand.text.find_first_of("./") != std::string::npos) {
          walk.raise(Risk::high, "it runs a script");
        }
        break;
      case 'g':
        judge_go_package(walk, operand, found.name);
        break;
      case 'r':
        walk.reads(operand);
        break;
      case 'W':
        walk.writes(operand, Risk::medium);
        break;
      case 'B':
        if (operand.text.find("://") != std::string::npos || operand.text.starts_with("git@")) {
          walk.raise(Risk::high, "it builds what is fetched");
        }
        judge_place(walk, operand);
        break;
      case 'S':
        break;
      case 'h':
        walk.raise(Risk::high, "it is given \"" + operand.text + "\"");
        break;
      case 'k': {
        const std::string& name = operand.text;
        if (name.find("oken") != std::string::npos || name.find("assword") != std::string::npos ||
            name.find("_auth") != std::string::npos || name.find("key") != std::string::npos) {
          walk.raise(Risk::high, "it shows a secret", kSecret);
        }
        break;
      }
      case 'K':
        if (operand.text.starts_with("secret") ||
            operand.text.find(",secret") != std::string::npos || operand.text.starts_with("all")) {
          walk.raise(Risk::high, "it shows secrets", kSecret);
        }
        break;
      default:
        break;
    }
  }
}

}  // namespace

void make(Walk& walk, const Call& call, const Program& program) {
  const Arguments arguments = judge_arguments(walk, call.arguments(), program.table);
  judge_open(walk, arguments, program.row->open);
  for (const GivenOption& option : arguments.options) {
    const bool is_place = option.effect == 'd' || option.effect == 'f';
    if (is_place &&
        (!option.value || !is_own_place(walk, *option.value) || option.value->text == "-")) {
      walk.raise_by_option(Risk::high, "its file is not one of the workspace");
    }
  }
  for (const Field& operand : arguments.operands) {
    if (!judge_variable(walk, operand)) judge_target(walk, operand);
  }
}

void task(Walk& walk, const Call& call, const Program& program) {
  const Arguments arguments = judge_arguments(walk, call.arguments(), program.table);
  judge_open(walk, arguments, "worst");
  for (const Field& operand : arguments.operands) {
    const std::string& text = operand.text;
    judge_target(walk, operand);
    // `mvn group:plugin:goal` fetches a plugin and runs it.
    const bool is_plugin =
        call.name.find("mvn") != std::string::npos && std::count(text.begin(), text.end(), ':') > 1;
    if (is_plugin || text.starts_with("exec:") || text == "exec" || text == "devenv") {
      walk.raise(Risk::high, "it runs what it is told");
    }
  }
  // "//" begins a label of bazel.
  const bool has_labels = call.name.starts_with("bazel") || call.name == "buck2";
  if (!has_labels) judge_places(walk, call.arguments());
}

void tool(Walk& walk, const Call& call, const Program& program) {
  const Arguments arguments = judge_arguments(walk, call.arguments(), program.table);
  judge_open(walk, arguments, program.row->open);
  judge_places(walk, call.arguments());
  for (const Field& word : call.arguments()) {
    const bool loads = word.text.starts_with("-load") ||
                       word.text.find("=-load") != std::string::npos ||
                       word.text.find("-fplugin") != std::string::npos;
    if (loads) walk.raise_by_option(Risk::high, "it has the option " + word.text);
  }
}

void coverage(Walk& walk, const Call& call, const Program& program) {
  tool(walk, call, program);
  const auto words = call.arguments();
  const bool runs = !words.empty() && words[0].text == "run";
  const bool is_known = words.size() > 2 && words[1].text == "-m" &&
                        (words[2].text == "pytest" || words[2].text == "unittest");
  if (runs && !is_known) walk.raise(Risk::high, "it runs code that is not known");
}

void cmake(Walk& walk, const Call& call, const Program&) {
  constexpr std::array<std::string_view, 12> kTells = {
      "capabilities", "compare_files", "echo",      "echo_append", "environment", "md5sum",
      "sha1sum",      "sha256sum",     "sha512sum", "sleep",       "true",        "false"};
  const auto words = call.arguments();
  if (words.size() == 1 && words[0].text.starts_with("--help")) return;
  if (words.size() > 1 && words[0].text == "-E") {
    const std::string& what = words[1].text;
    const auto rest = words.subspan(2);
    if (std::find(kTells.begin(), kTells.end(), what) != kTells.end()) return;
    const bool makes = what == "make_directory" || what == "touch" || what == "touch_nocreate";
    const bool copies = what == "copy" || what == "copy_if_different" || what == "rename";
    if (what == "env" || what == "time") {
      Fields inner(rest.begin(), rest.end());
      if (what == "env") inner.insert(inner.begin(), literal("env"));
      return walk.inner_command(inner, call.input);
    }
    if (!makes && !copies) return walk.raise(Risk::high, "\"cmake -E " + what + "\"");
    for (const Field& path : rest) walk.writes(path, makes ? Risk::low : Risk::medium);
    return;
  }
  walk.raise(Risk::medium, "it runs code of the project");
  bool after_target = false;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string& text = words[i].text;
    if (text == "--") break;
    if (words[i].splits || words[i].may_be_option()) {
      walk.raise(Risk::high, "what its words are is not known");
    }
    if (text == "-P" || text.starts_with("-P") || text == "--install" || text.starts_with("-C") ||
        text == "--open" || text.find("_LAUNCHER") != std::string::npos ||
        text.find("PROJECT_INCLUDE") != std::string::npos || text.starts_with("--debugger")) {
      walk.raise_by_option(Risk::high, "it has the option " + text);
    }
    if (text == "-B" || text == "--build") {
      if (i + 1 < words.size()) walk.writes(words[i + 1], Risk::medium);
    } else if (text.starts_with("-B")) {
      Field folder = words[i];
      folder.text = text.substr(2);
      walk.writes(folder, Risk::medium);
    }
    const bool is_option = text.starts_with("-");
    // A value like `-DCMAKE_CXX_COMPILER=/tmp/cc` may be run; what is installed is trusted.
    Field place = words[i];
    if (text.starts_with("-S") || text.starts_with("-H")) {
      place.text = text.substr(2);
    } else if (is_option) {
      place.text = text.substr(std::min(text.find('='), text.size() - 1) + 1);
    }
    const bool is_code = text.starts_with("-S") || text.starts_with("-H") || !is_option ||
                         (place.text.starts_with("/") && !place.text.starts_with("/usr/") &&
                          !place.text.starts_with("/opt/"));
    if (is_code && !place.text.empty()) judge_place(walk, place);
    if (after_target && !is_option) judge_target(walk, words[i]);
    if (is_option) after_target = text == "--target" || text == "-t";
    if (text.starts_with("--target=")) judge_target(walk, words[i]);
  }
}

void compiler(Walk& walk, const Call& call, const Program& program) {
  const Arguments arguments = judge_arguments(walk, call.arguments(), program.table);
  judge_open(walk, arguments, program.row->open);
  for (const GivenOption& option : arguments.options) {
    const std::string value = option.value ? option.value->text : "";
    if (option.effect == 'B' && option.value && !is_own_place(walk, *option.value)) {
      walk.raise_by_option(Risk::high, "it has the option " + option.name);
    }
    if (option.effect == 'c' && (value.starts_with("linker") || value.starts_with("link-arg") ||
                                 value.find(kUnknown) != std::string::npos)) {
      walk.raise_by_option(Risk::high, "it has the option " + option.name);
    }
  }
  for (const Field& word : call.arguments()) {
    const bool loads =
        word.text.find("plugin") != std::string::npos ||
        (word.text.starts_with("-fuse-ld=") && word.text.find('/') != std::string::npos) ||
        (word.text.starts_with("-Wl,") && (word.text.find(",-o,") != std::string::npos ||
                                           word.text.find(",--output=") != std::string::npos));
    if (loads && word.text.starts_with("-")) {
      walk.raise_by_option(Risk::high, "it has the option " + word.text);
    }
  }
  for (const Field& operand : arguments.operands) {
    if (operand.text.starts_with("@")) {
      walk.raise(Risk::high, "its options are in a file");
    } else {
      walk.reads(operand);
    }
  }
}

void subcommands(Walk& walk, const Call& call, const Program&) {
  const auto unknown = [&](const std::string& what) {
    walk.raise(Risk::high, "\"" + call.name + (what.empty() ? "" : " " + what) +
                               "\" is not known to be harmless");
  };
  const auto program = subcommands_by_program().find(call.name);
  if (program == subcommands_by_program().end()) return unknown("");
  const std::vector<Subcommand>& all = program->second;
  const Subcommand* front = find_subcommand(all, "--");
  static const OptionTable kNone = [] {
    OptionTable none;
    none.others_harmless = true;
    return none;
  }();
  auto rest = call.arguments();
  // `dpkg -l` is spelt as an option.
  const Subcommand* found = rest.empty() ? nullptr : find_subcommand(all, rest[0].text);
  if (found != nullptr && rest[0].text != "--" && rest[0].text.starts_with("-")) {
    judge_arguments(walk, rest.subspan(1), found->table);
    return raise_to(walk, found->row->risk, call.name + " " + found->name);
  }
  const Arguments before =
      judge_arguments(walk, rest, front == nullptr ? kNone : front->table, Operands::last);
  rest = rest.subspan(std::min(before.rest, rest.size()));
  if (rest.empty()) {
    const Subcommand* alone = find_subcommand(all, "");
    const bool only_tells = call.words.size() == 1 || call.words.size() == 2;
    if (call.name == "yarn" && call.words.size() == 1) {
      return walk.raise(Risk::medium, "it installs packages");
    }
    if (alone == nullptr || !only_tells) return unknown("");
    if (call.words.size() == 2 &&
        !read_arguments(call.arguments(), alone->table).has(call.words[1].text)) {
      return unknown(call.words[1].text);
    }
    return;
  }
  if (!rest[0].is_literal()) return unknown("a computed word");
  // The longest name that the table knows: `docker image ls`, not `docker image`.
  std::string name = rest[0].text;
  std::size_t used = 1;
  found = find_subcommand(all, name);
  std::size_t found_used = 1;
  while (used < rest.size() && used < 4 && rest[used].is_literal() &&
         !rest[used].text.starts_with("-")) {
    name += "." + rest[used++].text;
    if (const Subcommand* longer = find_subcommand(all, name)) {
      found = longer;
      found_used = used;
    }
  }
  if (found == nullptr) {
    // `yarn build` runs the script "build".
    const bool is_script = call.name == "yarn" && !names_danger(rest[0].text) &&
                           (rest[0].text.starts_with("test") || rest[0].text.starts_with("lint") ||
                            rest[0].text.starts_with("build"));
    if (is_script) return walk.raise(Risk::medium, "it runs a script of the project");
    return unknown(rest[0].text);
  }
  rest = rest.subspan(found_used);
  raise_to(walk, found->row->risk, call.name + " " + name_of(found->name));
  if (found->row->operands == 'c') {
    while (!rest.empty() && (rest[0].text == "--" || rest[0].text == "--frozen" ||
                             rest[0].text == "--locked" || rest[0].text == "-q")) {
      rest = rest.subspan(1);
    }
    if (rest.empty() || rest[0].text.starts_with("-")) return unknown("run");
    return walk.inner_command(rest, call.input);
  }
  const bool passes_on = found->row->operands == 'n' || call.name == "cargo";
  const auto dashes =
      std::find_if(rest.begin(), rest.end(), [](const Field& word) { return word.text == "--"; });
  // What follows "--" is for the script or the program that is tested.
  if (passes_on) rest = rest.first(static_cast<std::size_t>(dashes - rest.begin()));
  const Arguments arguments = judge_arguments(walk, rest, found->table);
  judge_open(walk, arguments, found->row->operands == ' ' ? "" : "worst");
  Fields operands = arguments.operands;
  const bool is_script = found->row->operands == 'n' && call.name != "dotnet";
  if (is_script && operands.size() > 1) operands.resize(1);
  if (found->row->operands == 'F') {
    const GivenOption* check = arguments.find("-check");
    if (check == nullptr) {
      for (const Field& path : operands) walk.writes(path);
    }
    return;
  }
  judge_operands(walk, *found, operands, call);
}

}  // namespace ingot::policy::rules
