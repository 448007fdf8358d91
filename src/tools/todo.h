// tools/todo.h: the model's own list of what is to be done.
//
// Purpose    Kept by the agent for a session, written by TodoWrite, stored as text in the session's
//            settings (so that it survives resuming and compaction), shown by the front ends.
// Threads    All members of TodoList are safe from any thread.
// Errors     Kind::invalid_argument or limit, with a text for the model.
#pragma once

#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "json/value.h"

namespace ingot::tools {

struct Todo {
  enum class Status { pending, in_progress, completed };
  std::string content;
  Status status = Status::pending;
  std::string id, priority;  // as the model gave them; may be empty

  friend bool operator==(const Todo&, const Todo&) = default;
};
std::string_view to_string(Todo::Status status);

constexpr std::size_t kMaxTodos = 50;
constexpr std::size_t kMaxTodoCharacters = 500;

// "1. [completed] text", one item per line. Also "[x]", "[~]", "[ ]", bullets and "1)"; an item
// without a mark is pending, an indented line without one continues the item above it.
Result<std::vector<Todo>> parse_todos(std::string_view text);
// The input of a call: text as above, a list of strings or objects, or such a list as text.
Result<std::vector<Todo>> todos_of(json::Value input);
// The first spelling above; id and priority are not part of it.
std::string to_text(const std::vector<Todo>& todos);
// Checks the stated limits.
Result<> check_todos(const std::vector<Todo>& todos);

class TodoList {
 public:
  std::vector<Todo> items() const;
  void replace(std::vector<Todo> items);
  // For the session's settings, and back; text that cannot be read leaves the list empty.
  std::string text() const;
  void restore(std::string_view text);

 private:
  mutable std::mutex mutex_;
  std::vector<Todo> items_;  // guarded by mutex_
};

}  // namespace ingot::tools
