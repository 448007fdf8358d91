#include "policy/programs.h"

#include <algorithm>
#include <array>
#include <map>

#include "os/paths.h"
#include "os/process.h"
#include "policy/program_rules.h"

namespace ingot::policy {
namespace {

namespace fs = std::filesystem;

constexpr ProgramRow kRows[] = {
#include "policy/programs_rows.inc"
};

const std::map<std::string_view, Program>& programs() {
  static const auto table = [] {
    std::map<std::string_view, Program> all;
    for (const ProgramRow& row : kRows) {
      const Program program{.row = &row, .table = option_table(row.options)};
      each_name(row.names, [&](std::string_view name) { all.emplace(name, program); });
    }
    return all;
  }();
  return table;
}

// "python3.11" is python3, "gcc-12" is gcc, "clang-format-14" is clang-format.
std::string_view without_version(std::string_view name) {
  std::size_t end = name.size();
  while (end > 0 &&
         (std::isdigit(static_cast<unsigned char>(name[end - 1])) != 0 || name[end - 1] == '.')) {
    --end;
  }
  if (end < name.size() && end > 0 && name[end - 1] == '-') return name.substr(0, end - 1);
  if (name.starts_with("python3.")) return "python3";
  return end == name.size() ? name : name.substr(0, end);
}

const Program* find_program(std::string_view name) {
  const auto& all = programs();
  auto found = all.find(name);
  if (found == all.end()) found = all.find(without_version(name));
  return found == all.end() ? nullptr : &found->second;
}

// Of a whole machine, a whole home or the whole workspace: "/", "~/*", "..".
bool is_whole(const Field& operand, const Walk& walk) {
  Field folder = operand;
  if (folder.text == "*") {
    folder.text = ".";
  } else if (folder.text.ends_with("/*")) {
    folder.text.resize(folder.text.size() - 1);
  }
  const Ground& ground = walk.ground();
  for (const fs::path& place : walk.places_of(folder)) {
    if (place == "/" || place == ground.home || place == ground.home.parent_path() ||
        os::is_inside(ground.workspace, place)) {
      return true;
    }
  }
  return false;
}

bool is_system_folder(const Field& operand, const Walk& walk) {
  const std::vector<fs::path> places = walk.places_of(operand);
  return std::any_of(places.begin(), places.end(), [&](const fs::path& place) {
    const auto depth = std::distance(place.begin(), place.end());
    return place == "/" || (depth == 2 && place.is_absolute() && place != "/tmp") ||
           place == walk.ground().home;
  });
}

// Calls that are asked about at every level, whatever the lists say (safety.md section 1).
void judge_disasters(Walk& walk, const Call& call) {
  constexpr std::array<std::string_view, 14> kPrograms = {
      "mke2fs", "fdisk",  "sfdisk",   "parted", "wipefs",  "blkdiscard", "shred",
      "chattr", "reboot", "shutdown", "halt",   "telinit", "poweroff",   "mkswap"};
  const auto words = call.arguments();
  const auto has = [&](std::string_view text) {
    return std::any_of(words.begin(), words.end(),
                       [&](const Field& word) { return word.text == text; });
  };
  const auto denied = [&](const std::string& why) { walk.raise(Risk::high, why, kDenied); };
  const std::string& name = call.name;
  if (is_one_of(name, kPrograms) || name == "mkfs" || name.starts_with("mkfs.")) {
    denied("\"" + name + "\" acts on the whole machine");
  }
  if (name == "init" && (has("0") || has("6"))) denied("it stops the machine");
  if (name == "systemctl" && (has("poweroff") || has("reboot") || has("halt") || has("kexec"))) {
    denied("it stops the machine");
  }
  if ((name == "iptables" && (has("-F") || has("--flush"))) || (name == "nft" && has("flush"))) {
    denied("it opens the firewall");
  }
  if (name == "dd" && std::any_of(words.begin(), words.end(), [](const Field& word) {
        return word.text.starts_with("of=/dev/") && word.text != "of=/dev/null" &&
               word.text != "of=/dev/stdout";
      })) {
    denied("\"dd\" onto a device");
  }
  const bool is_remover = name == "rm";
  if (!is_remover && name != "chmod" && name != "chown" && name != "chgrp") return;
  bool is_wide = false;
  for (const Field& word : words) {
    const bool is_short = word.text.size() > 1 && word.text[0] == '-' && word.text[1] != '-';
    if (is_short && word.text.find_first_of(is_remover ? "rRf" : "R") != std::string::npos) {
      is_wide = true;
    }
    const bool is_long = word.text.size() > 3 && word.text.starts_with("--");
    if (is_long && (std::string_view("--recursive").starts_with(word.text) ||
                    (is_remover && std::string_view("--force").starts_with(word.text)))) {
      is_wide = true;
    }
  }
  if (!is_wide) return;
  for (const Field& word : words) {
    const bool is_operand = !word.text.empty() && word.text[0] != '-';
    if (is_operand && (is_remover ? is_whole(word, walk) : is_system_folder(word, walk))) {
      denied("\"" + name + "\" on all of \"" + word.text + "\"");
    }
  }
}

// Builds and tools work in the folder they are started in, and run what is there.
void judge_folder(Walk& walk, const ProgramRow& row) {
  const Rule others[] = {rules::curl,   rules::lookup,  rules::kill, rules::printenv,
                         rules::env,    rules::wrapper, rules::jq,   rules::copy,
                         rules::remove, rules::declare, rules::set,  rules::ps};
  if (row.rule == nullptr) return;
  if (walk.part_risk() != Risk::medium ||
      std::find(std::begin(others), std::end(others), row.rule) != std::end(others))
    return;
  const auto& places = walk.state().directories;
  const bool is_known =
      !places.empty() && std::all_of(places.begin(), places.end(), [&](const fs::path& place) {
        const Zone zone = zone_of(place, walk.ground());
        return zone == Zone::ordinary || zone == Zone::temporary;
      });
  if (!is_known) walk.raise(Risk::high, "it works in a folder outside the workspace");
}

void judge_operand(Walk& walk, const Field& operand, char kind, bool recursive) {
  switch (kind) {
    case 'r':
      return walk.reads(operand);
    case 'R':
      return recursive ? walk.reads_below(operand) : walk.reads(operand);
    case 'w':
      return walk.writes(operand);
    case 'W':
      return walk.writes(operand, Risk::medium);
    case 'p':
      if (!operand.text.starts_with("+")) walk.raise(Risk::high, "it may set the clock");
      return;
    case 'S':
      return walk.raise(Risk::high, "it shows secrets", kSecret);
    case '@':
      if (operand.text.starts_with("@")) walk.raise(Risk::high, "its options are in a file");
      return walk.reads(operand);
    case 'h':
      return walk.raise(Risk::high, "it is given \"" + operand.text + "\"");
    default:
      return;
  }
}

bool asks_for_help(const Call& call) {
  if (call.words.size() != 2 || call.name.starts_with("./")) return false;
  const std::string& word = call.words[1].text;
  return word == "--help" || word == "--version";
}

}  // namespace

void raise_to(Walk& walk, Risk risk, const std::string& command) {
  constexpr std::array kDoes = {"only reads", "changes files of the workspace",
                                "builds, fetches or changes what can be brought back",
                                "is not one that its words can vouch for"};
  walk.raise(risk, "\"" + command + "\" " + kDoes[static_cast<std::size_t>(risk)]);
}

void judge_place(Walk& walk, const Field& path) {
  for (const fs::path& place : walk.places_of(path)) {
    const Zone zone = zone_of(place, walk.ground());
    if (zone == Zone::ordinary || zone == Zone::sink) continue;
    const bool is_guarded = zone == Zone::guarded;
    return walk.raise(
        Risk::high,
        "\"" + shown(path.text) + (is_guarded ? "\" is protected" : "\" is not in the workspace"),
        is_guarded ? static_cast<unsigned>(kProtectedPath) : 0U);
  }
}

void judge_open(Walk& walk, const Arguments& arguments, std::string_view open) {
  if (!arguments.may_hide_options || open == "safe") return;
  if (open == "worst") return walk.raise(Risk::high, "what its words are is not known");
  walk.raise(Risk::medium, "what its words are is not known");
}

Arguments judge_arguments(Walk& walk, std::span<const Field> words, const OptionTable& table,
                          Operands operands) {
  Arguments arguments = read_arguments(words, table, operands);
  for (const GivenOption& option : arguments.options) walk.apply(option);
  if (arguments.has_unknown_option) {
    const bool is_dangerous =
        std::any_of(table.options.begin(), table.options.end(), [](const Option& option) {
          return std::string_view("hoCxb").find(option.effect) != std::string_view::npos;
        });
    walk.raise_by_option(is_dangerous ? Risk::high : Risk::medium,
                         "it has an option that is not known");
  }
  return arguments;
}

Field joined(std::span<const Field> words) {
  Field text;
  for (const Field& word : words) {
    if (!text.text.empty()) text.text += ' ';
    text.text += word.text;
    text.splits = text.splits || word.splits;
  }
  return text;
}

Field literal(std::string text) { return {.text = std::move(text)}; }

void judge_program(Walk& walk, const Call& call) {
  judge_disasters(walk, call);
  const Program* program = find_program(call.name);
  if (program == nullptr) {
    return walk.raise(Risk::high, "\"" + call.name + "\" is not a program that is known");
  }
  if (asks_for_help(call)) return;
  const ProgramRow& row = *program->row;
  raise_to(walk, row.risk, call.name);
  if (row.rule != nullptr) {
    row.rule(walk, call, *program);
    return judge_folder(walk, row);
  }
  const Arguments arguments = judge_arguments(walk, call.arguments(), program->table);
  judge_open(walk, arguments, row.open);
  const bool recursive = arguments.has("-r") || arguments.has("--recursive");
  for (std::size_t i = 0; i < arguments.operands.size(); ++i) {
    const char kind = row.operands == 'x' ? (i == 0 ? 'r' : 'w') : row.operands;
    judge_operand(walk, arguments.operands[i], kind, recursive);
  }
  judge_folder(walk, row);
}

bool is_shadowed(const std::string& name, const Ground& ground) {
  const fs::path found = os::find_program(name);
  if (found.empty()) return false;
  const Zone zone = zone_of(os::absolute(found.string(), ground.workspace), ground);
  return zone != Zone::outside;
}

bool is_foreign_package(const Field& package) {
  const std::string& text = package.text;
  if (!package.is_literal()) return true;
  return text.find("://") != std::string::npos || text.starts_with("git+") ||
         text.starts_with("git@") || text.starts_with("github:") || text.starts_with("gitlab:") ||
         text.starts_with("bitbucket:") || text.starts_with("gist:") || text.starts_with("file:") ||
         text.starts_with("http:") || text.starts_with("https:") || text.starts_with("/") ||
         text.starts_with("~") || text.starts_with("..") || text.find(" @ ") != std::string::npos ||
         text.find("@http") != std::string::npos || text.find("@git") != std::string::npos ||
         text.find("@file") != std::string::npos || text.find("@npm:") != std::string::npos ||
         text.find(':') != std::string::npos ||
         (text.starts_with("@") && std::count(text.begin(), text.end(), '/') > 1) ||
         (!text.starts_with("@") && !text.starts_with("./") && !text.starts_with(".[") &&
          text.find('/') != std::string::npos);
}

}  // namespace ingot::policy
