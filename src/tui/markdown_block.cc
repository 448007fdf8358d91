#include "tui/markdown_block.h"

#include <md4c.h>

#include <algorithm>
#include <string>
#include <utility>

#include "tui/table.h"

namespace ingot::tui {
namespace {

// The callbacks of md4c, collecting lines.
class Builder {
 public:
  explicit Builder(const MarkdownLook& look) : look_(look) {}

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
        if (!in_item_start_) {
          separate();
          if (!lists_.empty() && !lines_.empty()) lines_.emplace_back();
        }
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
        label_.assign(code->lang.text, code->lang.size);
        if (!label_.empty()) lines_.push_back({.line = Line().foreign(label_, {.dim = true})});
        in_code_ = true;
        break;
      }
      case MD_BLOCK_TABLE:
        separate();
        table_ = {};
        break;
      case MD_BLOCK_TR:
        table_.rows.emplace_back();
        break;
      case MD_BLOCK_TH:
      case MD_BLOCK_TD:
        if (table_.rows.size() == 1) {
          const auto align = static_cast<MD_BLOCK_TD_DETAIL*>(detail)->align;
          table_.align.push_back(align == MD_ALIGN_RIGHT    ? Align::right
                                 : align == MD_ALIGN_CENTER ? Align::centre
                                                            : Align::left);
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
        if (!table_.rows.empty()) table_.rows.back().push_back(std::move(current_));
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
    const std::string_view language = highlight::language_of_label(label_);
    CodeLines lines(look_.engine, language,
                    {.colour = language.empty() ? Colour::cyan : Colour::normal});
    for (std::string_view rest = code_;;) {
      const std::size_t end = std::min(rest.find('\n'), rest.size());
      lines_.push_back({.line = lines.next(rest.substr(0, end))});
      if (end == rest.size()) break;
      rest.remove_prefix(end + 1);
    }
    code_.clear();
  }

  void finish_table() {
    for (Line& line : table_lines(table_, look_.columns)) {
      lines_.push_back({.line = std::move(line)});
    }
    table_ = {};
  }

  const MarkdownLook& look_;
  std::vector<MarkdownLine> lines_;
  Line current_;
  Style style_;
  std::vector<Style> styles_;
  std::vector<List> lists_;
  int quotes_ = 0;
  bool in_item_start_ = false, in_code_ = false;
  std::string code_, label_, target_, link_text_;
  Table table_;
};

// "[name]: target" and "[^1]: note" would vanish from the text: a backslash keeps them, two blanks
// keep the next line apart.
std::string with_definitions(std::string_view text) {
  std::string out;
  bool in_fence = false;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    const std::size_t first = std::min(line.find_first_not_of(" \t"), line.size());
    const std::string_view rest = line.substr(first);
    if (rest.starts_with("```") || rest.starts_with("~~~")) in_fence = !in_fence;
    const bool defines =
        !in_fence && rest.starts_with('[') && rest.find("]:") != std::string_view::npos;
    out += line.substr(0, first);
    if (defines) out += '\\';
    out += rest;
    if (defines) out += "  ";
    if (end < text.size()) out += '\n';
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

}  // namespace

std::vector<MarkdownLine> block_lines(std::string_view text, const MarkdownLook& look) {
  const std::string typed = with_definitions(text);
  Builder builder(look);
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
  if (md_parse(typed.data(), static_cast<MD_SIZE>(typed.size()), &parser, &builder) != 0) {
    std::vector<MarkdownLine> plain;
    for (Line& line : foreign_lines(text))
      plain.push_back({.line = std::move(line), .prose = true});
    return plain;
  }
  return builder.take();
}

}  // namespace ingot::tui
