#include "tools/todo.h"

#include <algorithm>
#include <optional>

#include "base/letters.h"
#include "base/utf8.h"
#include "tools/builtin.h"
#include "tools/input.h"
#include "tools/list_line.h"

namespace ingot::tools {
namespace {

std::optional<Todo::Status> status_from(std::string_view text) {
  std::string word;
  for (const char c : trimmed(text)) {
    word += c == '-' || c == ' ' ? '_' : static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
  }
  for (const std::string_view known : {"completed", "complete", "done", "x", "✓", "✔"}) {
    if (word == known) return Todo::Status::completed;
  }
  for (const std::string_view known : {"in_progress", "doing", "active", "~", "_", "/"}) {
    // "-" and blanks were folded to "_" above; a lone "-" is a common mark for work under way.
    if (word == known) return Todo::Status::in_progress;
  }
  for (const std::string_view known : {"pending", "todo", "to_do", "open", ""}) {
    if (word == known) return Todo::Status::pending;
  }
  return std::nullopt;
}

std::optional<Todo::Status> strip_mark(std::string_view& line) {
  if (!line.starts_with('[')) return std::nullopt;
  const std::size_t end = line.find(']');
  if (end == std::string_view::npos) return std::nullopt;
  const auto status = status_from(line.substr(1, end - 1));
  if (status) line = trimmed(line.substr(end + 1));
  return status;
}

Error refused(std::string what, Error::Kind kind = Error::Kind::invalid_argument) {
  return {.kind = kind, .what = std::move(what)};
}

constexpr ParameterName kNames[] = {{"todos", {"items", "list"}}};
constexpr InputShape kShape{kNames,
                            R"({"todos":"1. [in_progress] read the code\n2. [pending] fix it"})"};

class TodoWriteTool final : public Tool {
 public:
  const ToolSpec& spec() const override {
    static constexpr ToolSpec kSpec{
        .name = "TodoWrite",
        .description =
            "Replaces the task list of this session. Use it for work of three or more steps, and "
            "update it as soon as a step starts or ends.\n"
            "One item per line: `1. [completed] text`, `2. [in_progress] text`, `3. [pending] "
            "text`. Keep exactly one item in progress. At most 50 items of 500 characters; always "
            "send the whole list.",
        .input_schema =
            R"json({"type":"object","properties":{)json"
            R"json("todos":{"type":"string","description":"The whole list, one item per line: 1. )json"
            R"json([completed|in_progress|pending] text"})json"
            R"json(},"required":["todos"]})json",
        .category = Category::other,
        .read_only = false,
    };
    return kSpec;
  }

  Result<Effects> effects(json::Value input, const ToolContext&) const override {
    INGOT_TRY(const std::vector<Todo> todos, todos_of(input));
    return Effects{.detail = "TodoWrite: " + std::to_string(todos.size()) + " items"};
  }

  ToolOutput run(json::Value input, const ToolContext& context) const override {
    auto todos = todos_of(input);
    if (!todos) return error_output(to_text(todos.error()));
    if (const auto checked = check_todos(*todos); !checked) {
      return error_output(to_text(checked.error()));
    }
    const auto count = [&](Todo::Status status) {
      return std::count_if(todos->begin(), todos->end(),
                           [&](const Todo& todo) { return todo.status == status; });
    };
    std::string text = "Todos updated: " + std::to_string(count(Todo::Status::completed)) + "/" +
                       std::to_string(todos->size()) + " completed";
    if (count(Todo::Status::in_progress) > 1) {
      text += "\n[" + std::to_string(count(Todo::Status::in_progress)) +
              " items are in progress; one at a time is easier to follow]";
    }
    text += Input(input, kShape).notes();
    if (context.todos != nullptr) context.todos->replace(std::move(*todos));
    return finished_output(context, text);
  }
};

}  // namespace

std::string_view to_string(Todo::Status status) {
  switch (status) {
    case Todo::Status::pending:
      return "pending";
    case Todo::Status::in_progress:
      return "in_progress";
    case Todo::Status::completed:
      return "completed";
  }
  return "pending";
}

Result<std::vector<Todo>> parse_todos(std::string_view text) {
  std::vector<Todo> todos;
  while (!text.empty()) {
    const std::string_view whole = take_line(text);
    std::string_view line = trimmed(whole);
    if (line.empty()) continue;
    const bool indented = whole.front() == ' ' || whole.front() == '\t';
    const bool bullet = strip_list_mark(line) != ListMark::none;
    const auto status = strip_mark(line);
    if (!bullet && !status && indented && !todos.empty()) {
      todos.back().content += ' ' + std::string(line);
      continue;
    }
    if (line.empty()) continue;
    if (todos.size() > kMaxTodos) break;  // one too many is enough to be refused
    todos.push_back({.content = std::string(line),
                     .status = status.value_or(Todo::Status::pending),
                     .id = {},
                     .priority = {}});
  }
  return todos;
}

Result<std::vector<Todo>> todos_of(json::Value input) {
  Input in(input, kShape);
  const json::Value value = in.value("todos");
  INGOT_TRY_VOID(in.status());
  if (value.is_array()) {
    std::vector<Todo> todos;
    for (const json::Value item : value.elements()) {
      if (const auto text = item.string()) {
        INGOT_TRY(const std::vector<Todo> parsed, parse_todos(*text));
        todos.insert(todos.end(), parsed.begin(), parsed.end());
        continue;
      }
      std::string_view content = item["content"].string_or("");
      if (content.empty()) content = item["text"].string_or("");
      if (trimmed(content).empty()) {
        return refused("item " + std::to_string(todos.size() + 1) +
                       " of `todos` has no `content`; example: " + std::string(kShape.example));
      }
      const auto status = status_from(item["status"].string_or("pending"));
      if (!status) {
        return refused(
            "item " + std::to_string(todos.size() + 1) +
            " of `todos` has an unknown `status`; use pending, in_progress or completed");
      }
      std::string id(item["id"].string_or(""));
      if (const auto number = item["id"].integer()) id = std::to_string(*number);
      todos.push_back({.content = std::string(trimmed(content)),
                       .status = *status,
                       .id = std::move(id),
                       .priority = std::string(item["priority"].string_or(""))});
    }
    return todos;
  }
  const std::string text = in.required_text("todos");
  INGOT_TRY_VOID(in.status());
  if (trimmed(text).starts_with('[')) {
    // The structured form, encoded twice.
    if (const auto inner = json::Document::parse("{\"todos\":" + text + "}")) {
      return todos_of(inner->root());
    }
  }
  return parse_todos(text);
}

std::string to_text(const std::vector<Todo>& todos) {
  std::string out;
  for (std::size_t i = 0; i < todos.size(); ++i) {
    std::string content = todos[i].content;
    std::replace(content.begin(), content.end(), '\n', ' ');
    out += std::to_string(i + 1) + ". [" + std::string(to_string(todos[i].status)) + "] " +
           content + '\n';
  }
  return out;
}

Result<> check_todos(const std::vector<Todo>& todos) {
  if (todos.size() > kMaxTodos) {
    return refused("the list has more than " + std::to_string(kMaxTodos) +
                       " items; merge or drop some and send it again",
                   Error::Kind::limit);
  }
  for (std::size_t i = 0; i < todos.size(); ++i) {
    const std::size_t length = utf8_length(todos[i].content);
    if (length > kMaxTodoCharacters) {
      return refused("item " + std::to_string(i + 1) + " has " + std::to_string(length) +
                         " characters; the limit is " + std::to_string(kMaxTodoCharacters),
                     Error::Kind::limit);
    }
  }
  return {};
}

std::vector<Todo> TodoList::items() const {
  const std::lock_guard lock(mutex_);
  return items_;
}

void TodoList::replace(std::vector<Todo> items) {
  const std::lock_guard lock(mutex_);
  items_ = std::move(items);
}

std::string TodoList::text() const { return to_text(items()); }

void TodoList::restore(std::string_view text) {
  auto todos = parse_todos(text);
  replace(todos && check_todos(*todos) ? std::move(*todos) : std::vector<Todo>{});
}

std::unique_ptr<Tool> make_todo_write_tool() { return std::make_unique<TodoWriteTool>(); }

}  // namespace ingot::tools
