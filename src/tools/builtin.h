// tools/builtin.h: how the built-in tools are made, and what they share in answering.
//
// Purpose    For builtin.cc, the tools' own files and their tests; other rooms use builtin_tools().
#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "os/file.h"
#include "tools/tool.h"

namespace ingot::tools {

// Which program searches files (decisions.md 9). `find` searches contents with grep.
enum class SearchEngine { ripgrep, git, find };
struct SearchSetup {
  std::chrono::milliseconds limit{20000};  // partial results after that
  std::optional<SearchEngine> engine;      // empty: the first that is installed
};

struct ExecuteSetup {
  std::chrono::milliseconds default_limit{90000};
  std::chrono::milliseconds grace{5000};  // between TERM and KILL
};

std::unique_ptr<Tool> make_read_tool();
std::unique_ptr<Tool> make_ls_tool();
std::unique_ptr<Tool> make_grep_tool(SearchSetup setup = {});
std::unique_ptr<Tool> make_glob_tool(SearchSetup setup = {});
std::unique_ptr<Tool> make_create_tool();
std::unique_ptr<Tool> make_edit_tool();
std::unique_ptr<Tool> make_execute_tool(ExecuteSetup setup = {});
std::unique_ptr<Tool> make_todo_write_tool();
std::unique_ptr<Tool> make_ask_user_tool();
std::unique_ptr<Tool> make_exit_spec_mode_tool();

// `text` with known secrets hidden and everything a request cannot hold replaced.
std::string result_text(const ToolContext& context, std::string_view text);
ToolOutput finished_output(const ToolContext& context, const std::string& text);
// "Error: " and `text`, treated the same.
ToolOutput failed_output(const ToolContext& context, std::string_view text);
ToolOutput cancelled_output();

// A file or folder named by the model.
struct Target {
  std::filesystem::path path;      // absolute
  std::filesystem::path resolved;  // symlinks followed: what rights and records are kept by
  std::string shown;               // relative to the workspace when inside it
};
Target target_of(std::string_view text, const ToolContext& context);
std::string shown_path(const std::filesystem::path& path, const ToolContext& context);

// "src/a.cc does not exist", and up to three names that may have been meant.
std::string missing_text(const Target& target, const ToolContext& context);
// What is there; an Error with missing_text() when nothing is.
Result<os::FileInfo> stat_target(const Target& target, const ToolContext& context);

// "812 bytes", "12.3 KB", "5.0 MB".
std::string size_text(std::uint64_t bytes);

}  // namespace ingot::tools
