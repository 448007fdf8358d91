#include "tools/folded_text.h"

#include "base/utf8.h"

namespace ingot::tools {
namespace {

bool is_blank(char c) { return c == ' ' || c == '\t'; }

// What a typographic character is folded to; "\xFF" for itself.
std::string_view plain(char32_t c) {
  switch (c) {
    case 0x2018:
    case 0x2019:
    case 0x201A:
    case 0x201B:
    case 0x2032:
    case 0xFF07:
      return "'";
    case 0x201C:
    case 0x201D:
    case 0x201E:
    case 0x201F:
    case 0x2033:
    case 0xFF02:
      return "\"";
    case 0x2010:
    case 0x2011:
    case 0x2012:
    case 0x2013:
    case 0x2014:
    case 0x2015:
    case 0x2212:
    case 0xFF0D:
      return "-";
    case 0x2026:
      return "...";
    case 0x00A0:
    case 0x202F:
    case 0x205F:
    case 0x3000:
      return " ";
    case 0x00AD:
    case 0x200B:
    case 0x200C:
    case 0x200D:
    case 0x2060:
    case 0xFEFF:
      return "";
    default:
      return c >= 0x2000 && c <= 0x200A ? " " : "\xFF";
  }
}

}  // namespace

FoldedText fold(std::string_view text, Folding folding) {
  FoldedText out;
  out.text.reserve(text.size());
  out.starts.reserve(text.size());
  out.ends.reserve(text.size());
  const auto put = [&](char c, std::size_t start, std::size_t end) {
    out.text += c;
    out.starts.push_back(static_cast<std::uint32_t>(start));
    out.ends.push_back(static_cast<std::uint32_t>(end));
  };
  const auto drop_blanks = [&] {
    bool any = false;
    while (!out.text.empty() && is_blank(out.text.back())) {
      out.text.pop_back();
      out.starts.pop_back();
      out.ends.pop_back();
      any = true;
    }
    return any;
  };
  for (std::size_t i = 0; i < text.size();) {
    const char c = text[i];
    if (c == '\r' || c == '\n') {
      const std::size_t length = c == '\r' && i + 1 < text.size() && text[i + 1] == '\n' ? 2 : 1;
      if (folding.trailing_blanks) drop_blanks();
      put('\n', i, i + length);
      i += length;
      continue;
    }
    if (folding.typography && static_cast<unsigned char>(c) >= 0x80) {
      const CodePoint point = decode_utf8(text.substr(i));
      const std::string_view folded = point.valid ? plain(point.value) : "\xFF";
      if (folded != "\xFF") {
        for (const char p : folded) put(p, i, i + point.length);
        i += point.length;
        continue;
      }
    }
    put(c, i, i + 1);
    ++i;
  }
  if (folding.trailing_blanks) out.lost_end = drop_blanks();
  return out;
}

Occurrences occurrences(std::string_view text, std::string_view needle) {
  Occurrences out;
  if (needle.empty() || needle.size() > text.size()) return out;
  std::vector<std::uint32_t> border(needle.size() + 1);
  for (std::size_t i = 1, k = 0; i < needle.size(); ++i) {
    while (k > 0 && needle[i] != needle[k]) k = border[k];
    if (needle[i] == needle[k]) ++k;
    border[i + 1] = static_cast<std::uint32_t>(k);
  }
  std::size_t free_from = 0;
  for (std::size_t i = 0, k = 0; i < text.size(); ++i) {
    while (k > 0 && (k == needle.size() || text[i] != needle[k])) k = border[k];
    if (text[i] == needle[k]) ++k;
    if (k < needle.size()) continue;
    const std::size_t at = i + 1 - needle.size();
    ++out.overlapping;
    if (at >= free_from) {
      out.at.push_back(at);
      free_from = i + 1;
    }
  }
  return out;
}

}  // namespace ingot::tools
