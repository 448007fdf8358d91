#include "tui/copied_text.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <vector>

#include "os/paths.h"
#include "tui/change_lines.h"
#include "tui/markdown.h"
#include "tui/session_pages.h"
#include "tui/tool_lines.h"

namespace ingot::tui {
namespace {

Error none(std::string what) { return {.kind = Error::Kind::not_found, .what = std::move(what)}; }

std::optional<std::size_t> number_in(std::string_view text) {
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || number == 0) return std::nullopt;
  return number;
}

// Answers are what a turn says in words; the n-th from the end.
Result<std::string> answer(const engine::SessionLog& log, std::size_t from_end) {
  for (std::size_t i = log.size(); i-- > 0;) {
    const chat::Message message = log.read(i).message;
    if (message.role != chat::Role::assistant) continue;
    std::string text = chat::visible_text(message);
    if (!text.empty() && --from_end == 0) return text;
  }
  return none("there are not that many answers to copy");
}

bool begins_turn(const chat::Message& message) {
  return message.role == chat::Role::user && !chat::visible_text(message).empty();
}

std::size_t begin_of_last_turn(const engine::SessionLog& log) {
  for (std::size_t i = log.size(); i-- > 0;) {
    if (begins_turn(log.read(i).message)) return i;
  }
  return 0;
}

std::string source_from(const engine::SessionLog& log, std::size_t from) {
  std::string out;
  const auto add = [&](const std::string& text) {
    if (text.empty()) return;
    if (!out.empty()) out += "\n\n";
    out += text;
  };
  for (std::size_t i = from; i < log.size(); ++i) {
    const chat::Message message = log.read(i).message;
    const std::string text = chat::visible_text(message);
    if (message.role == chat::Role::user) {
      if (!text.empty()) add("> " + text);
    } else {
      add(text);
    }
    for (const chat::ToolCall* call : chat::tool_calls(message)) {
      add("`" + call->name + " " + detail_of_input(call->input_json) + "`");
    }
  }
  return out + "\n";
}

Result<std::string> patch_of_last_turn(const engine::SessionLog& log) {
  std::string out;
  for (std::size_t i = begin_of_last_turn(log); i < log.size(); ++i) {
    const chat::Message message = log.read(i).message;
    for (const chat::ToolCall* call : chat::tool_calls(message)) {
      const auto result = result_of(log, i, call->id);
      if (!result || result->is_error) continue;
      auto edit = file_edit(call->name, call->input_json, chat::text_of(*result));
      if (!edit) continue;
      // Relative, as patch(1) and git want it.
      const std::string here = os::current_folder().string() + "/";
      if (edit->file.starts_with(here)) edit->file.erase(0, here.size());
      out += edit->as_patch();
    }
  }
  if (out.empty()) return none("the last turn changed no files");
  return out;
}

Result<std::string> code_block(const engine::SessionLog& log, std::string_view which) {
  INGOT_TRY(const std::string text, answer(log, 1));
  std::vector<std::string> blocks = code_blocks(text);
  if (blocks.empty()) return none("there is no code in the last answer");
  if (which.empty()) return blocks.back();
  const auto number = number_in(which);
  if (!number || *number > blocks.size()) {
    return Error{.kind = Error::Kind::invalid_argument,
                 .what = "there is no block " + std::string(which),
                 .remedy = "the last answer has blocks 1 to " + std::to_string(blocks.size())};
  }
  return blocks[*number - 1];
}

}  // namespace

Result<std::string> copied_text(const engine::SessionLog& log, std::string_view what) {
  if (what.empty() || what == "last") return answer(log, 1);
  if (const auto number = number_in(what)) return answer(log, *number);
  if (what == "code") return code_block(log, {});
  if (what.starts_with("code ")) return code_block(log, what.substr(5));
  if (what == "diff") return patch_of_last_turn(log);
  if (what == "turn") return source_from(log, begin_of_last_turn(log));
  if (what == "all" || what == "session") return source_from(log, 0);
  return Error{.kind = Error::Kind::invalid_argument,
               .what = "/copy does not know \"" + std::string(what) + "\"",
               .remedy =
                   "/copy, /copy 2, /copy code, /copy code 2, /copy diff, /copy turn or "
                   "/copy all"};
}

}  // namespace ingot::tui
