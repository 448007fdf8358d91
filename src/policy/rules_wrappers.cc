#include <algorithm>
#include <array>

#include "policy/program_rules.h"

// Programs that run another command or a text that they are given (CMD-09, CMD-17).
namespace ingot::policy::rules {
namespace {

// A new shell knows of the variables of this one at most the exported.
void inner_shell(Walk& walk, const Field& text, const std::string& who) {
  walk.apart([&] {
    ShellState& state = walk.state();
    for (auto& [name, value] : state.variables) value.is_known = false;
    for (const char* name : {"1", "2", "3", "4", "5", "6", "7", "8", "9"}) {
      state.variables.erase(name);
    }
    state.functions.clear();
    walk.inner_text(text, who);
  });
}

bool is_assignment(const Field& word) {
  const std::size_t equals = word.text.find('=');
  return equals != std::string::npos && equals > 0 &&
         word.text.substr(0, equals).find_first_of("/ -") == std::string::npos;
}

// NAME=value in front of a command; how many there are.
std::size_t judge_assignments(Walk& walk, std::span<const Field> words, bool& is_odd) {
  std::size_t count = 0;
  for (; count < words.size() && is_assignment(words[count]); ++count) {
    const std::string& text = words[count].text;
    const std::size_t equals = text.find('=');
    const Risk risk = walk.risk_of_variable(text.substr(0, equals), text.substr(equals + 1));
    if (risk == Risk::high) walk.raise(Risk::high, "it sets " + text.substr(0, equals));
    is_odd = is_odd || risk == Risk::medium;
  }
  return count;
}

// What an interpreter runs that has no script among its words.
void judge_input(Walk& walk, const Call& call) {
  if (call.input.kind == Input::Kind::text) {
    return inner_shell(walk, {.text = call.input.text}, call.name);
  }
  walk.raise(Risk::high, "\"" + call.name + "\" runs what it is sent",
             call.input.kind == Input::Kind::unknown ? static_cast<unsigned>(kOpaque) : 0U);
}

}  // namespace

void wrapper(Walk& walk, const Call& call, const Program& program) {
  const Arguments arguments = read_arguments(call.arguments(), program.table, Operands::last);
  const bool only_tells = arguments.has("-v") && call.name == "command";
  if (only_tells || (arguments.has("-V") && call.name == "command")) return;
  for (const GivenOption& option : arguments.options) walk.apply(option);
  if (arguments.has_unknown_option) {
    walk.raise(Risk::high, "\"" + call.name + "\" has an option that is not known", kOpaque);
  }
  auto rest = call.arguments().subspan(std::min(arguments.rest, call.words.size() - 1));
  const char kind = program.row->operands;
  if (kind == '9') return;
  if (kind == '8') {
    if (!arguments.has("-c") && !arguments.has("--command")) {
      walk.raise(Risk::high, "it starts a shell");
    }
    walk.writes(rest.empty() ? literal("typescript") : rest[0]);
    return;
  }
  if (kind == 't' || kind == 'h') {
    if (kind == 'h' && !rest.empty()) rest = rest.subspan(1);
    if (!rest.empty()) inner_shell(walk, joined(rest), call.name);
    return;
  }
  if (kind == '1') {
    if (rest.empty()) return;
    if (call.name == "flock" && !rest[0].text.empty()) walk.writes(rest[0]);
    rest = rest.subspan(1);
  }
  if (call.name == "sudo" || call.name == "doas") {
    bool is_odd = false;
    rest = rest.subspan(judge_assignments(walk, rest, is_odd));
  }
  if (call.name == "flock" && rest.size() == 2 && rest[0].text == "-c") {
    return inner_shell(walk, rest[1], call.name);
  }
  // Operands before it that are computed may be options, or the command.
  if (!rest.empty()) walk.inner_command(rest, call.input);
}

void env(Walk& walk, const Call& call, const Program& program) {
  const Arguments arguments = read_arguments(call.arguments(), program.table, Operands::last);
  if (arguments.has_unknown_option) {
    walk.raise(Risk::high, "\"env\" has an option that is not known", kOpaque);
  }
  auto rest = call.arguments().subspan(std::min(arguments.rest, call.words.size() - 1));
  const GivenOption* split = arguments.find("-S");
  if (split == nullptr) split = arguments.find("--split-string");
  const GivenOption* folder = arguments.find("-C");
  if (folder == nullptr) folder = arguments.find("--chdir");
  bool is_odd = false;
  rest = rest.subspan(judge_assignments(walk, rest, is_odd));
  if (rest.empty() && split == nullptr) {
    return walk.raise(Risk::medium, "it shows the whole environment");
  }
  walk.apart([&] {
    if (folder != nullptr && folder->value) walk.moves_to(*folder->value);
    if (split != nullptr && split->value) {
      Fields words = {*split->value};
      words.insert(words.end(), rest.begin(), rest.end());
      Field text = joined(words);
      // `env -S` reads assignments and options of its own in the text.
      if (text.text.starts_with("-")) walk.raise(Risk::high, "it has options in -S", kOpaque);
      inner_shell(walk, text, "env");
    } else {
      walk.inner_command(rest, call.input);
    }
  });
  if (is_odd) walk.raise(Risk::medium, "it sets a variable whose effect is not known");
}

void xargs(Walk& walk, const Call& call, const Program& program) {
  const Arguments arguments = read_arguments(call.arguments(), program.table, Operands::last);
  for (const GivenOption& option : arguments.options) walk.apply(option);
  if (arguments.has_unknown_option) {
    walk.raise(Risk::high, "\"xargs\" has an option that is not known", kOpaque);
  }
  const auto rest = call.arguments().subspan(std::min(arguments.rest, call.words.size() - 1));
  if (rest.empty()) return;
  Fields words(rest.begin(), rest.end());
  std::string replaced;
  for (const char* name : {"-I", "-i", "-J", "--replace"}) {
    const GivenOption* option = arguments.find(name);
    if (option != nullptr) replaced = option->value ? option->value->text : "{}";
  }
  const Field open{.text = std::string(1, kUnknown), .splits = true};
  if (replaced.empty()) {
    words.push_back(open);
  } else {
    for (Field& word : words) {
      const std::size_t at = word.text.find(replaced);
      if (at == std::string::npos) continue;
      word.text = word.text.substr(0, at) + kUnknown + word.text.substr(at + replaced.size());
      word.splits = word.text.find(replaced) != std::string::npos;
    }
  }
  if (walk.is_handed_secrets() && words[0].text != "ls" && words[0].text != "echo" &&
      words[0].text != "stat" && words[0].text != "basename" && words[0].text != "dirname") {
    walk.raise(Risk::high, "it is given the names of secrets", kSecret);
  }
  walk.inner_command(words, {.kind = Input::Kind::unknown});
}

void shell(Walk& walk, const Call& call, const Program& program) {
  const auto words = call.arguments();
  bool runs_text = false, reads_input = false;
  std::size_t at = 0;
  for (; at < words.size(); ++at) {
    const std::string& text = words[at].text;
    if (text == "--" || text == "-") {
      ++at;
      break;
    }
    if (text.size() < 2 || (text[0] != '-' && text[0] != '+')) break;
    if (text.starts_with("--")) {
      const bool is_harmless = text == "--norc" || text == "--noprofile" || text == "--login" ||
                               text == "--posix" || text == "--version" || text == "--help";
      if (!is_harmless) walk.raise(Risk::high, "it has the option " + text, kOpaque);
      if (text == "--rcfile" || text == "--init-file") ++at;
      continue;
    }
    if (text.find_first_not_of("leuxcfnhvCmapTE-+os") != std::string::npos) {
      walk.raise(Risk::high, "it has the option " + text);
    }
    runs_text = runs_text || text.find('c') != std::string::npos;
    reads_input = reads_input || text.find('s') != std::string::npos;
    if (text.find('o') != std::string::npos && at + 1 < words.size()) ++at;  // -o pipefail
  }
  if (at < words.size() && words[at].may_be_option()) {
    walk.raise(Risk::high, "what its words are is not known", kOpaque);
  }
  static_cast<void>(program);
  if (runs_text) {
    if (at >= words.size()) return;
    return inner_shell(walk, words[at], call.name);
  }
  if (at >= words.size() || reads_input || words[at].text == "/dev/stdin")
    return judge_input(walk, call);
  const bool is_plain = words[at].is_literal() && !words[at].text.starts_with("/dev/fd/");
  walk.raise(Risk::high, "it runs a script", is_plain ? 0U : static_cast<unsigned>(kOpaque));
}

// Everything but a module that is known is code that the table does not know.
void python(Walk& walk, const Call& call, const Program&) {
  constexpr std::array<std::string_view, 8> kModules = {"unittest",   "venv",      "build",
                                                        "json.tool",  "doctest",   "compileall",
                                                        "py_compile", "virtualenv"};
  constexpr std::array<std::string_view, 11> kPrograms = {"pytest",   "pip",    "mypy",   "black",
                                                          "ruff",     "flake8", "pylint", "isort",
                                                          "coverage", "tox",    "nox"};
  const auto words = call.arguments();
  if (words.size() == 1 && (words[0].text == "-V" || words[0].text == "-VV")) return;
  std::size_t at = 0;
  while (at < words.size() && (words[at].text == "-u" || words[at].text == "-B" ||
                               words[at].text == "-q" || words[at].text == "-s")) {
    ++at;
  }
  const std::string module =
      at + 1 < words.size() && words[at].text == "-m" && words[at + 1].is_literal()
          ? words[at + 1].text
          : "";
  const bool is_program = is_one_of(module, kPrograms);
  const bool is_known = is_program || is_one_of(module, kModules);
  if (!is_known) {
    const bool opaque = at >= words.size() && call.input.kind == Input::Kind::unknown;
    return walk.raise(Risk::high, "it runs code that is not known",
                      opaque ? static_cast<unsigned>(kOpaque) : 0U);
  }
  walk.raise(Risk::medium, "it runs a module, with this folder on its path");
  const auto rest = words.subspan(at + 1);
  if (is_program) return walk.inner_command(rest, call.input);
  for (const Field& word : rest.subspan(1)) judge_place(walk, word);
  if (module == "venv" || module == "virtualenv") {
    for (const Field& word : rest.subspan(1)) {
      if (!word.text.starts_with("-")) walk.writes(word, Risk::medium);
    }
  } else if (module == "json.tool") {
    for (const Field& word : rest.subspan(1)) walk.reads(word);
    if (rest.size() > 2) walk.writes(rest.back(), Risk::medium);
  }
}

void interpreter(Walk& walk, const Call& call, const Program&) {
  const std::string only = call.words.size() == 2 ? call.words[1].text : "";
  const bool tells = only == "-v" || only == "-V" || (only == "-version" && call.name == "java");
  if (tells && call.name != "Rscript" && call.name != "osascript") return;
  const bool opaque = call.words.size() == 1 && call.input.kind == Input::Kind::unknown;
  walk.raise(Risk::high, "it runs code that is not known",
             opaque ? static_cast<unsigned>(kOpaque) : 0U);
}

// Known tools of a project; anything else may be fetched to be run.
void npx(Walk& walk, const Call& call, const Program&) {
  constexpr std::array<std::string_view, 34> kTools = {
      "tsc",     "eslint", "prettier",  "jest",    "vitest",       "mocha",  "playwright",
      "webpack", "vite",   "rollup",    "esbuild", "biome",        "next",   "nuxt",
      "astro",   "tsup",   "stylelint", "cypress", "storybook",    "ava",    "nyc",
      "c8",      "knip",   "madge",     "typedoc", "svelte-check", "oxlint", "tailwindcss",
      "postcss", "babel",  "turbo",     "nx",      "depcheck",     "swc"};
  const auto words = call.arguments();
  std::size_t at = 0;
  while (at < words.size() && (words[at].text == "--no-install" || words[at].text == "--no" ||
                               words[at].text == "--yes" || words[at].text == "-y" ||
                               words[at].text == "--quiet" || words[at].text == "--")) {
    ++at;
  }
  if (at >= words.size() || !words[at].is_literal() || !is_one_of(words[at].text, kTools)) {
    return walk.raise(Risk::high, "it runs a package that is not known");
  }
  walk.inner_command(words.subspan(at), call.input);
}

}  // namespace ingot::policy::rules
