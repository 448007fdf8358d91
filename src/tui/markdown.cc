#include "tui/markdown.h"

#include <md4c.h>

#include <algorithm>
#include <iterator>
#include <string>
#include <utility>

#include "term/columns.h"

namespace ingot::tui {
namespace {

constexpr std::size_t kLeastCell = 8;

using Row = std::vector<Line>;

// The callbacks of md4c, collecting lines.
class Builder {
 public:
  explicit Builder(std::size_t columns) : columns_(columns) {}

  std::vector<MarkdownLine> take() {
    flush(true);
    while (!lines_.empty() && lines_.back().line.empty()) lines_.pop_back();
    return std::move(lines_);
  }

  void enter(MD_BLOCKTYPE type, void* detail) {
    switch (type) {
      case MD_BLOCK_H: {
        separate();
        const auto level = static_cast<MD_BLOCK_H_DETAIL*>(detail)->level;
        style_.bold = true;
        if (level >= 3) current_.own(std::string(level, '#') + " ", {.dim = true});
        break;
      }
      case MD_BLOCK_P:
        if (!in_item_start_) separate();
        in_item_start_ = false;
        break;
      case MD_BLOCK_QUOTE:
        separate();
        ++quotes_;
        break;
      case MD_BLOCK_UL:
      case MD_BLOCK_OL: {
        flush(true);
        if (lists_.empty()) separate();
        List list;
        if (type == MD_BLOCK_OL) {
          list.number = static_cast<int>(static_cast<MD_BLOCK_OL_DETAIL*>(detail)->start);
        }
        lists_.push_back(list);
        break;
      }
      case MD_BLOCK_LI: {
        flush(true);
        const auto* item = static_cast<MD_BLOCK_LI_DETAIL*>(detail);
        std::string mark = "- ";
        if (!lists_.empty() && lists_.back().number >= 0) {
          mark = std::to_string(lists_.back().number++) + ". ";
        }
        if (item->is_task != 0) mark += item->task_mark == ' ' ? "☐ " : "☑ ";
        current_.own(std::string(lists_.empty() ? 0 : (lists_.size() - 1) * 2, ' ') + mark);
        in_item_start_ = true;
        break;
      }
      case MD_BLOCK_HR:
        separate();
        current_.own("───", {.dim = true});
        flush(false);
        break;
      case MD_BLOCK_CODE: {
        separate();
        in_item_start_ = false;
        const auto* code = static_cast<MD_BLOCK_CODE_DETAIL*>(detail);
        if (code->lang.size > 0) {
          Line label;
          label.foreign({code->lang.text, code->lang.size}, {.dim = true});
          lines_.push_back({.line = std::move(label)});
        }
        in_code_ = true;
        break;
      }
      case MD_BLOCK_TABLE:
        separate();
        table_.clear();
        aligned_.clear();
        break;
      case MD_BLOCK_TR:
        table_.emplace_back();
        break;
      case MD_BLOCK_TH:
      case MD_BLOCK_TD:
        if (table_.size() == 1) {
          aligned_.push_back(static_cast<MD_BLOCK_TD_DETAIL*>(detail)->align == MD_ALIGN_RIGHT);
        }
        style_.bold = type == MD_BLOCK_TH;
        break;
      default:
        break;
    }
  }

  void leave(MD_BLOCKTYPE type) {
    switch (type) {
      case MD_BLOCK_H:
        style_.bold = false;
        flush(true);
        break;
      case MD_BLOCK_P:
      case MD_BLOCK_LI:
        flush(true);
        in_item_start_ = false;
        break;
      case MD_BLOCK_QUOTE:
        flush(true);
        --quotes_;
        break;
      case MD_BLOCK_UL:
      case MD_BLOCK_OL:
        flush(true);
        lists_.pop_back();
        break;
      case MD_BLOCK_CODE:
        finish_code();
        break;
      case MD_BLOCK_TABLE:
        finish_table();
        break;
      case MD_BLOCK_TH:
      case MD_BLOCK_TD:
        style_.bold = false;
        if (!table_.empty()) table_.back().push_back(std::move(current_));
        current_ = {};
        break;
      case MD_BLOCK_HTML:
        flush(true);
        break;
      default:
        break;
    }
  }

  void enter_span(MD_SPANTYPE type, void* detail) {
    styles_.push_back(style_);
    switch (type) {
      case MD_SPAN_EM:
        style_.italic = true;
        break;
      case MD_SPAN_STRONG:
        style_.bold = true;
        break;
      case MD_SPAN_CODE:
        style_.colour = Colour::cyan;
        break;
      case MD_SPAN_DEL:
        style_.dim = true;
        break;
      case MD_SPAN_A: {
        style_.underline = true;
        const auto* link = static_cast<MD_SPAN_A_DETAIL*>(detail);
        target_ = std::string(link->href.text, link->href.size);
        link_text_.clear();
        break;
      }
      case MD_SPAN_IMG:
        current_.own("[image: ", {.dim = true});
        break;
      default:
        break;
    }
  }

  void leave_span(MD_SPANTYPE type) {
    if (!styles_.empty()) {
      style_ = styles_.back();
      styles_.pop_back();
    }
    if (type == MD_SPAN_IMG) current_.own("]", {.dim = true});
    // Where a link leads is always in sight (TUI-133).
    if (type == MD_SPAN_A && target_ != link_text_) {
      current_.own(" (", {.dim = true}).foreign(target_, {.dim = true}).own(")", {.dim = true});
    }
  }

  void text(MD_TEXTTYPE type, std::string_view text) {
    if (in_code_) {
      code_ += text;
      return;
    }
    if (type == MD_TEXT_BR) return flush(true);
    if (type == MD_TEXT_SOFTBR) {
      current_.own(" ");
      return;
    }
    if (type == MD_TEXT_NULLCHAR) return;
    link_text_ += text;
    if (type == MD_TEXT_ENTITY) {
      current_.foreign(entity(text), style_);
      return;
    }
    if (type == MD_TEXT_HTML) {
      for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        current_.foreign(text.substr(at, end - at), style_);
        if (end < text.size()) flush(true);
        at = end + 1;
      }
      return;
    }
    current_.foreign(text, style_);
  }

 private:
  struct List {
    int number = -1;  // of the next item; below 0: bullets
  };

  static std::string entity(std::string_view text) {
    if (text == "&amp;") return "&";
    if (text == "&lt;") return "<";
    if (text == "&gt;") return ">";
    if (text == "&quot;") return "\"";
    if (text == "&nbsp;") return " ";
    return std::string(text);
  }

  // One empty line between blocks.
  void separate() {
    flush(true);
    if (!lines_.empty() && !lines_.back().line.empty() && lists_.empty()) lines_.emplace_back();
  }

  void flush(bool prose) {
    if (current_.empty()) return;
    Line line;
    if (quotes_ > 0) {
      std::string bars;
      for (int i = 0; i < quotes_; ++i) bars += "> ";
      line.own(bars, {.dim = true});
    }
    line.append(current_);
    lines_.push_back({.line = std::move(line), .prose = prose});
    current_ = {};
  }

  void finish_code() {
    in_code_ = false;
    while (code_.ends_with('\n')) code_.pop_back();
    for (Line& line : foreign_lines(code_, {.colour = Colour::cyan})) {
      lines_.push_back({.line = std::move(line)});
    }
    code_.clear();
  }

  void finish_table() {
    std::vector<std::size_t> widths;
    for (const Row& row : table_) {
      widths.resize(std::max(widths.size(), row.size()), 1);
      for (std::size_t i = 0; i < row.size(); ++i)
        widths[i] = std::max(widths[i], row[i].columns());
    }
    std::size_t all = 0;
    for (const std::size_t width : widths) all += width + 2;
    if (all > columns_ && !widths.empty()) {
      const std::size_t each = columns_ / widths.size();
      if (each < kLeastCell + 2) return table_as_list();
      for (std::size_t& width : widths) width = std::min(width, each - 2);
    }
    for (std::size_t r = 0; r < table_.size(); ++r) {
      table_row(table_[r], widths);
      if (r > 0) continue;
      std::string rule;
      for (std::size_t i = 0; i < widths.size(); ++i) {
        for (std::size_t n = 0; n < widths[i]; ++n) rule += "─";
        if (i + 1 < widths.size()) rule += "  ";
      }
      lines_.push_back({.line = Line().own(rule, {.dim = true})});
    }
    table_.clear();
  }

  // Cells are wrapped inside their column.
  void table_row(const Row& row, const std::vector<std::size_t>& widths) {
    std::vector<std::vector<Line>> cells;
    std::size_t height = 1;
    for (std::size_t i = 0; i < widths.size(); ++i) {
      cells.push_back(i < row.size() ? wrapped(row[i], widths[i], false) : std::vector<Line>(1));
      height = std::max(height, cells.back().size());
    }
    for (std::size_t h = 0; h < height; ++h) {
      Line line;
      for (std::size_t i = 0; i < widths.size(); ++i) {
        const Line cell = h < cells[i].size() ? cells[i][h] : Line();
        const std::size_t gap = widths[i] - std::min(widths[i], cell.columns());
        const bool right = i < aligned_.size() && aligned_[i];
        if (right) line.own(std::string(gap, ' '));
        line.append(cell);
        if (i + 1 < widths.size()) line.own(std::string((right ? 0 : gap) + 2, ' '));
      }
      lines_.push_back({.line = std::move(line)});
    }
  }

  void table_as_list() {
    for (std::size_t r = 1; r < table_.size(); ++r) {
      for (std::size_t i = 0; i < table_[r].size(); ++i) {
        Line line;
        if (i < table_[0].size()) line.append(table_[0][i]).own(": ");
        line.append(table_[r][i]);
        lines_.push_back({.line = std::move(line), .prose = true});
      }
      if (r + 1 < table_.size()) lines_.emplace_back();
    }
    table_.clear();
  }

  std::size_t columns_;
  std::vector<MarkdownLine> lines_;
  Line current_;
  Style style_;
  std::vector<Style> styles_;
  std::vector<List> lists_;
  int quotes_ = 0;
  bool in_item_start_ = false, in_code_ = false;
  std::string code_, target_, link_text_;
  std::vector<Row> table_;
  std::vector<bool> aligned_;
};

bool is_fence(std::string_view line, char& kind, std::size_t& length) {
  const std::size_t at = line.find_first_not_of(' ');
  if (at == std::string_view::npos || at > 3) return false;
  kind = line[at];
  if (kind != '`' && kind != '~') return false;
  length = std::min(line.find_first_not_of(kind, at), line.size()) - at;
  return length >= 3;
}

}  // namespace

std::vector<MarkdownLine> markdown_lines(std::string_view text, std::size_t columns) {
  Builder builder(columns);
  MD_PARSER parser{};
  parser.flags = MD_FLAG_TABLES | MD_FLAG_STRIKETHROUGH | MD_FLAG_TASKLISTS |
                 MD_FLAG_PERMISSIVEURLAUTOLINKS | MD_FLAG_NOINDENTEDCODEBLOCKS;
  parser.enter_block = [](MD_BLOCKTYPE type, void* detail, void* self) {
    static_cast<Builder*>(self)->enter(type, detail);
    return 0;
  };
  parser.leave_block = [](MD_BLOCKTYPE type, void*, void* self) {
    static_cast<Builder*>(self)->leave(type);
    return 0;
  };
  parser.enter_span = [](MD_SPANTYPE type, void* detail, void* self) {
    static_cast<Builder*>(self)->enter_span(type, detail);
    return 0;
  };
  parser.leave_span = [](MD_SPANTYPE type, void*, void* self) {
    static_cast<Builder*>(self)->leave_span(type);
    return 0;
  };
  parser.text = [](MD_TEXTTYPE type, const MD_CHAR* part, MD_SIZE size, void* self) {
    static_cast<Builder*>(self)->text(type, {part, size});
    return 0;
  };
  if (md_parse(text.data(), static_cast<MD_SIZE>(text.size()), &parser, &builder) != 0) {
    std::vector<MarkdownLine> plain;
    for (Line& line : foreign_lines(text))
      plain.push_back({.line = std::move(line), .prose = true});
    return plain;
  }
  return builder.take();
}

// An empty line between blocks, none at the beginning.
void MarkdownStream::begin_block(std::vector<MarkdownLine>& out) {
  if (gap_ && any_) out.emplace_back();
  gap_ = false;
  any_ = true;
}

void MarkdownStream::flush_block(std::vector<MarkdownLine>& out) {
  std::vector<MarkdownLine> lines = markdown_lines(block_, columns_);
  block_.clear();
  if (lines.empty()) return;
  begin_block(out);
  std::move(lines.begin(), lines.end(), std::back_inserter(out));
}

void MarkdownStream::take_line(std::string_view line, std::vector<MarkdownLine>& out) {
  if (line.ends_with('\r')) line.remove_suffix(1);
  char kind = 0;
  std::size_t length = 0;
  const bool fence = is_fence(line, kind, length);
  if (in_fence_) {
    if (fence && kind == fence_ && length >= fence_length_ &&
        line.find_first_not_of(" `~") == std::string_view::npos) {
      in_fence_ = false;
      gap_ = true;
    } else {
      out.push_back({.line = Line().foreign(line, {.colour = Colour::cyan})});
    }
    return;
  }
  if (fence) {
    flush_block(out);
    gap_ = true;
    in_list_ = after_blank_ = false;
    in_fence_ = true;
    fence_ = kind;
    fence_length_ = length;
    begin_block(out);
    std::string_view label = line.substr(line.find_last_of(kind) + 1);
    label.remove_prefix(std::min(label.find_first_not_of(' '), label.size()));
    if (!label.empty()) out.push_back({.line = Line().foreign(label, {.dim = true})});
    return;
  }
  const std::size_t first = line.find_first_not_of(" \t");
  if (first == std::string_view::npos) {
    after_blank_ = true;
    if (!in_list_) {
      flush_block(out);
      gap_ = true;
    } else {
      block_ += "\n";
    }
    return;
  }
  const char c = line[first];
  const std::size_t digits = line.find_first_not_of("0123456789", first);
  const bool number = digits != std::string_view::npos && digits > first &&
                      (line[digits] == '.' || line[digits] == ')');
  const bool bullet =
      (c == '-' || c == '*' || c == '+') && first + 1 < line.size() && line[first + 1] == ' ';
  const bool item = number || bullet;
  if (in_list_ && first == 0 && (item || after_blank_)) {
    const bool loose = after_blank_;
    flush_block(out);
    gap_ = !item || loose;
    in_list_ = false;
  }
  if (item && first == 0 && !in_list_ && !block_.empty()) {
    flush_block(out);  // a paragraph right above a list
    gap_ = false;
  }
  in_list_ = in_list_ || (item && first == 0);
  after_blank_ = false;
  block_ += line;
  block_ += "\n";
}

std::vector<MarkdownLine> MarkdownStream::feed(std::string_view text) {
  std::vector<MarkdownLine> out;
  partial_ += text;
  std::size_t at = 0;
  for (std::size_t end = 0; (end = partial_.find('\n', at)) != std::string::npos; at = end + 1) {
    take_line(std::string_view(partial_).substr(at, end - at), out);
  }
  partial_.erase(0, at);
  return out;
}

std::vector<MarkdownLine> MarkdownStream::finish() {
  std::vector<MarkdownLine> out;
  if (!partial_.empty()) take_line(std::exchange(partial_, {}), out);
  flush_block(out);
  in_fence_ = in_list_ = after_blank_ = any_ = gap_ = false;
  return out;
}

}  // namespace ingot::tui
