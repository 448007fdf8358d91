#include "tools/plain_output.h"

#include <algorithm>
#include <utility>

#include "base/utf8.h"

namespace ingot::tools {
namespace {

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == '\x7F'; }

// The length of the text before a UTF-8 sequence that its end cuts off.
std::size_t complete_length(std::string_view text) {
  const std::size_t look = std::min<std::size_t>(text.size(), 3);
  for (std::size_t i = 1; i <= look; ++i) {
    const unsigned char c = static_cast<unsigned char>(text[text.size() - i]);
    if (c < 0x80) break;
    if (c < 0xC0) continue;
    const std::size_t needs = c >= 0xF0 ? 4 : c >= 0xE0 ? 3 : 2;
    // Only what a further byte may complete waits.
    if (i < needs && decode_utf8(text.substr(text.size() - i)).length == i) {
      return text.size() - i;
    }
    break;
  }
  return text.size();
}

// `text` well-formed and without the C1 control characters.
std::string printable(std::string_view text) {
  std::string out = to_utf8(text);
  if (out.find('\xC2') == std::string::npos) return out;
  std::string kept;
  for (std::string_view rest = out; !rest.empty();) {
    const CodePoint point = decode_utf8(rest);
    if (point.value < 0x80 || point.value > 0x9F) kept += rest.substr(0, point.length);
    rest.remove_prefix(point.length);
  }
  return kept;
}

}  // namespace

std::string PlainOutput::feed(std::string_view bytes) {
  std::string out;
  std::string joined;
  if (!partial_.empty()) {
    joined = std::exchange(partial_, {}) + std::string(bytes);
    bytes = joined;
  }
  const std::size_t complete = complete_length(bytes);
  partial_ = bytes.substr(complete);
  bytes = bytes.substr(0, complete);

  for (std::size_t i = 0; i < bytes.size();) {
    if (state_ != State::text) {
      sequence(bytes[i++], out);
      continue;
    }
    if (is_control(bytes[i])) {
      control(bytes[i++], out);
      continue;
    }
    std::size_t end = i;
    while (end < bytes.size() && !is_control(bytes[end])) ++end;
    put(printable(bytes.substr(i, end - i)), out);
    i = end;
  }
  return out;
}

std::string PlainOutput::finish() {
  std::string out;
  if (!partial_.empty() && state_ == State::text) put(to_utf8(partial_), out);
  partial_.clear();
  out += std::exchange(line_, {});
  cursor_ = 0;
  return out;
}

void PlainOutput::control(char c, std::string& out) {
  switch (c) {
    case '\n':
      out += line_;
      out += '\n';
      line_.clear();
      cursor_ = 0;
      break;
    case '\r':
      cursor_ = 0;
      break;
    case '\b':
      while (cursor_ > 0 && (static_cast<unsigned char>(line_[--cursor_]) & 0xC0U) == 0x80U) {
      }
      break;
    case '\t':
      put("\t", out);
      break;
    case '\x1B':
      state_ = State::escape;
      taken_ = 0;
      break;
    default:
      break;
  }
}

// One byte of an escape sequence.
void PlainOutput::sequence(char c, std::string& out) {
  const bool too_long = ++taken_ > kMaxSequenceBytes;
  switch (state_) {
    case State::escape:
      if (c == '[') {
        state_ = State::csi;
        parameters_.clear();
      } else if (c == ']' || c == 'P' || c == 'X' || c == '^' || c == '_') {
        state_ = State::string;
      } else if (c >= 0x20 && c <= 0x2F) {
        state_ = State::escape_intermediate;
      } else {
        state_ = State::text;
        if (is_control(c)) control(c, out);
      }
      return;
    case State::escape_intermediate:
      if (c >= 0x20 && c <= 0x2F && !too_long) return;
      state_ = State::text;
      if (is_control(c)) control(c, out);
      return;
    case State::csi:
      if (c >= 0x40 && c <= 0x7E) {
        state_ = State::text;
        end_csi(c);
      } else if (c >= 0x20 && c <= 0x3F && !too_long) {
        if (parameters_.size() < 16) parameters_ += c;
      } else {
        state_ = State::text;  // broken off by a control character
        if (is_control(c)) control(c, out);
      }
      return;
    case State::string:
    case State::string_escape:
      if (c == '\a' || (state_ == State::string_escape && c == '\\')) {
        state_ = State::text;
      } else if (c == '\n' || too_long) {
        // Unfinished: a program that prints arbitrary bytes must not lose all that follows.
        state_ = State::text;
        if (c == '\n') control(c, out);
      } else {
        state_ = c == '\x1B' ? State::string_escape : State::string;
      }
      return;
    case State::text:
      return;
  }
}

void PlainOutput::end_csi(char final) {
  if (final == 'K') {
    if (parameters_ == "2") {
      line_.clear();
      cursor_ = 0;
    } else if (parameters_.empty() || parameters_ == "0") {
      line_.resize(cursor_);
    }
  } else if (final == 'G' && (parameters_.empty() || parameters_ == "0" || parameters_ == "1")) {
    cursor_ = 0;
  }
}

void PlainOutput::put(std::string_view text, std::string& out) {
  if (cursor_ == line_.size()) {
    line_ += text;
    cursor_ = line_.size();
  } else {
    write_over(text);
  }
  if (line_.size() > kMaxLineBytes) {
    out += line_;
    line_.clear();
    cursor_ = 0;
  }
}

void PlainOutput::write_over(std::string_view text) {
  while (!text.empty() && cursor_ < line_.size()) {
    const std::size_t length = decode_utf8(text).length;
    const std::size_t under = decode_utf8(std::string_view(line_).substr(cursor_)).length;
    line_.replace(cursor_, under, text.substr(0, length));
    cursor_ += length;
    text.remove_prefix(length);
  }
  line_ += text;
  cursor_ += text.size();
}

}  // namespace ingot::tools
