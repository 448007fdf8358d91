#include "tools/file_change.h"

#include <algorithm>

#include "diff/unified.h"
#include "tools/edit_match.h"
#include "tools/file_history.h"
#include "tools/file_records.h"
#include "tools/folded_text.h"

namespace ingot::tools {
namespace {

constexpr std::size_t kMaxDiffLines = 200;
constexpr std::size_t kMaxDiffLineBytes = 1000;

Error refused(std::string what) {
  return {.kind = Error::Kind::invalid_argument, .what = std::move(what)};
}

// Line ends are shown only when nothing else changed.
diff::Unified compared(std::string_view old_text, std::string_view new_text,
                       const diff::UnifiedOptions& options) {
  const std::string old_lf = fold(old_text, {}).text;
  const std::string new_lf = fold(new_text, {}).text;
  if (old_lf == new_lf) return diff::unified(old_text, new_text, options);
  return diff::unified(old_lf, new_lf, options);
}

}  // namespace

Result<LoadedFile> load_seen(const Target& target, const ToolContext& context) {
  LoadedFile loaded;
  INGOT_TRY(loaded.info, os::stat_file(target.path));
  if (loaded.info.type == os::FileInfo::Type::directory) {
    return refused(target.shown + " is a directory");
  }
  if (loaded.info.type != os::FileInfo::Type::file) {
    return refused(target.shown + " is not a regular file");
  }
  if (loaded.info.size > kMaxChangedBytes) {
    return refused(target.shown + " has " + size_text(loaded.info.size) +
                   "; files up to 64 MB can be changed");
  }
  if ((loaded.info.mode & 0222U) == 0) {
    return refused(target.shown + " is read-only; make it writable first (chmod u+w)");
  }
  INGOT_TRY(loaded.bytes, os::read_file(target.path, kMaxChangedBytes));
  if (context.files == nullptr) return loaded;
  const FileRecords::Answer answer =
      context.files->check(target.resolved, loaded.info, loaded.bytes);
  if (answer.state == FileRecords::State::unread) {
    return refused("file not read yet: " + target.shown + " (use Read first)");
  }
  if (answer.state == FileRecords::State::changed) {
    std::string text = "file changed on disk since it was read; read it again";
    if (answer.first_line > 0) {
      text += answer.first_line == answer.last_line
                  ? " (line " + std::to_string(answer.first_line) + " changed)"
                  : " (lines " + std::to_string(answer.first_line) + "-" +
                        std::to_string(answer.last_line) + " changed)";
    }
    return refused(text);
  }
  return loaded;
}

Result<> store_seen(const Target& target, std::string_view bytes, const ToolContext& context) {
  if (context.history != nullptr) context.history->keep(target.resolved, bytes);
  INGOT_TRY_VOID(os::write_atomic(target.path, bytes));
  if (context.files == nullptr) return {};
  // The path may have become a different one: a new file in a folder behind a link.
  if (const auto info = os::stat_file(target.path)) {
    context.files->saw(target.resolved, *info, bytes);
  } else {
    context.files->forget(target.resolved);
  }
  return {};
}

std::string diff_text(std::string_view old_text, std::string_view new_text, const Target& target,
                      FileChange& change) {
  const diff::Unified result = compared(old_text, new_text,
                                        {.old_name = target.shown,
                                         .new_name = target.shown,
                                         .max_lines = kMaxDiffLines,
                                         .max_line_bytes = kMaxDiffLineBytes});
  change.added = static_cast<std::int64_t>(result.added);
  change.removed = static_cast<std::int64_t>(result.removed);
  std::string text = result.text;
  if (result.left_out > 0) {
    text +=
        "[" + std::to_string(result.left_out) + " more lines of the diff; use Read to see them]";
  } else if (!text.empty()) {
    text.pop_back();
  }
  return text;
}

std::string whole_diff_text(std::string_view old_text, std::string_view new_text) {
  return compared(old_text, new_text, {}).text;
}

std::string hidden_secret_text(std::string_view existing, std::string_view written,
                               const ToolContext& context) {
  constexpr std::string_view kMark = "[secret:";
  constexpr std::string_view kRedacted = "[redacted]";
  const auto contains = [](std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
  };
  const bool marked = contains(written, kMark) && !contains(existing, kMark);
  const bool redacted = contains(written, kRedacted) && !contains(existing, kRedacted) &&
                        context.redactor != nullptr && context.redactor->mentions_secret(existing);
  if (!marked && !redacted) return {};
  return "the text holds a mark (" + std::string(marked ? kMark : kRedacted) +
         (marked ? "...]" : "") +
         ") that stands for a secret hidden from you; writing it would destroy the value. Use Edit "
         "on the lines around it";
}

}  // namespace ingot::tools
