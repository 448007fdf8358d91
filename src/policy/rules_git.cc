#include <algorithm>
#include <array>
#include <map>

#include "base/letters.h"
#include "os/file.h"
#include "policy/git_config.h"
#include "policy/program_rules.h"

// git: many subcommands that only look, and options of them that run programs (CMD-20, CMD-20a).
namespace ingot::policy::rules {
namespace {

namespace fs = std::filesystem;

struct GitRow {
  std::string_view names;
  Risk risk;
  char operands;
  std::string_view options;
};
constexpr GitRow kRows[] = {
#include "policy/git_rows.inc"
};

struct GitCommand {
  const GitRow* row;
  OptionTable table;
};

const std::map<std::string_view, GitCommand>& git_commands() {
  static const auto table = [] {
    std::map<std::string_view, GitCommand> all;
    for (const GitRow& row : kRows) {
      GitCommand command{&row, option_table(row.options)};
      command.table.others_harmless = true;
      each_name(row.names, [&](std::string_view name) { all.emplace(name, command); });
    }
    return all;
  }();
  return table;
}

// `-c key=value` that only changes what is shown.
bool is_harmless_setting(std::string_view setting) {
  const std::string key = lower(setting.substr(0, setting.find('=')));
  if (key == "core.pager") return setting.substr(setting.find('=') + 1) == "cat";
  return key.starts_with("color.") || key.starts_with("advice.") || key.starts_with("log.") ||
         key.starts_with("user.") || key == "core.quotepath" || key == "core.abbrev" ||
         key == "diff.renames";
}

// An address that starts a program, or an option in an address's place.
void judge_address(Walk& walk, const Field& address) {
  if (!address.is_known()) return walk.raise(Risk::high, "where it fetches from is computed");
  const std::string& text = address.text;
  const bool has_helper = text.find("::") != std::string::npos;
  if (has_helper || text.starts_with("-")) {
    walk.raise(Risk::high, "\"" + text + "\" is an address that runs a program");
  }
}

// "main.c" rather than "feature/login" or "v1.2": a checkout of it discards what it holds.
bool looks_like_file(const Walk& walk, const Field& operand) {
  const std::string& text = operand.text;
  const std::string name = text.substr(text.rfind('/') + 1);
  const std::size_t dot = name.rfind('.');
  const bool has_ending = dot != std::string::npos && dot + 1 < name.size() &&
                          std::isalpha(static_cast<unsigned char>(name[dot + 1])) != 0;
  if (text.starts_with(".") || text.starts_with(":") || text.ends_with("/") || has_ending ||
      operand.pattern) {
    return true;
  }
  if (!walk.ground().looks) return false;
  const auto places = walk.places_of(operand);
  return std::any_of(places.begin(), places.end(),
                     [](const fs::path& place) { return os::stat_file(place).has_value(); });
}

void judge_checkout(Walk& walk, const Arguments& arguments, std::span<const Field> words) {
  const bool has_dashes =
      std::any_of(words.begin(), words.end(), [](const Field& word) { return word.text == "--"; });
  const bool makes = arguments.has("-b") || arguments.has("--orphan");
  const bool tracks = arguments.has("-t") || arguments.has("--track");
  if (has_dashes) walk.raise(Risk::high, "it discards changes");
  for (const Field& operand : arguments.operands) {
    const bool may_discard =
        !operand.is_known() || (!makes && !tracks && looks_like_file(walk, operand));
    if (may_discard) walk.raise(Risk::high, "it may discard changes");
  }
  if (!makes && arguments.operands.size() > 1) walk.raise(Risk::high, "it discards changes");
}

// The subcommands whose first operand decides.
void judge_second_word(Walk& walk, const std::string& name, const Arguments& arguments,
                       std::span<const Field> words) {
  const Fields& operands = arguments.operands;
  const std::string first = operands.empty() ? "" : operands[0].text;
  const auto high = [&] { walk.raise(Risk::high, "\"git " + name + " " + first + "\""); };
  if (name == "branch") {
    const bool lists = arguments.has("-l") || arguments.has("--list") || arguments.has("-a") ||
                       arguments.has("-r") || arguments.has("--contains") ||
                       arguments.has("--no-contains") || arguments.has("--merged") ||
                       arguments.has("--no-merged") || arguments.has("--show-current") ||
                       arguments.has("--points-at") || arguments.has("-v");
    if (!lists && !operands.empty()) walk.raise(Risk::medium, "it makes a branch");
  } else if (name == "tag") {
    const bool lists = arguments.has("-l") || arguments.has("--list") || arguments.has("-n") ||
                       arguments.has("--contains") || arguments.has("--no-contains") ||
                       arguments.has("--merged") || arguments.has("--no-merged") ||
                       arguments.has("--points-at");
    if (!lists && !operands.empty()) walk.raise(Risk::medium, "it makes a tag");
  } else if (name == "remote") {
    if (first == "show") walk.raise(Risk::medium, "it asks the other machine");
    if (first == "add") {
      walk.raise(Risk::medium, "it adds a remote");
      if (operands.size() > 2) judge_address(walk, operands[2]);
    } else if (!is_one_of(first, {"", "show", "get-url"})) {
      high();
    }
  } else if (name == "stash") {
    const std::string what = words.empty() ? "" : words[0].text;
    if (is_one_of(what, {"drop", "clear", "store", "create"})) high();
    const bool is_known = what.empty() || what.starts_with("-") ||
                          is_one_of(what, {"push", "save", "pop", "apply", "branch", "list", "show",
                                           "drop", "clear", "store", "create"});
    if (!is_known) high();
  } else if (name == "worktree") {
    if (first == "add" && operands.size() > 1) walk.writes(operands[1], Risk::medium);
    if (!is_one_of(first, {"add", "list", "lock", "unlock", "remove"})) high();
  } else if (name == "submodule") {
    if (first == "foreach") {
      walk.raise(Risk::high, "it runs a command in each");
      const auto at = std::find_if(words.begin(), words.end(),
                                   [](const Field& word) { return word.text == "foreach"; });
      const auto rest = words.subspan(static_cast<std::size_t>(at - words.begin()) + 1);
      if (!rest.empty()) walk.inner_text(joined(rest), "git submodule foreach");
    } else if (!is_one_of(first, {"", "status", "summary", "update", "init", "add", "sync"})) {
      high();
    }
  } else if (name == "notes") {
    if (!is_one_of(first, {"", "list", "show", "add", "append"})) high();
  } else if (name == "bisect") {
    if (!is_one_of(first,
                   {"log", "start", "good", "bad", "old", "new", "skip", "reset", "terms"})) {
      high();
    }
  } else if (name == "reflog") {
    if (is_one_of(first, {"expire", "delete", "drop", "write"})) high();
  } else if (name == "symbolic-ref") {
    if (operands.size() != 1) high();
  } else if (name == "checkout") {
    judge_checkout(walk, arguments, words);
  } else if (name == "rm") {
    const bool keeps = arguments.has("--cached");
    if (!keeps) walk.raise(Risk::high, "it removes files");
  }
}

// `git config`: a name alone asks, a name and a value set.
void judge_config(Walk& walk, const Arguments& arguments) {
  const bool asks = arguments.has("--get") || arguments.has("--get-all") ||
                    arguments.has("--get-regexp") || arguments.has("--get-urlmatch") ||
                    arguments.has("-l") || arguments.has("--list") ||
                    arguments.has("--get-color") || arguments.has("--get-colorbool");
  Fields operands = arguments.operands;
  if (asks) return;
  if (!operands.empty() && is_one_of(operands[0].text, {"get", "list"})) return;
  if (!operands.empty() && operands[0].text == "set") operands.erase(operands.begin());
  const bool is_subcommand = !operands.empty() && operands[0].text.find('.') == std::string::npos;
  if (is_subcommand) return walk.raise(Risk::high, "it changes the configuration");
  if (operands.size() < 2) return;
  const std::string& key = operands[0].text;
  const bool elsewhere = arguments.has("--global") || arguments.has("--system") ||
                         arguments.has("--worktree") || arguments.has("-f") ||
                         arguments.has("--file");
  if (!elsewhere && (key.starts_with("user.name") || key.starts_with("user.email"))) {
    return walk.raise(Risk::medium, "it sets " + key);
  }
  walk.raise(Risk::high, "it sets " + key + ", which may decide what runs");
}

bool only_reads(const std::string& name, const Arguments& arguments) {
  const std::string first = arguments.operands.empty() ? "" : arguments.operands[0].text;
  if (name == "stash") return is_one_of(first, {"list", "show"});
  if (name == "worktree") return first == "list";
  if (name == "submodule") return is_one_of(first, {"", "status", "summary"});
  if (name == "notes") return is_one_of(first, {"", "list", "show"});
  if (name == "bisect") return first == "log";
  if (name == "apply") {
    return !arguments.has("--apply") && (arguments.has("--check") || arguments.has("--stat") ||
                                         arguments.has("--numstat") || arguments.has("--summary"));
  }
  if (name == "clean") return arguments.has("-n") || arguments.has("--dry-run");
  return false;
}

void judge_git_options(Walk& walk, const Arguments& arguments) {
  for (const GivenOption& option : arguments.options) {
    const std::string value = option.value ? option.value->text : "";
    if (option.effect == 'N') {  // --no-index: plain files
      for (const Field& operand : arguments.operands) walk.reads_below(operand);
    } else if (option.effect == 's') {
      // A strategy is a program git-merge-NAME.
      const bool is_known =
          is_one_of(value, {"ort", "recursive", "resolve", "octopus", "ours", "subtree"});
      if (!is_known) walk.raise_by_option(Risk::high, "it has the option " + option.name);
    } else if (option.effect == 'R') {
      walk.raise_by_option(Risk::high, "it has the option " + option.name);
    }
  }
}

void judge_command(Walk& walk, const std::string& name, std::span<const Field> words) {
  const auto found = git_commands().find(name);
  if (found == git_commands().end()) {
    return walk.raise(Risk::high, "\"git " + name +
                                      "\" leaves the machine, discards work or is "
                                      "not known");
  }
  const GitRow& row = *found->second.row;
  const Arguments arguments = judge_arguments(walk, words, found->second.table);
  if (!only_reads(name, arguments)) {
    raise_to(walk, row.risk, "git " + name);
  }
  judge_open(walk, arguments, "worst");
  judge_git_options(walk, arguments);
  if (name == "config") return judge_config(walk, arguments);
  const bool shows_content =
      is_one_of(name, {"show", "diff", "log", "blame", "annotate", "grep", "cat-file",
                       "whatchanged", "diff-tree", "diff-index", "diff-files"});
  for (const Field& operand : arguments.operands) {
    const bool is_pattern = name == "grep" && &operand == arguments.operands.data() &&
                            !arguments.has("-e") && !arguments.has("-f");
    if (!shows_content || is_pattern) continue;
    walk.reads(operand);
    Field path = operand;  // HEAD:file
    path.text = operand.text.substr(operand.text.find(':') + 1);
    walk.reads(path);
  }
  judge_second_word(walk, name, arguments, words);
  for (std::size_t i = 0; i < arguments.operands.size(); ++i) {
    const Field& operand = arguments.operands[i];
    if (row.operands == 'r') walk.reads(operand);
    if (row.operands == 'W') walk.writes(operand, Risk::medium);
    if (row.operands == 'U' || (row.operands == 'C' && i == 0)) judge_address(walk, operand);
    if (row.operands == 'C' && i > 0) walk.writes(operand, Risk::medium);
  }
}

}  // namespace

void git(Walk& walk, const Call& call, const Program&) {
  static const OptionTable table = option_table(
      "-C:=d -c:=c --git-dir:=h --work-tree:=h --no-pager -p=h --paginate=h -P --exec-path?=e "
      "--namespace: --bare --no-replace-objects --literal-pathspecs --glob-pathspecs "
      "--noglob-pathspecs --icase-pathspecs --no-optional-locks --no-lazy-fetch --no-advice "
      "--config-env:=h --version --help -v -h --html-path --man-path --info-path "
      "--super-prefix:=h --attr-source: --list-cmds:");
  Arguments before = read_arguments(call.arguments(), table, Operands::last);
  walk.apart([&] {
    for (const GivenOption& option : before.options) {
      walk.apply(option);
      if (option.effect == 'd' && option.value) walk.moves_to(*option.value);
      if (option.effect == 'e' && option.value) {
        walk.raise_by_option(Risk::high, "it runs git from elsewhere");
      }
      if (option.effect == 'c' && (!option.value || !option.value->is_known() ||
                                   !is_harmless_setting(option.value->text))) {
        walk.raise_by_option(Risk::high, "it sets what git may run");
      }
    }
    if (before.has_unknown_option) walk.raise_by_option(Risk::high, "an option is not known");
    if (before.may_hide_options) walk.raise(Risk::high, "what its words are is not known");
    if (before.operands.empty()) return;
    const Field& name = before.operands[0];
    if (!name.is_literal()) return walk.raise(Risk::high, "the subcommand is computed");
    judge_command(walk, name.text, call.arguments().subspan(before.rest + 1));
    if (walk.part_risk() > Risk::low || !walk.ground().looks) return;
    const std::vector<fs::path> places = walk.places_of(literal("."));
    if (places.empty()) walk.raise(Risk::high, "where git works is not known");
    for (const fs::path& place : places) {
      if (const auto key = key_that_starts_a_program(place)) {
        walk.raise(Risk::high,
                   "the repository's configuration sets " + *key + ", which may run a program");
      }
    }
  });
}

}  // namespace ingot::policy::rules
