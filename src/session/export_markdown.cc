#include <algorithm>

#include "session/export_internal.h"

namespace ingot::session {
namespace {

using Kind = ExportEntry::Kind;

// A block that nothing in the text can end.
std::string fenced(std::string_view text, std::string_view language) {
  std::size_t longest = 0, run = 0;
  for (const char c : text) {
    run = c == '`' ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  const std::string fence(std::max<std::size_t>(3, longest + 1), '`');
  return fence + std::string(language) + "\n" + std::string(text) +
         (text.ends_with('\n') ? "" : "\n") + fence + "\n";
}

std::string entry_text(const ExportEntry& entry) {
  switch (entry.kind) {
    case Kind::user:
    case Kind::assistant:
      return entry.text + "\n";
    case Kind::attached:
      return "**Attached by ingot**\n\n" + fenced(entry.text, "");
    case Kind::thinking:
      return "**Thinking**\n\n" + fenced(entry.text, "");
    case Kind::call:
      return "**" + entry.heading + "**\n\n" + fenced(entry.text, "json");
    case Kind::result:
      return (entry.is_error ? "**Result, an error**\n\n" : "**Result**\n\n") +
             fenced(entry.text, "");
    case Kind::image:
      return "[image, " + entry.heading + ", " + std::to_string(entry.image.data.size()) +
             " bytes]\n";
    case Kind::other:
      break;
  }
  return "**" + entry.heading + "**\n\n" + fenced(entry.text, "");
}

}  // namespace

std::string exported_markdown(const ExportSource& source, const Redactor& redactor) {
  std::string out = "# " + export_title(source, redactor) + "\n\n";
  for (const auto& [name, value] : export_facts(source)) out += "- " + name + ": " + value + "\n";
  each_entry(source.lines, redactor, [&](const ExportEntry& entry) {
    if (!entry.who.empty()) {
      out += "\n## " + std::string(entry.who);
      for (const std::string& part : {entry.time, entry.model}) {
        if (!part.empty()) out += " · " + part;
      }
      out += "\n";
    }
    out += "\n" + entry_text(entry);
  });
  return out;
}

}  // namespace ingot::session
