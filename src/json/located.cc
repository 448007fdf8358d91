#include "json/located.h"

#include <algorithm>
#include <cctype>
#include <optional>

#include "base/utf8.h"
#include "json/writer.h"

namespace ingot::json {
namespace {

constexpr int kMaxDepth = 200;

std::string quoted_key(std::string_view key) { return "\"" + std::string(key) + "\""; }

class Parser {
 public:
  explicit Parser(std::string_view source) : source_(source) {
    constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
    if (source_.starts_with(kByteOrderMark)) at_ = kByteOrderMark.size();
  }

  std::variant<LocatedText, LocatedError> run() {
    LocatedText text;
    skip();
    if (!error_ && at_ == source_.size()) fail("the file is empty; expected '{'");
    if (!error_) text.root = value(0, {});
    skip();
    if (!error_ && at_ < source_.size()) {
      fail("unexpected " + shown() + " after the end of the " +
           (text.root.is(Located::Type::object) ? "object" : "value"));
    }
    text.extended = extended_;
    if (error_) return *error_;
    return text;
  }

 private:
  bool ended() const { return at_ >= source_.size(); }
  char peek() const { return ended() ? '\0' : source_[at_]; }

  // Moves over one code point.
  void step() {
    const char c = source_[at_];
    if (c == '\n' || (c == '\r' && source_.substr(at_ + 1, 1) != "\n")) {
      ++at_;
      ++place_.line;
      place_.column = 1;
      return;
    }
    at_ += decode_utf8(source_.substr(at_)).length;
    ++place_.column;
  }
  void step(std::size_t count) {
    while (count-- > 0 && !ended()) step();
  }

  void fail_at(Place place, std::string what) {
    if (!error_) error_ = LocatedError{place, std::move(what)};
  }
  void fail(std::string what) { fail_at(place_, std::move(what)); }

  std::string shown() const {
    if (ended()) return "end of file";
    const CodePoint point = decode_utf8(source_.substr(at_));
    if (!point.valid || point.value < 0x20) return "an unprintable character";
    return "'" + std::string(source_.substr(at_, point.length)) + "'";
  }

  void skip() {
    while (!error_ && !ended()) {
      const char c = peek();
      if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
        step();
      } else if (source_.substr(at_, 2) == "//") {
        extended_ = true;
        while (!ended() && peek() != '\n' && peek() != '\r') step();
      } else if (source_.substr(at_, 2) == "/*") {
        extended_ = true;
        const Place begin = place_;
        step(2);
        while (!ended() && source_.substr(at_, 2) != "*/") step();
        if (ended()) return fail_at(begin, "the comment has no end; expected '*/'");
        step(2);
      } else {
        return;
      }
    }
  }

  // `owner` names the member whose value this is, for messages.
  Located value(int depth, std::string_view owner) {
    Located out;
    out.at = place_;
    out.begin = at_;
    if (depth > kMaxDepth) {
      fail("nested deeper than " + std::to_string(kMaxDepth) + " levels");
      return out;
    }
    const char c = peek();
    if (c == '{') {
      object(out, depth);
    } else if (c == '[') {
      array(out, depth);
    } else if (c == '"') {
      out.type = Located::Type::string;
      out.text = string();
    } else if (c == '-' || std::isdigit(static_cast<unsigned char>(c)) != 0) {
      out.type = Located::Type::number;
      out.text = number();
    } else {
      word(out, owner);
    }
    out.end = at_;
    return out;
  }

  void word(Located& out, std::string_view owner) {
    std::size_t length = 0;
    while (at_ + length < source_.size() &&
           (std::isalnum(static_cast<unsigned char>(source_[at_ + length])) != 0 ||
            source_[at_ + length] == '_')) {
      ++length;
    }
    const std::string_view text = source_.substr(at_, length);
    if (text == "true" || text == "false") {
      out.type = Located::Type::boolean;
      out.text = text;
    } else if (text != "null") {
      const std::string where = owner.empty() ? "" : " for " + quoted_key(owner);
      if (peek() == '\'') return fail("expected a value" + where + "; strings need double quotes");
      return fail("expected a value" + where + ", found " +
                  (text.empty() ? shown() : "'" + std::string(text) + "'"));
    }
    step(length);
  }

  std::string number() {
    const std::size_t begin = at_;
    const Place place = place_;
    const auto digits = [&] {
      const std::size_t from = at_;
      while (std::isdigit(static_cast<unsigned char>(peek())) != 0) step();
      return at_ > from;
    };
    if (peek() == '-') step();
    const std::size_t first = at_;
    bool good = digits();
    if (good && source_[first] == '0' && at_ - first > 1) good = false;
    if (peek() == '.') {
      step();
      good = digits() && good;
    }
    if (peek() == 'e' || peek() == 'E') {
      step();
      if (peek() == '+' || peek() == '-') step();
      good = digits() && good;
    }
    if (!good) fail_at(place, "this is not a number as JSON writes them");
    return std::string(source_.substr(begin, at_ - begin));
  }

  std::optional<unsigned> hex4() {
    if (at_ + 4 > source_.size()) return std::nullopt;
    unsigned code = 0;
    for (int i = 0; i < 4; ++i) {
      const char c = peek();
      if (std::isxdigit(static_cast<unsigned char>(c)) == 0) return std::nullopt;
      code = code * 16 + static_cast<unsigned>(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
      step();
    }
    return code;
  }

  void escape(std::string& out) {
    const Place place = place_;
    step();  // the backslash
    const char c = peek();
    static constexpr std::string_view kFrom = "\"\\/bfnrt";
    static constexpr std::string_view kTo = "\"\\/\b\f\n\r\t";
    if (const std::size_t i = kFrom.find(c); !ended() && i != std::string_view::npos) {
      out += kTo[i];
      return step();
    }
    if (c != 'u') return fail_at(place, "unknown escape in the string; write \\\\ for a backslash");
    step();
    auto code = hex4();
    if (!code) return fail_at(place, "\\u needs four hexadecimal digits");
    char32_t point = *code;
    if (point >= 0xD800 && point < 0xDC00 && source_.substr(at_, 2) == "\\u") {
      step(2);
      const auto low = hex4();
      point = low && *low >= 0xDC00 && *low < 0xE000
                  ? 0x10000 + ((point - 0xD800) << 10U) + (*low - 0xDC00)
                  : 0xFFFD;
    } else if (point >= 0xD800 && point < 0xE000) {
      point = 0xFFFD;
    }
    append_utf8(out, point);
  }

  std::string string() {
    std::string out;
    const Place opened = place_;
    step();
    while (!error_) {
      if (ended() || peek() == '\n' || peek() == '\r') {
        fail_at(opened, "the string has no closing quote");
      } else if (peek() == '"') {
        step();
        return out;
      } else if (peek() == '\\') {
        escape(out);
      } else if (static_cast<unsigned char>(peek()) < 0x20 && peek() != '\t') {
        fail("control character in a string");
      } else {
        const CodePoint point = decode_utf8(source_.substr(at_));
        append_utf8(out, point.value);
        step();
      }
    }
    return out;
  }

  static std::string opened_at(Place place) {
    return " (opened at " + std::to_string(place.line) + ":" + std::to_string(place.column) + ")";
  }

  void array(Located& out, int depth) {
    out.type = Located::Type::array;
    step();
    for (bool first = true; !error_; first = false) {
      skip();
      if (error_) return;
      if (peek() == ']') {
        if (!first) extended_ = true;
        return step();
      }
      if (ended()) return fail("expected ']'" + opened_at(out.at) + ", found end of file");
      out.elements.push_back(value(depth + 1, {}));
      skip();
      if (error_) return;
      if (peek() == ']') return step();
      if (peek() != ',') {
        return fail("expected ',' or ']' after element " + std::to_string(out.elements.size() - 1) +
                    opened_at(out.at));
      }
      step();
    }
  }

  void object(Located& out, int depth) {
    out.type = Located::Type::object;
    step();
    for (bool first = true; !error_; first = false) {
      skip();
      if (error_) return;
      if (peek() == '}') {
        if (!first) extended_ = true;
        return step();
      }
      if (ended()) return fail("expected '}'" + opened_at(out.at) + ", found end of file");
      if (peek() != '"') {
        return fail("expected a key in double quotes or '}'" + opened_at(out.at) + ", found " +
                    shown());
      }
      LocatedMember member;
      member.key_at = place_;
      member.key_begin = at_;
      member.key = string();
      skip();
      if (error_) return;
      if (peek() != ':') return fail("expected ':' after the key " + quoted_key(member.key));
      step();
      skip();
      if (error_) return;
      member.value = value(depth + 1, member.key);
      out.members.push_back(std::move(member));
      const Place after = place_;
      skip();
      if (error_) return;
      if (peek() == '}') return step();
      if (peek() != ',') {
        // Most often a comma forgotten at the end of the line before.
        return fail_at(ended() ? after : place_, "expected ',' or '}' after the value of " +
                                                     quoted_key(out.members.back().key) +
                                                     opened_at(out.at));
      }
      step();
    }
  }

  std::string_view source_;
  std::size_t at_ = 0;
  Place place_;
  bool extended_ = false;
  std::optional<LocatedError> error_;
};

void append_json(std::string& out, const Located& value) {
  switch (value.type) {
    case Located::Type::null:
      out += "null";
      break;
    case Located::Type::boolean:
    case Located::Type::number:
      out += value.text;
      break;
    case Located::Type::string:
      append_string(out, value.text);
      break;
    case Located::Type::array:
      out += '[';
      for (const Located& element : value.elements) {
        if (&element != &value.elements.front()) out += ',';
        append_json(out, element);
      }
      out += ']';
      break;
    case Located::Type::object:
      out += '{';
      for (const LocatedMember& member : value.members) {
        if (&member != &value.members.front()) out += ',';
        append_string(out, member.key);
        out += ':';
        append_json(out, member.value);
      }
      out += '}';
      break;
  }
}

}  // namespace

const Located* Located::find(std::string_view key) const {
  const auto found = std::find_if(members.rbegin(), members.rend(),
                                  [&](const LocatedMember& member) { return member.key == key; });
  return found == members.rend() ? nullptr : &found->value;
}

std::string Located::to_json() const {
  std::string out;
  append_json(out, *this);
  return out;
}

std::string_view type_name(Located::Type type) {
  switch (type) {
    case Located::Type::null:
      return "null";
    case Located::Type::boolean:
      return "a boolean";
    case Located::Type::number:
      return "a number";
    case Located::Type::string:
      return "a string";
    case Located::Type::array:
      return "an array";
    case Located::Type::object:
      break;
  }
  return "an object";
}

std::variant<LocatedText, LocatedError> parse_located(std::string_view source) {
  return Parser(source).run();
}

Located json_or_text(std::string_view source) {
  auto parsed = parse_located(source);
  if (auto* json = std::get_if<LocatedText>(&parsed)) return std::move(json->root);
  Located text;
  text.type = Located::Type::string;
  text.text = source;
  return text;
}

}  // namespace ingot::json
