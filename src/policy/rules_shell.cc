#include <algorithm>

#include "policy/program_rules.h"

// The builtins of the shell that change what later commands mean.
namespace ingot::policy::rules {
namespace {

const OptionTable& read_options() {
  static const OptionTable table =
      option_table("-ers -a: -d: -i: -n: -N: -p: -t: -u: -O: -C:=h -c: ");
  return table;
}

void dumps_environment(Walk& walk) { walk.raise(Risk::medium, "it shows the whole environment"); }

}  // namespace

void cd(Walk& walk, const Call& call, const Program&) {
  Fields operands;
  for (const Field& word : call.arguments()) {
    const bool is_option = word.text.size() > 1 && word.text[0] == '-' && operands.empty();
    if (!is_option) operands.push_back(word);
  }
  if (operands.empty() && call.name == "cd") {
    operands.push_back(walk.ground().home.empty() ? Field{.text = std::string(1, kUnknown)}
                                                  : literal(walk.ground().home.string()));
  }
  const bool is_plain = operands.size() == 1 && operands[0].text != "-" &&
                        !operands[0].text.starts_with("+") && !operands[0].text.empty();
  walk.moves_to(is_plain ? operands[0] : Field{.text = std::string(1, kUnknown)});
}

void popd(Walk& walk, const Call&, const Program&) {
  walk.moves_to({.text = std::string(1, kUnknown)});
}

void declare(Walk& walk, const Call& call, const Program&) {
  bool names_anything = false, is_array = false;
  for (const Field& word : call.arguments()) {
    const std::string& text = word.text;
    if ((text.starts_with("-") || text.starts_with("+")) && text.size() > 1) {
      if (text.find('n') != std::string::npos && call.name != "export") {
        walk.raise(Risk::high, "a variable that stands for another");
      }
      if (text.find_first_of("fF") != std::string::npos) names_anything = true;
      is_array = is_array || text.find_first_of("aA") != std::string::npos;
      if (text.find('i') != std::string::npos) walk.raise(Risk::medium, "it evaluates numbers");
      continue;
    }
    names_anything = true;
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos) {
      // `export NAME` hands on what is there already.
      if (!word.is_literal()) walk.raise(Risk::high, "the name of a variable is computed");
      const auto& variables = walk.state().variables;
      const auto known = variables.find(text);
      const std::string value = known == variables.end() || known->second.items.empty()
                                    ? ""
                                    : known->second.items[0].text;
      if (known != variables.end() && walk.risk_of_variable(text, value) == Risk::high) {
        walk.raise(Risk::high, "it sets " + text);
      }
      continue;
    }
    std::string name = text.substr(0, equals);
    const bool appends = name.ends_with('+');
    if (appends) name.pop_back();
    if (name.find(kUnknown) != std::string::npos || name.find('[') != std::string::npos) {
      walk.raise(Risk::high, "the name of a variable is evaluated");
      continue;
    }
    Field value = word;
    value.text = text.substr(equals + 1);
    value.splits = false;
    // `declare -a 'x=($(date))'` runs what stands in the quotes.
    if (value.text.starts_with("(") || (is_array && !value.is_known())) {
      walk.raise(Risk::high, "it evaluates the elements of an array");
    }
    if (appends) value.text = std::string(1, kUnknown);
    walk.assigns(name, value);
  }
  if (!names_anything) dumps_environment(walk);
}

void read(Walk& walk, const Call& call, const Program&) {
  const Arguments arguments = judge_arguments(walk, call.arguments(), read_options());
  std::size_t first = call.name == "getopts" ? 1 : 0;
  for (; first < arguments.operands.size(); ++first) {
    walk.assigns_unknown(arguments.operands[first].text);
    if (call.name == "getopts") break;
  }
  if (const GivenOption* array = arguments.find("-a"); array != nullptr && array->value) {
    walk.assigns_unknown(array->value->text);
  }
  if (arguments.operands.empty()) walk.assigns_unknown(call.name == "read" ? "REPLY" : "MAPFILE");
}

void printf(Walk& walk, const Call& call, const Program&) {
  const auto words = call.arguments();
  if (words.empty() || !words[0].text.starts_with("-")) {
    if (!words.empty() && words[0].may_be_option()) {
      walk.raise(Risk::medium, "what its words are is not known");
    }
    return;
  }
  if (words[0].text == "--") return;
  if (!words[0].text.starts_with("-v")) return walk.raise(Risk::medium, "it has an option");
  const std::string name = words[0].text.size() > 2 ? words[0].text.substr(2)
                           : words.size() > 1       ? words[1].text
                                                    : std::string(1, kUnknown);
  walk.assigns_unknown(name);
}

void unset(Walk& walk, const Call& call, const Program&) {
  for (const Field& word : call.arguments()) {
    if (word.text.starts_with("-")) continue;
    if (word.text.find_first_of("[") != std::string::npos || !word.is_literal()) {
      walk.raise(Risk::high, "the name of a variable is evaluated");
      continue;
    }
    walk.state().functions.erase(word.text);
    if (walk.risk_of_variable(word.text, "x") == Risk::high) {
      walk.raise(Risk::medium, "it unsets " + word.text);
    }
    walk.state().variables[word.text] = {};
  }
}

void set(Walk& walk, const Call& call, const Program&) {
  const auto words = call.arguments();
  if (words.empty()) return dumps_environment(walk);
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string& text = words[i].text;
    if (!words[i].is_literal() && !(i > 0 && words[i - 1].text == "--")) {
      walk.raise(Risk::medium, "what its words are is not known");
    }
    if (text == "--" || (text.size() > 0 && text[0] != '-' && text[0] != '+')) break;
    if (text.find_first_not_of("-+euxonCavhfE") != std::string::npos) {
      walk.raise(Risk::high, "it changes how the shell reads commands");
    }
    if (text.ends_with('o')) {
      const std::string name = i + 1 < words.size() ? words[i + 1].text : "";
      if (name != "pipefail" && name != "errexit" && name != "nounset" && name != "xtrace" &&
          name != "noclobber" && name != "verbose" && name != "errtrace") {
        walk.raise(name.empty() ? Risk::read : Risk::high,
                   "it changes how the shell reads commands");
      }
      ++i;
    }
  }
  auto& variables = walk.state().variables;
  for (const char* name : {"1", "2", "3", "4", "5", "6", "7", "8", "9"}) variables.erase(name);
}

void shopt(Walk& walk, const Call& call, const Program&) {
  for (const Field& word : call.arguments()) {
    const std::string& text = word.text;
    const bool is_harmless = text == "-s" || text == "-u" || text == "-q" || text == "-p" ||
                             text == "globstar" || text == "nullglob" || text == "failglob" ||
                             text == "inherit_errexit" || text == "pipefail";
    if (!is_harmless) walk.raise(Risk::high, "it changes how the shell reads commands");
  }
}

void let(Walk& walk, const Call& call, const Program&) {
  for (const Field& word : call.arguments()) {
    if (!word.is_literal()) {
      walk.raise(Risk::high, "it evaluates a computed text");
    } else {
      walk.arithmetic_text(word.text);
    }
  }
}

void test(Walk& walk, const Call& call, const Program&) {
  const auto words = call.arguments();
  const bool evaluates = std::any_of(words.begin(), words.end(), [](const Field& word) {
    return word.text == "-v" || word.text == "-R" || (word.splits && !word.number);
  });
  const bool names =
      std::any_of(words.begin(), words.end(), [](const Field& word) { return word.text == "-v"; });
  if (names) walk.raise(Risk::high, "the name of a variable is evaluated");
  // An unquoted word may be "-v a[...]", which evaluates.
  if (evaluates && !names) walk.raise(Risk::medium, "what its words are is not known");
}

void alias(Walk& walk, const Call& call, const Program&) {
  for (const Field& word : call.arguments()) {
    const std::size_t equals = word.text.find('=');
    if (equals == std::string::npos) continue;
    Field value = word;
    value.text = word.text.substr(equals + 1);
    walk.inner_text(value, "alias");
  }
}

void eval(Walk& walk, const Call& call, const Program&) {
  if (call.words.size() > 1) walk.inner_text(joined(call.arguments()), "eval");
}

void trap(Walk& walk, const Call& call, const Program&) {
  const auto words = call.arguments();
  if (words.empty() || words[0].text == "-p" || words[0].text == "-l") return;
  const std::size_t first = words[0].text == "--" ? 1 : 0;
  if (first >= words.size() || words[first].text == "-" || words[first].text.empty()) return;
  walk.inner_text(words[first], "trap");
}

void source(Walk& walk, const Call& call, const Program&) {
  const auto words = call.arguments();
  const bool is_plain = !words.empty() && words[0].is_literal() &&
                        !words[0].text.starts_with("/dev/fd/") && words[0].text != "/dev/stdin";
  walk.raise(Risk::high, "it runs a script", is_plain ? 0U : static_cast<unsigned>(kOpaque));
}

}  // namespace ingot::policy::rules
