// tools/grep_lines.h: the lines that a search program prints, read and put into our form.
//
// Purpose    Reads "path NUL number sep [column sep] text" as rg, git grep and grep print it, in
//            pieces, and writes "path:line:text" (context: "path-line-text"), long lines cut around
//            the match.
// Cost       A line of any length passes through in kKeptBytes.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace ingot::tools {

class GrepLines {
 public:
  struct Options {
    std::size_t max_matches = 500;
    std::size_t max_bytes = 50 * 1024;
    bool line_numbers = true;
    bool has_columns = true;  // the program was told to print them
  };
  static constexpr std::size_t kLineCharacters = 500;
  static constexpr std::size_t kKeptBytes = 4096;

  // `name_of` gives the path to show for one that was printed, or empty to leave the file out.
  GrepLines(Options options, std::function<std::string(std::string_view)> name_of)
      : options_(options), name_of_(std::move(name_of)) {}

  // False when a limit was reached.
  bool feed(std::string_view bytes);
  // After the last piece.
  void finish();

  const std::string& text() const { return text_; }
  std::size_t matches() const { return matches_; }
  bool limited() const { return limited_; }

 private:
  enum class Header { incomplete, complete };
  Header read_header();
  void begin_text(std::string_view already);
  void take_text(std::string_view piece);
  void end_line();
  std::string shown_text() const;

  const Options options_;
  const std::function<std::string(std::string_view)> name_of_;
  std::string text_;
  std::size_t matches_ = 0;
  bool limited_ = false;
  bool group_ended_ = false;

  std::string header_;  // of the line being read, until it is understood
  bool in_text_ = false;
  std::string path_, name_;
  std::string number_;
  bool is_match_ = false;
  std::size_t column_ = 0;  // bytes before the match
  std::size_t skip_ = 0;    // bytes of the line that are not kept, in front
  std::size_t length_ = 0;  // of the line so far
  std::string kept_;
};

}  // namespace ingot::tools
