// config/layout.h: how a settings file is laid out, so that what is added looks like the rest.
//
// Purpose    Line endings, indentation and spacing of a text, and JSON written in that manner.
// Ownership  Refers to the text, which outlives it.
// Threads    Const calls from anywhere.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "json/located.h"

namespace ingot::config {

class Layout {
 public:
  Layout(std::string_view text, const json::Located& root);

  // Members stand on lines of their own, rather than all in one line.
  bool spread() const { return spread_; }
  const std::string& newline() const { return newline_; }
  const std::string& unit() const { return unit_; }    // one level of indentation
  const std::string& space() const { return space_; }  // after a colon or comma; may be empty

  bool first_on_line(std::size_t at) const;
  std::string indentation(std::size_t at) const;  // of the line of this byte
  std::size_t line_begin(std::size_t at) const;

  // The next byte that is neither white space nor comment.
  std::size_t after_trivia(std::size_t at) const;
  // Past the last comment that begins before the line's end; `at` itself when there is none.
  std::size_t after_line_comments(std::size_t at) const;
  // Past the last comment before the next value or bracket; `at` itself when there is none.
  std::size_t after_comments(std::size_t at) const;
  std::size_t after_blanks(std::size_t at) const;   // spaces and tabs
  std::size_t before_blanks(std::size_t at) const;  // the same, backwards
  std::size_t after_newline(std::size_t at) const;  // `at` itself when none stands there

  // Several lines only when `lines`; `indent` is that of the line the value begins on.
  std::string value(const json::Located& value, const std::string& indent, bool lines) const;

 private:
  std::size_t comment_end(std::size_t at) const;  // `at` itself when none begins there

  std::string_view text_;
  std::string newline_ = "\n", unit_ = "  ", space_ = " ";
  bool spread_ = true;
};

}  // namespace ingot::config
