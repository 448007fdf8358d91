#include "agent/work_records.h"

#include <algorithm>
#include <map>

#include "base/utf8.h"
#include "json/value.h"

namespace ingot::agent {
namespace {

constexpr std::size_t kMostFiles = 60;
constexpr std::size_t kMostCommands = 30;
constexpr std::size_t kCommandBytes = 160;

// The newest use of a name moves it to the end.
class Names {
 public:
  struct Entry {
    std::string name;
    int times = 0;
    bool created = false;
  };

  Entry& use(const std::string& name) {
    const auto known = std::find_if(entries_.begin(), entries_.end(),
                                    [&](const Entry& entry) { return entry.name == name; });
    Entry entry = known == entries_.end() ? Entry{.name = name} : *known;
    if (known != entries_.end()) entries_.erase(known);
    ++entry.times;
    return entries_.emplace_back(std::move(entry));
  }
  bool has(const std::string& name) const {
    return std::any_of(entries_.begin(), entries_.end(),
                       [&](const Entry& entry) { return entry.name == name; });
  }
  const std::vector<Entry>& entries() const { return entries_; }

 private:
  std::vector<Entry> entries_;
};

std::string one_line(std::string_view text) {
  const std::string_view first = text.substr(0, text.find('\n'));
  std::string line(utf8_prefix(first, kCommandBytes));
  if (line.size() < text.size()) line += " ...";
  return line;
}

// "exit 2", "timed out": what the result's last line says, else how it began.
std::string outcome_of(const chat::ToolResult& result) {
  const std::string text = chat::text_of(result);
  constexpr std::string_view kExited = "[Process exited with code ";
  if (const std::size_t at = text.rfind(kExited); at != std::string::npos) {
    const std::size_t begin = at + kExited.size();
    return "exit " + text.substr(begin, text.find(']', begin) - begin);
  }
  return result.is_error ? one_line(text) : "ended";
}

void list(std::string_view heading, const std::vector<std::string>& lines, std::size_t most,
          std::string& out) {
  if (lines.empty()) return;
  if (!out.empty()) out += '\n';
  out += heading;
  const std::size_t begin = lines.size() - std::min(lines.size(), most);
  if (begin > 0) out += " (" + std::to_string(begin) + " older ones left out)";
  for (std::size_t i = begin; i < lines.size(); ++i) out += "\n- " + lines[i];
}

}  // namespace

std::string work_records(const std::vector<chat::Message>& messages) {
  Names changed;
  Names read;
  std::vector<std::string> commands;
  std::map<std::string, const chat::ToolCall*> calls;
  for (const chat::Message& message : messages) {
    for (const chat::ContentBlock& block : message.blocks) {
      if (const auto* call = std::get_if<chat::ToolCall>(&block)) calls[call->id] = call;
      const auto* result = std::get_if<chat::ToolResult>(&block);
      if (result == nullptr) continue;
      const auto of = calls.find(result->call_id);
      if (of == calls.end()) continue;
      const chat::ToolCall& call = *of->second;
      const auto input = json::Document::parse(call.input_json);
      if (!input) continue;
      const std::string path(input->root()["file_path"].string_or(""));
      if (call.name == "Execute") {
        commands.push_back(one_line(input->root()["command"].string_or("")) + " -> " +
                           outcome_of(*result));
      } else if (result->is_error || path.empty()) {
        continue;
      } else if (call.name == "Create") {
        changed.use(path).created = true;
      } else if (call.name == "Edit") {
        changed.use(path);
      } else if (call.name == "Read") {
        read.use(path);
      }
    }
  }
  std::string text;
  std::vector<std::string> lines;
  for (const Names::Entry& entry : changed.entries()) {
    const int edits = entry.times - (entry.created ? 1 : 0);
    std::string line = entry.name + (entry.created ? ": created" : ": changed");
    if (edits > 1 || (entry.created && edits > 0)) line += ", " + std::to_string(edits) + " edits";
    lines.push_back(std::move(line));
  }
  list("Files that were written:", lines, kMostFiles, text);
  lines.clear();
  for (const Names::Entry& entry : read.entries()) {
    if (!changed.has(entry.name)) lines.push_back(entry.name);
  }
  list("Files that were only read:", lines, kMostFiles, text);
  list("Commands, oldest first:", commands, kMostCommands, text);
  return text;
}

}  // namespace ingot::agent
