// args/help.cc: the help text of a Parser.

#include <algorithm>

#include "args/parser.h"
#include "base/utf8.h"

namespace ingot::args {
namespace {

constexpr std::size_t kMaxLeft = 32;  // wider names have their help on the next line
constexpr std::size_t kGap = 2;

// Appends `text` word by word; `column` is where the line stands, further lines begin at `indent`.
void append_wrapped(std::string& out, std::string_view text, std::size_t indent, std::size_t column,
                    std::size_t columns) {
  bool at_start = true;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find_first_of(" \n", at), text.size());
    const std::string_view word = text.substr(at, end - at);
    at = end + 1;
    if (word.empty()) continue;
    const std::size_t width = utf8_length(word);
    if (!at_start && column + 1 + width > columns) {
      out += '\n';
      out.append(indent, ' ');
      column = indent;
    } else if (!at_start) {
      out += ' ';
      ++column;
    }
    out += word;
    column += width;
    at_start = false;
  }
  out += '\n';
}

void append_section(std::string& out, std::string_view text, std::size_t columns) {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const std::string_view line = text.substr(at, end - at);
    at = end + 1;
    if (line.empty() || line[0] == ' ') {
      out += line;
      out += '\n';
    } else {
      out += "  ";
      append_wrapped(out, line, 2, 2, columns);
    }
  }
}

}  // namespace

std::string Parser::help(std::size_t columns) const {
  std::string out = "Usage: " + usage_ + "\n";
  if (!summary_.empty()) {
    out += '\n';
    append_wrapped(out, summary_, 0, 0, columns);
  }

  // "  -m, --model <id>": long names without a short one are indented to stand below each other.
  const auto left = [](const Option& option) {
    std::string text = "  ";
    if (option.names[0].size() > 2) text += "    ";
    for (std::size_t i = 0; i < option.names.size(); ++i) {
      text += (i == 0 ? "" : ", ") + option.names[i];
    }
    if (option.takes == Takes::value) text += " <" + option.placeholder + ">";
    if (option.takes == Takes::maybe_value) text += " [" + option.placeholder + "]";
    return text;
  };
  std::size_t indent = 0;
  std::vector<std::string> groups;
  for (const Option& option : options_) {
    if (option.hidden) continue;
    if (const std::size_t width = utf8_length(left(option)); width <= kMaxLeft) {
      indent = std::max(indent, width + kGap);
    }
    if (std::find(groups.begin(), groups.end(), option.group) == groups.end()) {
      groups.push_back(option.group);
    }
  }
  if (indent == 0) indent = kMaxLeft + kGap;

  for (const std::string& group : groups) {
    out += "\n" + group + "\n";
    for (const Option& option : options_) {
      if (option.hidden || option.group != group) continue;
      std::string line = left(option);
      if (const std::size_t width = utf8_length(line); width + kGap <= indent) {
        line.append(indent - width, ' ');
      } else {
        line += '\n';
        line.append(indent, ' ');
      }
      std::string text = option.help;
      if (!option.choices.empty()) {
        text += ": ";
        for (std::size_t i = 0; i < option.choices.size(); ++i) {
          text += (i == 0 ? "" : ", ") + option.choices[i];
        }
      }
      out += line;
      append_wrapped(out, text, indent, indent, columns);
    }
  }
  for (const Section& section : sections_) {
    out += "\n" + section.title + "\n";
    append_section(out, section.text, columns);
  }
  return out;
}

}  // namespace ingot::args
