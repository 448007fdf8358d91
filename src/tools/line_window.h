// tools/line_window.h: the part of a text that Read returns.
//
// Purpose    Takes the lines of a file one after the other and keeps those asked for, within Read's
//            limits, while counting the rest: a file of any size passes through in bounded memory.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace ingot::tools {

constexpr std::int64_t kReadLines = 2400;
constexpr std::size_t kReadBytes = 100 * 1024;
constexpr std::size_t kReadLineCharacters = 2000;  // minified code is no reading matter

class LineWindow {
 public:
  struct Options {
    std::int64_t offset = 0;  // lines before the first one kept
    std::int64_t limit = kReadLines;
    bool numbers = false;
  };
  explicit LineWindow(Options options) : options_(options) {}

  // A line without its line feed; `left_out` bytes of its end are not in `line`.
  void add(std::string_view line, std::uint64_t left_out = 0);
  // Whether the next line may still be kept (else only counted).
  bool open() const { return lines_ >= options_.offset && !full_; }
  std::int64_t lines() const { return lines_; }
  // Whether all lines were kept.
  bool complete() const { return kept_ == lines_; }

  // What was kept and, unless that is all, the note that says which lines it is.
  std::string text() const;

 private:
  const Options options_;
  std::string text_;
  std::int64_t lines_ = 0;  // seen
  std::int64_t kept_ = 0;
  bool full_ = false;
};

// Cuts `line` after kReadLineCharacters and says how many more there are; `left_out` bytes that the
// caller dropped count as one character each.
std::string shortened_line(std::string_view line, std::uint64_t left_out);

}  // namespace ingot::tools
