#include "tools/grep_lines.h"

#include <algorithm>
#include <charconv>

#include "base/utf8.h"

namespace ingot::tools {
namespace {

constexpr std::size_t kMaxHeaderBytes = 16 * 1024;
constexpr std::size_t kCharactersBefore = 200;  // of a cut line, in front of the match

std::size_t digits_at(std::string_view text) {
  std::size_t count = 0;
  while (count < text.size() && text[count] >= '0' && text[count] <= '9') ++count;
  return count;
}

std::size_t to_number(std::string_view digits) {
  std::size_t number = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return number;
}

}  // namespace

bool GrepLines::feed(std::string_view bytes) {
  while (!bytes.empty() && !limited_) {
    if (in_text_) {
      const std::size_t end = std::min(bytes.find('\n'), bytes.size());
      take_text(bytes.substr(0, end));
      bytes.remove_prefix(end);
      if (bytes.empty()) break;
      bytes.remove_prefix(1);
      end_line();
      continue;
    }
    const char c = bytes.front();
    bytes.remove_prefix(1);
    const bool has_path = header_.find('\0') != std::string::npos;
    if (c == '\n' && !has_path) {
      if (header_ == "--") group_ended_ = true;
      header_.clear();
      continue;
    }
    header_ += c;
    if (has_path && read_header() == Header::complete) {
      if (c == '\n') end_line();
    } else if (header_.size() > kMaxHeaderBytes) {
      header_.clear();
    }
  }
  return !limited_;
}

void GrepLines::finish() {
  if (in_text_ && !limited_) end_line();
}

// `header_` is "path NUL ..." up to the byte just read.
GrepLines::Header GrepLines::read_header() {
  const std::size_t path_end = header_.find('\0');
  const std::string_view rest = std::string_view(header_).substr(path_end + 1);
  const std::size_t digits = digits_at(rest);
  if (digits == rest.size()) return Header::incomplete;
  const char separator = rest[digits];
  std::string_view after = rest.substr(digits + 1);

  is_match_ = separator == ':';
  column_ = 0;
  if (options_.has_columns && separator != '-') {
    // git grep separates everything by NUL: a column tells a match from its context.
    const std::size_t column_digits = digits_at(after);
    if (column_digits == after.size()) return Header::incomplete;
    if (column_digits > 0 && after[column_digits] == separator) {
      is_match_ = true;
      column_ = std::max<std::size_t>(to_number(after.substr(0, column_digits)), 1) - 1;
      after.remove_prefix(column_digits + 1);
    }
  }
  if (const std::string_view path = std::string_view(header_).substr(0, path_end); path != path_) {
    path_ = path;
    name_ = name_of_(path.starts_with("./") ? path.substr(2) : path);
  }
  number_ = rest.substr(0, digits);
  begin_text(after);
  return Header::complete;
}

void GrepLines::begin_text(std::string_view already) {
  // A line of 500 characters, which has 2000 bytes at most, is kept from its beginning.
  constexpr std::size_t kBytesBefore = 2000;
  skip_ = column_ > kBytesBefore ? column_ - kBytesBefore : 0;
  length_ = 0;
  kept_.clear();
  const std::string text(already.substr(0, already.find('\n')));
  in_text_ = true;
  take_text(text);
  header_.clear();
}

void GrepLines::take_text(std::string_view piece) {
  const std::size_t begin = length_;
  length_ += piece.size();
  if (length_ <= skip_) return;
  if (begin < skip_) piece.remove_prefix(skip_ - begin);
  if (kept_.size() < kKeptBytes) kept_ += piece.substr(0, kKeptBytes - kept_.size());
}

std::string GrepLines::shown_text() const {
  std::string_view line = kept_;
  if (skip_ == 0 && kept_.size() == length_) {
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.size() <= kLineCharacters || utf8_length(line) <= kLineCharacters) {
      return std::string(line);
    }
  }
  // The beginning of the window: some characters before the match.
  const std::size_t match = std::min(column_ - std::min(column_, skip_), line.size());
  std::size_t begin = match;
  for (std::size_t i = 0; i < kCharactersBefore && begin > 0; ++i) {
    --begin;
    while (begin > 0 && (static_cast<unsigned char>(line[begin]) & 0xC0U) == 0x80U) --begin;
  }
  std::size_t end = begin;
  for (std::size_t i = 0; i < kLineCharacters && end < line.size(); ++i) {
    end += decode_utf8(line.substr(end)).length;
  }
  std::string out;
  if (begin > 0 || skip_ > 0) out += "…";
  out += line.substr(begin, end - begin);
  if (skip_ + end < length_) out += "…";
  return out;
}

void GrepLines::end_line() {
  in_text_ = false;
  header_.clear();
  if (name_.empty()) return;
  const char separator = is_match_ ? ':' : '-';
  std::string line;
  if (group_ended_ && !text_.empty()) line += "--\n";
  line += name_;
  line += separator;
  if (options_.line_numbers) line += number_ + separator;
  line += shown_text();
  line += '\n';
  if ((is_match_ && matches_ >= options_.max_matches) ||
      text_.size() + line.size() > options_.max_bytes) {
    limited_ = true;
    return;
  }
  group_ended_ = false;
  text_ += line;
  if (is_match_) ++matches_;
}

}  // namespace ingot::tools
