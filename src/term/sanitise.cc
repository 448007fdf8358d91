// term/sanitise.cc
//
// A terminal is a state machine over characters, and so is this file: the same states (ground,
// after ESC, inside CSI, inside a string such as OSC), but where a terminal would act, a mark is
// written. It differs in one point on purpose: a string ends at a line feed and after kMaxString
// characters, so that an unterminated OSC does not make the rest of a text vanish.

#include "term/sanitise.h"

#include <utf8proc.h>

#include "base/utf8.h"

namespace ingot::term {
namespace {

constexpr std::size_t kMaxShown = 40;     // of a sequence in its mark
constexpr std::size_t kMaxString = 4096;  // longest OSC, DCS, ... that is swallowed
constexpr int kMaxMarks = 8;              // combining marks on one character

constexpr char32_t kEsc = 0x1B;
constexpr char32_t kJoiner = 0x200D;     // ZWJ
constexpr char32_t kNonJoiner = 0x200C;  // ZWNJ

const utf8proc_property_t& properties(char32_t c) {
  return *utf8proc_get_property(static_cast<utf8proc_int32_t>(c));
}

bool is_pictographic(char32_t c) {
  return c >= 0x80 && properties(c).boundclass == UTF8PROC_BOUNDCLASS_EXTENDED_PICTOGRAPHIC;
}

bool is_emoji_modifier(char32_t c) { return c >= 0x1F3FB && c <= 0x1F3FF; }

// Scripts whose letters change shape with joiners: Arabic to Vedic, and the later Indic blocks.
bool takes_joiners(char32_t c) {
  return (c >= 0x600 && c <= 0x1CFF) || (c >= 0xA800 && c <= 0xABFF) ||
         (c >= 0x11000 && c <= 0x11FFF);
}

bool is_han(char32_t c) {
  return (c >= 0x3400 && c <= 0x9FFF) || (c >= 0xF900 && c <= 0xFAFF) ||
         (c >= 0x20000 && c <= 0x3FFFF);
}

bool is_noncharacter(char32_t c) {
  return (c & 0xFFFEU) == 0xFFFEU || (c >= 0xFDD0 && c <= 0xFDEF);
}

bool is_combining(const utf8proc_property_t& p) {
  return p.category == UTF8PROC_CATEGORY_MN || p.category == UTF8PROC_CATEGORY_ME;
}

// Characters that show nothing themselves: they hide, reorder, or carry unseen data.
bool is_invisible(char32_t c, const utf8proc_property_t& p) {
  // Arabic and other number signs are format characters by category, and visible.
  if (p.boundclass == UTF8PROC_BOUNDCLASS_PREPEND) return false;
  switch (p.category) {
    case UTF8PROC_CATEGORY_CC:
    case UTF8PROC_CATEGORY_CF:
    case UTF8PROC_CATEGORY_CS:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
      return true;
    default:
      // Hangul fillers, the grapheme joiner, Khmer inherent vowels, unassigned ignorables.
      return p.ignorable || (c >= 0xE0000 && c <= 0xE0FFF);
  }
}

void append_mark(std::string& out, char32_t c) {
  static constexpr char kHex[] = "0123456789ABCDEF";
  out += "⟨U+";
  for (int shift = c > 0xFFFF ? (c > 0xFFFFF ? 20 : 16) : 12; shift >= 0; shift -= 4) {
    out += kHex[c >> static_cast<unsigned>(shift) & 15U];
  }
  out += "⟩";
}

}  // namespace

std::string sanitise(std::string_view text) {
  Sanitiser sanitiser;
  std::string out = sanitiser.feed(text);
  out += sanitiser.finish();
  return out;
}

std::string sanitise_line(std::string_view text) {
  Sanitiser sanitiser(Sanitiser::Lines::one);
  std::string out = sanitiser.feed(text);
  out += sanitiser.finish();
  return out;
}

std::string Sanitiser::feed(std::string_view piece) {
  std::string out;
  out.reserve(piece.size());
  if (partial_.empty()) {
    take(piece, out);
  } else {
    const std::string joined = std::exchange(partial_, {}) + std::string(piece);
    take(joined, out);
  }
  return out;
}

std::string Sanitiser::finish() {
  std::string out;
  if (!partial_.empty()) {
    partial_.clear();
    step(0xFFFD, out);
  }
  if (state_ != State::ground) end_sequence(out);
  flush_held(0, out);
  *this = Sanitiser(lines_);
  return out;
}

void Sanitiser::take(std::string_view text, std::string& out) {
  while (!text.empty()) {
    if (state_ == State::ground && held_ == 0) {
      std::size_t plain = 0;
      while (plain < text.size() && text[plain] >= 0x20 && text[plain] < 0x7F) ++plain;
      if (plain > 0) {
        out += text.substr(0, plain);
        previous_ = static_cast<unsigned char>(text[plain - 1]);
        marks_ = 0;
        text.remove_prefix(plain);
        continue;
      }
    }
    const CodePoint next = decode_utf8(text);
    const auto lead = static_cast<unsigned char>(text[0]);
    if (!next.valid && next.length == text.size() && lead >= 0xC2 && lead <= 0xF4) {
      partial_ = text;  // may become whole with the next piece
      return;
    }
    step(next.value, out);
    text.remove_prefix(next.length);
  }
}

void Sanitiser::step(char32_t c, std::string& out) {
  switch (state_) {
    case State::ground:
      ground(c, out);
      return;

    case State::escape:
      if (c >= 0x20 && c <= 0x2F && sequence_.size() < kMaxShown) {
        add_to_sequence(c);
      } else if (sequence_ == "ESC " && c == '[') {
        begin_sequence(State::csi, "CSI ");
      } else if (sequence_ == "ESC " &&
                 (c == ']' || c == 'P' || c == 'X' || c == '^' || c == '_')) {
        begin_sequence(State::string, c == ']'   ? "OSC "
                                      : c == 'P' ? "DCS "
                                      : c == 'X' ? "SOS "
                                      : c == '^' ? "PM "
                                                 : "APC ");
      } else if (c >= 0x30 && c <= 0x7E) {
        add_to_sequence(c);
        end_sequence(out);
      } else {
        end_sequence(out);
        ground(c, out);
      }
      return;

    case State::csi:
      if (c >= 0x20 && c <= 0x3F) {
        if ((c < '0' || c > '9') && c != ';' && c != ':') only_attributes_ = false;
        add_to_sequence(c);
        if (swallowed_ > kMaxString) end_sequence(out);
      } else if (c >= 0x40 && c <= 0x7E) {
        only_attributes_ = only_attributes_ && c == 'm';
        if (only_attributes_) {
          state_ = State::ground;
        } else {
          add_to_sequence(c);
          end_sequence(out);
        }
      } else {
        only_attributes_ = false;
        end_sequence(out);
        ground(c, out);
      }
      return;

    case State::string:
      if (c == 0x07 || c == 0x9C) {
        end_sequence(out);
      } else if (c == kEsc) {
        state_ = State::string_escape;
      } else if (c == '\n' || c == 0x18 || c == 0x1A || swallowed_ >= kMaxString) {
        end_sequence(out);
        ground(c, out);
      } else {
        add_to_sequence(c);
      }
      return;

    case State::string_escape:
      end_sequence(out);
      if (c == '\\') return;
      begin_sequence(State::escape, "ESC ");
      step(c, out);
      return;
  }
}

void Sanitiser::begin_sequence(State state, std::string_view name) {
  state_ = state;
  sequence_ = name;
  swallowed_ = 0;
  only_attributes_ = state == State::csi;
}

void Sanitiser::add_to_sequence(char32_t c) {
  ++swallowed_;
  if (swallowed_ == kMaxShown) sequence_ += "…";
  if (swallowed_ >= kMaxShown) return;
  sequence_ += c >= 0x20 && c < 0x7F ? static_cast<char>(c) : '?';
}

void Sanitiser::end_sequence(std::string& out) {
  out += "⟨";
  if (sequence_.back() == ' ') sequence_.pop_back();
  out += sequence_;
  out += "⟩";
  sequence_.clear();
  state_ = State::ground;
  previous_ = 0;
}

void Sanitiser::ground(char32_t c, std::string& out) {
  if (held_ != 0) {
    const bool line_end = held_ == '\r' && c == '\n';
    flush_held(c, out);
    if (line_end && lines_ == Lines::one) return;  // shown as one mark
  }
  if (c == kEsc) {
    begin_sequence(State::escape, "ESC ");
  } else if (c == '\r' || ((c == kJoiner) && (is_pictographic(previous_) || previous_ == 0xFE0F ||
                                              is_emoji_modifier(previous_)))) {
    held_ = c;
  } else if (c < 0x20 || c == 0x7F) {
    if (lines_ == Lines::many && (c == '\n' || c == '\t')) {
      out += static_cast<char>(c);
    } else {
      append_utf8(out, c == 0x7F ? U'\u2421' : 0x2400 + c);
    }
    previous_ = 0;
  } else if (c >= 0x80 && c <= 0x9F) {
    switch (c) {
      case 0x90:
        return begin_sequence(State::string, "DCS ");
      case 0x98:
        return begin_sequence(State::string, "SOS ");
      case 0x9B:
        return begin_sequence(State::csi, "CSI ");
      case 0x9D:
        return begin_sequence(State::string, "OSC ");
      case 0x9E:
        return begin_sequence(State::string, "PM ");
      case 0x9F:
        return begin_sequence(State::string, "APC ");
      default:
        append_mark(out, c);
        previous_ = 0;
    }
  } else {
    visible(c, out);
  }
}

// Settles what waited for its successor; 0 for the end of the text.
void Sanitiser::flush_held(char32_t next, std::string& out) {
  const char32_t held = std::exchange(held_, 0);
  if (held == 0) return;
  if (held == '\r') {
    if (next == '\n' && lines_ == Lines::many) return;
    append_utf8(out, next == '\n' ? U'\u240A' : U'\u240D');
    previous_ = 0;
  } else if (is_pictographic(next)) {
    append_utf8(out, held);
  } else {
    append_mark(out, held);
    previous_ = 0;
  }
}

void Sanitiser::visible(char32_t c, std::string& out) {
  const utf8proc_property_t& p = properties(c);
  bool shown = !is_invisible(c, p);
  if (is_noncharacter(c)) {
    shown = true;
    c = 0xFFFD;
  } else if (c == kJoiner || c == kNonJoiner) {
    shown = takes_joiners(previous_);
  } else if (c >= 0xFE00 && c <= 0xFE0F) {  // one selector on what can be selected
    shown = previous_ > ' ' && (previous_ < 0xFE00 || previous_ > 0xFE0F) && previous_ < 0xE0000;
  } else if (c >= 0xE0100 && c <= 0xE01EF) {
    shown = is_han(previous_);
  } else if (shown && is_combining(p)) {
    if (++marks_ > kMaxMarks) return;
    append_utf8(out, c);
    if (takes_joiners(c)) previous_ = c;
    return;
  }
  if (!shown) {
    append_mark(out, c);
    previous_ = 0;
    return;
  }
  append_utf8(out, c);
  previous_ = c;
  marks_ = 0;
}

}  // namespace ingot::term
