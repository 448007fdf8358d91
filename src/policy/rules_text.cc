#include <algorithm>
#include <array>

#include "policy/program_rules.h"

// Programs that search, query, check and format text.
namespace ingot::policy::rules {
namespace {

// `grep -d recurse`
bool looks_into_folders(const Arguments& arguments) {
  return std::any_of(arguments.options.begin(), arguments.options.end(),
                     [](const GivenOption& option) {
                       return (option.name == "-d" || option.name == "--directories") &&
                              (!option.value || !option.value->is_known() ||
                               option.value->text.starts_with("rec"));
                     });
}

}  // namespace

void grep(Walk& walk, const Call& call, const Program& program) {
  const Arguments arguments = judge_arguments(walk, call.arguments(), program.table);
  judge_open(walk, arguments, program.row->open);
  const bool has_pattern = arguments.has("-e") || arguments.has("--regexp") ||
                           arguments.has("-f") || arguments.has("--file");
  const bool only_names = arguments.has("--files") || arguments.has("--type-list");
  const bool is_recursive =
      call.name == "rg" || call.name == "ripgrep" || call.name == "ag" || call.name == "ack" ||
      arguments.has("-r") || arguments.has("-R") || arguments.has("--recursive") ||
      arguments.has("--dereference-recursive") || looks_into_folders(arguments);
  if (only_names) return;
  std::size_t first = has_pattern ? 0 : 1;
  if (first >= arguments.operands.size() && is_recursive && call.input.kind == Input::Kind::none) {
    walk.reads_below(literal("."));
  }
  for (; first < arguments.operands.size(); ++first) {
    if (is_recursive) {
      walk.reads_below(arguments.operands[first]);
    } else {
      walk.reads(arguments.operands[first]);
    }
  }
}

void jq(Walk& walk, const Call& call, const Program& program) {
  // Options with a name and a value.
  const auto given = call.arguments();
  Fields words;
  for (std::size_t i = 0; i < given.size(); ++i) {
    const std::string& text = given[i].text;
    const bool names_file = text == "--rawfile" || text == "--slurpfile";
    if (!names_file && text != "--arg" && text != "--argjson") {
      words.push_back(given[i]);
      continue;
    }
    if (names_file && i + 2 < given.size()) walk.reads(given[i + 2]);
    i += 2;
  }
  const Arguments arguments = judge_arguments(walk, words, program.table);
  judge_open(walk, arguments, program.row->open);
  bool is_filter = !arguments.has("-f") && !arguments.has("--from-file");
  for (const Field& operand : arguments.operands) {
    const std::string& text = operand.text;
    for (std::size_t at = text.find("env"); at != std::string::npos;
         at = text.find("env", at + 1)) {
      const char before = at == 0 ? ' ' : text[at - 1];
      const char behind = at + 3 < text.size() ? text[at + 3] : ' ';
      const auto joins = [](char c) { return is_name_char(c) || c == '"'; };
      if (before == '.' || before == '$' || joins(before) || joins(behind)) continue;
      walk.raise(Risk::medium, "it shows the environment");
    }
    if (const std::size_t at = text.find("$ENV"); at != std::string::npos) {
      walk.raise(Risk::medium, "it shows the environment");
    }
    for (const std::string_view lead : {"$ENV.", "env.", "$ENV[\"", "env[\""}) {
      const std::size_t at = text.find(lead);
      if (at == std::string::npos) continue;
      const std::size_t begin = at + lead.size();
      std::size_t end = begin;
      while (end < text.size() && is_name_char(text[end])) ++end;
      if (is_secret_variable(std::string_view(text).substr(begin, end - begin))) {
        walk.raise(Risk::high, "it uses a secret of the environment", kSecret);
      }
    }
    if (!is_filter) walk.reads(operand);
    is_filter = false;
  }
}

void in_place(Walk& walk, const Call& call, const Program& program) {
  const Arguments arguments = judge_arguments(walk, call.arguments(), program.table);
  judge_open(walk, arguments, program.row->open);
  const bool rewrites = std::any_of(arguments.options.begin(), arguments.options.end(),
                                    [](const GivenOption& option) { return option.effect == 'i'; });
  if (rewrites) walk.raise(Risk::low, "it rewrites files");
  for (const Field& operand : arguments.operands) {
    const bool computes = operand.text.find("env(") != std::string::npos ||
                          operand.text.find("load") != std::string::npos;
    if (call.name == "yq" && computes) walk.raise(Risk::medium, "it reads what it is not given");
    if (rewrites) {
      Field path = operand;
      path.pattern = path.pattern && path.may_be_option();
      walk.writes(path);
    } else if (call.name != "yq" || &operand != arguments.operands.data() ||
               arguments.operands.size() == 1 || operand.text.find('/') != std::string::npos) {
      walk.reads(operand);  // the first one of `yq` is its expression
    }
  }
}

void formatter(Walk& walk, const Call& call, const Program& program) {
  const Arguments arguments = judge_arguments(walk, call.arguments(), program.table);
  judge_open(walk, arguments, program.row->open);
  const bool checks = arguments.has("--check") || arguments.has("--diff");
  if (!checks) walk.raise(Risk::low, "it rewrites files");
  for (const Field& operand : arguments.operands) {
    Field path = operand;
    path.pattern = path.pattern && path.may_be_option();
    if (!checks) walk.writes(path);
  }
}

void ruff(Walk& walk, const Call& call, const Program& program) {
  const Arguments arguments = judge_arguments(walk, call.arguments(), program.table);
  judge_open(walk, arguments, "");
  if (arguments.operands.empty()) return;
  const std::string& what = arguments.operands[0].text;
  if (what != "check" && what != "format" && what != "rule" && what != "version" &&
      what != "linter" && what != "config" && what != "clean") {
    walk.raise(Risk::high, "\"ruff " + what + "\" is not known");
  }
  for (std::size_t i = 1; i < arguments.operands.size(); ++i) {
    Field path = arguments.operands[i];
    path.pattern = path.pattern && path.may_be_option();
    if (what == "check" || what == "format") walk.writes(path);
  }
}

}  // namespace ingot::policy::rules
