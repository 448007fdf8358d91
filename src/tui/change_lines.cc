#include "tui/change_lines.h"

#include <algorithm>
#include <array>
#include <utility>

#include "diff/compare.h"
#include "diff/unified.h"
#include "json/raw.h"
#include "json/value.h"
#include "json/writer.h"
#include "tui/code_lines.h"
#include "tui/patch_rows.h"

namespace ingot::tui {
namespace {

using Kind = PatchRow::Kind;

constexpr Style kDim{.dim = true};

// As models of several makers name them.
using Names = std::array<std::string_view, 4>;
constexpr Names kContentNames = {"content", "text", "file_text", "contents"};
constexpr Names kOldTextNames = {"old_str", "old_string", "oldText", "old_text"};
constexpr Names kNewTextNames = {"new_str", "new_string", "newText", "new_text"};
constexpr Names kFileNames = {"file_path", "path", "filePath", "file"};

std::string_view field(json::Value root, const Names& names) {
  for (const std::string_view name : names) {
    if (root[name].is_string()) return root[name].string_or("");
  }
  return {};
}

// The member that holds what a call writes; empty when it has none.
std::string_view written_field(std::string_view tool, json::Value root) {
  if (tool != "Edit" && tool != "Create") return {};
  for (const std::string_view name : tool == "Create" ? kContentNames : kNewTextNames) {
    if (root[name].is_string()) return name;
  }
  return {};
}

// The hunks in a result of Edit or Create; empty when it has none or not all of them.
std::string_view hunks_of(std::string_view result) {
  const std::size_t begin = result.find("\n@@ ");
  if (begin == std::string_view::npos) return {};
  if (result.find("more lines of the diff; use Read to see them]") != std::string_view::npos) {
    return {};
  }
  return result.substr(begin + 1);
}

std::string moved_down(std::string_view patch, std::size_t by) {
  std::string out;
  while (!patch.empty()) {
    const std::size_t end = std::min(patch.find('\n'), patch.size() - 1) + 1;
    std::string_view line = patch.substr(0, end);
    patch.remove_prefix(end);
    if (!line.starts_with("@@ -")) {
      out += line;
      continue;
    }
    for (std::size_t at = 0; at < line.size();) {
      const bool number = (line[at] == '-' || line[at] == '+') && at + 1 < line.size() &&
                          line[at + 1] >= '0' && line[at + 1] <= '9';
      out += line[at++];
      if (!number) continue;
      std::size_t value = 0;
      for (; at < line.size() && line[at] >= '0' && line[at] <= '9'; ++at) {
        value = value * 10 + static_cast<std::size_t>(line[at] - '0');
      }
      out += std::to_string(value + by);
    }
  }
  return out;
}

// Rows as lines; context feeds both sides, so that each has its own state.
class Painter {
 public:
  Painter(const FileEdit& edit, const ChangeLook& look)
      : language_(highlight::language_of_file(edit.file)),
        engine_(look.engine),
        old_(engine_, language_, kDim),
        new_(engine_, language_) {}

  Line text(const PatchRow& row) {
    switch (row.kind) {
      case Kind::removed:
        return emphasised(old_.next(row.text), row, Colour::red);
      case Kind::added:
        return emphasised(new_.next(row.text), row, Colour::green);
      case Kind::context:
        old_.next(row.text);
        return new_.next(row.text);
      case Kind::gap:
        break;
    }
    old_ = CodeLines(engine_, language_, kDim);
    new_ = CodeLines(engine_, language_);
    return {};
  }

 private:
  // The words that changed, in the colour of the side and bold, so that they show without colours.
  static Line emphasised(const Line& line, const PatchRow& row, Colour colour) {
    // What was expanded or marked has no place of its own in the source any more.
    if (row.changed.empty() || line.text() != row.text) return line;
    Line out;
    std::size_t at = 0;
    for (const Span& span : line.spans()) {
      for (std::size_t from = 0; from < span.text.size();) {
        const std::size_t place = at + from;
        bool inside = false;
        std::size_t until = at + span.text.size();
        for (const auto& [begin, end] : row.changed) {
          if (place >= begin && place < end) {
            inside = true;
            until = std::min(until, end);
          } else if (begin > place) {
            until = std::min(until, begin);
          }
        }
        out.own(span.text.substr(from, until - place),
                inside ? Style{.colour = colour, .bold = true} : span.style);
        from = until - at;
      }
      at += span.text.size();
    }
    return out;
  }

  std::string_view language_;
  highlight::Engine* engine_;
  CodeLines old_, new_;
};

Line more_rows(std::size_t rows, std::string_view noun) {
  return Line().own("… " + std::to_string(rows) + " more " + std::string(noun) + ", /diff", kDim);
}

std::size_t digits_of(const std::vector<PatchRow>& rows) {
  std::size_t most = 1;
  for (const PatchRow& row : rows) most = std::max({most, row.old_number, row.new_number});
  return std::to_string(most).size();
}

std::string padded(std::size_t number, std::size_t digits) {
  const std::string text = number == 0 ? std::string() : std::to_string(number);
  return std::string(digits - std::min(digits, text.size()), ' ') + text;
}

std::size_t count_changed(const std::vector<PatchRow>& rows, std::size_t from) {
  return static_cast<std::size_t>(std::count_if(
      rows.begin() + static_cast<std::ptrdiff_t>(from), rows.end(),
      [](const PatchRow& row) { return row.kind == Kind::added || row.kind == Kind::removed; }));
}

// "42 + text": number and sign in front, the text as it is.
Line numbered(const PatchRow& row, std::size_t digits, Painter& painter) {
  const bool removed = row.kind == Kind::removed;
  const bool added = row.kind == Kind::added;
  const Style style = removed ? Style{.colour = Colour::red}
                      : added ? Style{.colour = Colour::green}
                              : kDim;
  Line line;
  line.own(padded(removed ? row.old_number : row.new_number, digits) + (removed ? " - "
                                                                        : added ? " + "
                                                                                : "   "),
           style);
  return line.append(painter.text(row));
}

std::vector<Line> unified_lines(const std::vector<PatchRow>& rows, Painter& painter,
                                std::size_t most) {
  std::vector<Line> lines;
  const std::size_t digits = digits_of(rows);
  std::size_t changed = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const PatchRow& row = rows[i];
    if (row.kind == Kind::gap) {
      painter.text(row);
      lines.push_back(Line().own(std::string(digits, ' ') + " …", kDim));
      continue;
    }
    if (row.kind != Kind::context && ++changed > most) {
      lines.push_back(more_rows(count_changed(rows, i), "changed lines"));
      break;
    }
    lines.push_back(numbered(row, digits, painter));
  }
  return lines;
}

void join_halves(const Line& left, const Line& right, std::size_t half, std::vector<Line>& out) {
  const std::vector<Line> lefts = wrapped(left, half, false);
  const std::vector<Line> rights = wrapped(right, half, false);
  for (std::size_t i = 0; i < std::max(lefts.size(), rights.size()); ++i) {
    Line line = i < lefts.size() ? lefts[i] : Line();
    line.own(std::string(half - std::min(half, line.columns()), ' ')).own(" |", kDim);
    if (i < rights.size() && !rights[i].empty()) line.own(" ").append(rights[i]);
    out.push_back(std::move(line));
  }
}

std::vector<Line> split_lines(const std::vector<PatchRow>& rows, Painter& painter,
                              std::size_t columns) {
  std::vector<Line> lines;
  const std::size_t digits = digits_of(rows);
  const std::size_t half = columns > 20 ? (columns - 3) / 2 : 8;
  for (std::size_t i = 0; i < rows.size();) {
    if (rows[i].kind == Kind::gap) {
      painter.text(rows[i++]);
      lines.push_back(Line().own(std::string(digits, ' ') + " …", kDim));
      continue;
    }
    if (rows[i].kind == Kind::context) {
      const Line text = painter.text(rows[i]);
      const auto side = [&](std::size_t number) {
        return Line().own(padded(number, digits) + "   ", kDim).append(text);
      };
      join_halves(side(rows[i].old_number), side(rows[i].new_number), half, lines);
      ++i;
      continue;
    }
    std::vector<Line> left;
    std::vector<Line> right;
    while (i < rows.size() && rows[i].kind == Kind::removed) {
      left.push_back(numbered(rows[i++], digits, painter));
    }
    while (i < rows.size() && rows[i].kind == Kind::added) {
      right.push_back(numbered(rows[i++], digits, painter));
    }
    for (std::size_t n = 0; n < std::max(left.size(), right.size()); ++n) {
      join_halves(n < left.size() ? left[n] : Line(), n < right.size() ? right[n] : Line(), half,
                  lines);
    }
  }
  return lines;
}

std::vector<Line> new_file_lines(const FileEdit& edit, const ChangeLook& look) {
  std::vector<Line> lines;
  CodeLines code(look.engine, highlight::language_of_file(edit.file));
  const std::vector<std::string_view> all = diff::split_lines(edit.content);
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (i >= look.most) {
      lines.push_back(more_rows(all.size() - i, "lines"));
      break;
    }
    std::string_view line = all[i];
    if (line.ends_with('\n')) line.remove_suffix(1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    lines.push_back(code.next(line));
  }
  return lines;
}

}  // namespace

std::string FileEdit::as_patch() const {
  if (!is_new) return "--- a/" + file + "\n+++ b/" + file + "\n" + patch;
  return diff::unified({}, content, {.old_name = "/dev/null", .new_name = "b/" + file}).text;
}

std::optional<FileEdit> file_edit(std::string_view tool, std::string_view input_json,
                                  std::string_view result, std::string_view patch) {
  if (tool != "Edit" && tool != "Create") return std::nullopt;
  const auto input = json::Document::parse(input_json);
  if (!input) return std::nullopt;
  const json::Value root = input->root();
  FileEdit edit{.file = std::string(field(root, kFileNames))};
  const std::string_view hunks = patch.empty() ? hunks_of(result) : patch;
  if (!hunks.empty()) {
    edit.patch = hunks;
    if (!edit.patch.ends_with('\n')) edit.patch += '\n';
    return edit;
  }
  if (tool == "Create") {
    edit.content = field(root, kContentNames);
    // One that was replaced without a difference has the same content.
    edit.is_new = !result.starts_with("Replaced") || result.find("\n@@ ") != std::string_view::npos;
    return edit;
  }
  std::size_t above = 0;
  if (const std::size_t at = result.find("\n@@ -"); at != std::string_view::npos) {
    const std::vector<PatchRow> rows = patch_rows(result.substr(at + 1));
    if (!rows.empty()) above = std::max<std::size_t>(rows.front().old_number, 1) - 1;
  }
  edit.patch =
      moved_down(diff::unified(field(root, kOldTextNames), field(root, kNewTextNames)).text, above);
  return edit;
}

std::optional<std::string> written_text(std::string_view tool, std::string_view input_json) {
  const auto input = json::Document::parse(input_json);
  const std::string_view name = input ? written_field(tool, input->root()) : std::string_view();
  if (name.empty()) return std::nullopt;
  return std::string(input->root()[name].string_or(""));
}

std::string with_written_text(std::string_view tool, std::string_view input_json,
                              std::string_view text) {
  const auto input = json::Document::parse(input_json);
  std::string changed;
  if (!input) return changed;
  const std::string_view name = written_field(tool, input->root());
  json::Writer out(changed);
  out.begin_object();
  for (const auto& [key, value] : input->root().members()) {
    if (key == name) {
      out.member(key, text);
    } else {
      out.raw_member(key, json::raw_member(input_json, key));
    }
  }
  out.end_object();
  return changed;
}

std::vector<Line> change_lines(const FileEdit& edit, const ChangeLook& look) {
  if (edit.is_new) return new_file_lines(edit, look);
  const std::vector<PatchRow> rows = patch_rows(edit.patch);
  Painter painter(edit, look);
  if (look.side_by_side) return split_lines(rows, painter, look.columns);
  return unified_lines(rows, painter, look.most);
}

std::vector<Line> change_lines(std::string_view tool, std::string_view input_json,
                               std::string_view result, const ChangeLook& look) {
  const auto edit = file_edit(tool, input_json, result);
  return edit ? change_lines(*edit, look) : std::vector<Line>();
}

}  // namespace ingot::tui
