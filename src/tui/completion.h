// tui/completion.h: what could stand in the place of the word being typed.
//
// Purpose    The menu under the draft: slash commands and their arguments, files (TUI-65..67), and
//            the paths of bash mode (TUI-68).
// Ownership  Values.
// Threads    Pure functions but complete_path(), which reads a folder.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ingot::tui {

struct Suggestion {
  std::string insert;  // takes the place of the word
  std::string label;
  std::vector<std::size_t> letters = {};  // of the label, those that were typed
  std::string hint = {};                  // behind the label: what a command takes
  std::string source = {};                // where a custom command comes from
  std::string help = {};
  bool goes_on = false;  // a folder, or a command that needs arguments: taking it is not the end
};

struct Suggestions {
  enum class Of { paths, commands, arguments };
  Of of = Of::paths;
  std::size_t begin = 0;  // the word is from here to the cursor
  std::vector<Suggestion> items;
  std::string note;  // shown when it is not empty: "indexing…"
};

struct CommandFacts {
  std::string_view name, arguments, help;
  std::string_view source = {};  // of custom ones: "project", "user"
};
// The arguments that a command could take, all of them or those that fit what was typed.
using Arguments =
    std::function<std::vector<Suggestion>(std::string_view command, std::string_view typed)>;

// For a draft that begins with "/": commands by name, then by description; behind the first blank
// the arguments of the command.
Suggestions command_suggestions(std::string_view text, std::size_t cursor,
                                const std::vector<CommandFacts>& commands,
                                const Arguments& arguments);

// The word that "@" begins and the cursor stands in.
struct Mention {
  std::size_t begin = 0;  // behind the "@"
  std::string wanted;     // without a quotation mark
};
std::optional<Mention> mention_at(std::string_view text, std::size_t cursor);
// A path as it stands behind "@".
std::string mention_of(std::string_view path);

// Paths that begin with `typed`, which may begin with ~ or be relative to `folder`; folders end in
// a slash. Hidden ones only when asked for by a dot.
std::vector<std::string> complete_path(std::string_view typed, const std::filesystem::path& folder);

// The word of a shell command that ends at the cursor.
struct ShellWord {
  std::size_t begin = 0;
  std::string path;  // without quotes and backslashes
};
ShellWord shell_word_at(std::string_view text, std::size_t cursor);
std::string shell_quoted(std::string_view path);
// The longest beginning that all have in common.
std::string common_prefix(const std::vector<std::string>& texts);

}  // namespace ingot::tui
