#include <fnmatch.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

#include "os/file.h"
#include "os/paths.h"
#include "policy/walk.h"

namespace ingot::policy {
namespace {

constexpr std::size_t kMaxVariables = 256;

// Variables that decide what runs (CMD-12), as patterns, and those that do no harm.
constexpr const char* kControlling[] = {
#include "policy/controlling_variables.inc"
};
constexpr const char* kHarmless[] = {
#include "policy/harmless_variables.inc"
};

bool matches_any(std::string_view name, const auto& patterns) {
  const std::string text(name);
  return text.size() < 256 &&
         std::any_of(std::begin(patterns), std::end(patterns),
                     [&](const char* pattern) { return ::fnmatch(pattern, text.c_str(), 0) == 0; });
}

bool is_number(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789+- ") == std::string_view::npos;
}

// The words of a command that has nothing but text in it.
std::vector<std::string> plain_words(const Command& command) {
  std::vector<std::string> words;
  for (const Word& word : command.words) {
    std::string& text = words.emplace_back();
    for (const Piece& piece : word.pieces) {
      text += piece.kind == Piece::Kind::text ? piece.text : std::string(1, kUnknown);
    }
  }
  return words;
}

// The first word of what `printf` is given, with its escapes; empty when it has a conversion.
std::optional<std::string> unescaped(std::string_view text, bool is_format) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (is_format && text[i] == '%') return std::nullopt;
    if (text[i] != '\\' || i + 1 == text.size()) {
      out += text[i];
      continue;
    }
    const char next = text[++i];
    if (next == 'n') {
      out += '\n';
    } else if (next == 't') {
      out += '\t';
    } else if (next == '\\') {
      out += '\\';
    } else {
      return std::nullopt;
    }
  }
  return out;
}

}  // namespace

Risk Walk::risk_of_variable(std::string_view name, const std::string& value) {
  const bool is_cat = value == "cat" || value.empty();
  if ((name == "PAGER" || name == "GIT_PAGER" || name == "MANPAGER") && is_cat) return Risk::read;
  if (matches_any(name, kHarmless)) return Risk::read;
  return matches_any(name, kControlling) ? Risk::high : Risk::medium;
}

void Walk::assigns(std::string_view name, const Field& value) {
  if (risk_of_variable(name, value.text) == Risk::high) {
    raise(Risk::high, "it sets " + std::string(name) + ", which decides what runs");
  }
  assigned_[std::string(name)] = true;
  if (state_.variables.size() >= kMaxVariables &&
      state_.variables.find(name) == state_.variables.end()) {
    return raise(Risk::high, "it sets very many variables", kOpaque);
  }
  Value& variable = state_.variables[std::string(name)];
  variable = {.items = {value},
              .is_known = value.is_known(),
              .is_number = value.number || is_number(value.text)};
}

void Walk::assigns_unknown(std::string_view name) {
  if (name.find('[') != std::string_view::npos || name.find(kUnknown) != std::string_view::npos) {
    return raise(Risk::high, "the name of a variable is evaluated");
  }
  assigns(name, {.text = std::string(1, kUnknown)});
}

void Walk::assignment(const Assignment& assignment) {
  Fields values;
  for (const Word& word : assignment.values) {
    if (assignment.is_array) {
      Fields more = fold_word(word, state_, ground_, *this);
      values.insert(values.end(), more.begin(), more.end());
    } else {
      values.push_back(fold_whole(word, state_, ground_, *this));
    }
  }
  Word subscript;
  subscript.pieces = assignment.subscript;
  if (!subscript.pieces.empty()) {
    const Field index = fold_whole(subscript, state_, ground_, *this);
    if (!index.number) arithmetic_text(index.text);
  }
  if (!assignment.is_array && !assignment.appends) {
    return assigns(assignment.name, values.empty() ? Field() : values.front());
  }
  const auto before = state_.variables.find(assignment.name);
  Value old = before == state_.variables.end() ? Value() : before->second;
  assigns(assignment.name, {.text = std::string(1, kUnknown)});
  const bool all_known = std::all_of(values.begin(), values.end(),
                                     [](const Field& value) { return value.is_known(); });
  if (!all_known || !assignment.subscript.empty() || (assignment.appends && !old.is_known)) return;
  Value& variable = state_.variables[assignment.name];
  if (assignment.is_array) {
    if (assignment.appends) values.insert(values.begin(), old.items.begin(), old.items.end());
    if (values.size() > kMaxVariables) return;
    variable = {.items = std::move(values), .is_known = true, .is_array = true};
  } else if (!old.items.empty() && old.items[0].text.size() < kMaxVariables) {
    Field joined = old.items[0];
    joined.text += values.empty() ? "" : values[0].text;
    variable = {.items = {std::move(joined)}, .is_known = true};
  }
}

void Walk::redirections(const std::vector<Redirection>& redirections, Input& input) {
  for (const Redirection& each : redirections) redirection(each, input);
}

void Walk::redirection(const Redirection& redirection, Input& input) {
  const std::size_t own = part_;
  if (redirection.body != nullptr) {
    const Field body = fold_whole(*redirection.body, state_, ground_, *this);
    input = {body.is_known() ? Input::Kind::text : Input::Kind::unknown, body.text};
    part_ = own;
    return;
  }
  Fields targets = fold_word(redirection.target, state_, ground_, *this);
  part_ = own;
  if (redirection.operation == "<<<") {
    const Field text = fold_whole(redirection.target, state_, ground_, *this);
    part_ = own;
    input = {text.is_known() ? Input::Kind::text : Input::Kind::unknown, text.text};
    return;
  }
  Field target = targets.size() == 1 ? targets.front() : Field{.text = std::string(1, kUnknown)};
  const bool duplicates = (redirection.operation == ">&" || redirection.operation == "<&") &&
                          (target.text == "-" || is_number(target.text) ||
                           (target.text.size() > 1 && target.text.back() == '-' &&
                            is_number(target.text.substr(0, target.text.size() - 1))));
  if (duplicates) {
    if (redirection.operation == "<&") input = {.kind = Input::Kind::unknown};
    return;
  }
  if (target.text.starts_with("/dev/tcp") || target.text.starts_with("/dev/udp")) {
    return raise(Risk::high, "it opens a connection");
  }
  if (redirection.operation == "<" || redirection.operation == "<&") {
    input = {.kind = Input::Kind::unknown};
    return reads(target);
  }
  if (redirection.operation == "<>") {
    input = {.kind = Input::Kind::unknown};
    reads(target);
  }
  const Risk before = parts_[part_].risk;
  writes(target);
  if (zone_of(target.text, ground_) != Zone::sink || parts_[part_].risk > before) {
    parts_[part_].plain = false;
  }
}

// What `echo` and `printf` print, when all of it is known.
std::optional<std::string> Walk::printed(const Script& script) {
  if (script.pipelines.size() != 1 || script.pipelines[0].commands.size() != 1) return std::nullopt;
  const Command& command = script.pipelines[0].commands[0];
  const bool is_plain = command.kind == Command::Kind::simple && !command.words.empty() &&
                        command.assignments.empty();
  if (!is_plain) return std::nullopt;
  const bool shows_document = command.words.size() == 1 && command.redirections.size() == 1 &&
                              command.redirections[0].body != nullptr &&
                              plain_words(command)[0] == "cat";
  if (shows_document && !state_.functions.contains("cat")) {
    const Word& body = *command.redirections[0].body;
    const bool is_text = std::all_of(body.pieces.begin(), body.pieces.end(),
                                     [](const Piece& p) { return p.kind == Piece::Kind::text; });
    if (!is_text) return std::nullopt;
    return fold_whole(body, state_, ground_, *this).text;
  }
  if (!command.redirections.empty()) return std::nullopt;
  Fields words;
  for (const Word& word : command.words) {
    for (const Piece& piece : word.pieces) {
      if (piece.kind != Piece::Kind::text && piece.kind != Piece::Kind::parameter) {
        return std::nullopt;
      }
      if (!piece.inner.empty()) return std::nullopt;
    }
    Fields more = fold_word(word, state_, ground_, *this);
    words.insert(words.end(), more.begin(), more.end());
  }
  if (!std::all_of(words.begin(), words.end(), [](const Field& f) { return f.is_literal(); })) {
    return std::nullopt;
  }
  const std::string name = words.empty() ? "" : words[0].text;
  if (name.empty() || state_.functions.contains(name)) return std::nullopt;
  if (name == "pwd" && words.size() == 1 && state_.directories.size() == 1) {
    return state_.directories.front().string();
  }
  const bool makes_temporary =
      name == "mktemp" && (words.size() == 1 || (words.size() == 2 && words[1].text == "-d"));
  if (makes_temporary) return "/tmp/made-by-mktemp";
  const bool asks_for_root = name == "git" && words.size() == 3 && words[1].text == "rev-parse" &&
                             words[2].text == "--show-toplevel";
  if (asks_for_root) return repository_root();
  if (name == "echo") {
    std::size_t first = 1;
    bool escapes = false;
    while (first < words.size() && words[first].text.size() > 1 && words[first].text[0] == '-' &&
           words[first].text.find_first_not_of("neE", 1) == std::string::npos) {
      escapes = escapes || words[first].text.find('e') != std::string::npos;
      ++first;
    }
    std::string text;
    for (std::size_t i = first; i < words.size(); ++i) {
      text += (i == first ? "" : " ") + words[i].text;
    }
    return escapes ? unescaped(text, false) : text;
  }
  if (name != "printf" || words.size() < 2 || words[1].text.starts_with("-")) return std::nullopt;
  if (words.size() == 2) return unescaped(words[1].text, true);
  const std::string& format = words[1].text;
  if (format != "%s" && format != "%s\\n" && format != "%b") return std::nullopt;
  std::string text;
  for (std::size_t i = 2; i < words.size(); ++i) {
    text += words[i].text + (format == "%s\\n" ? "\n" : "");
  }
  return format == "%b" ? unescaped(text, false) : text;
}

// Where a repository begins, when it is the workspace or lies in it.
std::optional<std::string> Walk::repository_root() const {
  if (state_.directories.size() != 1) return std::nullopt;
  std::filesystem::path folder = state_.directories.front();
  if (!ground_.looks) folder = ground_.workspace;
  while (ground_.looks && os::is_inside(folder, ground_.workspace) &&
         !os::stat_file(folder / ".git")) {
    folder = folder.parent_path();
  }
  if (!os::is_inside(folder, ground_.workspace)) return std::nullopt;
  return folder.string();
}

bool Walk::prints_number(const Script& script) const {
  if (script.pipelines.size() != 1) return false;
  const std::vector<std::string> words = plain_words(script.pipelines[0].commands.back());
  if (words.empty() || state_.functions.contains(words[0])) return false;
  const auto has = [&](std::string_view option) {
    return std::find(words.begin(), words.end(), option) != words.end();
  };
  if (words[0] == "wc") return words.size() == 2;
  if (words[0] == "nproc" || words[0] == "seq") return true;
  if (words[0] == "grep") return has("-c") || has("--count");
  if (words[0] == "date") return words.size() == 2 && (words[1] == "+%s" || words[1] == "+%s%N");
  return words[0] == "git" && has("rev-list") && has("--count");
}

Field Walk::substituted(const Piece& piece) {
  const std::size_t own = part_;
  apart([&] { script(*piece.script); });
  part_ = own;
  if (piece.kind == Piece::Kind::process) return {.text = "/dev/fd/63"};
  std::optional<std::string> text;
  apart([&] { text = printed(*piece.script); });
  if (text) {
    while (!text->empty() && text->back() == '\n') text->pop_back();
    return {.text = *std::move(text)};
  }
  return {.text = std::string(1, kUnknown), .number = prints_number(*piece.script)};
}

void Walk::arithmetic_variable(std::string_view name) {
  const auto found = state_.variables.find(name);
  if (found != state_.variables.end() && found->second.is_number) return;
  constexpr std::array<std::string_view, 8> kNumbers = {"RANDOM", "SECONDS", "LINENO",  "UID",
                                                        "EUID",   "PPID",    "COLUMNS", "LINES"};
  if (found == state_.variables.end() &&
      std::find(kNumbers.begin(), kNumbers.end(), name) != kNumbers.end()) {
    return;
  }
  if (found != state_.variables.end() && !found->second.items.empty()) {
    const std::string& value = found->second.items.front().text;
    if (found->second.is_known && (value.empty() || is_number(value))) return;
    if (value.find_first_of("[$`") != std::string::npos) {
      return raise(Risk::high, "arithmetic evaluates the value of " + std::string(name));
    }
  }
  raise(Risk::medium, "arithmetic evaluates the value of " + std::string(name));
}

void Walk::arithmetic(const Piece& piece) {
  for (const Piece& inner : piece.inner) {
    if (inner.kind == Piece::Kind::text) {
      arithmetic_text(inner.text);
    } else if (inner.kind == Piece::Kind::parameter) {
      if (inner.operation.empty() && is_name_start(inner.text[0])) arithmetic_variable(inner.text);
      const bool is_open = !inner.operation.empty() && inner.operation != "#";
      const bool is_argument = inner.text == "@" || inner.text == "*" ||
                               (inner.operation.empty() && is_number(inner.text));
      if (is_open || is_argument) raise(Risk::medium, "arithmetic evaluates what is not known");
    } else if (inner.kind == Piece::Kind::command && !prints_number(*inner.script)) {
      raise(Risk::medium, "arithmetic evaluates what a command prints");
    }
  }
}

void Walk::arithmetic_text(const std::string& text) {
  if (text.find(kUnknown) != std::string::npos) {
    raise(Risk::medium, "arithmetic evaluates what is not known");
  }
  if (text.find("$(") != std::string::npos || text.find('`') != std::string::npos) {
    raise(Risk::high, "arithmetic evaluates a command");
  }
  for (std::size_t i = 0; i < text.size();) {
    if (std::isdigit(static_cast<unsigned char>(text[i])) != 0) {
      while (i < text.size() && is_name_char(text[i])) ++i;  // 0x1F, 16#ff
      continue;
    }
    if (!is_name_start(text[i])) {
      ++i;
      continue;
    }
    const std::size_t begin = i;
    while (i < text.size() && is_name_char(text[i])) ++i;
    const std::string name = text.substr(begin, i - begin);
    std::size_t next = std::min(text.find_first_not_of(' ', i), text.size());
    const std::string_view behind = std::string_view(text).substr(next);
    const bool sets = behind.starts_with('=') && !behind.starts_with("==");
    if (!sets) arithmetic_variable(name);
    const bool changes = behind.starts_with("++") || behind.starts_with("--") ||
                         (behind.size() > 1 && behind[1] == '=' &&
                          std::string_view("+-*/%&|^").find(behind[0]) != std::string_view::npos);
    if (sets || changes) {
      assigns(name, {.text = std::string(1, kUnknown), .number = true});
    }
  }
}

void Walk::parameter(const Piece& piece) {
  const std::string& operation = piece.operation;
  const bool is_name = is_name_start(piece.text[0]);
  if (is_name && is_secret_variable(piece.text) && assigned_.find(piece.text) == assigned_.end()) {
    raise(Risk::high, "it uses the secret in " + piece.text, kSecret);
  }
  if (operation.starts_with('!')) raise(Risk::high, "it evaluates the name in a variable");
  const std::size_t at = operation.rfind('@');
  if (at != std::string::npos && at + 2 == operation.size() && operation[at + 1] != ']') {
    const bool is_quoting =
        std::string_view("QULuKka").find(operation[at + 1]) != std::string_view::npos;
    if (!is_quoting) raise(Risk::high, "it evaluates the value of a variable");
  }
  if (operation.starts_with(":=") || operation.starts_with("=")) {
    assigns(piece.text, {.text = std::string(1, kUnknown)});
  }
  const bool is_offset = operation.size() > 1 && operation[0] == ':' &&
                         std::string_view("-=?+").find(operation[1]) == std::string_view::npos;
  if (is_offset) arithmetic_text(operation.substr(1));
  if (operation.starts_with('[') && operation != "[@]" && operation != "[*]") {
    const std::string subscript = operation.substr(1, operation.find(']') - 1);
    if (subscript != "@" && subscript != "*") arithmetic_text(subscript);
  }
}

}  // namespace ingot::policy
