#include "args/parser.h"

#include <algorithm>
#include <charconv>

#include "base/assert.h"
#include "base/nearest.h"

namespace ingot::args {
namespace {

Error bad(std::string what, std::string remedy = {}) {
  return Error{
      .kind = Error::Kind::invalid_argument, .what = std::move(what), .remedy = std::move(remedy)};
}

std::string in_quotes(std::string_view text) { return '"' + std::string(text) + '"'; }

std::vector<std::string> split(std::string_view text, std::string_view separators) {
  std::vector<std::string> parts;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find_first_of(separators, at), text.size());
    if (end > at) parts.emplace_back(text.substr(at, end - at));
    at = end + 1;
  }
  return parts;
}

std::vector<std::string> split_names(std::string_view names) {
  std::vector<std::string> parts = split(names, ", ");
  for (const std::string& name : parts) {
    const bool is_short = name.size() == 2 && name[0] == '-' && name[1] != '-';
    const bool is_long = name.size() > 3 && name.compare(0, 2, "--") == 0;
    INGOT_ASSERT((is_short || is_long) && name.find('=') == std::string::npos,
                 "option names look like -x or --xyz");
  }
  INGOT_ASSERT(!parts.empty(), "an option has a name");
  return parts;
}

template <typename Number>
Result<Number> parse_number(std::string_view name, std::string_view text, Number least,
                            const char* noun) {
  Number number{};
  const char* const end = text.data() + text.size();
  // Nothing but digits, a sign and a point: "inf", "nan" and "0x10" are no amounts.
  const bool plain = !text.empty() && text.find_first_not_of("0123456789.-") == std::string::npos;
  const auto [stopped, error] = std::from_chars(text.data(), end, number);
  if (!plain || error != std::errc() || stopped != end) {
    return bad(std::string(name) + ": " + in_quotes(text) + " is not " + noun);
  }
  if (number < least) {
    char shown[64];
    const auto shown_end = std::to_chars(shown, shown + sizeof shown, least).ptr;
    return bad(std::string(name) + ": " + in_quotes(text) + " is less than " +
               std::string(shown, shown_end));
  }
  return number;
}

}  // namespace

Parser::Parser(std::string usage, std::string summary)
    : usage_(std::move(usage)), summary_(std::move(summary)) {}

Parser& Parser::group(std::string title) {
  group_ = std::move(title);
  return *this;
}

Parser::Option& Parser::add(std::string_view names, Takes takes, std::string placeholder,
                            std::string help) {
  Option option;
  option.names = split_names(names);
  for (const std::string& name : option.names) {
    INGOT_ASSERT(find(name) == nullptr, "an option name is declared once");
  }
  option.takes = takes;
  option.placeholder = std::move(placeholder);
  option.help = std::move(help);
  option.group = group_;
  options_.push_back(std::move(option));
  return options_.back();
}

Parser& Parser::flag(std::string_view names, bool& target, std::string help) {
  add(names, Takes::nothing, {}, std::move(help)).store = [&target](auto, auto) -> Result<> {
    target = true;
    return {};
  };
  return *this;
}

Parser& Parser::help_flag(bool& target, std::string help) {
  flag("-h, --help", target, std::move(help));
  options_.back().ends_parsing = true;
  return *this;
}

Parser& Parser::value(std::string_view names, std::string placeholder, std::string& target,
                      std::string help) {
  add(names, Takes::value, std::move(placeholder), std::move(help)).store =
      [&target](auto, std::string_view text) -> Result<> {
    target = text;
    return {};
  };
  return *this;
}

Parser& Parser::value(std::string_view names, std::string placeholder,
                      std::optional<std::string>& target, std::string help) {
  add(names, Takes::value, std::move(placeholder), std::move(help)).store =
      [&target](auto, std::string_view text) -> Result<> {
    target = std::string(text);
    return {};
  };
  return *this;
}

Parser& Parser::choice(std::string_view names, std::string placeholder,
                       std::vector<std::string> choices, std::string& target, std::string help) {
  value(names, std::move(placeholder), target, std::move(help));
  options_.back().choices = std::move(choices);
  return *this;
}

Parser& Parser::integer(std::string_view names, std::string placeholder,
                        std::optional<long>& target, long least, std::string help) {
  add(names, Takes::value, std::move(placeholder), std::move(help)).store =
      [&target, least](std::string_view name, std::string_view text) -> Result<> {
    INGOT_TRY(target, parse_number<long>(name, text, least, "a whole number"));
    return {};
  };
  return *this;
}

Parser& Parser::number(std::string_view names, std::string placeholder,
                       std::optional<double>& target, double least, std::string help) {
  add(names, Takes::value, std::move(placeholder), std::move(help)).store =
      [&target, least](std::string_view name, std::string_view text) -> Result<> {
    INGOT_TRY(target, parse_number<double>(name, text, least, "a number"));
    return {};
  };
  return *this;
}

Parser& Parser::list(std::string_view names, std::string placeholder,
                     std::vector<std::string>& target, std::string help) {
  add(names, Takes::value, std::move(placeholder), std::move(help)).store =
      [&target](auto, std::string_view text) -> Result<> {
    target.emplace_back(text);
    return {};
  };
  return *this;
}

Parser& Parser::comma_list(std::string_view names, std::string placeholder,
                           std::vector<std::string>& target, std::string help) {
  add(names, Takes::value, std::move(placeholder), std::move(help)).store =
      [&target](auto, std::string_view text) -> Result<> {
    for (std::string& part : split(text, ", \t\n")) target.push_back(std::move(part));
    return {};
  };
  return *this;
}

Parser& Parser::optional_value(std::string_view names, std::string placeholder,
                               std::optional<std::string>& target, std::string help) {
  value(names, std::move(placeholder), target, std::move(help));
  options_.back().takes = Takes::maybe_value;
  return *this;
}

Parser& Parser::also(std::string_view names) {
  INGOT_ASSERT(!options_.empty(), "an option was declared before");
  for (std::string& name : split_names(names)) {
    INGOT_ASSERT(find(name) == nullptr, "an option name is declared once");
    options_.back().hidden_names.push_back(std::move(name));
  }
  return *this;
}

Parser& Parser::accept_also(std::string spelling, std::string meaning) {
  INGOT_ASSERT(!options_.empty() && !options_.back().choices.empty(), "a choice was declared");
  options_.back().other_choices.emplace_back(std::move(spelling), std::move(meaning));
  return *this;
}

Parser& Parser::hidden() {
  INGOT_ASSERT(!options_.empty(), "an option was declared before");
  options_.back().hidden = true;
  return *this;
}

Parser& Parser::words(std::vector<std::string>& target) {
  words_ = &target;
  return *this;
}

Parser& Parser::section(std::string title, std::string text) {
  sections_.push_back({.title = std::move(title), .text = std::move(text)});
  return *this;
}

const Parser::Option* Parser::find(std::string_view name) const {
  const auto has = [&](const std::vector<std::string>& names) {
    return std::find(names.begin(), names.end(), name) != names.end();
  };
  for (const Option& option : options_) {
    if (has(option.names) || has(option.hidden_names)) return &option;
  }
  return nullptr;
}

// Whether a word after an option that needs a value is another option rather than the value: what
// looks like --name, and short names that exist. "-5" and "-v is meant" are values.
bool Parser::spells_option(std::string_view word) const {
  if (word.size() > 2 && word.substr(0, 2) == "--") {
    const std::string_view name = word.substr(2, word.find('=') - 2);
    return name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string::npos;
  }
  return word == "--" || (word.size() == 2 && find(word) != nullptr);
}

std::vector<std::string> Parser::shown_names() const {
  std::vector<std::string> names;
  for (const Option& option : options_) {
    if (!option.hidden) names.insert(names.end(), option.names.begin(), option.names.end());
  }
  return names;
}

Error Parser::unknown_option(std::string_view name) const {
  std::string close = nearest(name, shown_names());
  // One letter is always one edit from every other letter.
  if (name.size() <= 2 && edit_distance(name, close) > 0) close.clear();
  return bad("unknown option " + in_quotes(name),
             close.empty() ? "--help lists the options" : "did you mean " + in_quotes(close) + "?");
}

Result<> Parser::store(const Option& option, std::string_view name, std::string_view value) const {
  if (option.choices.empty() || option.takes == Takes::nothing) return option.store(name, value);
  const auto& choices = option.choices;
  if (std::find(choices.begin(), choices.end(), value) != choices.end()) {
    return option.store(name, value);
  }
  for (const auto& [spelling, meaning] : option.other_choices) {
    if (value == spelling) return option.store(name, meaning);
  }
  std::string known;
  for (const std::string& choice : choices) known += (known.empty() ? "" : ", ") + choice;
  const std::string close = nearest(value, choices);
  return bad(std::string(name) + ": " + in_quotes(value) + " is none of " + known,
             close.empty() ? "" : "did you mean " + in_quotes(close) + "?");
}

Result<> Parser::take(const Option& option, std::string_view name,
                      std::optional<std::string_view> value,
                      const std::vector<std::string>& arguments, std::size_t& next) const {
  if (option.takes == Takes::nothing) {
    if (value) return bad("option " + in_quotes(name) + " takes no value");
    return option.store(name, {});
  }
  if (!value && next < arguments.size()) {
    const std::string& word = arguments[next];
    const bool is_value = option.takes == Takes::value ? !spells_option(word) : word[0] != '-';
    if (is_value) {
      value = word;
      ++next;
    }
  }
  if (!value && option.takes == Takes::value) {
    const std::string shape = std::string(name) + (name.size() == 2 ? " <" : "=<");
    return bad("option " + in_quotes(name) + " needs a value",
               "write " + shape + option.placeholder + ">");
  }
  return store(option, name, value.value_or(std::string_view()));
}

// Both return whether parsing goes on.
Result<bool> Parser::parse_long(const std::vector<std::string>& arguments,
                                std::size_t& next) const {
  const std::string_view word = arguments[next++];
  const std::size_t equals = word.find('=');
  const std::string_view name = word.substr(0, equals);
  const Option* const option = find(name);
  if (option == nullptr) return unknown_option(name);
  std::optional<std::string_view> value;
  if (equals != std::string_view::npos) value = word.substr(equals + 1);
  INGOT_TRY_VOID(take(*option, name, value, arguments, next));
  return !option->ends_parsing;
}

Result<bool> Parser::parse_short(const std::vector<std::string>& arguments,
                                 std::size_t& next) const {
  const std::string_view word = arguments[next++];
  // "-model x" would be -m with the value "odel".
  const std::string_view whole = word.substr(0, word.find('='));
  if (find("-" + std::string(whole)) != nullptr) return unknown_option(whole);
  for (std::size_t i = 1; i < word.size(); ++i) {
    const std::string name = {'-', word[i]};
    const Option* const option = find(name);
    if (option == nullptr) return unknown_option(i == 1 ? whole : name);
    std::optional<std::string_view> value;
    const std::string_view rest = word.substr(i + 1);
    if (!rest.empty() && (option->takes != Takes::nothing || rest[0] == '=')) {
      value = rest.substr(rest[0] == '=' ? 1 : 0);
    }
    INGOT_TRY_VOID(take(*option, name, value, arguments, next));
    if (option->ends_parsing) return false;
    if (value) break;
  }
  return true;
}

Result<> Parser::parse(const std::vector<std::string>& arguments) const {
  bool only_words = false;
  for (std::size_t next = 0; next < arguments.size();) {
    const std::string& word = arguments[next];
    if (!only_words && word == "--") {
      only_words = true;
      ++next;
    } else if (!only_words && word.size() > 1 && word[0] == '-') {
      INGOT_TRY(const bool go_on,
                word[1] == '-' ? parse_long(arguments, next) : parse_short(arguments, next));
      if (!go_on) return {};
    } else if (words_ != nullptr) {
      words_->push_back(word);
      ++next;
    } else {
      const std::string close = nearest("--" + word, shown_names());
      return bad(
          "unexpected argument " + in_quotes(word),
          close.empty() ? "--help shows the usage" : "did you mean " + in_quotes(close) + "?");
    }
  }
  return {};
}

}  // namespace ingot::args
