// policy/shell_parser.h: the reader behind policy/shell_syntax.h.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "policy/shell_syntax.h"

namespace ingot::policy {

class ShellParser {
 public:
  // What all readers of one text share.
  struct Shared {
    std::size_t commands = 0;
    std::string error;
    std::size_t error_at = 0;
    bool over_limit = false;
  };

  // `at` is where `text` stands in the whole.
  ShellParser(std::string_view text, std::size_t at, int depth, Shared& shared)
      : text_(text), base_(at), depth_(depth), shared_(shared) {}

  // Up to the end of the text.
  std::shared_ptr<Script> read_all();

 private:
  struct HereDocument {
    std::shared_ptr<Word> body;
    std::string delimiter;
    bool strips_tabs = false, quoted = false;
  };

  bool failed() const { return !shared_.error.empty(); }
  void fail(std::string why);
  void fail_limit(const char* why);
  char peek(std::size_t ahead = 0) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }
  bool at_end() const { return at_ >= text_.size(); }
  bool starts(std::string_view what) const { return text_.substr(at_, what.size()) == what; }
  void skip_blanks();  // blanks, joined lines and comments
  void skip_lines();   // and line ends
  void end_line();     // takes one line end and the here documents that begin behind it
  void read_here_documents();
  std::string_view plain_word() const;  // what stands here unquoted, up to a delimiter
  bool take_word(std::string_view word);

  // shell_parser.cc
  std::shared_ptr<Script> script(std::vector<std::string_view> stops);
  std::shared_ptr<Script> enclosed(std::vector<std::string_view> stops);
  void pipeline(Pipeline& out);
  void command(Command& out);
  bool compound(Command& out);
  void simple(Command& out);
  bool function_body(Command& out);
  void if_clause(Command& out);
  void loop(Command& out, bool is_for);
  void case_clause(Command& out);
  void double_bracket(Command& out);
  bool arithmetic_command(Command& out);
  bool redirection(Command& out);
  bool assignment(Command& out);

  // shell_words.cc
  Word word(bool in_test = false);
  void word_pieces(Word& out, bool in_test);
  void add_text(std::vector<Piece>& out, std::string_view text, bool quoted);
  void single_quoted(std::vector<Piece>& out);
  void ansi_quoted(std::vector<Piece>& out);
  void double_quoted(std::vector<Piece>& out);
  // Text in which only $ ` and \ mean something, up to `close` or the end.
  void quoted_text(std::vector<Piece>& out, char close);
  void dollar(std::vector<Piece>& out, bool quoted);
  void braced_parameter(std::vector<Piece>& out, bool quoted);
  void backquoted(std::vector<Piece>& out, bool quoted);
  void substitution(std::vector<Piece>& out, Piece::Kind kind, bool quoted);
  bool arithmetic(std::vector<Piece>& out, bool quoted);  // behind "(("; false: it is none
  std::vector<Piece> expansions_in(std::string_view text, std::size_t at);

  std::string_view text_;
  std::size_t base_;
  int depth_;
  Shared& shared_;
  std::size_t at_ = 0;
  std::vector<HereDocument> pending_;
};

}  // namespace ingot::policy
