// policy/fold.h: the words of a command as the shell will pass them, as far as that can be known.
//
// Purpose    Quotes are gone, braces and the home folder are expanded, variables of known value are
//            put in (CMD-07). What stays unknown is marked as such, never guessed.
// Source     Bash Reference Manual 5.2, 3.5 (shell expansions).
// Cost       Linear in what the words expand to, which is bounded: 256 results of braces a word.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "policy/shell_syntax.h"
#include "policy/zones.h"

namespace ingot::policy {

// In a field's text: something that only the shell will know.
constexpr char kUnknown = '\x01';

struct Field {
  std::string text;
  bool splits = false;   // may become several words or none
  bool pattern = false;  // the shell may turn it into names of files
  bool number = false;   // what is unknown in it is a number
  Span span;

  bool is_known() const { return text.find(kUnknown) == std::string::npos && !splits; }
  bool is_literal() const { return is_known() && !pattern; }
  // Whether it may turn out to begin with "-" though it is not written so.
  bool may_be_option() const {
    if (splits && !number) return true;
    if (text.empty()) return false;
    if (text[0] == kUnknown) return !number;
    return pattern && std::string_view("*?[").find(text[0]) != std::string_view::npos;
  }
};
using Fields = std::vector<Field>;

struct Value {
  Fields items;  // one, or an array's
  bool is_known = false, is_array = false, is_number = false;
};

// What is so at one point of a text.
struct ShellState {
  std::map<std::string, Value, std::less<>> variables;
  std::vector<std::filesystem::path> directories;  // where it may be; none: anywhere
  std::map<std::string, std::shared_ptr<const Script>, std::less<>> functions;
};

// What folding meets and does not decide itself.
class FoldEvents {
 public:
  virtual ~FoldEvents() = default;
  // Runs it; what it prints, as one field.
  virtual Field substituted(const Piece& piece) = 0;
  virtual void arithmetic(const Piece& piece) = 0;
  virtual void parameter(const Piece& piece) = 0;  // before it is expanded
};

Fields fold_word(const Word& word, const ShellState& state, const Ground& ground,
                 FoldEvents& events);
// One field, without splitting: assignments, targets of redirections, here documents.
Field fold_whole(const Word& word, const ShellState& state, const Ground& ground,
                 FoldEvents& events);

}  // namespace ingot::policy
