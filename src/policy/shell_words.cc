#include <algorithm>
#include <cctype>
#include <utility>

#include "base/utf8.h"
#include "policy/shell_parser.h"

namespace ingot::policy {
namespace {

constexpr std::string_view kSpecialParameters = "@*#?-$!";

int digit_of(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return 99;
}

}  // namespace

void ShellParser::add_text(std::vector<Piece>& out, std::string_view text, bool quoted) {
  if (!out.empty() && out.back().kind == Piece::Kind::text && out.back().quoted == quoted) {
    out.back().text += text;
  } else {
    out.push_back({.quoted = quoted, .text = std::string(text)});
  }
}

Word ShellParser::word(bool in_test) {
  Word out;
  out.span.begin = base_ + at_;
  word_pieces(out, in_test);
  out.span.end = base_ + std::min(at_, text_.size());
  return out;
}

void ShellParser::word_pieces(Word& out, bool in_test) {
  std::vector<Piece>& pieces = out.pieces;
  while (!at_end() && !failed()) {
    const char c = peek();
    switch (c) {
      case ' ':
      case '\t':
      case '\n':
        return;
      case '<':
      case '>':
        if (peek(1) == '(') {
          ++at_;
          substitution(pieces, Piece::Kind::process, true);
          continue;
        }
        [[fallthrough]];
      case ';':
      case '&':
      case '|':
      case '(':
      case ')':
        if (!in_test) {
          if (c == '(' && !pieces.empty() && pieces.back().text.size() != 0 &&
              std::string_view("@?*+!=").find(pieces.back().text.back()) !=
                  std::string_view::npos &&
              !pieces.back().quoted) {
            fail("a parenthesis within a word");
          }
          return;
        }
        break;
      case '\'':
        single_quoted(pieces);
        continue;
      case '"':
        double_quoted(pieces);
        continue;
      case '$':
        dollar(pieces, false);
        continue;
      case '`':
        backquoted(pieces, false);
        continue;
      case '\\':
        if (at_ + 1 >= text_.size()) return fail("a backslash at the end");
        if (peek(1) != '\n') add_text(pieces, text_.substr(at_ + 1, 1), true);
        at_ += 2;
        continue;
      default:
        break;
    }
    const CodePoint point = decode_utf8(text_.substr(at_));
    const bool is_odd_space = point.value == 0x85 || point.value == 0xA0 || point.value == 0x1680 ||
                              (point.value >= 0x2000 && point.value <= 0x200A) ||
                              point.value == 0x2028 || point.value == 0x2029 ||
                              point.value == 0x202F || point.value == 0x205F ||
                              point.value == 0x3000;
    if (is_odd_space) return fail("a space that the shell takes for a letter");
    add_text(pieces, text_.substr(at_, point.length), false);
    at_ += point.length;
  }
}

void ShellParser::single_quoted(std::vector<Piece>& out) {
  const std::size_t end = text_.find('\'', at_ + 1);
  if (end == std::string_view::npos) return fail("an open quote");
  add_text(out, text_.substr(at_ + 1, end - at_ - 1), true);
  at_ = end + 1;
}

// $'...', at the quote.
void ShellParser::ansi_quoted(std::vector<Piece>& out) {
  std::string text;
  for (++at_; !at_end() && peek() != '\''; ++at_) {
    if (peek() != '\\') {
      text += peek();
      continue;
    }
    ++at_;
    const auto number = [&](int base, std::size_t most, std::size_t first) {
      char32_t value = 0;
      std::size_t used = 0;
      while (used < most && digit_of(peek(first + used)) < base) {
        value = value * static_cast<char32_t>(base) +
                static_cast<char32_t>(digit_of(peek(first + used++)));
      }
      at_ += first + used - 1;
      return value;
    };
    constexpr std::string_view kLetters = "abeEfnrtv", kMeant = "\a\b\x1B\x1B\f\n\r\t\v";
    const char c = peek();
    if (const std::size_t known = kLetters.find(c); known != std::string_view::npos) {
      text += kMeant[known];
    } else if (c == 'x') {
      text += static_cast<char>(number(16, 2, 1));
    } else if (c >= '0' && c <= '7') {
      text += static_cast<char>(number(8, 3, 0));
    } else if (c == 'u' || c == 'U') {
      append_utf8(text, number(16, c == 'u' ? 4 : 8, 1));
    } else if (c == 'c') {
      ++at_;
      text += static_cast<char>(peek() & 0x1F);
    } else if (c == '\\' || c == '\'' || c == '"' || c == '?') {
      text += c;
    } else {
      text += '\\';
      text += c;
    }
    if (!text.empty() && text.back() == '\0') return fail("a NUL in a quoted text");
  }
  if (at_end()) return fail("an open quote");
  ++at_;
  add_text(out, text, true);
}

void ShellParser::double_quoted(std::vector<Piece>& out) {
  ++at_;
  add_text(out, "", true);
  quoted_text(out, '"');
}

void ShellParser::quoted_text(std::vector<Piece>& out, char close) {
  while (!at_end() && !failed()) {
    const char c = peek();
    if (c == close && close != '\0') {
      ++at_;
      return;
    }
    if (c == '$') {
      dollar(out, true);
    } else if (c == '`') {
      backquoted(out, true);
    } else if (c == '\\' && peek(1) == '\n') {
      at_ += 2;
    } else if (c == '\\' && (peek(1) == '$' || peek(1) == '`' || peek(1) == '\\' ||
                             (peek(1) == '"' && close != '\0'))) {
      add_text(out, text_.substr(at_ + 1, 1), true);
      at_ += 2;
    } else {
      add_text(out, text_.substr(at_, 1), true);
      ++at_;
    }
  }
  if (close != '\0') fail("an open quote");
}

// At "$". In quotes $'...' and $"..." mean nothing special.
void ShellParser::dollar(std::vector<Piece>& out, bool quoted) {
  const char next = peek(1);
  if (next == '(') {
    const std::size_t begin = at_;
    ++at_;
    if (peek(1) == '(') {
      at_ += 2;
      if (arithmetic(out, quoted)) return;
      at_ = begin + 1;
    }
    return substitution(out, Piece::Kind::command, quoted);
  }
  if (next == '{') {
    at_ += 2;
    return braced_parameter(out, quoted);
  }
  if (!quoted && next == '\'') {
    ++at_;
    return ansi_quoted(out);
  }
  if (!quoted && next == '"') {
    ++at_;
    return double_quoted(out);
  }
  if (next == '[') return fail("the old form of arithmetic");
  std::size_t end = at_ + 1;
  if (is_name_start(next)) {
    while (end < text_.size() && is_name_char(text_[end])) ++end;
  } else if ((next >= '0' && next <= '9') ||
             (next != '\0' && kSpecialParameters.find(next) != std::string_view::npos)) {
    ++end;
  } else {
    add_text(out, "$", true);
    ++at_;
    return;
  }
  out.push_back({.kind = Piece::Kind::parameter,
                 .quoted = quoted,
                 .text = std::string(text_.substr(at_ + 1, end - at_ - 1))});
  at_ = end;
}

// Behind "${".
void ShellParser::braced_parameter(std::vector<Piece>& out, bool quoted) {
  if (++depth_ > kMaxNesting) return fail_limit(kTooDeep);
  Piece piece{.kind = Piece::Kind::parameter, .quoted = quoted};
  if ((peek() == '!' || peek() == '#') && peek(1) != '}') piece.operation = peek();
  at_ += piece.operation.size();
  std::size_t end = at_;
  while (end < text_.size() && is_name_char(text_[end])) ++end;
  if (end == at_ && end < text_.size() &&
      kSpecialParameters.find(text_[end]) != std::string_view::npos) {
    ++end;
  }
  if (end == at_) return fail("\"${\" without a name");
  piece.text = text_.substr(at_, end - at_);
  at_ = end;
  // The rest, in which quotes and expansions nest.
  const std::size_t begin = at_;
  while (!at_end() && !failed() && peek() != '}') {
    switch (peek()) {
      case '$':
        dollar(piece.inner, quoted);
        break;
      case '`':
        backquoted(piece.inner, quoted);
        break;
      case '"':
        double_quoted(piece.inner);
        break;
      case '\'':
        // In double quotes an apostrophe is a letter in some operations and a quote in others.
        if (quoted) return fail("an apostrophe within \"${...}\"");
        single_quoted(piece.inner);
        break;
      case '\\':
        at_ += 2;
        break;
      case '<':
      case '>':
        if (peek(1) == '(') {
          ++at_;
          substitution(piece.inner, Piece::Kind::process, true);
          break;
        }
        [[fallthrough]];
      default:
        ++at_;
    }
  }
  if (at_end()) return fail("an open \"${\"");
  piece.operation += text_.substr(begin, at_ - begin);
  ++at_;
  --depth_;
  out.push_back(std::move(piece));
}

void ShellParser::backquoted(std::vector<Piece>& out, bool quoted) {
  const std::size_t begin = ++at_;
  std::string body;
  for (; !at_end() && peek() != '`'; ++at_) {
    const char next = peek(1);
    if (peek() == '\\' && (next == '`' || next == '\\' || next == '$' || (quoted && next == '"'))) {
      ++at_;
    }
    body += peek();
  }
  if (at_end()) return fail("an open backquote");
  ++at_;
  Piece piece{.kind = Piece::Kind::command, .quoted = quoted};
  piece.script = ShellParser(body, base_ + begin, depth_ + 1, shared_).read_all();
  out.push_back(std::move(piece));
  if (failed()) at_ = text_.size();
}

// At "(".
void ShellParser::substitution(std::vector<Piece>& out, Piece::Kind kind, bool quoted) {
  const std::size_t begin = ++at_;
  Piece piece{.kind = kind, .quoted = quoted};
  auto outer = std::exchange(pending_, {});
  piece.script = script({});
  // Where the outer one then begins is told differently from version to version.
  if (!outer.empty() && text_.substr(begin, at_ - begin).find('\n') != std::string_view::npos) {
    fail("a line end between a here document and its text");
  }
  if (!failed() && !pending_.empty()) fail("a here document without its end");
  pending_ = std::move(outer);
  if (peek() != ')') {
    fail("an open substitution");
  } else {
    ++at_;
  }
  out.push_back(std::move(piece));
}

// Behind "((": up to "))", if what stands between is balanced.
bool ShellParser::arithmetic(std::vector<Piece>& out, bool quoted) {
  const std::size_t begin = at_;
  int open = 0;
  std::size_t end = at_;
  for (; end < text_.size(); ++end) {
    if (text_[end] == '(') ++open;
    if (text_[end] == ')' && open-- == 0) break;
  }
  if (end + 1 >= text_.size() || text_[end + 1] != ')') return false;
  Piece piece{.kind = Piece::Kind::arithmetic, .quoted = quoted};
  piece.text = text_.substr(begin, end - begin);
  piece.inner = expansions_in(piece.text, base_ + begin);
  at_ = failed() ? text_.size() : end + 2;
  out.push_back(std::move(piece));
  return true;
}

std::vector<Piece> ShellParser::expansions_in(std::string_view text, std::size_t at) {
  std::vector<Piece> out;
  ShellParser reader(text, at, depth_ + 1, shared_);
  if (depth_ > kMaxNesting) {
    fail_limit(kTooDeep);
  } else {
    reader.quoted_text(out, '\0');
  }
  if (failed()) at_ = text_.size();
  return out;
}

}  // namespace ingot::policy
