// wire/think_tags.h: <think>...</think> at the start of an answer's text is reasoning.
//
// Source     PRV-76: models served without a reasoning parser (vLLM, llama.cpp, Hugging Face).
// Invariant  However the text is cut into pieces, the same reasoning and text come out, and no part
//            of a tag is shown. Tags anywhere but at the very start stay text.
#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace ingot::wire {

class ThinkTags {
 public:
  using Sink = std::function<void(std::string_view)>;

  void feed(std::string_view piece, const Sink& text, const Sink& reasoning);
  // No more will come: what was held back is given out.
  void finish(const Sink& text, const Sink& reasoning);
  // Reasoning came in a field of its own: tags are text from here on.
  void disable(const Sink& text, const Sink& reasoning);

  bool found() const { return found_; }

 private:
  enum class State { before, inside, after_tag, text };
  void run(const Sink& text, const Sink& reasoning, bool at_end);

  State state_ = State::before;
  std::string held_;
  bool reasoning_begun_ = false;
  bool found_ = false;
};

}  // namespace ingot::wire
