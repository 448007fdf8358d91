#include "policy/risk.h"

#include <algorithm>
#include <array>
#include <optional>
#include <span>

#include "policy/command_line.h"

namespace ingot::policy {
namespace {

using Words = std::span<const Word>;

// Read-only whatever their arguments, patterns included.
constexpr std::array kHarmless = {
    "cat",    "head",    "tail",      "ls",   "pwd",      "whoami",  "uname",    "ps",
    "wc",     "stat",    "du",        "df",   "basename", "dirname", "realpath", "readlink",
    "which",  "echo",    "printf",    "true", "false",    "test",    "grep",     "egrep",
    "fgrep",  "cut",     "tr",        "nl",   "tac",      "rev",     "cmp",      "diff",
    "md5sum", "sha1sum", "sha256sum", "id",   "uptime",   "nproc",   "arch",     "cd",
    "column", "fold",    "paste",     "join", "comm",     "strings", "od",       "hexdump",
    "seq",    "tty"};

// Read-only unless one of these arguments appears; no pattern may stand among the arguments,
// because a file name could then become one of them.
struct Guarded {
  std::string_view program;
  std::vector<std::string_view>
      forbidden;  // exact, or followed by '=' ; a short option also bundled
  std::size_t max_operands = 64;
};

const std::vector<Guarded>& guarded() {
  static const std::vector<Guarded> table = {
      {"find",
       {"-delete", "-exec", "-execdir", "-ok", "-okdir", "-fprint", "-fprint0", "-fprintf",
        "-fls"}},
      {"rg", {"--pre", "--hostname-bin", "-z", "--search-zip"}},
      {"sort", {"-o", "--output", "--compress-program", "-T", "--temporary-directory"}},
      {"uniq", {}, 1},  // a second operand is the output file
      {"date", {"-s", "--set"}, 1},
      {"tree", {"-o"}},
      {"file", {"-C", "--compile", "-m", "--magic-file"}},
      {"hostname", {"-F", "--file", "-b", "--boot"}, 0},
  };
  return table;
}

// git subcommands that only read, and options that make git write or run something.
constexpr std::array kGitReaders = {"status",     "log",      "diff",     "show",
                                    "rev-parse",  "describe", "blame",    "shortlog",
                                    "ls-files",   "ls-tree",  "cat-file", "rev-list",
                                    "merge-base", "name-rev", "grep",     "whatchanged"};
constexpr std::array kGitForbidden = {
    "--output",    "--ext-diff", "--textconv",  "-O",         "--open-files-in-pager",
    "--exec-path", "--git-dir",  "--work-tree", "--paginate", "-p"};

constexpr std::array kDisasters = {"mkfs",     "fdisk", "parted", "wipefs",  "shutdown", "reboot",
                                   "poweroff", "halt",  "init",   "telinit", "mkswap"};

bool is_option(const Word& word, std::string_view option) {
  const std::string_view text = word.text;
  if (text == option) return true;
  if (text.size() > option.size() && text.substr(0, option.size()) == option) {
    if (text[option.size()] == '=') return true;
    // -oFILE and bundles such as -rno: a short option counts wherever it stands among letters.
    if (option.size() == 2 && option[1] != '-') return true;
  }
  return option.size() == 2 && text.size() > 2 && text[0] == '-' && text[1] != '-' &&
         text.find(option[1], 1) != std::string_view::npos;
}

bool has_pattern(Words words) {
  return std::any_of(words.begin(), words.end(), [](const Word& word) { return word.pattern; });
}

bool is_read_only_git(Words words) {
  if (words.size() < 2 || has_pattern(words)) return false;
  if (words[1].text == "branch" || words[1].text == "tag" || words[1].text == "remote") {
    return words.size() == 2 ||
           (words.size() == 3 && (words[2].text == "-v" || words[2].text == "-a" ||
                                  words[2].text == "-l" || words[2].text == "--list"));
  }
  if (std::find(kGitReaders.begin(), kGitReaders.end(), words[1].text) == kGitReaders.end())
    return false;
  for (const Word& word : words.subspan(2)) {
    const bool forbidden =
        std::any_of(kGitForbidden.begin(), kGitForbidden.end(), [&](std::string_view option) {
          // -p is a patch for log, diff and show; only before the subcommand does it page.
          return option != "-p" &&
                 (word.text == option || word.text.rfind(std::string(option) + "=", 0) == 0 ||
                  (option == "-O" && word.text.rfind("-O", 0) == 0));
        });
    if (forbidden) return false;
  }
  return true;
}

bool is_read_only(Words words) {
  const std::string& program = words[0].text;
  if (words[0].pattern) return false;
  if (std::find(kHarmless.begin(), kHarmless.end(), program) != kHarmless.end()) return true;
  if (program == "git") return is_read_only_git(words);
  for (const Guarded& row : guarded()) {
    if (row.program != program) continue;
    if (has_pattern(words)) return false;
    std::size_t operands = 0;
    for (const Word& word : words.subspan(1)) {
      if (word.text.empty() || word.text[0] != '-') ++operands;
      for (const std::string_view option : row.forbidden) {
        // find's options are whole words; "-e" inside "-name" means nothing.
        if (program == "find" ? word.text == option : is_option(word, option)) return false;
      }
    }
    return operands <= row.max_operands;
  }
  return false;
}

// "/", "~", "$HOME" and what lies directly in them, whole.
bool is_root_like(std::string_view path) {
  return path == "/" || path == "/*" || path == "~" || path == "~/" || path == "~/*" ||
         path == "." || path == ".." || path == "/home" || path == "/etc" || path == "/usr" ||
         path == "/var";
}

std::optional<std::string> disaster(Words words) {
  std::size_t first = 0;
  while (first < words.size() && (words[first].text == "sudo" || words[first].text == "doas"))
    ++first;
  if (first == words.size()) return std::nullopt;
  std::string_view program = words[first].text;
  program = program.substr(program.rfind('/') + 1);
  for (const std::string_view name : kDisasters) {
    if (program == name || (name == "mkfs" && program.substr(0, 5) == "mkfs.")) {
      return std::string(program) + " acts on the whole machine";
    }
  }
  const bool recursive = std::any_of(words.begin(), words.end(), [](const Word& word) {
    return word.text == "--recursive" || is_option(word, "-r") || is_option(word, "-R");
  });
  if (recursive && (program == "rm" || program == "chmod" || program == "chown")) {
    for (const Word& word : words.subspan(first + 1)) {
      if (is_root_like(word.text)) return std::string(program) + " on " + word.text;
    }
  }
  if (program == "dd") {
    for (const Word& word : words) {
      if (word.text.rfind("of=/dev/", 0) == 0) return "dd onto a device";
    }
  }
  return std::nullopt;
}

std::string joined(Words words) {
  std::string text;
  for (const Word& word : words) {
    if (!text.empty()) text += ' ';
    text += word.text;
  }
  return text;
}

bool begins_with_words(const std::string& command, const std::string& entry) {
  return !entry.empty() && command.rfind(entry, 0) == 0 &&
         (command.size() == entry.size() || command[entry.size()] == ' ');
}

bool matches_any(Words words, const std::vector<std::string>& entries) {
  const std::string command = joined(words);
  return std::any_of(entries.begin(), entries.end(),
                     [&](const std::string& entry) { return begins_with_words(command, entry); });
}

}  // namespace

Assessment assess_command(std::string_view command) {
  const CommandLine line = read_command_line(command);
  for (const std::vector<Word>& words : line.commands) {
    if (const auto why = disaster(words)) {
      return {.risk = tools::Risk::high,
              .ask_always = true,
              .why = *why,
              .begin = words.front().begin,
              .end = words.back().end};
    }
  }
  if (line.opaque) {
    return {.risk = tools::Risk::high,
            .why = "it uses " + line.why_opaque,
            .begin = line.opaque_at,
            .end = std::min(command.find_first_of(" \t\n;|", line.opaque_at + 1), command.size())};
  }
  for (const std::vector<Word>& words : line.commands) {
    if (!is_read_only(words)) {
      return {.risk = tools::Risk::high,
              .why = "\"" + joined(words) + "\" is not known to be read-only",
              .begin = words.front().begin,
              .end = words.back().end};
    }
  }
  return {.risk = tools::Risk::read};
}

bool any_part_matches(std::string_view command, const std::vector<std::string>& entries) {
  const CommandLine line = read_command_line(command);
  if (line.opaque) {
    return std::any_of(entries.begin(), entries.end(), [&](const std::string& entry) {
      return !entry.empty() && command.find(entry) != std::string_view::npos;
    });
  }
  return std::any_of(line.commands.begin(), line.commands.end(),
                     [&](const std::vector<Word>& words) { return matches_any(words, entries); });
}

bool every_part_matches(std::string_view command, const std::vector<std::string>& entries) {
  const CommandLine line = read_command_line(command);
  return !line.opaque && !line.commands.empty() &&
         std::all_of(line.commands.begin(), line.commands.end(),
                     [&](const std::vector<Word>& words) { return matches_any(words, entries); });
}

}  // namespace ingot::policy
