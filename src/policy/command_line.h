// policy/command_line.h: a shell command line as a plain list, or "too clever to judge".
//
// Purpose    The strict first reading: simple commands joined by | && || ; and line ends, with
// words
//            that mean what they say. Whatever the shell would compute (variables, substitutions,
//            functions, here documents, redirections other than to /dev/null and between
//            descriptors) makes the line opaque, and an opaque line is judged by its worst reading.
//            Nothing is ever allowed because reading it failed.
// Source     POSIX.1-2017, XCU 2.2 (quoting), 2.3 (token recognition), 2.7 (redirection), 2.9.
// Errors     None; every text has an answer.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ingot::policy {

struct Word {
  std::string text;  // after quote removal
  bool pattern =
      false;  // holds an unquoted * ? [ or a leading ~: the shell may turn it into others
  std::size_t begin = 0, end = 0;  // in the line
};

struct CommandLine {
  std::vector<std::vector<Word>> commands;  // each with at least one word
  bool opaque = false;
  std::string why_opaque;
  std::size_t opaque_at = 0;  // where reading ended
};

// Lines longer than this are opaque: nobody reviews them.
constexpr std::size_t kMaxCommandBytes = 16384;

CommandLine read_command_line(std::string_view text);

}  // namespace ingot::policy
