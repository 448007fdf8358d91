#include "tools/builtin.h"

#include <algorithm>

#include "base/nearest.h"
#include "base/utf8.h"
#include "os/file.h"
#include "os/paths.h"

namespace ingot::tools {

std::string_view to_string(Category category) {
  switch (category) {
    case Category::read:
      return "read";
    case Category::edit:
      return "edit";
    case Category::execute:
      return "execute";
    case Category::other:
      return "other";
  }
  return "other";
}

std::string Tool::preview(json::Value /*input*/, const ToolContext& /*context*/) const {
  return {};
}

const Tool* Registry::find(std::string_view name) const {
  for (const auto& tool : tools_) {
    if (tool->spec().name == name) return tool.get();
  }
  return nullptr;
}

Registry builtin_tools(const ToolUse& use) {
  Registry registry;
  registry.add(make_read_tool());
  registry.add(make_ls_tool());
  registry.add(make_grep_tool());
  registry.add(make_glob_tool());
  registry.add(make_create_tool());
  registry.add(make_edit_tool());
  registry.add(make_execute_tool());
  registry.add(make_todo_write_tool());
  if (use.can_ask) registry.add(make_ask_user_tool());
  if (use.may_plan) registry.add(make_exit_spec_mode_tool());
  return registry;
}

ToolOutput text_output(std::string text) {
  ToolOutput output;
  output.blocks.emplace_back(chat::Text{.text = std::move(text), .synthetic = false, .phase = {}});
  return output;
}

ToolOutput error_output(std::string text) {
  ToolOutput output = text_output("Error: " + std::move(text));
  output.is_error = true;
  return output;
}

std::string result_text(const ToolContext& context, std::string_view text) {
  if (context.redactor == nullptr) return to_request_text(text);
  return to_request_text(context.redactor->redact(text));
}

ToolOutput finished_output(const ToolContext& context, const std::string& text) {
  return text_output(result_text(context, text));
}

ToolOutput failed_output(const ToolContext& context, std::string_view text) {
  return error_output(result_text(context, text));
}

ToolOutput cancelled_output() {
  ToolOutput output = text_output("Cancelled by user");
  output.is_error = true;
  return output;
}

std::string shown_path(const std::filesystem::path& path, const ToolContext& context) {
  std::string shown = os::display_path(path, context.workspace);
  return shown.empty() ? "." : shown;
}

Target target_of(std::string_view text, const ToolContext& context) {
  Target target;
  target.path = os::absolute(text, context.workspace);
  target.resolved = os::canonical(target.path);
  target.shown = shown_path(target.path, context);
  return target;
}

std::string missing_text(const Target& target, const ToolContext& context) {
  constexpr std::size_t kMaxNames = 3;
  constexpr std::size_t kMaxEntries = 20000;  // larger folders are not searched for likely names
  std::string text = target.shown + " does not exist";
  std::vector<std::string> likely;

  // "/src/a.cc" or "project/src/a.cc" for the workspace's "src/a.cc".
  auto part = target.path.begin();
  if (part != target.path.end()) ++part;
  for (; part != target.path.end() && likely.empty(); ++part) {
    std::filesystem::path rest;
    for (auto it = part; it != target.path.end(); ++it) rest /= *it;
    if (rest.empty()) continue;
    const std::filesystem::path candidate = context.workspace / rest;
    if (candidate != target.path && os::stat_file(candidate)) {
      likely.push_back(shown_path(candidate, context));
    }
  }

  // The first part of the path that does not exist, and what lies beside it.
  std::filesystem::path folder = target.path.parent_path();
  std::string name = target.path.filename().string();
  while (!os::stat_file(folder) && folder.has_relative_path()) {
    name = folder.filename().string();
    folder = folder.parent_path();
  }
  if (const auto entries = os::list_folder(folder, kMaxEntries)) {
    std::vector<std::string> names;
    for (const os::DirectoryEntry& entry : *entries) names.push_back(entry.name);
    std::sort(names.begin(), names.end());
    for (const std::string& near : nearest_several(name, names, kMaxNames)) {
      const std::string shown = shown_path(folder / near, context);
      if (likely.size() < kMaxNames &&
          std::find(likely.begin(), likely.end(), shown) == likely.end()) {
        likely.push_back(shown);
      }
    }
  }
  if (likely.empty()) return text;
  text += "; similar names: ";
  for (std::size_t i = 0; i < likely.size(); ++i) text += (i > 0 ? ", " : "") + likely[i];
  return text;
}

Result<os::FileInfo> stat_target(const Target& target, const ToolContext& context) {
  auto info = os::stat_file(target.path);
  if (!info && info.error().kind == Error::Kind::not_found) {
    return Error{.kind = Error::Kind::not_found, .what = missing_text(target, context)};
  }
  return info;
}

std::string size_text(std::uint64_t bytes) {
  if (bytes < 1024) return std::to_string(bytes) + " bytes";
  const bool mega = bytes >= 1024U * 1024U;
  const std::uint64_t unit = mega ? 1024U * 1024U : 1024U;
  const std::uint64_t tenths = (bytes * 10 + unit / 2) / unit;
  return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + (mega ? " MB" : " KB");
}

}  // namespace ingot::tools
