#include "term/key.h"

#include <algorithm>
#include <array>
#include <cstdlib>

#include "base/utf8.h"

namespace ingot::term {
namespace {

constexpr std::string_view kPasteBegin = "\x1b[200~";
constexpr std::string_view kPasteEnd = "\x1b[201~";
constexpr std::size_t kMaxSequence = 4096;

struct Final {
  char letter;
  KeyCode code;
};
constexpr std::array kFinals = {
    Final{'A', KeyCode::up},   Final{'B', KeyCode::down},  Final{'C', KeyCode::right},
    Final{'D', KeyCode::left}, Final{'H', KeyCode::home},  Final{'F', KeyCode::end},
    Final{'E', KeyCode::text}, Final{'M', KeyCode::enter}, Final{'Z', KeyCode::tab}};

struct Number {
  int number;
  KeyCode code;
};
constexpr std::array kNumbers = {Number{1, KeyCode::home},    Number{2, KeyCode::insert},
                                 Number{3, KeyCode::del},     Number{4, KeyCode::end},
                                 Number{5, KeyCode::page_up}, Number{6, KeyCode::page_down},
                                 Number{7, KeyCode::home},    Number{8, KeyCode::end}};

// 1 + (shift 1, alt 2, ctrl 4, super 8, ..., caps 64, num 128); locks are masked.
void set_modifiers(Key& key, int parameter) {
  const int bits = parameter > 0 ? parameter - 1 : 0;
  key.shift = (bits & 1) != 0;
  key.alt = (bits & 2) != 0;
  key.ctrl = (bits & 4) != 0;
}

std::vector<int> numbers_in(std::string_view text) {
  std::vector<int> numbers;
  while (true) {
    const std::size_t end = std::min(text.find(';'), text.size());
    numbers.push_back(std::atoi(std::string(text.substr(0, end)).c_str()));
    if (end == text.size()) return numbers;
    text.remove_prefix(end + 1);
  }
}

// A key given by its code point: CSI u and modifyOtherKeys.
Key key_of(int code_point, int modifiers) {
  Key key;
  set_modifiers(key, modifiers);
  switch (code_point) {
    case 13:
    case 57414:  // keypad
      key.code = KeyCode::enter;
      return key;
    case 9:
      key.code = KeyCode::tab;
      return key;
    case 27:
      key.code = KeyCode::escape;
      return key;
    case 8:
    case 127:
      key.code = KeyCode::backspace;
      return key;
    default:
      break;
  }
  if (code_point >= 57344 && code_point <= 63743) return key;  // other function keys: no text
  if (code_point < 32) return key;
  append_utf8(key.text, static_cast<char32_t>(code_point));
  if (key.shift && !key.ctrl && !key.alt && key.text.size() == 1 && key.text[0] >= 'a' &&
      key.text[0] <= 'z') {
    key.text[0] = static_cast<char>(key.text[0] - 'a' + 'A');
  }
  return key;
}

// CSI parameters final, without the introducer.
std::vector<Key> read_csi(std::string_view body) {
  const char last = body.back();
  std::string_view parameters = body.substr(0, body.size() - 1);
  if (!parameters.empty() &&
      (parameters[0] == '?' || parameters[0] == '>' || parameters[0] == '<')) {
    return {{.code = KeyCode::answer, .text = "[" + std::string(body)}};
  }
  if (parameters.empty() && last == 'I') return {{.code = KeyCode::focus_in}};
  if (parameters.empty() && last == 'O') return {{.code = KeyCode::focus_out}};
  // key:alternates ; modifiers:event ; text
  std::string plain;
  int event = 1;
  std::size_t field = 0;
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    if (parameters[i] == ';') ++field;
    if (parameters[i] == ':') {
      if (field == 1) event = std::atoi(std::string(parameters.substr(i + 1)).c_str());
      while (i + 1 < parameters.size() && parameters[i + 1] != ';') ++i;
      continue;
    }
    plain += parameters[i];
  }
  if (event == 3) return {};  // a release
  const std::vector<int> numbers = numbers_in(plain);
  const int modifiers = numbers.size() > 1 ? numbers[1] : 1;
  if (last == 'u') {
    Key key = key_of(numbers[0], modifiers);
    if (key.code == KeyCode::text && key.text.empty()) return {};
    return {key};
  }
  if (last == '~') {
    if (numbers[0] == 27 && numbers.size() > 2) {
      Key key = key_of(numbers[2], numbers[1]);
      // What is a letter with Shift alone is text the terminal could have sent as it is.
      if (key.code == KeyCode::text && key.text.empty()) return {};
      return {key};
    }
    for (const Number& row : kNumbers) {
      if (row.number != numbers[0]) continue;
      Key key{.code = row.code};
      set_modifiers(key, modifiers);
      return {key};
    }
    return {};
  }
  if (last == 'R' || last == 'c' || last == 't' || last == 'y') {
    return {{.code = KeyCode::answer, .text = "[" + std::string(body)}};
  }
  for (const Final& row : kFinals) {
    if (row.letter != last || row.code == KeyCode::text) continue;
    Key key{.code = row.code};
    set_modifiers(key, modifiers);
    if (last == 'Z') key.shift = true;
    return {key};
  }
  return {};
}

}  // namespace

std::string clean_paste(std::string_view text) {
  std::string out;
  const std::string valid = to_utf8(text);
  for (std::size_t i = 0; i < valid.size(); ++i) {
    const char c = valid[i];
    if (c == '\r') {
      out += '\n';
      if (i + 1 < valid.size() && valid[i + 1] == '\n') ++i;
    } else if (c == '\n' || c == '\t' || (static_cast<unsigned char>(c) >= 0x20 && c != 0x7F)) {
      out += c;
    } else {
      append_utf8(out, c == 0x7F ? U'\u2421' : static_cast<char32_t>(0x2400 + c));  // visible
    }
  }
  return out;
}

std::vector<Key> KeyDecoder::feed(std::string_view bytes) {
  std::vector<Key> keys;
  held_ += bytes;
  while (!held_.empty() && take(keys, false)) {
  }
  return keys;
}

std::vector<Key> KeyDecoder::flush() {
  std::vector<Key> keys;
  if (in_paste_) {
    in_paste_ = false;
    keys.push_back({.code = KeyCode::paste, .text = clean_paste(paste_ + held_)});
    paste_.clear();
    held_.clear();
  }
  while (!held_.empty() && take(keys, true)) {
  }
  held_.clear();
  return keys;
}

bool KeyDecoder::take(std::vector<Key>& keys, bool at_end) {
  if (in_paste_) return take_paste(keys);
  if (held_[0] == '\x1b') return take_escape(keys, at_end);
  return take_text(keys, at_end, false, 0);
}

bool KeyDecoder::take_paste(std::vector<Key>& keys) {
  const std::size_t end = held_.find(kPasteEnd);
  if (end == std::string::npos) {
    // The end marker may be cut: its beginning stays held.
    const std::size_t safe =
        held_.size() < kPasteEnd.size() ? 0 : held_.size() - (kPasteEnd.size() - 1);
    paste_ += held_.substr(0, safe);
    held_.erase(0, safe);
    return false;
  }
  paste_ += held_.substr(0, end);
  held_.erase(0, end + kPasteEnd.size());
  in_paste_ = false;
  keys.push_back({.code = KeyCode::paste, .text = clean_paste(paste_)});
  paste_.clear();
  return true;
}

bool KeyDecoder::take_escape(std::vector<Key>& keys, bool at_end) {
  if (held_.size() == 1) {
    if (!at_end) return false;
    held_.clear();
    keys.push_back({.code = KeyCode::escape});
    return true;
  }
  const char second = held_[1];
  if (second == '[') {
    std::size_t end = 2;
    while (end < held_.size() && (held_[end] < '@' || held_[end] > '~')) {
      if (static_cast<unsigned char>(held_[end]) < 0x20 || end > kMaxSequence) {  // broken off
        held_.erase(0, end);
        return true;
      }
      ++end;
    }
    if (end == held_.size()) {
      if (!at_end) return false;
      // Alt+[ is all it can have been.
      held_.clear();
      return true;
    }
    const std::string sequence = held_.substr(0, end + 1);
    held_.erase(0, end + 1);
    if (sequence == kPasteBegin) {
      in_paste_ = true;
      return true;
    }
    if (sequence == "\x1b[M") {  // X10 mouse: three bytes follow
      held_.erase(0, std::min<std::size_t>(3, held_.size()));
      return true;
    }
    for (Key& key : read_csi(std::string_view(sequence).substr(2))) keys.push_back(std::move(key));
    return true;
  }
  if (second == 'O') {
    if (held_.size() == 2) {
      if (!at_end) return false;
      held_.erase(0, 2);
      keys.push_back({.code = KeyCode::text, .alt = true, .text = "o"});
      return true;
    }
    const std::string final(1, held_[2]);
    held_.erase(0, 3);
    for (Key& key : read_csi(final)) keys.push_back(std::move(key));
    return true;
  }
  if (second == ']' || second == 'P' || second == '_' || second == '^') {
    std::size_t end = held_.find('\a', 2);
    std::size_t length = 1;
    if (const std::size_t st = held_.find("\x1b\\", 2); st < end) {
      end = st;
      length = 2;
    }
    if (end == std::string::npos) {
      if (!at_end && held_.size() < kMaxSequence) return false;
      held_.clear();
      return true;
    }
    keys.push_back({.code = KeyCode::answer, .text = held_.substr(1, end - 1)});
    held_.erase(0, end + length);
    return true;
  }
  if (second == '\x1b') {  // ESC ESC: the first stands alone
    held_.erase(0, 1);
    keys.push_back({.code = KeyCode::escape});
    return true;
  }
  return take_text(keys, at_end, true, 1);
}

bool KeyDecoder::take_text(std::vector<Key>& keys, bool at_end, bool alt, std::size_t from) {
  const auto c = static_cast<unsigned char>(held_[from]);
  Key key{.alt = alt};
  if (c < 0x20 || c == 0x7F) {
    held_.erase(0, from + 1);
    switch (c) {
      case '\r':
        key.code = KeyCode::enter;
        break;
      case '\t':
        key.code = KeyCode::tab;
        break;
      case 0x7F:
      case 0x08:
        key.code = KeyCode::backspace;
        break;
      default:
        key.ctrl = true;
        key.text = c == 0 ? " " : std::string(1, static_cast<char>(c < 27 ? c + 'a' - 1 : c + '@'));
        if (c == 0x1F) key.text = "_";
    }
    keys.push_back(std::move(key));
    return true;
  }
  const std::string_view rest = std::string_view(held_).substr(from);
  const std::size_t need = c < 0x80 ? 1 : c >= 0xF0 ? 4 : c >= 0xE0 ? 3 : 2;
  if (rest.size() < need && !at_end && c >= 0xC0) return false;
  const CodePoint point = decode_utf8(rest);
  append_utf8(key.text, point.value);
  held_.erase(0, from + point.length);
  if (alt && key.text.size() == 1 && key.text[0] >= 'A' && key.text[0] <= 'Z') {
    key.shift = true;
    key.text[0] = static_cast<char>(key.text[0] - 'A' + 'a');
  }
  keys.push_back(std::move(key));
  return true;
}

}  // namespace ingot::term
