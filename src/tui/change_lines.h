// tui/change_lines.h: what a call of Edit or Create changes, as lines.
//
// Purpose    Unified with numbers and signs outside the text, as committed (decisions: unified in
//            the scrollback), or side by side for dialogs and the viewer (TUI-97). New files as
//            code.
// Threads    Pure functions.
// Errors     Input that is no change gives no lines.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "highlight/highlight.h"
#include "tui/line.h"

namespace ingot::tui {

struct ChangeLook {
  std::size_t columns = 80;             // of side by side
  highlight::Engine* engine = nullptr;  // without one there are no syntax colours
  bool side_by_side = false;
  std::size_t most = static_cast<std::size_t>(-1);  // changed rows; the rest is counted
};
constexpr std::size_t kFoldedRows = 40;     // of a committed change
constexpr std::size_t kSplitColumns = 120;  // from here two columns are readable

struct FileEdit {
  std::string file;  // as the model named it
  bool is_new = false;
  std::string patch;    // the hunks of a unified diff
  std::string content;  // of a new file
  // A patch that patch(1) and git apply read.
  std::string as_patch() const;
};
// From a call and its result, which has the true line numbers. Before there is a result, `patch`
// may say what would change; without it a change is that of one piece of text to the other.
std::optional<FileEdit> file_edit(std::string_view tool, std::string_view input_json,
                                  std::string_view result, std::string_view patch = {});

// What a call of Edit or Create would write: the new text, or the content. Empty for other calls.
std::optional<std::string> written_text(std::string_view tool, std::string_view input_json);
// The input of such a call with other text to write.
std::string with_written_text(std::string_view tool, std::string_view input_json,
                              std::string_view text);

std::vector<Line> change_lines(const FileEdit& edit, const ChangeLook& look);
// file_edit() and change_lines() in one.
std::vector<Line> change_lines(std::string_view tool, std::string_view input_json,
                               std::string_view result, const ChangeLook& look);

}  // namespace ingot::tui
