#include "tui/draft_json.h"

#include "base/utf8.h"
#include "json/writer.h"

namespace ingot::tui {
namespace {

// Marks that stand for nothing are taken out: whoever reads the draft relies on them.
std::string with_known_marks(std::string_view text, std::size_t pastes) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const auto mark = mark_at(text, at);
    if (!mark) {
      const std::size_t length = decode_utf8(text.substr(at)).length;
      out += draft_text(text.substr(at, length));
      at += length;
      continue;
    }
    if (mark->paste < pastes) out += text.substr(at, mark->bytes);
    at += mark->bytes;
  }
  return out;
}

}  // namespace

std::string to_json(const Draft& draft) {
  if (draft.pastes.empty() && draft.pictures.empty()) return json::quoted(draft.text);
  std::string out;
  json::Writer writer(out);
  writer.begin_object().member("text", draft.text);
  writer.key("pastes").begin_array();
  for (const Paste& paste : draft.pastes) {
    writer.begin_object().member("label", paste.label).member("text", paste.text).end_object();
  }
  writer.end_array().key("pictures").begin_array();
  for (const Picture& picture : draft.pictures) {
    writer.begin_object()
        .member("file", picture.file.string())
        .member("width", static_cast<std::int64_t>(picture.width))
        .member("height", static_cast<std::int64_t>(picture.height))
        .end_object();
  }
  writer.end_array().end_object();
  return out;
}

std::optional<Draft> draft_from(json::Value value) {
  if (const auto text = value.string()) return draft_of(*text);
  const auto text = value["text"].string();
  if (!text) return std::nullopt;
  Draft draft;
  for (const json::Value paste : value["pastes"].elements()) {
    draft.pastes.push_back({.text = draft_text(paste["text"].string_or("")),
                            .label = draft_text(paste["label"].string_or("[pasted]"))});
  }
  draft.text = with_known_marks(*text, draft.pastes.size());
  for (const json::Value picture : value["pictures"].elements()) {
    draft.pictures.push_back(
        {.file = std::string(picture["file"].string_or("")),
         .width = static_cast<std::uint32_t>(picture["width"].integer().value_or(0)),
         .height = static_cast<std::uint32_t>(picture["height"].integer().value_or(0))});
  }
  return draft;
}

}  // namespace ingot::tui
