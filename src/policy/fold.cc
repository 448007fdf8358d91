#include "policy/fold.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

namespace ingot::policy {
namespace {

constexpr std::size_t kMaxResults = 256;
constexpr std::size_t kMaxFieldBytes = 4096;   // of what is put in: values may double themselves
constexpr std::size_t kMaxBracedBytes = 8192;  // looking for the ends of braces is not linear
constexpr std::string_view kPatternChars = "*?[";

// One letter, or the result of one expansion.
struct Atom {
  char letter = 0;
  bool quoted = false;
  int result = -1;
};
using Atoms = std::vector<Atom>;

struct Result {
  Fields fields;
  bool quoted = false;
};

Field unknown(bool splits) { return {.text = std::string(1, kUnknown), .splits = splits}; }

const Value* known_value(const ShellState& state, std::string_view name) {
  const auto found = state.variables.find(name);
  return found == state.variables.end() || !found->second.is_known ? nullptr : &found->second;
}

// What the shell or the machine sets, when the text does not.
std::optional<std::string> given(std::string_view name, const ShellState& state,
                                 const Ground& ground) {
  if (state.variables.find(name) != state.variables.end()) return std::nullopt;
  if (name == "IFS") return " \t\n";
  if (name == "HOME" && !ground.home.empty()) return ground.home.string();
  if (name == "PWD" && state.directories.size() == 1) return state.directories.front().string();
  if (name == "TMPDIR" && !ground.temporary.empty()) return ground.temporary.string();
  return std::nullopt;
}

bool is_number_parameter(std::string_view name) {
  return name == "#" || name == "?" || name == "$" || name == "!" || name == "RANDOM" ||
         name == "SECONDS" || name == "LINENO" || name == "UID" || name == "EUID" ||
         name == "PPID" || name == "COLUMNS" || name == "LINES";
}

Fields parameter_fields(const Piece& piece, const ShellState& state, const Ground& ground) {
  const std::string& operation = piece.operation;
  Field open = unknown(!piece.quoted);
  const bool is_length = operation == "#";
  if (is_length || (operation.empty() && is_number_parameter(piece.text))) {
    open.number = true;
    open.splits = false;
    return {open};
  }
  const bool is_all =
      operation == "[@]" || operation == "[*]" || piece.text == "@" || piece.text == "*";
  if (const Value* value = known_value(state, piece.text)) {
    const bool is_default = operation.starts_with(":-") || operation.starts_with("-");
    if (operation.empty() || is_all || (is_default && !value->items.empty())) {
      if (operation.empty() && !value->items.empty() && piece.text != "@" && piece.text != "*") {
        return {value->items.front()};
      }
      return value->items;
    }
    std::size_t index = 0;
    if (operation.size() > 2 && operation.front() == '[' && operation.back() == ']') {
      const char* end = operation.data() + operation.size() - 1;
      if (std::from_chars(operation.data() + 1, end, index).ptr == end &&
          index < value->items.size()) {
        return {value->items[index]};
      }
    }
  }
  const auto found = state.variables.find(piece.text);
  if (found != state.variables.end() && found->second.is_number && operation.empty()) {
    open.number = true;
    open.splits = false;
    return {open};
  }
  if (operation.empty()) {
    if (auto text = given(piece.text, state, ground)) return {{.text = *std::move(text)}};
  }
  if (is_all) open.splits = true;
  return {open};
}

// The end of the brace that opens at `open`, and its commas on the top level.
std::optional<std::size_t> closing_brace(const Atoms& atoms, std::size_t open,
                                         std::vector<std::size_t>& commas) {
  int depth = 0;
  for (std::size_t i = open; i < atoms.size(); ++i) {
    const Atom& atom = atoms[i];
    if (atom.quoted || atom.result >= 0) continue;
    if (atom.letter == '{') ++depth;
    if (atom.letter == ',' && depth == 1) commas.push_back(i);
    if (atom.letter == '}' && --depth == 0) return i;
  }
  return std::nullopt;
}

// {1..5} and {a..e}; more than that stays unknown.
std::optional<std::vector<std::string>> sequence(const Atoms& atoms, std::size_t open,
                                                 std::size_t close) {
  std::string text;
  for (std::size_t i = open + 1; i < close; ++i) {
    if (atoms[i].result >= 0 || atoms[i].quoted) return std::nullopt;
    text += atoms[i].letter;
  }
  const std::size_t dots = text.find("..");
  if (dots == std::string::npos) return std::nullopt;
  const std::string first = text.substr(0, dots), last = text.substr(dots + 2);
  std::vector<std::string> out;
  if (first.size() == 1 && last.size() == 1 && !(first[0] >= '0' && first[0] <= '9')) {
    for (char c = std::min(first[0], last[0]); c <= std::max(first[0], last[0]) && c > 0; ++c) {
      out.emplace_back(1, c);
    }
    return out;
  }
  int from = 0, to = 0;
  const auto read = [](const std::string& number, int& value) {
    const char* end = number.data() + number.size();
    return !number.empty() && std::from_chars(number.data(), end, value).ptr == end;
  };
  if (!read(first, from) || !read(last, to)) return std::nullopt;
  if (std::abs(static_cast<long long>(from) - to) >= static_cast<long long>(kMaxResults)) {
    return std::vector<std::string>{std::string(1, kUnknown)};
  }
  for (int i = std::min(from, to); i <= std::max(from, to); ++i) out.push_back(std::to_string(i));
  return out;
}

// False: more results than are looked at.
bool expand_braces(const Atoms& atoms, std::size_t from, std::vector<Atoms>& out) {
  for (std::size_t open = from; open < atoms.size(); ++open) {
    const Atom& atom = atoms[open];
    if (atom.quoted || atom.result >= 0 || atom.letter != '{') continue;
    std::vector<std::size_t> commas;
    const auto close = closing_brace(atoms, open, commas);
    if (!close) break;
    std::vector<Atoms> choices;
    if (!commas.empty()) {
      commas.push_back(*close);
      std::size_t begin = open + 1;
      for (const std::size_t end : commas) {
        choices.emplace_back(atoms.begin() + static_cast<std::ptrdiff_t>(begin),
                             atoms.begin() + static_cast<std::ptrdiff_t>(end));
        begin = end + 1;
      }
    } else if (const auto names = sequence(atoms, open, *close)) {
      for (const std::string& name : *names) {
        Atoms& choice = choices.emplace_back();
        for (const char c : name) choice.push_back({.letter = c});
      }
    } else {
      continue;  // the braces stay
    }
    if (choices.size() > kMaxResults) return false;
    for (const Atoms& choice : choices) {
      Atoms whole(atoms.begin(), atoms.begin() + static_cast<std::ptrdiff_t>(open));
      whole.insert(whole.end(), choice.begin(), choice.end());
      whole.insert(whole.end(), atoms.begin() + static_cast<std::ptrdiff_t>(*close) + 1,
                   atoms.end());
      if (!expand_braces(whole, open, out)) return false;
    }
    return true;
  }
  out.push_back(atoms);
  return out.size() <= kMaxResults;
}

class Builder {
 public:
  Builder(const std::vector<Result>& results, Fields& out, Span span, bool splits)
      : results_(results), out_(out), span_(span), may_split_(splits) {}

  void build(const Atoms& atoms, const Ground& ground) {
    std::size_t first = 0;
    if (!atoms.empty() && is_plain(atoms[0], '~')) first = tilde(atoms, ground);
    for (std::size_t i = first; i < atoms.size(); ++i) add(atoms[i]);
    end();
  }

 private:
  static bool is_plain(const Atom& atom, char letter) {
    return atom.result < 0 && !atom.quoted && atom.letter == letter;
  }

  std::size_t tilde(const Atoms& atoms, const Ground& ground) {
    if (atoms.size() > 1 && !is_plain(atoms[1], '/')) {
      // Somebody else's home: no place of ours, and no secret of it is either.
      current_.text = "/home/~";
      has_ = true;
      return 1;
    }
    current_.text = ground.home.empty() ? std::string(1, kUnknown) : ground.home.string();
    has_ = true;
    return 1;
  }

  void add(const Atom& atom) {
    if (atom.result < 0) {
      if (!atom.quoted && kPatternChars.find(atom.letter) != std::string_view::npos) {
        current_.pattern = true;
      }
      if (atom.letter != '\0') current_.text += atom.letter;
      has_ = true;
      return;
    }
    const Result& result = results_[static_cast<std::size_t>(atom.result)];
    bool is_first = true;
    for (const Field& field : result.fields) {
      if (!is_first) end();
      is_first = false;
      if (result.quoted || !may_split_) {
        append(field.text);
        current_.number = current_.number || field.number;
        current_.splits = current_.splits || (field.splits && may_split_);
        has_ = true;
      } else {
        add_unquoted(field);
      }
    }
    if (result.quoted && result.fields.size() == 1) has_ = true;
  }

  // Splits at blanks, as with the usual IFS.
  void add_unquoted(const Field& field) {
    for (const char c : field.text) {
      if (c == ' ' || c == '\t' || c == '\n') {
        end();
        continue;
      }
      if (kPatternChars.find(c) != std::string_view::npos) current_.pattern = true;
      append({&c, 1});
      has_ = true;
    }
    current_.number = current_.number || field.number;
    current_.splits = current_.splits || field.splits ||
                      (!field.number && field.text.find(kUnknown) != std::string::npos);
    current_.pattern = current_.pattern || field.pattern;
    if (current_.splits) has_ = true;
  }

  void append(std::string_view text) {
    if (current_.text.size() + text.size() > kMaxFieldBytes) text = std::string_view(&kUnknown, 1);
    current_.text += text;
  }

  void end() {
    current_.span = span_;
    if (current_.text == "[") current_.pattern = false;
    if (has_) out_.push_back(std::move(current_));
    current_ = {};
    has_ = false;
  }

  const std::vector<Result>& results_;
  Fields& out_;
  Span span_;
  bool may_split_;
  Field current_;
  bool has_ = false;
};

Atoms atoms_of(const Word& word, const ShellState& state, const Ground& ground, FoldEvents& events,
               std::vector<Result>& results) {
  Atoms atoms;
  for (const Piece& piece : word.pieces) {
    if (piece.kind == Piece::Kind::text) {
      for (const char c : piece.text) atoms.push_back({.letter = c, .quoted = piece.quoted});
      // "" is a word, if an empty one.
      if (piece.text.empty()) atoms.push_back({.letter = '\0', .quoted = true});
      continue;
    }
    Result result{.quoted = piece.quoted};
    for (const Piece& inner : piece.inner) {
      Word within;
      within.pieces.push_back(inner);
      within.span = word.span;
      fold_whole(within, state, ground, events);
    }
    switch (piece.kind) {
      case Piece::Kind::parameter:
        events.parameter(piece);
        result.fields = parameter_fields(piece, state, ground);
        break;
      case Piece::Kind::arithmetic:
        events.arithmetic(piece);
        result.fields = {{.text = std::string(1, kUnknown), .number = true}};
        break;
      case Piece::Kind::process:
        events.substituted(piece);
        result.fields = {{.text = "/dev/fd/63"}};
        break;
      default:
        result.fields = {events.substituted(piece)};
        if (!piece.quoted && !result.fields[0].is_known() && !result.fields[0].number) {
          result.fields[0].splits = true;
        }
    }
    atoms.push_back({.quoted = piece.quoted, .result = static_cast<int>(results.size())});
    results.push_back(std::move(result));
  }
  return atoms;
}

}  // namespace

Fields fold_word(const Word& word, const ShellState& state, const Ground& ground,
                 FoldEvents& events) {
  std::vector<Result> results;
  const Atoms atoms = atoms_of(word, state, ground, events, results);
  std::vector<Atoms> expanded;
  Fields out;
  const bool has_brace = std::any_of(atoms.begin(), atoms.end(), [](const Atom& atom) {
    return atom.result < 0 && !atom.quoted && atom.letter == '{';
  });
  if (!has_brace) {
    expanded.push_back(atoms);
  } else if (atoms.size() > kMaxBracedBytes || !expand_braces(atoms, 0, expanded)) {
    Field field = unknown(true);
    field.span = word.span;
    return {field};
  }
  for (const Atoms& each : expanded) Builder(results, out, word.span, true).build(each, ground);
  return out;
}

Field fold_whole(const Word& word, const ShellState& state, const Ground& ground,
                 FoldEvents& events) {
  std::vector<Result> results;
  const Atoms atoms = atoms_of(word, state, ground, events, results);
  Fields out;
  Builder(results, out, word.span, false).build(atoms, ground);
  if (out.empty()) return {.span = word.span};
  Field whole = std::move(out.front());
  // "$@" in one word is all of them.
  for (std::size_t i = 1; i < out.size(); ++i) whole.text += " " + out[i].text;
  whole.splits = false;
  return whole;
}

}  // namespace ingot::policy
