// policy/risk.h: the class of a shell command.
//
// Purpose    What a command may do, from its text alone: every simple command in it is found, its
//            words are folded, and tables say what the program does with them. What is not
//            understood is high. docs/decisions/0016-command-classes.md tells the limits.
// Source     safety.md sections 1 and 3 (CMD-01 to CMD-26), CLI-32..35.
// Cost       Linear in the text; commands over the limits of CMD-05 are refused.
// Invariant  Joining, wrapping and quoting commands never lowers a class (CMD-26).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "policy/shell_syntax.h"
#include "policy/zones.h"
#include "tools/effects.h"

namespace ingot::policy {

// Each is asked about at every level (AUT-04).
enum CommandFlag : unsigned {
  kDenied = 1U,         // on the built-in list of disasters
  kOpaque = 2U,         // what runs cannot be told from the text
  kProtectedPath = 4U,  // writes where it changes what runs later
  kSecret = 8U,         // shows a key or a password
  kObscured = 16U,      // characters that are not seen
  kUnparsed = 32U,      // the text is not understood
  kRefused = 64U,       // refused: longer or deeper than anybody reviews (CMD-05)
};
// "opaque, secret"
std::string flag_names(unsigned flags);

// One simple command, wherever it stands.
struct CommandPart {
  std::vector<std::string> words;  // folded; the program without its folder
  tools::Risk risk = tools::Risk::read;
  tools::Risk option_risk = tools::Risk::read;  // what its options alone make of it
  unsigned flags = 0;
  bool plain = true;  // no redirection to a file, assignment, substitution or wrapper
  Span span;
};

struct Assessment {
  tools::Risk risk = tools::Risk::high;
  unsigned flags = 0;
  std::string why;
  std::size_t begin = 0, end = 0;  // the part of the command that decided; empty when none did
  std::vector<CommandPart> parts;

  bool asks_always() const { return flags != 0; }
};

Assessment assess_command(std::string_view command, const Ground& ground);

// Whether some simple command matches one of `entries` (CMD-22): the program and the leading words
// in their order, its options in any. Of a text that cannot be read, whether it contains one.
bool any_part_matches(std::string_view command, const Assessment& assessment,
                      const std::vector<std::string>& entries);
// Whether each simple command is plain and matches an entry, or only reads, and some one matches
// (CMD-21).
bool every_part_matches(const Assessment& assessment, const std::vector<std::string>& entries);

}  // namespace ingot::policy
