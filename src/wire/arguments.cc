#include "wire/arguments.h"

#include <utility>

#include "json/raw.h"
#include "json/repair.h"
#include "json/value.h"

namespace ingot::wire {
namespace {

constexpr std::size_t kMaxQuoted = 60;

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1);
}

bool is_object(std::string_view text) {
  const auto parsed = json::Document::parse(text);
  return parsed && parsed->root().is_object();
}

std::string why_invalid(std::string_view text) {
  std::string why;
  if (json::Document::parse(text)) {
    why = "the arguments must be a JSON object";
  } else if (json::value_end(text) == std::string_view::npos) {
    why = "the arguments are not valid JSON: the text ends inside the object, after byte " +
          std::to_string(text.size());
  } else {
    why = "the arguments are not valid JSON";
  }
  const std::string_view shown =
      text.size() > kMaxQuoted ? text.substr(text.size() - kMaxQuoted) : text;
  return why + (text.size() > kMaxQuoted ? "; they end with: " : "; they are: ") +
         std::string(shown);
}

}  // namespace

void settle_arguments(chat::ToolCall& call, bool cut) {
  const std::string_view text = trimmed(call.input_json);
  if (text.empty() || text == "null") {
    call.input_json = "{}";
    // A call cut before its first argument cannot be told from one without arguments.
    if (cut) call.invalid = "the answer was cut off at the output limit; write less per call";
    return;
  }
  if (is_object(text)) return;
  if (text.front() == '"') {
    const auto outer = json::Document::parse(text);
    if (outer && outer->root().is_string() && is_object(*outer->root().string())) {
      call.input_json = std::string(*outer->root().string());
      return;
    }
  }
  if (std::string mended = json::repaired(text); is_object(mended)) {
    call.input_json = std::move(mended);
    return;
  }
  call.invalid =
      cut ? "the answer was cut off at the output limit inside this call; write less per "
            "call, for example a large file in several steps"
          : why_invalid(text);
}

std::vector<std::string> split_objects(std::string_view text) {
  std::vector<std::string> parts;
  std::string_view rest = trimmed(text);
  while (!rest.empty()) {
    const std::size_t end = json::value_end(rest);
    if (rest.front() != '{' || end == std::string_view::npos) return {std::string(text)};
    if (!is_object(rest.substr(0, end))) return {std::string(text)};
    parts.emplace_back(rest.substr(0, end));
    rest = trimmed(rest.substr(end));
  }
  if (parts.size() < 2) return {std::string(text)};
  return parts;
}

std::string replayed_arguments(const chat::ToolCall& call) {
  if (!call.invalid.empty() && !is_object(call.input_json)) return "{}";
  const std::string_view text = trimmed(call.input_json);
  return text.empty() ? "{}" : json::minified(text);
}

}  // namespace ingot::wire
