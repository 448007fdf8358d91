#include "tui/session_pages.h"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <utility>

#include "base/clock.h"
#include "json/value.h"
#include "tui/markdown.h"
#include "tui/tool_lines.h"

namespace ingot::tui {
namespace {

constexpr Style kDim{.dim = true};
constexpr Style kBold{.bold = true};
constexpr Style kThought{.dim = true, .italic = true};
constexpr std::size_t kNear = 64;  // how far a result may stand from its call

// The local time of an ISO 8601 instant in UTC; as it is when it is no such thing.
std::string local_time(const std::string& timestamp) {
  const auto time = from_iso8601(timestamp);
  if (!time) return timestamp;
  return to_local(*time, "%Y-%m-%d %H:%M:%S");
}

void add(std::vector<Line> lines, std::vector<Line>& out) {
  std::move(lines.begin(), lines.end(), std::back_inserter(out));
}

// Each member of the input on lines of its own, texts as they are.
std::vector<Line> input_lines(std::string_view input_json) {
  std::vector<Line> out;
  const auto input = json::Document::parse(input_json);
  if (!input || !input->root().is_object()) return foreign_lines(input_json, kDim);
  for (const auto& [key, value] : input->root().members()) {
    const std::string text = value.is_string() ? std::string(value.string_or("")) : value.to_json();
    std::vector<Line> lines = foreign_lines(text);
    out.push_back(Line().own("  ").foreign(std::string(key) + ": ", kDim).append(lines.front()));
    for (std::size_t i = 1; i < lines.size(); ++i) {
      out.push_back(Line().own("    ").append(lines[i]));
    }
  }
  return out;
}

}  // namespace

std::optional<chat::ToolResult> result_of(const engine::SessionLog& log, std::size_t index,
                                          const std::string& call_id) {
  for (std::size_t i = index + 1; i < std::min(log.size(), index + kNear); ++i) {
    const chat::Message message = log.read(i).message;
    for (const chat::ContentBlock& block : message.blocks) {
      const auto* result = std::get_if<chat::ToolResult>(&block);
      if (result != nullptr && result->call_id == call_id) return *result;
    }
  }
  return std::nullopt;
}

std::string SessionPages::name_of_call(std::size_t index, const std::string& call_id) const {
  for (std::size_t i = index; i-- > 0 && index - i < kNear;) {
    const chat::Message message = log_.read(i).message;  // holds what the pointers point to
    for (const chat::ToolCall* call : chat::tool_calls(message)) {
      if (call->id == call_id) return call->name;
    }
  }
  return {};
}

SessionPages::SessionPages(engine::SessionLog log, ChangeLook look, Show show)
    : log_(std::move(log)), look_(look), show_(show) {}

std::size_t SessionPages::count() {
  // A file that has gone away keeps what is known of it.
  [[maybe_unused]] const auto refreshed = log_.refresh();
  return log_.size();
}

bool SessionPages::begins_turn(std::size_t index) {
  const chat::Message message = log_.read(index).message;
  return message.role == chat::Role::user && !chat::visible_text(message).empty();
}

std::vector<Line> SessionPages::page(std::size_t index, std::size_t columns) {
  const engine::StoredMessage stored = log_.read(index);
  if (stored.message.blocks.empty()) return {};
  std::vector<Line> lines = show_ == Show::changes ? changes(stored.message, index, columns)
                                                   : all(stored, index, columns);
  if (!lines.empty()) lines.emplace_back();
  return lines;
}

std::vector<Line> SessionPages::changes(const chat::Message& message, std::size_t index,
                                        std::size_t columns) {
  std::vector<Line> out;
  for (const chat::ToolCall* call : chat::tool_calls(message)) {
    if (call->name != "Edit" && call->name != "Create") continue;
    const auto result = result_of(log_, index, call->id);
    if (!result || result->is_error) continue;
    if (!out.empty()) out.emplace_back();
    add_call(*call, index, columns, out);
  }
  return out;
}

void SessionPages::add_call(const chat::ToolCall& call, std::size_t index, std::size_t columns,
                            std::vector<Line>& out) {
  Line head = Line().own("• ", {.colour = Colour::cyan}).foreign(call.name, kBold);
  std::string detail = detail_of_input(call.input_json);
  if (call.name != "Edit" && call.name != "Create") {
    out.push_back(head.own(" ").foreign(detail.substr(0, detail.find('\n'))));
    return add(input_lines(call.input_json), out);
  }
  out.push_back(head.own(" ").foreign(short_detail(call.name, std::move(detail))));
  const auto result = result_of(log_, index, call.id);
  // What was refused changed nothing: it is shown as it was asked for.
  if (!result || result->is_error) return add(input_lines(call.input_json), out);
  ChangeLook look = look_;
  look.columns = columns;
  add(change_lines(call.name, call.input_json, chat::text_of(*result), look), out);
}

std::vector<Line> SessionPages::all(const engine::StoredMessage& stored, std::size_t index,
                                    std::size_t columns) {
  const chat::Message& message = stored.message;
  std::vector<Line> out;
  std::string head = local_time(stored.timestamp);
  if (message.from) {
    head += " · " + message.from->model + " at " + message.from->host;
    if (!message.from->response_id.empty()) head += " · request " + message.from->response_id;
    if (message.stop_reason != chat::StopReason::end_turn &&
        message.stop_reason != chat::StopReason::tool_use) {
      head += " · " + std::string(chat::to_string(message.stop_reason));
    }
  }
  if (!head.empty()) out.push_back(Line().foreign(head, kDim));
  for (const chat::ContentBlock& block : message.blocks) {
    if (const auto* text = std::get_if<chat::Text>(&block)) {
      if (text->synthetic) {
        add(foreign_lines(text->text, kDim), out);
      } else if (message.role == chat::Role::assistant) {
        for (MarkdownLine& line :
             markdown_lines(text->text, {.columns = columns, .engine = look_.engine})) {
          out.push_back(std::move(line.line));
        }
      } else {
        std::vector<Line> lines = foreign_lines(text->text, kBold);
        lines.front() = Line().own("› ", kBold).append(lines.front());
        add(std::move(lines), out);
      }
    } else if (const auto* thought = std::get_if<chat::Thinking>(&block)) {
      out.push_back(Line().own("✻ thinking", kDim));
      if (!thought->text.empty()) add(foreign_lines(thought->text, kThought), out);
    } else if (const auto* image = std::get_if<chat::Image>(&block)) {
      out.push_back(Line().foreign(
          "[" + image->media_type + ", " + std::to_string(image->data.size()) + " bytes]", kDim));
    } else if (const auto* call = std::get_if<chat::ToolCall>(&block)) {
      add_call(*call, index, columns, out);
    } else if (const auto* result = std::get_if<chat::ToolResult>(&block)) {
      const std::string name = name_of_call(index, result->call_id);
      out.push_back(Line()
                        .own(result->is_error ? "✗ " : "• ",
                             {.colour = result->is_error ? Colour::red : Colour::cyan})
                        .own("result of ", kDim)
                        .foreign(name.empty() ? "a call" : name, kDim));
      add(foreign_lines(chat::text_of(*result)), out);
    } else if (const auto* unknown = std::get_if<chat::Unknown>(&block)) {
      out.push_back(Line().foreign(unknown->type, kDim));
      add(foreign_lines(unknown->json, kDim), out);
    }
  }
  return out;
}

}  // namespace ingot::tui
