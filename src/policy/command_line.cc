#include "policy/command_line.h"

#include <algorithm>
#include <utility>

namespace ingot::policy {
namespace {

// One pass over the text; stops at the first thing that makes the line opaque.
class Lexer {
 public:
  explicit Lexer(std::string_view text) : text_(text) {}

  CommandLine read() {
    while (at_ < text_.size() && !line_.opaque) step();
    end_command();
    return std::move(line_);
  }

 private:
  char peek(std::size_t ahead = 0) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }

  void give_up(std::string why) {
    line_.opaque = true;
    line_.opaque_at = std::min(at_, text_.size());
    line_.why_opaque = std::move(why);
  }

  void end_word() {
    word_.end = at_;
    if (in_word_) command_.push_back(std::exchange(word_, {}));
    in_word_ = false;
  }

  void end_command() {
    end_word();
    if (!command_.empty()) line_.commands.push_back(std::exchange(command_, {}));
  }

  void begin_word() {
    if (!in_word_) word_.begin = at_;
    in_word_ = true;
  }

  void take(char c) {
    begin_word();
    word_.text += c;
    ++at_;
  }

  void step() {
    const char c = peek();
    switch (c) {
      case ' ':
      case '\t':
        end_word();
        ++at_;
        return;
      case '\n':
      case ';':
        if (peek(1) == ';') return give_up("a case clause");
        end_command();
        ++at_;
        return;
      case '|':
        end_command();
        at_ += peek(1) == '|' || peek(1) == '&' ? 2 : 1;
        return;
      case '&':
        if (peek(1) == '&') {
          end_command();
          at_ += 2;
          return;
        }
        if (peek(1) == '>') return redirection();
        return give_up("a command in the background");
      case '<':
      case '>':
        return redirection();
      case '(':
      case ')':
      case '{':
      case '}':
        // Braces inside a word are brace expansion, alone they group.
        return give_up("grouping or brace expansion");
      case '$':
      case '`':
        return give_up("a variable or command substitution");
      case '\'':
        return single_quoted();
      case '"':
        return double_quoted();
      case '\\':
        if (at_ + 1 >= text_.size()) return give_up("a backslash at the end");
        ++at_;
        if (peek() == '\n') {
          ++at_;
          return;
        }
        return take(peek());
      case '#':
        if (!in_word_) {
          while (at_ < text_.size() && peek() != '\n') ++at_;
          return;
        }
        return take(c);
      case '!':
        return give_up("history expansion or negation");
      case '*':
      case '?':
      case '[':
        word_.pattern = true;
        return take(c);
      case '~':
        if (!in_word_) word_.pattern = true;
        return take(c);
      case '=':
        // NAME=value in front of the program changes its environment.
        if (command_.empty() && in_word_) return give_up("a variable assignment");
        return take(c);
      default:
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F)
          return give_up("a control character");
        return take(c);
    }
  }

  void single_quoted() {
    const std::size_t end = text_.find('\'', at_ + 1);
    if (end == std::string_view::npos) return give_up("an open quote");
    begin_word();
    word_.text += text_.substr(at_ + 1, end - at_ - 1);
    at_ = end + 1;
  }

  void double_quoted() {
    begin_word();
    for (++at_; at_ < text_.size(); ++at_) {
      char c = text_[at_];
      if (c == '"') {
        ++at_;
        return;
      }
      if (c == '$' || c == '`') return give_up("a variable or command substitution");
      if (c == '\\' && (peek(1) == '"' || peek(1) == '\\' || peek(1) == '$' || peek(1) == '`')) {
        c = text_[++at_];
      }
      word_.text += c;
    }
    give_up("an open quote");
  }

  // Accepts only what cannot write a file: N>&M, N<&M, and anything to or from /dev/null.
  void redirection() {
    if (in_word_ && word_.text.find_first_not_of("0123456789") == std::string::npos) {
      word_ = {};  // the descriptor number belongs to the redirection
      in_word_ = false;
    }
    end_word();
    if (peek() == '&') ++at_;
    const char direction = peek();
    ++at_;
    if (peek() == direction) {
      if (direction == '<') return give_up("a here document");
      ++at_;
    }
    if (peek() == '&' && peek(1) >= '0' && peek(1) <= '9') {
      at_ += 2;
      if (peek() >= '0' && peek() <= '9') return give_up("a redirection");
      return;
    }
    while (peek() == ' ' || peek() == '\t') ++at_;
    constexpr std::string_view kNull = "/dev/null";
    if (text_.substr(at_, kNull.size()) != kNull) return give_up("a redirection");
    at_ += kNull.size();
    const char next = peek();
    if (next != '\0' && std::string_view(" \t\n;|&").find(next) == std::string_view::npos) {
      give_up("a redirection");
    }
  }

  std::string_view text_;
  std::size_t at_ = 0;
  CommandLine line_;
  std::vector<Word> command_;
  Word word_;
  bool in_word_ = false;
};

}  // namespace

CommandLine read_command_line(std::string_view text) {
  if (text.size() > kMaxCommandBytes) {
    return {.commands = {}, .opaque = true, .why_opaque = "a very long command"};
  }
  return Lexer(text).read();
}

}  // namespace ingot::policy
