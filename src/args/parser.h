// args/parser.h: a command line to variables, and the help that describes it.
//
// Purpose    Options are declared once, each bound to a variable; parse() fills the variables and
//            help() lists the declarations. Commands (exec, models, ...) are not its business: main
//            dispatches on the first word and each command has a parser of its own.
// Source     cli.md CLI-1 and CLI-3. Accepted are --name value, --name=value, -n value, -nvalue,
//            bundled flags (-vq, the last of a bundle may take a value) and "--", after which all
//            is words. Words and options mix freely. An option given twice: the last one wins,
//            lists grow. Names are never abbreviated: an abbreviation that works today is ambiguous
//            after the next option.
// Ownership  Variables are bound by reference and outlive the parser.
// Threads    Belongs to one thread.
// Errors     Kind::invalid_argument naming the offending token, with the nearest known spelling as
//            the remedy. Of a token with "=" only the name is shown: the rest may be a key.
//            Variables may then be half filled.
//
//     bool verbose = false, help = false;
//     std::string format = "text";
//     std::vector<std::string> words;
//     args::Parser parser("ingot exec [options] [prompt]", "Runs one prompt without a terminal.");
//     parser.words(words)
//         .group("Output")
//         .choice("-o, --output-format", "format", {"text", "json"}, format, "what to print")
//         .accept_also("debug", "json")            // an old value, not in the help
//         .flag("-v, --verbose", verbose, "say more").also("--loud")
//         .help_flag(help);
//     INGOT_TRY_VOID(parser.parse(arguments));
//     if (help) std::fputs(parser.help().c_str(), stdout);
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace ingot::args {

class Parser {
 public:
  // `usage` is the line after "Usage: ", `summary` a paragraph below it (may be empty).
  Parser(std::string usage, std::string summary);

  // Options declared from here on stand under `title` in the help.
  Parser& group(std::string title);

  // Declarations. `names` are spellings joined by ", ": "-m, --model". `placeholder` stands for the
  // value in the help: "id" is shown as <id>.
  Parser& flag(std::string_view names, bool& target, std::string help);
  // As flag(); parsing ends where it is met, so that what follows cannot be wrong.
  Parser& help_flag(bool& target, std::string help = "print this help");
  Parser& value(std::string_view names, std::string placeholder, std::string& target,
                std::string help);
  // Tells "not given" from "given empty".
  Parser& value(std::string_view names, std::string placeholder, std::optional<std::string>& target,
                std::string help);
  Parser& choice(std::string_view names, std::string placeholder, std::vector<std::string> choices,
                 std::string& target, std::string help);
  // A whole number, or a decimal one (no exponent, no "inf"), of at least `least`.
  Parser& integer(std::string_view names, std::string placeholder, std::optional<long>& target,
                  long least, std::string help);
  Parser& number(std::string_view names, std::string placeholder, std::optional<double>& target,
                 double least, std::string help);
  // May be repeated; each use appends its value.
  Parser& list(std::string_view names, std::string placeholder, std::vector<std::string>& target,
               std::string help);
  // May be repeated; each use appends the parts of its value between commas and white space.
  Parser& comma_list(std::string_view names, std::string placeholder,
                     std::vector<std::string>& target, std::string help);
  // The value may be missing: `target` is then "". The next word is taken as the value unless it
  // begins with "-".
  Parser& optional_value(std::string_view names, std::string placeholder,
                         std::optional<std::string>& target, std::string help);

  // Of the option declared last: further spellings that work but are not in the help; another
  // spelling of a choice; leave the option out of the help altogether.
  Parser& also(std::string_view names);
  Parser& accept_also(std::string spelling, std::string meaning);
  Parser& hidden();

  // Words that are no options. Without this declaration a word is an error.
  Parser& words(std::vector<std::string>& target);
  // A titled text below the options in the help: examples, exit codes. Lines that begin with a
  // space are kept as they are, others are wrapped.
  Parser& section(std::string title, std::string text);

  Result<> parse(const std::vector<std::string>& arguments) const;

  // The same bytes every time; no line is wider than `columns` unless one word is.
  std::string help(std::size_t columns = 90) const;

 private:
  enum class Takes { nothing, value, maybe_value };
  struct Option {
    std::vector<std::string> names, hidden_names;
    std::string placeholder, help, group;
    Takes takes = Takes::nothing;
    bool hidden = false, ends_parsing = false;
    std::vector<std::string> choices;
    std::vector<std::pair<std::string, std::string>> other_choices;  // spelling, meaning
    // Takes the value ("" for none) as it was given under `name`.
    std::function<Result<>(std::string_view name, std::string_view value)> store;
  };
  struct Section {
    std::string title, text;
  };

  Option& add(std::string_view names, Takes takes, std::string placeholder, std::string help);
  const Option* find(std::string_view name) const;
  std::vector<std::string> shown_names() const;
  bool spells_option(std::string_view word) const;
  Error unknown_option(std::string_view name) const;
  Result<> store(const Option& option, std::string_view name, std::string_view value) const;
  // `next` is the index of the word after the option; moved on when that is its value.
  Result<> take(const Option& option, std::string_view name, std::optional<std::string_view> value,
                const std::vector<std::string>& arguments, std::size_t& next) const;
  Result<bool> parse_long(const std::vector<std::string>& arguments, std::size_t& next) const;
  Result<bool> parse_short(const std::vector<std::string>& arguments, std::size_t& next) const;

  std::string usage_, summary_, group_ = "Options";
  std::vector<Option> options_;
  std::vector<Section> sections_;
  std::vector<std::string>* words_ = nullptr;
};

}  // namespace ingot::args
