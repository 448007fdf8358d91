// policy/shell_syntax.h: a shell text as a tree of commands, the way bash reads it.
//
// Purpose    Every simple command that the text can run, wherever it stands: in lists, pipelines,
//            subshells, loops, functions, substitutions and here documents (CMD-06). Nothing is
//            expanded here (policy/fold.h does that), nothing is judged.
// Source     Bash Reference Manual 5.2, chapters 3.1 (quoting), 3.2 (commands), 3.4 to 3.6.
// Errors     None; a text that is not understood is told so, with what was read before it.
// Cost       Linear in the text. Bounded by the limits of CMD-05.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace ingot::policy {

constexpr std::size_t kMaxCommandBytes = 65536;
constexpr std::size_t kMaxCommands = 5000;
constexpr int kMaxNesting = 50;
constexpr const char* kTooLong = "more than 64 KiB";
constexpr const char* kTooMany = "more than 5000 commands";
constexpr const char* kTooDeep = "more than 50 levels of nesting";

// Of the name of a variable.
constexpr bool is_name_start(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
constexpr bool is_name_char(char c) { return is_name_start(c) || (c >= '0' && c <= '9'); }

struct Span {
  std::size_t begin = 0, end = 0;
};

struct Script;

struct Piece {
  enum class Kind { text, parameter, command, process, arithmetic };
  Kind kind = Kind::text;
  bool quoted = false;       // the shell neither splits it nor reads patterns in it
  std::string text;          // text as meant, name of a parameter, arithmetic as written
  std::string operation;     // of ${name...}: what follows the name; "!" and "#" stand in front
  std::vector<Piece> inner;  // what is expanded within: default words, subscripts, arithmetic
  std::shared_ptr<const Script> script;  // of a command or process substitution
};

struct Word {
  std::vector<Piece> pieces;
  Span span;
};

struct Assignment {
  std::string name;
  bool appends = false, is_array = false;
  std::vector<Piece> subscript;
  std::vector<Word> values;  // one, or the elements of an array
};

struct Redirection {
  std::string operation;  // "<" ">" ">>" ">|" "<>" "&>" "&>>" ">&" "<&" "<<" "<<<"
  Word target;
  std::shared_ptr<const Word> body;  // of a here document
};

struct Command {
  enum class Kind { simple, subshell, group, loop, branch, function, test, arithmetic };
  Kind kind = Kind::simple;
  std::vector<Assignment> assignments;
  std::vector<Word> words;  // of a loop: what it goes over; of a case: the word and the patterns
  std::vector<Redirection> redirections;
  std::vector<std::shared_ptr<const Script>> bodies;  // of a branch: heads and bodies in order
  std::string name;                                   // of a function; the variable of a loop
  Span span;
};

struct Pipeline {
  std::vector<Command> commands;
  std::string before;       // what joins it to the one before: "&&", "||" or ";"
  bool background = false;  // ends in "&"
};

struct Script {
  std::vector<Pipeline> pipelines;
};

struct ParsedText {
  std::shared_ptr<const Script> script;  // all that was read
  std::string error;                     // empty when the whole text was
  std::size_t error_at = 0;
  bool over_limit = false;
};

// The inner text of a command (`bash -c '...'`) is told the place of the outer one.
ParsedText parse_shell(std::string_view text);

}  // namespace ingot::policy
