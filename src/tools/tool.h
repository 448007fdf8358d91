// tools/tool.h: one thing the model may do.
//
// Purpose    A Tool states its name, description and input schema, says what a call would touch
//            (effects), and does it (run). A tool never asks for permission, reads settings or
//            draws.
// Ownership  Tools are owned by the Registry. A ToolContext and what it points to outlive the call.
// Threads    effects() and run() may be called from any thread, read-only tools from several at
// once. Errors     What goes wrong while running is a result for the model (is_error, text
// beginning with
//            "Error: "), never a C++ error: the model can act on it. Cancelled calls return the
//            text "Cancelled by user" with is_error set (CLI-78).
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/redact.h"
#include "base/result.h"
#include "chat/message.h"
#include "json/value.h"
#include "tools/effects.h"
#include "tools/plan.h"

namespace ingot::tools {

class FileRecords;  // tools/file_records.h: what was read in this session, for the freshness check
class TodoList;     // tools/todo.h
class FileHistory;  // tools/file_history.h: what files held before they were changed
struct Question;    // tools/ask_user.h: one that a person is asked
// What was chosen or written in answer to each of several questions.
using Answers = std::vector<std::vector<std::string>>;

enum class Category { read, edit, execute, other };
std::string_view to_string(Category category);

struct ToolSpec {
  std::string_view name;          // also the id
  std::string_view description;   // for the model; the first line is shown by --list-tools
  std::string_view input_schema;  // JSON object text, byte-stable
  Category category = Category::read;
  bool read_only = false;     // may run beside other read-only calls
  bool stands_alone = false;  // other calls of the same message are not run (SPC-02)
};

// A file that a call changed, for the result object's files_changed.
struct FileChange {
  enum class Kind { created, modified, deleted };
  std::filesystem::path path;
  Kind kind = Kind::modified;
  std::int64_t added = 0, removed = 0;  // lines
};

struct ToolContext {
  std::filesystem::path workspace;      // absolute, canonical
  std::filesystem::path output_folder;  // where the whole of a large output is kept; made on demand
  std::stop_token stop;
  const Redactor* redactor = nullptr;  // applied to everything returned
  FileRecords* files = nullptr;
  TodoList* todos = nullptr;
  FileHistory* history = nullptr;
  bool takes_images = true;                   // whether the model can see
  std::vector<std::string> hidden_variables;  // names removed from children's environment
  bool allow_background = false;
  // At most four times a second: what a running command printed last (CLI-87).
  std::function<void(std::string_view)> progress;
  // Asks a person and waits; nothing when they dismissed the questions or `stop` was requested.
  // Empty when nobody is there.
  std::function<std::optional<Answers>(const std::vector<Question>&)> ask;
  // Waits until the plan is approved or not, and ends spec mode if it is; empty when the wait was
  // cancelled. Not set outside spec mode.
  std::function<std::optional<PlanDecision>(const Plan&)> approve_plan;
};

struct ToolOutput {
  std::vector<chat::ResultBlock> blocks;
  bool is_error = false;
  std::vector<FileChange> changes;
};

class Tool {
 public:
  virtual ~Tool() = default;
  virtual const ToolSpec& spec() const = 0;

  // Kind::invalid_argument when the input does not fit the schema: the text for the model names the
  // parameter and shows an example (CLI-75).
  virtual Result<Effects> effects(json::Value input, const ToolContext& context) const = 0;
  virtual ToolOutput run(json::Value input, const ToolContext& context) const = 0;
  // For a person who is asked: the hunks of a unified diff of what run() would do to a file now,
  // whole (PRM-02). Empty when it would fail, write a new file, or change no file at all.
  virtual std::string preview(json::Value input, const ToolContext& context) const;
};

// All tools in their fixed order (PRV-10).
class Registry {
 public:
  void add(std::unique_ptr<Tool> tool) { tools_.push_back(std::move(tool)); }
  const Tool* find(std::string_view name) const;
  const std::vector<std::unique_ptr<Tool>>& all() const { return tools_; }

 private:
  std::vector<std::unique_ptr<Tool>> tools_;
};

// What tools there is a use for; the same for all of a session.
struct ToolUse {
  bool can_ask = false;   // a person can answer
  bool may_plan = false;  // spec mode can be: in it, or a person is there to enter it
};
// Read, LS, Grep, Glob, Create, Edit, Execute, TodoWrite; AskUser and ExitSpecMode where they have
// a use.
Registry builtin_tools(const ToolUse& use);

ToolOutput text_output(std::string text);
ToolOutput error_output(std::string text);  // puts "Error: " in front

}  // namespace ingot::tools
