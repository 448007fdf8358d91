#include <algorithm>
#include <array>
#include <cctype>

#include "policy/program_rules.h"

// sed and awk: what they do stands in a small program of their own.
namespace ingot::policy::rules {
namespace {

// Looks for what a script of sed writes, reads and runs.
class SedScript {
 public:
  SedScript(Walk& walk, const std::string& text) : walk_(walk), text_(text) {}

  // Where a pattern ends that holds its own delimiter in brackets is told differently from version
  // to version: what any of them would do counts.
  void judge() {
    bool understood = false;
    for (const Brackets brackets : {Brackets::none, Brackets::plain, Brackets::escaped}) {
      brackets_ = brackets;
      only_looks_ = true;
      if (!read()) continue;
      understood = true;
      only_looks_ = false;
      read();
    }
    if (!understood) walk_.raise(Risk::high, "its script is not understood");
  }

 private:
  enum class Brackets { none, plain, escaped };

  bool read() {
    at_ = 0;
    failed_ = false;
    while (at_ < text_.size() && !failed_) {
      address();
      if (at_ < text_.size()) command();
    }
    return !failed_;
  }

  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }

  // Behind the opening delimiter; takes the closing one.
  void delimited(char delimiter, bool is_pattern) {
    while (at_ < text_.size() && text_[at_] != delimiter) {
      if (text_[at_] == '[' && is_pattern && brackets_ != Brackets::none) {
        bracket();
      } else {
        at_ += text_[at_] == '\\' ? 2 : 1;
      }
    }
    if (at_ >= text_.size()) failed_ = true;
    ++at_;
  }

  void bracket() {
    ++at_;
    if (peek() == '^') ++at_;
    if (peek() == ']') ++at_;
    while (at_ < text_.size() && text_[at_] != ']') {
      if (text_.compare(at_, 2, "[:") == 0) {
        at_ = std::min(text_.find(":]", at_), text_.size());
        at_ += 2;
      } else {
        at_ += text_[at_] == '\\' && brackets_ == Brackets::escaped ? 2 : 1;
      }
    }
    ++at_;
  }

  void address() {
    while (at_ < text_.size()) {
      const char c = peek();
      if (c == '/') {
        ++at_;
        delimited('/', true);
        while (peek() == 'I' || peek() == 'M') ++at_;
      } else if (c == '\\' && at_ + 1 < text_.size()) {
        const char delimiter = text_[at_ + 1];
        at_ += 2;
        delimited(delimiter, true);
        while (peek() == 'I' || peek() == 'M') ++at_;
      } else if (std::isdigit(static_cast<unsigned char>(c)) != 0 ||
                 std::string_view(" \t\n;,$!~+{}").find(c) != std::string_view::npos) {
        ++at_;
      } else {
        return;
      }
    }
  }

  std::string rest_of_line() {
    const std::size_t end = std::min(text_.find('\n', at_), text_.size());
    std::string rest = text_.substr(at_, end - at_);
    at_ = end;
    rest.erase(0, std::min(rest.find_first_not_of(" \t"), rest.size()));
    return rest;
  }

  void command() {
    const char c = text_[at_++];
    switch (c) {
      case 's':
      case 'y': {
        const char delimiter = peek();
        if (delimiter == '\0' || delimiter == '\n' || delimiter == '\\') {
          failed_ = true;
          return;
        }
        ++at_;
        delimited(delimiter, c == 's');
        delimited(delimiter, false);
        if (c == 's') flags();
        return;
      }
      case 'e':
        return runs(rest_of_line());
      case 'w':
      case 'W':
        return writes(rest_of_line());
      case 'r':
      case 'R':
        return reads(rest_of_line());
      case 'a':
      case 'i':
      case 'c':
        // Text; a line that ends in a backslash goes on.
        while (at_ < text_.size() && text_[at_] != '\n') at_ += text_[at_] == '\\' ? 2 : 1;
        return;
      case '#':
        rest_of_line();
        return;
      case ':':
      case 'b':
      case 't':
      case 'T':
      case 'v':
        while (at_ < text_.size() && peek() != ';' && peek() != '\n' && peek() != '}') ++at_;
        return;
      default:
        failed_ = std::string_view("=dDgGhHnNpPxzFqQlL").find(c) == std::string_view::npos;
    }
  }

  void flags() {
    for (; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (c == 'e') {
        if (!only_looks_) walk_.raise(Risk::high, "it runs what a substitution gives");
      } else if (c == 'w') {
        ++at_;
        return writes(rest_of_line());
      } else if (std::isdigit(static_cast<unsigned char>(c)) == 0 &&
                 std::string_view("gpiImM").find(c) == std::string_view::npos) {
        return;
      }
    }
  }

  void writes(const std::string& path) {
    if (!only_looks_) walk_.writes(literal(path));
  }

  void reads(const std::string& path) {
    if (!only_looks_) walk_.reads(literal(path));
  }

  void runs(const std::string& command) {
    if (only_looks_) return;
    if (command.empty()) return walk_.raise(Risk::high, "it runs the lines it reads", kOpaque);
    walk_.inner_text(literal(command), "sed");
  }

  Walk& walk_;
  const std::string& text_;
  std::size_t at_ = 0;
  bool failed_ = false, only_looks_ = false;
  Brackets brackets_ = Brackets::none;
};

// Looks for what a program of awk runs and where it writes.
class AwkProgram {
 public:
  AwkProgram(Walk& walk, const std::string& text) : walk_(walk), text_(text) {}

  void judge() {
    while (next()) {
    }
  }

 private:
  enum class Kind { none, text, name, number, sign, end };
  struct Token {
    Kind kind = Kind::none;
    std::string text;
  };

  // One token; the statement so far decides what it means.
  bool next() {
    const Token token = scan();
    switch (token.kind) {
      case Kind::none:
        return false;
      case Kind::end:
        // Behind these the statement goes on in the next line.
        if (token.text == "\n" && (last_.text == "," || last_.text == "&&" || last_.text == "||")) {
          return true;
        }
        in_print_ = false;
        break;
      case Kind::name:
        name(token.text);
        break;
      case Kind::sign:
        sign(token.text);
        break;
      default:
        break;
    }
    before_last_ = last_;
    last_ = token;
    return true;
  }

  void name(const std::string& text) {
    if (text == "print" || text == "printf") {
      in_print_ = true;
      depth_ = 0;
    } else if (text == "system") {
      const std::size_t outer = at_;
      const Token open = scan(), command = scan(), close = scan();
      if (open.text == "(" && command.kind == Kind::text && close.text == ")") {
        walk_.inner_text(literal(command.text), "awk");
      } else {
        walk_.raise(Risk::high, "it runs a computed text", kOpaque);
        at_ = outer;
      }
    } else if (text == "getline") {
      has_getline_ = true;
    } else if (text == "ARGV") {
      walk_.raise(Risk::medium, "it may read what it is not given");
    } else if (text == "ENVIRON") {
      const std::size_t outer = at_;
      const Token open = scan(), key = scan(), close = scan();
      const bool is_one = open.text == "[" && key.kind == Kind::text && close.text == "]";
      at_ = outer;
      if (!is_one) {
        walk_.raise(Risk::medium, "it shows the whole environment");
      } else if (is_secret_variable(key.text)) {
        walk_.raise(Risk::high, "it uses the secret in " + key.text, kSecret);
      }
    }
  }

  void sign(const std::string& text) {
    if (text == "(") ++depth_;
    if (text == ")") --depth_;
    if (text == "@") walk_.raise(Risk::high, "it loads or calls what is named by a text");
    if (text == "|&") return walk_.raise(Risk::high, "it runs another program beside it");
    if (text == "|") return pipe();
    if ((text == ">" || text == ">>") && in_print_ && depth_ <= 0) return output();
    if (text == "<" && has_getline_) input();
  }

  void pipe() {
    if (in_print_ && depth_ <= 0) return runs_next();
    const bool is_alone = before_last_.kind == Kind::none || before_last_.kind == Kind::end ||
                          before_last_.text == "(" || before_last_.text == "{" ||
                          before_last_.text == "!";
    if (last_.kind == Kind::text && is_alone) {
      walk_.inner_text(literal(last_.text), "awk");
    } else {
      walk_.raise(Risk::high, "it runs a computed text", kOpaque);
    }
  }

  // A text and nothing that would be joined to it.
  std::optional<std::string> whole_text() {
    const Token text = scan();
    const std::size_t outer = at_;
    const Token behind = scan();
    at_ = outer;
    const bool ends = behind.kind == Kind::none || behind.kind == Kind::end;
    if (text.kind != Kind::text || !ends) return std::nullopt;
    return text.text;
  }

  void runs_next() {
    if (const auto command = whole_text()) return walk_.inner_text(literal(*command), "awk");
    walk_.raise(Risk::high, "it runs a computed text", kOpaque);
  }

  void output() {
    if (const auto path = whole_text()) return walk_.writes(literal(*path));
    walk_.raise(Risk::high, "it writes to a computed path");
  }

  void input() {
    const std::size_t outer = at_;
    const Token path = scan();
    at_ = outer;
    if (path.kind == Kind::text) return walk_.reads(literal(path.text));
    const bool is_behind_getline = last_.text == "getline" || before_last_.text == "getline" ||
                                   last_.text == ")" || last_.text == "]";
    if (is_behind_getline) walk_.raise(Risk::medium, "it reads a computed path");
  }

  bool regex_may_begin() const {
    constexpr std::array<std::string_view, 8> kWords = {"print", "printf", "return", "in",
                                                        "do",    "else",   "case",   "getline"};
    if (last_.kind == Kind::text || last_.kind == Kind::number) return false;
    if (last_.kind == Kind::name) {
      return std::find(kWords.begin(), kWords.end(), last_.text) != kWords.end();
    }
    return last_.text != ")" && last_.text != "]" && last_.text != "$";
  }

  // Behind these "/" divides or begins a pattern, and quotes mean something or nothing.
  bool is_ambiguous() const {
    if (last_.text == "++" || last_.text == "--") return true;
    if (last_.kind != Kind::sign || (last_.text != ")" && last_.text != "]")) return false;
    const std::size_t end = std::min(text_.find_first_of("/\n", at_ + 1), text_.size());
    return text_.substr(at_, end - at_).find('"') != std::string::npos;
  }

  Token quoted() {
    Token token{Kind::text, ""};
    for (++at_; at_ < text_.size() && text_[at_] != '"'; ++at_) {
      if (text_[at_] == '\\' && at_ + 1 < text_.size()) {
        ++at_;
        if (text_[at_] != '"' && text_[at_] != '\\' && text_[at_] != '/') token.text += '\\';
      }
      token.text += text_[at_];
    }
    ++at_;
    // An escape may spell any letter.
    if (token.text.find('\\') != std::string::npos) token.text += kUnknown;
    if (token.text.starts_with("/inet")) walk_.raise(Risk::high, "it opens a connection");
    return token;
  }

  Token scan() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\r' ||
                                  (text_[at_] == '\\' && text_.substr(at_ + 1, 1) == "\n"))) {
      at_ += text_[at_] == '\\' ? 2 : 1;
    }
    if (at_ >= text_.size()) return {};
    const char c = text_[at_];
    if (c == '#') {
      at_ = std::min(text_.find('\n', at_), text_.size());
      return {Kind::end, "\n"};
    }
    if (c == '"') return quoted();
    if (c == '\n' || c == ';' || c == '}') {
      ++at_;
      return {Kind::end, std::string(1, c)};
    }
    if (c == '/' && is_ambiguous()) {
      walk_.raise(Risk::high, "its program is not understood");
    }
    if (c == '/' && regex_may_begin()) {
      bool in_class = false;
      for (++at_; at_ < text_.size() && (text_[at_] != '/' || in_class) && text_[at_] != '\n';
           ++at_) {
        if (text_[at_] == '[') in_class = true;
        if (text_[at_] == ']') in_class = false;
        if (text_[at_] == '\\') ++at_;
      }
      ++at_;
      return {Kind::number, "/"};
    }
    const std::size_t begin = at_;
    if (is_name_char(c)) {
      while (at_ < text_.size() && is_name_char(text_[at_])) ++at_;
      const bool digits = std::isdigit(static_cast<unsigned char>(c)) != 0;
      return {digits ? Kind::number : Kind::name, text_.substr(begin, at_ - begin)};
    }
    for (const std::string_view two :
         {"||", "++", "--", "|&", ">>", ">=", "<=", "==", "!=", "&&"}) {
      if (text_.compare(at_, 2, two) == 0) {
        at_ += 2;
        return {Kind::sign, std::string(two)};
      }
    }
    ++at_;
    return {Kind::sign, std::string(1, c)};
  }

  Walk& walk_;
  const std::string& text_;
  std::size_t at_ = 0;
  int depth_ = 0;
  bool in_print_ = false, has_getline_ = false;
  Token last_, before_last_;
};

// The script among the options and operands; what remains are files.
template <typename Script>
void judge_scripts(Walk& walk, const Arguments& arguments, std::initializer_list<const char*> names,
                   bool rewrites) {
  std::string text;
  bool is_given = false, is_known = true;
  for (const GivenOption& option : arguments.options) {
    const bool is_script = std::any_of(names.begin(), names.end(),
                                       [&](const char* name) { return option.name == name; });
    if (option.name == "-f" || option.name == "--file") is_given = true;
    if (!is_script) continue;
    is_given = true;
    is_known = is_known && option.value && option.value->is_known();
    if (option.value) text += option.value->text + "\n";
  }
  std::size_t first = 0;
  const auto take = [&] {
    if (first >= arguments.operands.size()) return;
    is_known = is_known && arguments.operands[first].is_known();
    text += arguments.operands[first++].text;
  };
  if (!is_given) take();
  // `sed -i '' s/a/b/` of BSD.
  if (rewrites && text.empty()) take();
  if (!is_known) walk.raise(Risk::high, "its script is computed", kOpaque);
  Script(walk, text).judge();
  for (; first < arguments.operands.size(); ++first) {
    if (rewrites) {
      Field path = arguments.operands[first];
      path.pattern = path.pattern && path.may_be_option();
      walk.writes(path);
    } else {
      walk.reads(arguments.operands[first]);
    }
  }
}

}  // namespace

void sed(Walk& walk, const Call& call, const Program& program) {
  const Arguments arguments = judge_arguments(walk, call.arguments(), program.table);
  judge_open(walk, arguments, program.row->open);
  const bool rewrites = arguments.has("-i") || arguments.has("--in-place");
  if (rewrites) walk.raise(Risk::low, "it rewrites files");
  for (const GivenOption& option : arguments.options) {
    // `-i'.git/hooks/*'`: where the old file is kept.
    const bool is_elsewhere =
        (option.name == "-i" || option.name == "--in-place") && option.value &&
        (!option.value->is_known() || option.value->text.find('/') != std::string::npos);
    if (is_elsewhere) walk.raise_by_option(Risk::high, "it keeps the old file elsewhere");
  }
  judge_scripts<SedScript>(walk, arguments, {"-e", "--expression"}, rewrites);
}

void awk(Walk& walk, const Call& call, const Program& program) {
  Arguments arguments = read_arguments(call.arguments(), program.table, Operands::last);
  bool rewrites = false;
  for (GivenOption& option : arguments.options) {
    if (option.name == "-i" && option.value && option.value->text == "inplace") {
      rewrites = true;
      continue;
    }
    walk.apply(option);
  }
  if (arguments.has_unknown_option) walk.raise(Risk::high, "it has an option that is not known");
  if (!arguments.operands.empty() && arguments.operands[0].may_be_option()) {
    walk.raise(Risk::high, "what its words are is not known");
  }
  judge_scripts<AwkProgram>(walk, arguments, {}, rewrites);
}

}  // namespace ingot::policy::rules
