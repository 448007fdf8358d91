#include <algorithm>
#include <array>

#include "base/base64.h"
#include "session/export_internal.h"

namespace ingot::session {
namespace {

using Kind = ExportEntry::Kind;

constexpr std::string_view kHead =
    R"(<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
)";
constexpr std::string_view kStyle =
    R"(<style>
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0 1rem; font-size: .85rem; }
dd { margin: 0; overflow-wrap: anywhere; }
h2 { font-size: 1rem; margin: 2rem 0 .5rem; border-top: 1px solid #8886; padding-top: 1rem; }
h2 span { font-weight: normal; font-size: .85rem; opacity: .7; }
div, pre { white-space: pre-wrap; overflow-wrap: anywhere; }
.user { border-left: 4px solid #48f; padding-left: .8rem; }
pre { font: .85rem/1.4 ui-monospace, monospace; background: #8881; padding: .6rem; margin: .3rem 0; }
details { margin: .4rem 0; }
summary { cursor: pointer; font-size: .9rem; }
.error summary { color: #c33; }
img { max-width: 100%; }
</style>
</head>
<body>
)";

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string folded(std::string_view summary, std::string_view text, bool is_error = false) {
  return std::string("<details") + (is_error ? " class=\"error\"" : "") + "><summary>" +
         escaped(summary) + "</summary><pre>" + escaped(text) + "</pre></details>\n";
}

// Only what every browser shows as a picture; nothing that may hold a script.
std::string picture(const chat::Image& image) {
  static constexpr std::array<std::string_view, 4> kShown = {"image/png", "image/jpeg", "image/gif",
                                                             "image/webp"};
  if (std::find(kShown.begin(), kShown.end(), image.media_type) == kShown.end()) {
    return "<p>[image, " + escaped(image.media_type) + "]</p>\n";
  }
  return "<p><img alt=\"image\" src=\"data:" + image.media_type + ";base64," +
         to_base64(image.data) + "\"></p>\n";
}

std::string entry_text(const ExportEntry& entry) {
  switch (entry.kind) {
    case Kind::user:
      return "<div class=\"user\">" + escaped(entry.text) + "</div>\n";
    case Kind::assistant:
      return "<div>" + escaped(entry.text) + "</div>\n";
    case Kind::attached:
      return folded("attached by ingot", entry.text);
    case Kind::thinking:
      return folded("thinking", entry.text);
    case Kind::call:
      return folded(entry.heading, entry.text);
    case Kind::result:
      return folded(entry.is_error ? "result, an error" : "result", entry.text, entry.is_error);
    case Kind::image:
      return picture(entry.image);
    case Kind::other:
      break;
  }
  return folded(entry.heading, entry.text);
}

}  // namespace

std::string exported_html(const ExportSource& source, const Redactor& redactor) {
  const std::string title = escaped(export_title(source, redactor));
  std::string out(kHead);
  out += "<title>" + title + "</title>\n";
  out += kStyle;
  out += "<h1>" + title + "</h1>\n<dl>\n";
  for (const auto& [name, value] : export_facts(source)) {
    out += "<dt>" + escaped(name) + "</dt><dd>" + escaped(value) + "</dd>\n";
  }
  out += "</dl>\n";
  each_entry(source.lines, redactor, [&](const ExportEntry& entry) {
    if (!entry.who.empty()) {
      out += "<h2>" + std::string(entry.who) + " <span>" + escaped(entry.time) +
             (entry.model.empty() ? "" : " · " + escaped(entry.model)) + "</span></h2>\n";
    }
    out += entry_text(entry);
  });
  return out + "</body>\n</html>\n";
}

}  // namespace ingot::session
