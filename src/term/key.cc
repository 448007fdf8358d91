#include "term/key.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/utf8.h"
#include "term/sanitise.h"

namespace ingot::term {
namespace {

constexpr std::string_view kPasteBegin = "\x1b[200~";
constexpr std::string_view kPasteEnd = "\x1b[201~";
constexpr std::size_t kMaxSequence = 4096;
constexpr std::size_t kMaxPaste = 64U << 20U;  // more is no prompt

struct Final {
  char letter;
  KeyCode code;
};
constexpr std::array kFinals = {
    Final{'A', KeyCode::up},   Final{'B', KeyCode::down},  Final{'C', KeyCode::right},
    Final{'D', KeyCode::left}, Final{'H', KeyCode::home},  Final{'F', KeyCode::end},
    Final{'Z', KeyCode::tab},  Final{'M', KeyCode::enter},
};

struct Number {
  int number;
  KeyCode code;
};
constexpr std::array kNumbers = {Number{1, KeyCode::home},    Number{2, KeyCode::insert},
                                 Number{3, KeyCode::del},     Number{4, KeyCode::end},
                                 Number{5, KeyCode::page_up}, Number{6, KeyCode::page_down},
                                 Number{7, KeyCode::home},    Number{8, KeyCode::end}};
// By code point in CSI u; those from 57414 on are kitty's names of the keypad.
constexpr std::array kCodePoints = {
    Number{13, KeyCode::enter},      Number{9, KeyCode::tab},
    Number{27, KeyCode::escape},     Number{8, KeyCode::backspace},
    Number{127, KeyCode::backspace}, Number{57414, KeyCode::enter},
    Number{57417, KeyCode::left},    Number{57418, KeyCode::right},
    Number{57419, KeyCode::up},      Number{57420, KeyCode::down},
    Number{57421, KeyCode::page_up}, Number{57422, KeyCode::page_down},
    Number{57423, KeyCode::home},    Number{57424, KeyCode::end},
    Number{57425, KeyCode::insert},  Number{57426, KeyCode::del}};
constexpr std::string_view kKeypad = "0123456789./*-+";  // 57399..57413
constexpr int kKeypadFirst = 57399;
constexpr std::string_view kSs3Keypad = "*+,-./0123456789";  // SS3 j..y

// 1 + (shift 1, alt 2, ctrl 4, super 8, ..., caps 64, num 128); locks are masked.
void set_modifiers(Key& key, int parameter) {
  const int bits = parameter > 0 ? parameter - 1 : 0;
  key.shift = (bits & 1) != 0;
  key.alt = (bits & 2) != 0;
  key.ctrl = (bits & 4) != 0;
}

int number_in(std::string_view text) {
  int number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

// "97:65;2;65" as {{97, 65}, {2}, {65}}; never empty.
std::vector<std::vector<int>> fields_of(std::string_view text) {
  std::vector<std::vector<int>> fields(1);
  while (true) {
    const std::size_t end = std::min(text.find_first_of(":;"), text.size());
    fields.back().push_back(number_in(text.substr(0, end)));
    if (end == text.size()) return fields;
    if (text[end] == ';') fields.emplace_back();
    text.remove_prefix(end + 1);
  }
}

bool is_printable(int code_point) {
  return code_point >= 0x20 && code_point != 0x7F && code_point <= 0x10FFFF &&
         !(code_point >= 0x80 && code_point < 0xA0) &&
         !(code_point >= 0xD800 && code_point <= 0xDFFF);
}

// What a key with this text and these modifiers means: shortcuts know lower-case ASCII, and what
// is beyond ASCII was typed with AltGr or Option and is text.
void set_text(Key& key, int code_point) {
  append_utf8(key.text, static_cast<char32_t>(code_point));
  if (code_point >= 0x80) {
    key.ctrl = key.alt = false;
    return;
  }
  char& c = key.text[0];
  if (key.ctrl || key.alt) {
    if (c >= 'A' && c <= 'Z') {
      key.shift = true;
      c = static_cast<char>(c - 'A' + 'a');
    }
    if (c == '-' && key.shift) c = '_';
  } else if (key.shift && c >= 'a' && c <= 'z') {
    c = static_cast<char>(c - 'a' + 'A');
  }
}

// A key given by its code point: CSI u and modifyOtherKeys. `shifted`: what Shift makes of it, 0 if
// the terminal did not say. `text`: the characters that the terminal would insert.
std::vector<Key> key_of(int code_point, int shifted, int modifiers, const std::vector<int>& text) {
  Key key;
  set_modifiers(key, modifiers);
  for (const Number& row : kCodePoints) {
    if (row.number != code_point) continue;
    key.code = row.code;
    return {key};
  }
  // Ctrl and Alt together are what Windows makes of AltGr.
  if (!text.empty() && key.ctrl == key.alt && std::all_of(text.begin(), text.end(), is_printable)) {
    for (const int one : text) append_utf8(key.text, static_cast<char32_t>(one));
    key.ctrl = key.alt = false;
    return {key};
  }
  if (code_point >= kKeypadFirst && code_point < kKeypadFirst + static_cast<int>(kKeypad.size())) {
    code_point =
        static_cast<unsigned char>(kKeypad[static_cast<std::size_t>(code_point - kKeypadFirst)]);
  }
  // The private range holds function keys, which have no text.
  if (!is_printable(code_point) || (code_point >= 57344 && code_point <= 63743)) return {};
  set_text(key, key.shift && is_printable(shifted) ? shifted : code_point);
  return {key};
}

// CSI parameters final, without the introducer.
std::vector<Key> read_csi(std::string_view body) {
  const char last = body.back();
  const std::string_view parameters = body.substr(0, body.size() - 1);
  const bool is_answer = last == 'R' || last == 'c' || last == 't' || last == 'y';
  if (is_answer || (!parameters.empty() && parameters[0] >= '<' && parameters[0] <= '?')) {
    return {{.code = KeyCode::answer, .text = "[" + std::string(body)}};
  }
  if (parameters.empty() && last == 'I') return {{.code = KeyCode::focus_in}};
  if (parameters.empty() && last == 'O') return {{.code = KeyCode::focus_out}};
  // key:shifted:base ; modifiers:event ; text
  const auto fields = fields_of(parameters);
  const int first = fields[0][0];
  const int modifiers = fields.size() > 1 ? fields[1][0] : 1;
  if (fields.size() > 1 && fields[1].size() > 1 && fields[1][1] == 3) return {};  // a release
  if (last == 'u') {
    return key_of(first, fields[0].size() > 1 ? fields[0][1] : 0, modifiers,
                  fields.size() > 2 && fields[2][0] != 0 ? fields[2] : std::vector<int>());
  }
  if (last == '~' && first == 27 && fields.size() > 2) {
    return key_of(fields[2][0], 0, modifiers, {});
  }
  Key key;
  set_modifiers(key, modifiers);
  if (last == '~' || last == '$' || last == '^' || last == '@') {
    if (last == '$' || last == '@') key.shift = true;  // rxvt
    if (last == '^' || last == '@') key.ctrl = true;
    for (const Number& row : kNumbers) {
      if (row.number != first) continue;
      key.code = row.code;
      return {key};
    }
    return {};
  }
  const bool is_rxvt = last >= 'a' && last <= 'd';
  const char letter = is_rxvt ? static_cast<char>(last - 'a' + 'A') : last;
  if (is_rxvt || last == 'Z') key.shift = true;
  for (const Final& row : kFinals) {
    if (row.letter != letter) continue;
    key.code = row.code;
    return {key};
  }
  return {};
}

}  // namespace

std::string clean_paste(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  const std::string valid = to_utf8(text);
  for (std::size_t i = 0; i < valid.size(); ++i) {
    const char c = valid[i];
    const auto next = static_cast<unsigned char>(i + 1 < valid.size() ? valid[i + 1] : '\0');
    if (c == '\r') {
      out += '\n';
      if (next == '\n') ++i;
    } else if (c == '\xc2' && next < 0xA0) {  // C1
      out += sanitise_line(std::string_view(valid).substr(i, 2));
      ++i;
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
  if (escape_went_ahead_ && !bytes.empty()) {
    escape_went_ahead_ = false;
    if (answers_expected_ && (bytes[0] == '[' || bytes[0] == ']' || bytes[0] == 'P')) {
      held_ += '\x1b';
    }
  }
  held_ += bytes;
  while (at_ < held_.size() && take(keys, false)) {
  }
  held_.erase(0, at_);
  at_ = 0;
  return keys;
}

KeyDecoder::Waiting KeyDecoder::waiting() const {
  if (in_paste_) return Waiting::sequence;
  if (held_.empty()) return Waiting::nothing;
  return held_[0] == '\x1b' && held_.size() <= 2 ? Waiting::escape : Waiting::sequence;
}

std::vector<Key> KeyDecoder::flush() {
  std::vector<Key> keys;
  if (in_paste_) {
    in_paste_ = false;
    keys.push_back({.code = KeyCode::paste, .text = clean_paste(paste_ + held_)});
    paste_.clear();
    held_.clear();
  }
  while (at_ < held_.size() && take(keys, true)) {
  }
  held_.clear();
  at_ = 0;
  return keys;
}

bool KeyDecoder::take(std::vector<Key>& keys, bool at_end) {
  if (in_paste_) return take_paste(keys);
  if (held_[at_] == '\x1b') return take_escape(keys, at_end);
  return take_text(keys, at_end, false);
}

bool KeyDecoder::take_paste(std::vector<Key>& keys) {
  const std::size_t end = held_.find(kPasteEnd, at_);
  // The end marker may be cut: its beginning stays held.
  const std::size_t safe =
      end != std::string::npos
          ? end
          : std::max(at_, held_.size() - std::min(held_.size(), kPasteEnd.size() - 1));
  paste_ += held_.substr(at_, std::min(safe - at_, kMaxPaste - std::min(kMaxPaste, paste_.size())));
  at_ = safe;
  if (end == std::string::npos) return false;
  at_ += kPasteEnd.size();
  in_paste_ = false;
  keys.push_back({.code = KeyCode::paste, .text = clean_paste(paste_)});
  paste_.clear();
  return true;
}

bool KeyDecoder::take_escape(std::vector<Key>& keys, bool at_end) {
  const std::string_view bytes = rest();
  if (bytes.size() == 1) {
    if (!at_end) return false;
    ++at_;
    escape_went_ahead_ = true;
    keys.push_back({.code = KeyCode::escape});
    return true;
  }
  switch (bytes[1]) {
    case '[':
      return take_csi(keys, at_end, false);
    case 'O':
      return take_ss3(keys, at_end, false);
    case ']':
    case 'P':
    case '_':
    case '^':
    case 'X':
      return take_string(keys, at_end);
    case '\x1b':
      // ESC before a whole sequence is Alt; before anything else it stands alone.
      if (bytes.size() == 2 && !at_end) return false;
      if (bytes.size() > 2 && (bytes[2] == '[' || bytes[2] == 'O')) {
        ++at_;
        const bool taken =
            bytes[2] == '[' ? take_csi(keys, at_end, true) : take_ss3(keys, at_end, true);
        if (!taken) --at_;
        return taken;
      }
      ++at_;
      keys.push_back({.code = KeyCode::escape});
      return true;
    default:
      ++at_;
      if (take_text(keys, at_end, true)) return true;
      --at_;
      return false;
  }
}

// At ESC [. `alt`: another ESC stood before it.
bool KeyDecoder::take_csi(std::vector<Key>& keys, bool at_end, bool alt) {
  const std::string_view bytes = rest();
  const bool is_private = bytes.size() > 2 && bytes[2] >= '<' && bytes[2] <= '?';
  std::size_t end = 2;
  while (end < bytes.size()) {
    const auto c = static_cast<unsigned char>(bytes[end]);
    if (c < 0x20 || c > 0x7E || end > kMaxSequence) {  // broken off
      at_ += end;
      return true;
    }
    if (c >= '@' || (c == '$' && !is_private && end > 2)) break;  // rxvt ends keys with $
    ++end;
  }
  // The Linux console's function keys are ESC [ [ letter; X10 mouse reports are ESC [ M and three.
  std::size_t length = end + 1;
  if (end == 2 && end < bytes.size() && bytes[2] == '[') length += 1;
  if (end == 2 && end < bytes.size() && bytes[2] == 'M') length += 3;
  if (length > bytes.size()) {
    if (!at_end) return false;
    at_ += bytes.size();
    if (bytes.size() == 2) keys.push_back({.alt = true, .text = "["});
    return true;
  }
  const std::string_view sequence = bytes.substr(0, length);
  at_ += length;
  if (sequence == kPasteBegin) {
    in_paste_ = true;
    return true;
  }
  if (length > end + 1) return true;
  for (Key& key : read_csi(sequence.substr(2))) {
    key.alt = key.alt || alt;
    keys.push_back(std::move(key));
  }
  return true;
}

// At ESC O.
bool KeyDecoder::take_ss3(std::vector<Key>& keys, bool at_end, bool alt) {
  const std::string_view bytes = rest();
  std::size_t end = 2;
  while (end < bytes.size() && end < 8 &&
         ((bytes[end] >= '0' && bytes[end] <= '9') || bytes[end] == ';')) {
    ++end;
  }
  if (end >= bytes.size()) {
    if (!at_end) return false;
    at_ += bytes.size();
    if (bytes.size() == 2) keys.push_back({.alt = true, .shift = true, .text = "o"});
    return true;
  }
  const auto last = static_cast<unsigned char>(bytes[end]);
  if (last < 0x20 || last > 0x7E) {  // broken off
    at_ += end;
    return true;
  }
  at_ += end + 1;
  if (last >= 'j' && last <= 'y') {
    Key key{.alt = alt};
    key.text = kSs3Keypad[last - 'j'];
    keys.push_back(std::move(key));
    return true;
  }
  // ESC O 5 A is what some send for CSI 1 ; 5 A.
  std::string body(bytes.substr(2, end - 2));
  if (!body.empty() && body.find(';') == std::string::npos) body.insert(0, "1;");
  for (Key& key : read_csi(body + static_cast<char>(last))) {
    if (last >= 'a' && last <= 'd') {  // rxvt: Ctrl with an arrow
      key.ctrl = true;
      key.shift = false;
    }
    key.alt = key.alt || alt;
    keys.push_back(std::move(key));
  }
  return true;
}

// OSC, DCS, APC, PM and SOS: answers, up to BEL or ST.
bool KeyDecoder::take_string(std::vector<Key>& keys, bool at_end) {
  const std::string_view bytes = rest();
  std::size_t end = bytes.find('\a', 2);
  std::size_t length = 1;
  if (const std::size_t st = bytes.find("\x1b\\", 2); st < end) {
    end = st;
    length = 2;
  }
  if (end == std::string::npos) {
    if (!at_end && bytes.size() < kMaxSequence) return false;
    at_ += bytes.size();
    if (bytes.size() != 2) return true;
    Key key{.alt = true};
    set_text(key, bytes[1]);
    keys.push_back(std::move(key));
    return true;
  }
  keys.push_back({.code = KeyCode::answer, .text = std::string(bytes.substr(1, end - 1))});
  at_ += end + length;
  return true;
}

bool KeyDecoder::take_text(std::vector<Key>& keys, bool at_end, bool alt) {
  const std::string_view bytes = rest();
  const auto c = static_cast<unsigned char>(bytes[0]);
  Key key{.alt = alt};
  if (c < 0x20 || c == 0x7F) {
    ++at_;
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
    }
    keys.push_back(std::move(key));
    return true;
  }
  // A character whose end may still come, unless something else has come instead.
  const std::size_t need = c < 0xC0 ? 1 : c >= 0xF0 ? 4 : c >= 0xE0 ? 3 : 2;
  const bool unbroken = std::all_of(
      bytes.begin() + 1, bytes.begin() + static_cast<std::ptrdiff_t>(std::min(need, bytes.size())),
      [](char next) { return (static_cast<unsigned char>(next) & 0xC0U) == 0x80; });
  if (bytes.size() < need && unbroken && !at_end) return false;
  const CodePoint point = decode_utf8(bytes);
  at_ += point.length;
  set_text(key, static_cast<int>(point.value));
  keys.push_back(std::move(key));
  return true;
}

}  // namespace ingot::term
