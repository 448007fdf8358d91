// highlight/highlight.h: what the parts of a line of code are.
//
// Purpose    Tokens of code in some forty languages, line by line as it arrives, with the state (an
//            open comment, a string, a heredoc) carried from one line to the next. Colours are the
//            caller's.
// Source     The modes of CodeMirror 5 (MIT), compiled in, run by Duktape (MIT);
//            docs/decisions/0006-code-is-coloured-by-codemirror.md.
// Ownership  An Engine outlives the Texts that were opened with it.
// Threads    An Engine and its Texts belong to one thread.
// Errors     None: what is not known, too long or too much simply has no tokens.
// Cost       Nothing before the first line. Then 2 ms, 1 to 10 ms for the first text of a language,
//            half a millisecond a line. Memory is bounded by kMaxHeapBytes; usually below 1 MB.
#pragma once

#include <cstddef>
#include <memory>
#include <string_view>
#include <vector>

namespace ingot::highlight {

enum class Kind {
  keyword,
  type,        // also what is built in
  definition,  // the name that is being defined
  string,
  number,  // also true, null and their like
  comment,
  meta,  // preprocessor, decorators, headers of a diff
  tag,
  attribute,
  added,
  removed,
};

// Bytes [begin, end) of the line. In order; what lies between tokens is plain.
struct Token {
  std::size_t begin = 0, end = 0;
  Kind kind = Kind::keyword;

  friend bool operator==(const Token&, const Token&) = default;
};

constexpr std::size_t kMaxLineBytes = 2000;      // minified code is no reading matter
constexpr std::size_t kMaxHeapBytes = 16 << 20;  // of all scripts and states together

// The name under which a language is known here, by what stands behind a code fence ("c++", "py",
// "rust,ignore"); empty when it is not known.
std::string_view language_of_label(std::string_view label);
// By the name of a file.
std::string_view language_of_file(std::string_view path);

class Engine {
 public:
  explicit Engine(std::size_t max_heap_bytes = kMaxHeapBytes);
  ~Engine();
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

 private:
  friend class Text;
  class Heap;
  std::size_t max_heap_bytes_;
  std::unique_ptr<Heap> heap_;  // made by the first line
};

// One piece of code, from its first line to its last.
class Text {
 public:
  Text() = default;  // without any tokens
  // `language` as the functions above return it.
  Text(Engine& engine, std::string_view language) : engine_(&engine), language_(language) {}
  ~Text() { close(); }
  Text(Text&& other) noexcept { swap(other); }
  Text& operator=(Text&& other) noexcept {
    swap(other);
    return *this;
  }

  // `line` is well-formed UTF-8 without its line feed.
  std::vector<Token> next(std::string_view line);

 private:
  void swap(Text& other) noexcept;
  void close();

  Engine* engine_ = nullptr;
  std::string_view language_;  // empty: nothing is known, or something went wrong
  int id_ = 0;                 // of its state in the engine; 0: not opened yet
};

}  // namespace ingot::highlight
