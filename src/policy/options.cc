#include "policy/options.h"

#include <algorithm>
#include <string>

namespace ingot::policy {
namespace {

int weight(char effect) {
  constexpr std::string_view kByWeight = " ?rlwiTumdfBcUXHbWCxho";
  const std::size_t at = kByWeight.find(effect);
  return at == std::string_view::npos ? 0 : static_cast<int>(at);
}

Option option_of(std::string_view token) {
  Option option;
  if (const std::size_t equals = token.rfind('='); equals != std::string_view::npos) {
    option.effect = token[equals + 1];
    token = token.substr(0, equals);
  }
  if (token.back() == ':') option.takes = Option::Takes::value;
  if (token.back() == '?') option.takes = Option::Takes::attached;
  if (option.takes != Option::Takes::nothing) token.remove_suffix(1);
  option.name = token;
  return option;
}

class Reader {
 public:
  Reader(std::span<const Field> words, const OptionTable& table, Operands operands)
      : words_(words), table_(table), operands_(operands) {}

  Arguments read() {
    out_.rest = words_.size();
    for (; at_ < words_.size(); ++at_) {
      const Field& word = words_[at_];
      const std::string& text = word.text;
      if (only_operands_ || text.size() < 2 || text[0] != '-') {
        operand(word);
      } else if (text == "--") {
        only_operands_ = true;
      } else if (text[1] == '-' || table_.single) {
        long_option(word);
      } else {
        cluster(word);
      }
    }
    return std::move(out_);
  }

 private:
  void operand(const Field& word) {
    if (out_.operands.empty()) out_.rest = at_;
    if (!only_operands_ && word.may_be_option()) out_.may_hide_options = true;
    out_.operands.push_back(word);
    if (operands_ == Operands::last) only_operands_ = true;
  }

  void give(const Option& option, std::optional<Field> value) {
    out_.options.push_back({option.name, option.effect, std::move(value)});
  }

  std::optional<Field> next_word() {
    if (at_ + 1 >= words_.size()) return std::nullopt;
    return words_[++at_];
  }

  void unknown() {
    if (!table_.others_harmless) out_.has_unknown_option = true;
  }

  void long_option(const Field& word) {
    const std::size_t equals = word.text.find('=');
    const std::string name = word.text.substr(0, equals);
    const Option* found = nullptr;
    if (name.find(kUnknown) != std::string::npos) {
      out_.may_hide_options = true;
      return unknown();
    }
    for (const Option& option : table_.options) {
      const bool is_long = table_.single || option.name.starts_with("--");
      if (!is_long || !option.name.starts_with(name)) continue;
      if (option.name == name) {
        found = &option;
        break;
      }
      if (!table_.single && (found == nullptr || weight(option.effect) > weight(found->effect))) {
        found = &option;
      }
    }
    if (found == nullptr) {
      if (table_.single && word.text[1] != '-') return joined_single(word);
      return unknown();
    }
    if (equals != std::string::npos) {
      Field value = word;
      value.text = word.text.substr(equals + 1);
      return give(*found, std::move(value));
    }
    give(*found, found->takes == Option::Takes::value ? next_word() : std::nullopt);
  }

  // -Wl,x and -Ifolder: a name of one letter with its value.
  void joined_single(const Field& word) {
    for (const Option& option : table_.options) {
      if (option.name.size() == 2 && option.takes != Option::Takes::nothing &&
          word.text.starts_with(option.name)) {
        Field value = word;
        value.text = word.text.substr(2);
        return give(option, std::move(value));
      }
    }
    unknown();
  }

  void cluster(const Field& word) {
    const std::string& text = word.text;
    for (std::size_t i = 1; i < text.size(); ++i) {
      const char letter = text[i];
      if (letter == kUnknown) {
        out_.may_hide_options = true;
        return unknown();
      }
      if (letter >= '0' && letter <= '9') continue;
      const auto option = std::find_if(
          table_.options.begin(), table_.options.end(),
          [&](const Option& each) { return each.name.size() == 2 && each.name[1] == letter; });
      if (option == table_.options.end()) {
        unknown();
        continue;
      }
      if (option->takes == Option::Takes::nothing) {
        give(*option, std::nullopt);
        continue;
      }
      if (i + 1 < text.size()) {
        Field value = word;
        value.text = text.substr(i + 1);
        return give(*option, std::move(value));
      }
      return give(*option, option->takes == Option::Takes::value ? next_word() : std::nullopt);
    }
  }

  std::span<const Field> words_;
  const OptionTable& table_;
  Operands operands_;
  Arguments out_;
  std::size_t at_ = 0;
  bool only_operands_ = false;
};

}  // namespace

OptionTable option_table(std::string_view text) {
  OptionTable table;
  while (!text.empty()) {
    const std::size_t begin = text.find_first_not_of(" \n");
    if (begin == std::string_view::npos) break;
    const std::size_t end = std::min(text.find_first_of(" \n", begin), text.size());
    const std::string_view token = text.substr(begin, end - begin);
    text.remove_prefix(end);
    if (token == "single") table.single = true;
    if (token == "*") table.others_harmless = true;
    if (token[0] != '-') continue;
    const bool is_group =
        token[1] != '-' && !table.single && token.find_first_of(":?=") == std::string_view::npos;
    if (!is_group) {
      table.options.push_back(option_of(token));
      continue;
    }
    for (const char letter : token.substr(1)) {
      table.options.push_back({.name = std::string("-") + letter});
    }
  }
  return table;
}

const GivenOption* Arguments::find(std::string_view name) const {
  const auto found = std::find_if(options.begin(), options.end(),
                                  [&](const GivenOption& option) { return option.name == name; });
  return found == options.end() ? nullptr : &*found;
}

Arguments read_arguments(std::span<const Field> words, const OptionTable& table,
                         Operands operands) {
  return Reader(words, table, operands).read();
}

}  // namespace ingot::policy
