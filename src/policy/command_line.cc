#include "policy/command_line.h"

#include <algorithm>

#include "policy/shell_syntax.h"

namespace ingot::policy {
namespace {

// The text of a word in which nothing is expanded.
std::optional<std::string> plain_text(const Word& word) {
  std::string text;
  for (const Piece& piece : word.pieces) {
    if (piece.kind != Piece::Kind::text) return std::nullopt;
    const bool expands = !piece.quoted && (piece.text.find_first_of("*?[{}") != std::string::npos ||
                                           (text.empty() && piece.text.starts_with("~")));
    if (expands) return std::nullopt;
    text += piece.text;
  }
  return text;
}

// It loses what is printed, or joins two descriptors.
bool is_harmless(const Redirection& redirection) {
  const auto target = plain_text(redirection.target);
  if (!target || redirection.body != nullptr || redirection.operation == "<<<") return false;
  if (redirection.operation == ">&" || redirection.operation == "<&") {
    return !target->empty() && target->find_first_not_of("0123456789") == std::string::npos;
  }
  return *target == "/dev/null";
}

std::optional<PlainCommand> plain_command(const Command& command) {
  const bool is_plain =
      command.kind == Command::Kind::simple && command.assignments.empty() &&
      !command.words.empty() &&
      std::all_of(command.redirections.begin(), command.redirections.end(), is_harmless);
  if (!is_plain) return std::nullopt;
  PlainCommand words;
  for (const Word& word : command.words) {
    auto text = plain_text(word);
    if (!text) return std::nullopt;
    words.push_back(*std::move(text));
  }
  // NAME=value in an odd spelling, which the shell may still take for an assignment.
  if (words.front().find('=') != std::string::npos) return std::nullopt;
  return words;
}

}  // namespace

std::vector<PlainCommand> plain_commands(std::string_view text) {
  const ParsedText parsed = parse_shell(text);
  std::vector<PlainCommand> commands;
  if (!parsed.error.empty()) return commands;
  for (const Pipeline& pipeline : parsed.script->pipelines) {
    if (pipeline.background) return {};
    for (const Command& command : pipeline.commands) {
      auto words = plain_command(command);
      if (!words) return {};
      commands.push_back(*std::move(words));
    }
  }
  return commands;
}

}  // namespace ingot::policy
