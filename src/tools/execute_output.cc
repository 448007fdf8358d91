#include "tools/execute_output.h"

#include <algorithm>
#include <array>

#include "base/utf8.h"

namespace ingot::tools {
namespace {

constexpr std::size_t kRecentBytes = 4096;
constexpr std::size_t kProgressLines = 3;
constexpr std::size_t kMaxProgressLineBytes = 400;

// The last lines with something on them, as many as are shown of a running command (TUI-95).
std::string last_lines(std::string_view text) {
  std::array<std::string_view, kProgressLines> lines;
  std::size_t found = 0;
  while (!text.empty() && found < lines.size()) {
    const std::size_t begin = text.rfind('\n') + 1;  // npos + 1 is 0
    const std::string_view line = text.substr(begin);
    if (line.find_first_not_of(" \t") != std::string_view::npos) {
      lines[found++] = utf8_prefix(line, kMaxProgressLineBytes);
    }
    text = text.substr(0, begin > 0 ? begin - 1 : 0);
  }
  std::string out;
  while (found > 0) {
    out += lines[--found];
    if (found > 0) out += '\n';
  }
  return out;
}

}  // namespace

ExecuteOutput::ExecuteOutput(const ToolContext& context)
    : context_(context), keeper_(context.output_folder) {
  if (context.redactor != nullptr) redactor_.emplace(*context.redactor);
}

void ExecuteOutput::feed(std::string_view bytes) {
  if (!bytes.empty()) take(plain_.feed(bytes));
}

void ExecuteOutput::finish() {
  take(plain_.finish());
  if (redactor_) keeper_.add(redactor_->finish());
}

void ExecuteOutput::take(std::string text) {
  if (redactor_) text = redactor_->feed(text);
  if (text.empty()) return;
  keeper_.add(text);
  recent_ += utf8_suffix(text, kRecentBytes);
  if (recent_.size() > 2 * kRecentBytes) recent_ = std::string(utf8_suffix(recent_, kRecentBytes));
}

void ExecuteOutput::report_progress() {
  if (!context_.progress) return;
  // A line that is not finished, as of a progress bar, is what people wait for.
  std::string text = recent_;
  text += utf8_suffix(plain_.open_line(), kRecentBytes);
  if (context_.redactor != nullptr) {
    text = context_.redactor->redact(text);
    text.resize(text.size() - context_.redactor->open_tail(text));
  }
  std::string lines = last_lines(text);
  if (lines.empty() || lines == reported_) return;
  context_.progress(lines);
  reported_ = std::move(lines);
}

}  // namespace ingot::tools
