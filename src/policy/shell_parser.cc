#include "policy/shell_parser.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

namespace ingot::policy {
namespace {

constexpr std::string_view kDelimiters = " \t\n;&|<>()";

bool is_delimiter(char c) { return c == '\0' || kDelimiters.find(c) != std::string_view::npos; }

constexpr std::array<std::string_view, 7> kDeclarations = {"declare",  "typeset", "export", "local",
                                                           "readonly", "alias",   "eval"};

std::string plain_text(const Word& word) {
  std::string text;
  for (const Piece& piece : word.pieces) text += piece.text;
  return text;
}

// Whether the words so far are a declaration, whose arguments may be arrays.
bool is_declaration(const std::vector<Word>& words) {
  return !words.empty() && std::find(kDeclarations.begin(), kDeclarations.end(),
                                     plain_text(words.front())) != kDeclarations.end();
}

}  // namespace

void ShellParser::fail(std::string why) {
  if (!failed()) {
    shared_.error = std::move(why);
    shared_.error_at = base_ + std::min(at_, text_.size());
  }
  at_ = text_.size();
}

void ShellParser::fail_limit(const char* why) {
  shared_.over_limit = true;
  fail(why);
}

void ShellParser::skip_blanks() {
  while (!at_end()) {
    if (peek() == ' ' || peek() == '\t') {
      ++at_;
    } else if (peek() == '\\' && peek(1) == '\n') {
      at_ += 2;
    } else if (peek() == '#') {
      while (!at_end() && peek() != '\n') ++at_;
    } else {
      return;
    }
  }
}

void ShellParser::skip_lines() {
  for (skip_blanks(); peek() == '\n' && !at_end(); skip_blanks()) end_line();
}

void ShellParser::end_line() {
  ++at_;
  if (!pending_.empty()) read_here_documents();
}

void ShellParser::read_here_documents() {
  for (const HereDocument& document : std::exchange(pending_, {})) {
    const std::size_t begin = at_;
    std::string body;
    bool found = false;
    while (!at_end() && !found) {
      // A joined line is one line, unless the delimiter was quoted.
      std::string line;
      for (bool goes_on = true; goes_on && !at_end();) {
        const std::size_t end = std::min(text_.find('\n', at_), text_.size());
        line += text_.substr(at_, end - at_);
        at_ = std::min(end + 1, text_.size());
        std::size_t slashes = 0;
        while (slashes < line.size() && line[line.size() - 1 - slashes] == '\\') ++slashes;
        goes_on = !document.quoted && slashes % 2 == 1;
        if (goes_on) line.pop_back();
      }
      if (document.strips_tabs) line.erase(0, std::min(line.find_first_not_of('\t'), line.size()));
      found = line == document.delimiter;
      if (!found) body += line + '\n';
    }
    if (!found) return fail("a here document without its end");
    document.body->span = {base_ + begin, base_ + at_};
    if (document.quoted) {
      add_text(document.body->pieces, body, true);
    } else {
      ShellParser reader(body, base_ + begin, depth_ + 1, shared_);
      reader.quoted_text(document.body->pieces, '\0');
      if (failed()) return fail({});
    }
  }
}

std::string_view ShellParser::plain_word() const {
  std::size_t end = at_;
  while (end < text_.size() && !is_delimiter(text_[end])) {
    const char c = text_[end];
    if (c == '\'' || c == '"' || c == '\\' || c == '$' || c == '`') return {};
    ++end;
  }
  return text_.substr(at_, end - at_);
}

bool ShellParser::take_word(std::string_view word) {
  if (plain_word() != word) return false;
  at_ += word.size();
  return true;
}

std::shared_ptr<Script> ShellParser::read_all() {
  if (depth_ > kMaxNesting) {
    fail_limit(kTooDeep);
    return std::make_shared<Script>();
  }
  auto all = script({});
  if (!failed() && !at_end()) fail("\"" + std::string(1, peek()) + "\" where no command ends");
  if (!failed() && !pending_.empty()) fail("a here document without its end");
  return all;
}

std::shared_ptr<Script> ShellParser::script(std::vector<std::string_view> stops) {
  auto out = std::make_shared<Script>();
  std::string before = ";";
  if (++depth_ > kMaxNesting) fail_limit(kTooDeep);
  for (skip_lines(); !at_end() && !failed(); skip_lines()) {
    if (peek() == ')' || starts(";;") || starts(";&")) break;
    const std::string_view word = plain_word();
    if (std::find(stops.begin(), stops.end(), word) != stops.end() && !word.empty()) break;
    Pipeline next;
    next.before = before;
    pipeline(next);
    out->pipelines.push_back(std::move(next));
    skip_blanks();
    before = ";";
    if (starts("&&") || starts("||")) {
      before = text_.substr(at_, 2);
      at_ += 2;
      skip_lines();
      if (at_end()) fail("an unfinished list");
    } else if (peek() == '&') {
      out->pipelines.back().background = true;
      ++at_;
    } else if (peek() == ';' && peek(1) != ';' && peek(1) != '&') {
      ++at_;
    } else if (peek() != '\n') {
      break;
    }
  }
  --depth_;
  return out;
}

// A script that has to hold a command.
std::shared_ptr<Script> ShellParser::enclosed(std::vector<std::string_view> stops) {
  auto out = script(std::move(stops));
  if (out->pipelines.empty() && !failed()) fail("a body without a command");
  return out;
}

void ShellParser::pipeline(Pipeline& out) {
  for (bool more = true; more && !failed();) {
    skip_blanks();
    while (take_word("!") || take_word("time")) {
      skip_blanks();
      while (take_word("-p") || take_word("--")) skip_blanks();
    }
    out.commands.emplace_back();
    Command& next = out.commands.back();
    const std::size_t begin = at_;
    next.span.begin = base_ + at_;
    command(next);
    if (at_ == begin) fail("an operator where a command is expected");
    next.span.end = base_ + std::min(at_, text_.size());
    skip_blanks();
    more = peek() == '|' && peek(1) != '|';
    if (more) {
      at_ += peek(1) == '&' ? 2 : 1;
      skip_lines();
      if (at_end()) fail("an unfinished pipeline");
    }
  }
}

void ShellParser::command(Command& out) {
  if (++shared_.commands > kMaxCommands) return fail_limit(kTooMany);
  if (!compound(out)) return simple(out);
  if (out.kind == Command::Kind::function) return;
  for (skip_blanks(); redirection(out); skip_blanks()) {
  }
}

bool ShellParser::compound(Command& out) {
  if (peek() == '(') {
    if (peek(1) == '(' && arithmetic_command(out)) return true;
    ++at_;
    out.kind = Command::Kind::subshell;
    out.bodies.push_back(enclosed({}));
    if (peek() != ')') {
      fail("an open parenthesis");
    } else {
      ++at_;
    }
    return true;
  }
  const std::string_view word = plain_word();
  if (word == "{") {
    ++at_;
    out.kind = Command::Kind::group;
    out.bodies.push_back(enclosed({"}"}));
    if (!take_word("}")) fail("an open brace");
  } else if (word == "[[") {
    at_ += 2;
    double_bracket(out);
  } else if (word == "if") {
    at_ += 2;
    if_clause(out);
  } else if (word == "while" || word == "until") {
    at_ += word.size();
    out.kind = Command::Kind::loop;
    out.bodies.push_back(enclosed({"do"}));
    loop(out, false);
  } else if (word == "for" || word == "select") {
    at_ += word.size();
    loop(out, true);
  } else if (word == "case") {
    at_ += word.size();
    case_clause(out);
  } else if (word == "function") {
    at_ += word.size();
    skip_blanks();
    out.name = plain_word();
    at_ += out.name.size();
    skip_blanks();
    if (peek() == '(') {
      ++at_;
      skip_blanks();
      if (peek() != ')') fail("a function with parameters");
      ++at_;
    }
    return function_body(out);
  } else if (word == "coproc" || word == "then" || word == "do" || word == "done" || word == "fi" ||
             word == "elif" || word == "else" || word == "esac" || word == "}" || word == "in") {
    fail("\"" + std::string(word) + "\" here");
  } else {
    return false;
  }
  return true;
}

bool ShellParser::function_body(Command& out) {
  out.kind = Command::Kind::function;
  if (out.name.empty()) fail("a function without a plain name");
  skip_lines();
  auto body = std::make_shared<Script>();
  body->pipelines.emplace_back();
  body->pipelines.back().before = ";";
  Command& inner = body->pipelines.back().commands.emplace_back();
  inner.span.begin = base_ + at_;
  if (++depth_ > kMaxNesting) fail_limit(kTooDeep);
  if (!failed() && !compound(inner)) fail("a function without a body");
  for (skip_blanks(); redirection(inner); skip_blanks()) {
  }
  --depth_;
  inner.span.end = base_ + std::min(at_, text_.size());
  out.bodies.push_back(std::move(body));
  return true;
}

void ShellParser::if_clause(Command& out) {
  out.kind = Command::Kind::branch;
  out.bodies.push_back(enclosed({"then"}));
  if (!take_word("then")) return fail("\"if\" without \"then\"");
  out.bodies.push_back(enclosed({"elif", "else", "fi"}));
  while (take_word("elif")) {
    out.bodies.push_back(enclosed({"then"}));
    if (!take_word("then")) return fail("\"elif\" without \"then\"");
    out.bodies.push_back(enclosed({"elif", "else", "fi"}));
  }
  if (take_word("else")) out.bodies.push_back(enclosed({"fi"}));
  if (!take_word("fi")) fail("\"if\" without \"fi\"");
}

void ShellParser::loop(Command& out, bool is_for) {
  out.kind = Command::Kind::loop;
  if (is_for) {
    skip_blanks();
    if (starts("((")) {
      if (!arithmetic_command(out)) return fail("an open parenthesis");
      out.kind = Command::Kind::loop;
    } else {
      out.name = plain_word();
      if (out.name.empty() || !std::all_of(out.name.begin(), out.name.end(), is_name_char)) {
        return fail("a loop without a variable");
      }
      at_ += out.name.size();
      skip_lines();
      if (take_word("in")) {
        for (skip_blanks(); !at_end() && !failed() && peek() != ';' && peek() != '\n';
             skip_blanks()) {
          const std::size_t begin = at_;
          out.words.push_back(word());
          if (at_ == begin) return fail("an operator in a loop's list");
        }
      } else {  // over the arguments
        Word arguments;
        arguments.pieces.push_back({.kind = Piece::Kind::parameter, .text = "@"});
        out.words.push_back(std::move(arguments));
      }
    }
    skip_blanks();
    if (peek() == ';') ++at_;
    skip_lines();
  }
  if (!take_word("do")) return fail("a loop without \"do\"");
  out.bodies.push_back(enclosed({"done"}));
  if (!take_word("done")) fail("a loop without \"done\"");
}

void ShellParser::case_clause(Command& out) {
  out.kind = Command::Kind::branch;
  skip_blanks();
  out.words.push_back(word());
  skip_lines();
  if (!take_word("in")) return fail("\"case\" without \"in\"");
  for (skip_lines(); !at_end() && !failed(); skip_lines()) {
    if (take_word("esac")) return;
    if (peek() == '(') ++at_;
    for (bool more = true; more && !failed();) {
      skip_blanks();
      const std::size_t begin = at_;
      out.words.push_back(word());
      if (at_ == begin) return fail("a case without a pattern");
      skip_blanks();
      more = peek() == '|';
      if (more) ++at_;
    }
    if (peek() != ')') return fail("a case without its parenthesis");
    ++at_;
    out.bodies.push_back(script({"esac"}));
    skip_lines();
    if (starts(";;&")) {
      at_ += 3;
    } else if (starts(";;") || starts(";&")) {
      at_ += 2;
    }
  }
  fail("\"case\" without \"esac\"");
}

void ShellParser::double_bracket(Command& out) {
  out.kind = Command::Kind::test;
  while (!failed()) {
    skip_blanks();
    while (peek() == '\n' && !at_end()) {
      end_line();
      skip_blanks();
    }
    if (at_end()) return fail("\"[[\" without \"]]\"");
    if (take_word("]]")) return;
    out.words.push_back(word(true));
  }
}

// At "((".
bool ShellParser::arithmetic_command(Command& out) {
  const std::size_t begin = at_;
  at_ += 2;
  Word whole;
  whole.span.begin = base_ + begin;
  if (!arithmetic(whole.pieces, true)) {
    at_ = begin;
    return false;
  }
  out.kind = Command::Kind::arithmetic;
  out.words.push_back(std::move(whole));
  return true;
}

void ShellParser::simple(Command& out) {
  while (!failed()) {
    skip_blanks();
    if (redirection(out)) continue;
    const char c = peek();
    if (at_end() || c == '\n' || c == ';' || c == ')') return;
    if (c == '&' || c == '|') return;
    if (c == '(') {
      const bool is_definition = out.words.size() == 1 && out.assignments.empty() &&
                                 out.redirections.empty() && out.words[0].pieces.size() == 1 &&
                                 out.words[0].pieces[0].kind == Piece::Kind::text &&
                                 !out.words[0].pieces[0].quoted;
      if (!is_definition) return fail("a parenthesis here");
      ++at_;
      skip_blanks();
      if (peek() != ')') return fail("a parenthesis here");
      ++at_;
      out.name = out.words[0].pieces[0].text;
      out.words.clear();
      function_body(out);
      return;
    }
    if ((out.words.empty() || is_declaration(out.words)) && assignment(out)) continue;
    out.words.push_back(word());
  }
}

// NAME=value, NAME+=value, NAME[subscript]=value, NAME=(values). As an argument only the last.
bool ShellParser::assignment(Command& out) {
  if (!is_name_start(peek())) return false;
  std::size_t end = at_;
  while (end < text_.size() && is_name_char(text_[end])) ++end;
  Assignment made{.name = std::string(text_.substr(at_, end - at_))};
  if (end < text_.size() && text_[end] == '[') {
    const std::size_t close = text_.find(']', end);
    if (close == std::string_view::npos) return false;
    const bool assigns = text_.substr(close + 1, 1) == "=" || text_.substr(close + 1, 2) == "+=";
    if (!assigns) return false;
    made.subscript = expansions_in(text_.substr(end + 1, close - end - 1), base_ + end + 1);
    made.is_array = true;
    end = close + 1;
  }
  if (end < text_.size() && text_[end] == '+') {
    made.appends = true;
    ++end;
  }
  if (end >= text_.size() || text_[end] != '=') return false;
  const bool is_list = text_.substr(end + 1, 1) == "(";
  if (!out.words.empty() && !is_list) return false;
  at_ = end + 1;
  if (is_list) {
    made.is_array = true;
    ++at_;
    for (skip_lines(); !at_end() && peek() != ')' && !failed(); skip_lines()) {
      const std::size_t begin = at_;
      made.values.push_back(word());
      if (at_ == begin) fail("an operator in an array");
    }
    if (peek() != ')') {
      fail("an open array");
    } else {
      ++at_;
    }
  } else {
    made.values.push_back(word());
  }
  out.assignments.push_back(std::move(made));
  return true;
}

bool ShellParser::redirection(Command& out) {
  std::size_t begin = at_;
  while (std::isdigit(static_cast<unsigned char>(peek(begin - at_))) != 0) ++begin;
  const std::string_view rest = text_.substr(std::min(begin, text_.size()));
  constexpr std::array<std::string_view, 12> kOperations = {"<<<", "&>>", "<<-", "<<", "<>", "<&",
                                                            ">>",  ">&",  ">|",  "&>", "<",  ">"};
  const auto* const operation =
      std::find_if(kOperations.begin(), kOperations.end(),
                   [&](std::string_view each) { return rest.substr(0, each.size()) == each; });
  if (operation == kOperations.end()) return false;
  if (begin != at_ && operation->front() == '&') return false;
  // A process substitution is a word.
  if (operation->size() == 1 && rest.substr(1, 1) == "(") return false;
  at_ = begin + operation->size();
  Redirection made{.operation = std::string(*operation)};
  skip_blanks();
  const std::size_t target = at_;
  made.target = word();
  if (at_ == target) {
    fail("a redirection without a target");
    return true;
  }
  if (*operation == "<<" || *operation == "<<-") {
    HereDocument document{.body = std::make_shared<Word>(),
                          .delimiter = plain_text(made.target),
                          .strips_tabs = *operation == "<<-"};
    const std::string_view written = text_.substr(target, at_ - target);
    document.quoted = written.find_first_of("'\"\\") != std::string_view::npos;
    if (written.find_first_of("$`") != std::string_view::npos) {
      fail("a computed end of a here document");
    }
    made.operation = "<<";
    made.body = document.body;
    pending_.push_back(std::move(document));
  }
  out.redirections.push_back(std::move(made));
  return true;
}

ParsedText parse_shell(std::string_view text) {
  ShellParser::Shared shared;
  ParsedText parsed;
  if (text.size() > kMaxCommandBytes) {
    return {.script = std::make_shared<Script>(), .error = kTooLong, .over_limit = true};
  }
  parsed.script = ShellParser(text, 0, 0, shared).read_all();
  parsed.error = shared.error;
  parsed.error_at = shared.error_at;
  parsed.over_limit = shared.over_limit;
  return parsed;
}

}  // namespace ingot::policy
