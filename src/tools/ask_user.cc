#include "tools/ask_user.h"

#include <optional>

#include "base/letters.h"
#include "base/utf8.h"
#include "tools/builtin.h"
#include "tools/input.h"
#include "tools/list_line.h"

namespace ingot::tools {
namespace {

constexpr ParameterName kNames[] = {{"questions", {}}, {"questionnaire", {}}};
constexpr InputShape kShape{
    kNames,
    R"({"questions":[{"topic":"Storage","question":"Which database?","options":["SQLite","Postgres"]}]})"};
constexpr std::string_view kTextExample =
    "1. [question] Which database?\n[topic] Storage\n[option] SQLite\n[option] Postgres";

// `text` as one line without blanks around it or doubled in it.
std::string one_line(std::string_view text) {
  std::string line;
  for (const char c : trimmed(text)) {
    const bool blank = c == ' ' || c == '\t' || c == '\n' || c == '\r';
    if (!blank) line += c;
    if (blank && !line.ends_with(' ')) line += ' ';
  }
  return line;
}

Error refused(std::string what, std::string_view example = kShape.example,
              Error::Kind kind = Error::Kind::invalid_argument) {
  return {.kind = kind, .what = std::move(what) + "; example: " + std::string(example)};
}

enum class Tag { question, topic, option };

std::optional<Tag> strip_tag(std::string_view& line) {
  const std::size_t end = line.find(']');
  if (!line.starts_with('[') || end == std::string_view::npos) return std::nullopt;
  const std::string word = lower(trimmed(line.substr(1, end - 1)));
  std::optional<Tag> tag;
  if (word == "question") tag = Tag::question;
  if (word == "topic") tag = Tag::topic;
  if (word == "option") tag = Tag::option;
  if (tag) line = trimmed(line.substr(end + 1));
  return tag;
}

// What stands in front of the words: "## ", "> ", "1. ", "- ", also after one another.
struct Marks {
  bool heading = false, bullet = false;
};
Marks strip_marks(std::string_view& line) {
  Marks marks;
  while (line.starts_with('#') || line.starts_with('>')) {
    marks.heading = marks.heading || line.starts_with('#');
    line.remove_prefix(1);
  }
  line = trimmed(line);
  for (ListMark mark = strip_list_mark(line); mark != ListMark::none;
       mark = strip_list_mark(line)) {
    marks.bullet = marks.bullet || mark == ListMark::bullet;
  }
  return marks;
}

// The text form, line by line.
class Questionnaire {
 public:
  Result<> add(std::string_view whole) {
    ++number_;
    std::string_view line = trimmed(whole);
    if (line.empty() || line.starts_with("```") || line.starts_with("~~~")) return {};
    const bool indented = whole.front() == ' ' || whole.front() == '\t';
    const Marks marks = strip_marks(line);
    if (const auto tag = strip_tag(line)) return take(*tag, line);
    // Headings structure it, and an introduction asks nothing.
    if (marks.heading || questions_.empty()) return {};
    if (marks.bullet) return take(Tag::option, line);
    if (indented) {
      last() += ' ';
      last() += line;
      return {};
    }
    return refused(place() + " begins with none of [question], [topic] and [option]", kTextExample);
  }

  std::vector<Question> questions() && { return std::move(questions_); }

 private:
  std::string place() const { return "line " + std::to_string(number_) + " of `questionnaire`"; }

  std::string& last() {
    Question& question = questions_.back();
    if (last_ == Tag::option) return question.options.back();
    return last_ == Tag::topic ? question.topic : question.text;
  }

  Result<> take(Tag tag, std::string_view text) {
    if (tag == Tag::question) {
      // One too many is enough to be refused.
      if (questions_.size() > kMaxQuestions) return {};
      questions_.push_back({.topic = std::exchange(topic_, {})});
    } else if (questions_.empty()) {
      if (tag == Tag::option) {
        return refused(place() + " is an [option] before any [question]", kTextExample);
      }
      topic_ = text;  // of the question below it
      return {};
    }
    last_ = tag;
    if (tag == Tag::option) questions_.back().options.emplace_back();
    last() = text;
    return {};
  }

  std::vector<Question> questions_;
  std::string topic_;
  Tag last_ = Tag::question;
  std::size_t number_ = 0;
};

// Options are strings; other agents send objects with a label.
Result<std::string> option_of(json::Value option, const std::string& where) {
  if (const auto text = option.string()) return std::string(*text);
  for (const std::string_view name : {"label", "option", "text"}) {
    if (const auto text = option[name].string()) return std::string(*text);
  }
  return refused("`options` of " + where + " must be a list of strings");
}

Result<Question> question_of(json::Value value, std::size_t number) {
  const std::string where = "question " + std::to_string(number) + " of `questions`";
  if (!value.is_object()) {
    return refused(where + " must be an object with `question` and `options`");
  }
  Question question{.topic = std::string(value["topic"].string_or("")),
                    .text = std::string(value["question"].string_or(""))};
  for (const std::string_view name : {"multiSelect", "multi_select"}) {
    const json::Value several = value[name];
    question.several = question.several || several.boolean().value_or(false) ||
                       lower(several.string_or("")) == "true";
  }
  const json::Value options = value["options"];
  if (!options.is_array()) return refused("`options` of " + where + " must be a list of strings");
  for (const json::Value option : options.elements()) {
    if (question.options.size() > kMaxOptions) break;
    INGOT_TRY(std::string text, option_of(option, where));
    question.options.push_back(std::move(text));
  }
  return question;
}

Result<std::vector<Question>> questions_in(json::Value list) {
  std::vector<Question> questions;
  for (const json::Value value : list.elements()) {
    if (questions.size() > kMaxQuestions) break;
    INGOT_TRY(Question question, question_of(value, questions.size() + 1));
    questions.push_back(std::move(question));
  }
  return questions;
}

Result<> check_length(std::string_view text, std::size_t most, const std::string& name) {
  if (trimmed(text).empty()) return refused(name + " is empty");
  if (utf8_length(text) <= most) return {};
  return refused(name + " has more than " + std::to_string(most) + " characters; say it shorter",
                 kShape.example, Error::Kind::limit);
}

Result<> check(const std::vector<Question>& questions, const std::string& parameter) {
  if (questions.empty()) {
    return refused("the parameter `" + parameter + "` holds no question",
                   parameter == "questions" ? kShape.example : kTextExample);
  }
  if (questions.size() > kMaxQuestions) {
    return refused("the parameter `" + parameter + "` has more than " +
                       std::to_string(kMaxQuestions) +
                       " questions; ask the most important ones first",
                   kShape.example, Error::Kind::limit);
  }
  for (std::size_t i = 0; i < questions.size(); ++i) {
    const Question& question = questions[i];
    const std::string where = " of question " + std::to_string(i + 1) + " of `" + parameter + "`";
    INGOT_TRY_VOID(check_length(question.text, kMaxQuestionCharacters, "the text" + where));
    if (question.options.size() < kMinOptions || question.options.size() > kMaxOptions) {
      return refused("there must be " + std::to_string(kMinOptions) + " to " +
                         std::to_string(kMaxOptions) + " options" + where +
                         " (the user can always type another answer)",
                     parameter == "questions" ? kShape.example : kTextExample, Error::Kind::limit);
    }
    if (utf8_length(question.topic) > kMaxOptionCharacters) {
      return refused("the topic" + where + " has more than " +
                         std::to_string(kMaxOptionCharacters) + " characters; use a word or two",
                     kShape.example, Error::Kind::limit);
    }
    for (const std::string& option : question.options) {
      INGOT_TRY_VOID(check_length(option, kMaxOptionCharacters, "an option" + where));
    }
  }
  return {};
}

class AskUserTool final : public Tool {
 public:
  const ToolSpec& spec() const override {
    static constexpr ToolSpec kSpec{
        .name = kAskUser,
        .description =
            "Asks the user and waits for the answers. Use it when a decision is theirs and the "
            "request, the code or a sensible default do not settle it; not for permission to go "
            "on.\n"
            "1 to 4 questions with 2 to 6 short options each; the user can always type another "
            "answer. Send `questions`, or `questionnaire` as text with a line `1. [question] ...` "
            "per question and lines `[topic] ...` and `[option] ...` below it. The result has a "
            "line `1. question → answer` for each.",
        .input_schema =
            R"json({"type":"object","properties":{)json"
            R"json("questions":{"type":"array","minItems":1,"maxItems":4,"items":{"type":"object","properties":{)json"
            R"json("topic":{"type":"string","description":"A word or two"},)json"
            R"json("question":{"type":"string"},)json"
            R"json("options":{"type":"array","minItems":2,"maxItems":6,"items":{"type":"string"}},)json"
            R"json("multiSelect":{"type":"boolean","description":"Several options may be chosen"}},)json"
            R"json("required":["question","options"]}},)json"
            R"json("questionnaire":{"type":"string","description":"The same as text, instead of questions"})json"
            R"json(}})json",
        .category = Category::other,
        .read_only = false,
    };
    return kSpec;
  }

  Result<Effects> effects(json::Value input, const ToolContext&) const override {
    INGOT_TRY(const std::vector<Question> questions, questions_of(input));
    return Effects{.detail = questions.size() == 1
                                 ? questions.front().text
                                 : std::to_string(questions.size()) + " questions"};
  }

  ToolOutput run(json::Value input, const ToolContext& context) const override {
    const auto questions = questions_of(input);
    if (!questions) return error_output(to_text(questions.error()));
    if (!context.ask) return error_output(std::string(kNobodyToAsk));
    const auto answers = context.ask(*questions);
    if (context.stop.stop_requested()) return cancelled_output();
    const std::string text =
        answers ? tools::to_text(*questions, *answers) : std::string(kDismissed);
    return finished_output(context, text + Input(input, kShape).notes());
  }
};

}  // namespace

Result<std::vector<Question>> parse_questionnaire(std::string_view text) {
  Questionnaire questionnaire;
  while (!text.empty()) INGOT_TRY_VOID(questionnaire.add(take_line(text)));
  return std::move(questionnaire).questions();
}

Result<std::vector<Question>> questions_of(json::Value input) {
  Input in(input, kShape);
  const json::Value list = in.value("questions");
  std::optional<std::string> text = in.text("questionnaire");
  INGOT_TRY_VOID(in.status());
  std::vector<Question> questions;
  std::string parameter = "questions";
  if (list.is_array()) {
    INGOT_TRY(questions, questions_in(list));
  } else if (const auto written = list.string(); written && !text) {
    // The list encoded twice, or the other form.
    const auto inner = json::Document::parse(*written);
    if (inner && inner->root().is_array()) {
      INGOT_TRY(questions, questions_in(inner->root()));
    } else {
      INGOT_TRY(questions, parse_questionnaire(*written));
    }
  } else if (text) {
    parameter = "questionnaire";
    INGOT_TRY(questions, parse_questionnaire(*text));
  } else {
    return refused(
        "the parameter `questions` must be a list of objects, or `questionnaire` a text");
  }
  for (Question& question : questions) {
    question.text = one_line(question.text);
    question.topic = one_line(question.topic);
    for (std::string& option : question.options) option = one_line(option);
  }
  INGOT_TRY_VOID(check(questions, parameter));
  return questions;
}

std::string to_text(const std::vector<Question>& questions, const Answers& answers) {
  std::string text;
  for (std::size_t i = 0; i < questions.size() && i < answers.size(); ++i) {
    std::string given;
    for (const std::string& answer : answers[i]) given += (given.empty() ? "" : ", ") + answer;
    if (i > 0) text += '\n';
    text += std::to_string(i + 1) + ". " + questions[i].text + " → " + given;
  }
  return text;
}

std::unique_ptr<Tool> make_ask_user_tool() { return std::make_unique<AskUserTool>(); }

}  // namespace ingot::tools
