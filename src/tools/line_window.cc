#include "tools/line_window.h"

#include "base/utf8.h"

namespace ingot::tools {

std::string shortened_line(std::string_view line, std::uint64_t left_out) {
  if (line.size() <= kReadLineCharacters && left_out == 0) return std::string(line);
  std::string_view rest = line;
  for (std::size_t i = 0; i < kReadLineCharacters && !rest.empty(); ++i) {
    rest.remove_prefix(decode_utf8(rest).length);
  }
  const std::uint64_t more = utf8_length(rest) + left_out;
  std::string out(line.substr(0, line.size() - rest.size()));
  if (more > 0) out += "… [+" + std::to_string(more) + " chars]";
  return out;
}

void LineWindow::add(std::string_view line, std::uint64_t left_out) {
  const std::int64_t number = ++lines_;
  if (number <= options_.offset || full_) return;
  if (kept_ >= options_.limit) {
    full_ = true;
    return;
  }
  if (line.ends_with('\r')) line.remove_suffix(1);
  std::string shown = shortened_line(line, left_out);
  if (options_.numbers) {
    std::string prefix = std::to_string(number);
    prefix.insert(0, prefix.size() < 6 ? 6 - prefix.size() : 0, ' ');
    shown = prefix + '\t' + shown;
  }
  if (kept_ > 0 && text_.size() + 1 + shown.size() > kReadBytes) {
    full_ = true;
    return;
  }
  if (kept_++ > 0) text_ += '\n';
  text_ += shown;
}

std::string LineWindow::text() const {
  if (lines_ == 0) return "[Empty file]";
  if (complete()) return text_;
  const std::int64_t last = options_.offset + kept_;
  std::string note = "[Lines " + std::to_string(options_.offset + 1) + "-" + std::to_string(last) +
                     " of " + std::to_string(lines_);
  if (last < lines_) note += ". Continue with offset=" + std::to_string(last);
  return text_ + '\n' + note + ']';
}

}  // namespace ingot::tools
