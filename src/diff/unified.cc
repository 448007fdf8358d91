#include "diff/unified.h"

#include <algorithm>

#include "base/utf8.h"
#include "diff/compare.h"

namespace ingot::diff {
namespace {

class Printer {
 public:
  Printer(Unified& result, const UnifiedOptions& options) : result_(result), options_(options) {}

  void line(char mark, std::string_view text) {
    const bool complete = text.ends_with('\n');
    if (complete) text.remove_suffix(1);
    if (room()) {
      result_.text += mark;
      const std::string_view shown = utf8_prefix(text, options_.max_line_bytes);
      result_.text += shown;
      if (shown.size() < text.size()) result_.text += "…";
      result_.text += '\n';
    }
    if (!complete && room()) result_.text += "\\ No newline at end of file\n";
  }

  void header(std::size_t old_begin, std::size_t old_count, std::size_t new_begin,
              std::size_t new_count) {
    if (!room()) return;
    result_.text += "@@ -";
    range(old_begin, old_count);
    result_.text += " +";
    range(new_begin, new_count);
    result_.text += " @@\n";
  }

 private:
  bool room() {
    if (printed_ < options_.max_lines) {
      ++printed_;
      return true;
    }
    ++result_.left_out;
    return false;
  }

  // Counted from 1; an empty range names the line before it.
  void range(std::size_t begin, std::size_t count) {
    result_.text += std::to_string(count == 0 ? begin : begin + 1);
    if (count != 1) result_.text += ',' + std::to_string(count);
  }

  Unified& result_;
  const UnifiedOptions& options_;
  std::size_t printed_ = 0;
};

}  // namespace

Unified unified(std::string_view old_text, std::string_view new_text,
                const UnifiedOptions& options) {
  Unified result;
  const std::vector<std::string_view> old_lines = split_lines(old_text);
  const std::vector<std::string_view> new_lines = split_lines(new_text);
  const std::vector<Change> changes = compare(old_lines, new_lines);
  if (changes.empty()) return result;
  for (const Change& change : changes) {
    result.removed += change.old_end - change.old_begin;
    result.added += change.new_end - change.new_begin;
  }
  if (!options.old_name.empty() || !options.new_name.empty()) {
    result.text +=
        "--- " + std::string(options.old_name) + "\n+++ " + std::string(options.new_name) + "\n";
  }

  Printer printer(result, options);
  for (std::size_t first = 0; first < changes.size();) {
    // A hunk takes in every following change whose context touches that of the one before.
    std::size_t last = first;
    while (last + 1 < changes.size() &&
           changes[last + 1].old_begin - changes[last].old_end <= 2 * options.context) {
      ++last;
    }
    const std::size_t before = std::min(options.context, changes[first].old_begin);
    const std::size_t after = std::min(options.context, old_lines.size() - changes[last].old_end);
    const std::size_t old_begin = changes[first].old_begin - before;
    const std::size_t new_begin = changes[first].new_begin - before;
    const std::size_t old_end = changes[last].old_end + after;
    const std::size_t new_end = changes[last].new_end + after;
    printer.header(old_begin, old_end - old_begin, new_begin, new_end - new_begin);

    std::size_t at = old_begin;
    for (std::size_t i = first; i <= last; ++i) {
      for (; at < changes[i].old_begin; ++at) printer.line(' ', old_lines[at]);
      for (; at < changes[i].old_end; ++at) printer.line('-', old_lines[at]);
      for (std::size_t j = changes[i].new_begin; j < changes[i].new_end; ++j) {
        printer.line('+', new_lines[j]);
      }
    }
    for (; at < old_end; ++at) printer.line(' ', old_lines[at]);
    first = last + 1;
  }
  return result;
}

}  // namespace ingot::diff
