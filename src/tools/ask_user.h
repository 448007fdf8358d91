// tools/ask_user.h: what the model wants to know from the person at the terminal.
//
// Purpose    Reads the questions of a call, in either of their forms, and words the answers. Asking
//            itself is ToolContext::ask; the tool is offered only where somebody can answer.
// Errors     Kind::invalid_argument or limit, with a text for the model that names the parameter.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "json/value.h"
#include "tools/tool.h"

namespace ingot::tools {

constexpr std::string_view kAskUser = "AskUser";
// For a model that calls it all the same where nobody can answer.
constexpr std::string_view kNobodyToAsk =
    "AskUser cannot be used in this run: nobody is there to answer. Decide yourself, go on, and "
    "state in your answer which assumption you made.";
// The result when nothing was answered.
constexpr std::string_view kDismissed = "The user dismissed the questions.";

constexpr std::size_t kMaxQuestions = 4, kMinOptions = 2, kMaxOptions = 6;
constexpr std::size_t kMaxQuestionCharacters = 1000, kMaxOptionCharacters = 300;

// All of it in one line each. The person may always write another answer.
struct Question {
  std::string topic;  // a word or two; may be empty
  std::string text;
  std::vector<std::string> options;
  bool several = false;  // of the options may be chosen

  friend bool operator==(const Question&, const Question&) = default;
};

// "1. [question] text", "[topic] text", "[option] text", one per line. Also with bullets, "1)",
// headings and code fences around them; an indented line goes on with the one above it.
Result<std::vector<Question>> parse_questionnaire(std::string_view text);
// The input of a call, checked: a list of objects (also as text), or text as above.
Result<std::vector<Question>> questions_of(json::Value input);

// "1. question → answer", one per line; several answers joined by ", ".
std::string to_text(const std::vector<Question>& questions, const Answers& answers);

}  // namespace ingot::tools
