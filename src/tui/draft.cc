#include "tui/draft.h"

#include <algorithm>
#include <charconv>

#include "base/utf8.h"
#include "term/columns.h"

namespace ingot::tui {
namespace {

constexpr std::string_view kBegin = "\xEF\xB7\x90";  // U+FDD0
constexpr std::string_view kEnd = "\xEF\xB7\x91";    // U+FDD1
constexpr std::size_t kMostDigits = 6;

template <typename Replacement>
std::string with_pastes(const Draft& draft, const Replacement& replacement) {
  std::string out;
  std::size_t from = 0;
  while (true) {
    const std::size_t at = draft.text.find(kBegin, from);
    out.append(draft.text, from, at - from);
    if (at == std::string::npos) return out;
    const auto mark = mark_at(draft.text, at);
    if (mark && mark->paste < draft.pastes.size()) out += replacement(draft.pastes[mark->paste]);
    from = at + (mark ? mark->bytes : kBegin.size());
  }
}

}  // namespace

Paste make_paste(std::string text, std::size_t number) {
  const auto feeds = std::count(text.begin(), text.end(), '\n');
  const auto lines = feeds + (text.empty() || text.back() != '\n' ? 1 : 0);
  std::string label = "[pasted #" + std::to_string(number) + ": " + std::to_string(lines) +
                      (lines == 1 ? " line, " : " lines, ") + std::to_string(text.size()) + " B]";
  return {.text = std::move(text), .label = std::move(label)};
}

std::string label_of(const Picture& picture, std::size_t number) {
  std::string label = "[image #" + std::to_string(number);
  if (picture.width > 0) {
    label += " " + std::to_string(picture.width) + "×" + std::to_string(picture.height);
  }
  return label + "]";
}

std::string Draft::sent() const {
  return with_pastes(*this, [](const Paste& paste) { return paste.text; });
}

std::string Draft::shown() const {
  return with_pastes(*this, [](const Paste& paste) { return paste.label; });
}

Draft draft_of(std::string_view text) { return {.text = draft_text(text)}; }

void append(Draft& to, const Draft& draft) {
  if (!to.text.empty() && !draft.text.empty()) to.text += "\n\n";
  to.text += with_numbers_from(draft.text, to.pastes.size());
  to.pastes.insert(to.pastes.end(), draft.pastes.begin(), draft.pastes.end());
  to.pictures.insert(to.pictures.end(), draft.pictures.begin(), draft.pictures.end());
}

std::string with_numbers_from(std::string_view text, std::size_t first) {
  std::string out;
  while (true) {
    const std::size_t at = std::min(text.find(kBegin), text.size());
    out += text.substr(0, at);
    if (at == text.size()) return out;
    const auto mark = mark_at(text, at);
    if (mark) out += mark_of(first + mark->paste);
    text.remove_prefix(at + (mark ? mark->bytes : kBegin.size()));
  }
}

std::optional<Mark> mark_at(std::string_view text, std::size_t at) {
  if (text.compare(at, kBegin.size(), kBegin) != 0) return std::nullopt;
  const char* const first = text.data() + at + kBegin.size();
  Mark mark;
  const auto [last, failed] = std::from_chars(first, text.data() + text.size(), mark.paste);
  const auto digits = static_cast<std::size_t>(last - first);
  if (failed != std::errc() || text.compare(at + kBegin.size() + digits, kEnd.size(), kEnd) != 0) {
    return std::nullopt;
  }
  mark.bytes = kBegin.size() + digits + kEnd.size();
  return mark;
}

std::optional<Mark> mark_before(std::string_view text, std::size_t at) {
  if (!text.substr(0, at).ends_with(kEnd)) return std::nullopt;
  const std::size_t begin = text.substr(0, at).rfind(kBegin);
  if (begin == std::string_view::npos || at - begin > kBegin.size() + kEnd.size() + kMostDigits) {
    return std::nullopt;
  }
  const auto mark = mark_at(text, begin);
  return mark && begin + mark->bytes == at ? mark : std::nullopt;
}

std::string mark_of(std::size_t paste) {
  return std::string(kBegin) + std::to_string(paste) + std::string(kEnd);
}

std::string draft_text(std::string_view foreign) {
  std::string out = to_utf8(foreign);
  std::erase(out, '\r');
  for (const std::string_view part : {kBegin, kEnd}) {
    for (std::size_t at = out.find(part); at != std::string::npos; at = out.find(part, at)) {
      out.replace(at, part.size(), "\xEF\xBF\xBD");
    }
  }
  return out;
}

}  // namespace ingot::tui
