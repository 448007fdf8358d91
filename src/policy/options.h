// policy/options.h: the options of a program, as a table, and reading a command's words by it.
//
// Purpose    One line of text per program says which options take a value and what they do
//            (CMD-15), so that clusters, joined values and abbreviations come out as what they are.
//
//   -abc        flags            -o:   takes a value, joined or next    -i?   joined value only
//   --name      a flag           --name:  takes a value                 --name?  only behind "="
//   X=e         with effect e, see below       *  other options are harmless
//   single      one dash is enough for a long name (find, go, java)
//
// Effects     r reads its content   w writes it (low in the workspace)   W writes it (medium)
//             l m h  at least that class   o  high, and what runs is unknown   C  a shell text
//             u  a package: no address, no folder outside
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "policy/fold.h"

namespace ingot::policy {

struct Option {
  enum class Takes { nothing, value, attached };
  std::string name;
  Takes takes = Takes::nothing;
  char effect = ' ';
};

struct OptionTable {
  std::vector<Option> options;
  bool others_harmless = false, single = false;
};

OptionTable option_table(std::string_view text);

struct GivenOption {
  std::string name;  // as the table spells it
  char effect = ' ';
  std::optional<Field> value;
};

struct Arguments {
  std::vector<GivenOption> options;
  Fields operands;
  bool has_unknown_option = false;
  bool may_hide_options = false;  // an operand may turn out to be an option
  std::size_t rest = 0;           // where the first operand stands, in the words

  const GivenOption* find(std::string_view name) const;
  bool has(std::string_view name) const { return find(name) != nullptr; }
};

enum class Operands { anywhere, last };  // last: what follows the first operand is no option

// `words` without the program.
Arguments read_arguments(std::span<const Field> words, const OptionTable& table,
                         Operands operands = Operands::anywhere);

}  // namespace ingot::policy
