#include "engine/attach.h"

#include <algorithm>

#include "base/utf8.h"
#include "os/file.h"
#include "os/paths.h"
#include "tools/file_kind.h"

namespace ingot::engine {
namespace {

constexpr std::size_t kMaxFiles = 20;
constexpr std::size_t kMaxFileBytes = 100000;
constexpr std::size_t kMaxImageBytes = 5U << 20U;  // what every provider takes

// The media type of an image that providers take; empty for anything else.
std::string_view image_type(std::string_view bytes) {
  const auto kind = tools::image_kind(bytes);
  return kind ? kind->media_type : std::string_view();
}

// The words of `text` that begin with '@', without it and without punctuation behind.
std::vector<std::string> mentions_in(std::string_view text) {
  std::vector<std::string> found;
  std::size_t at = 0;
  while ((at = text.find('@', at)) != std::string_view::npos && found.size() < kMaxFiles) {
    const bool at_start =
        at == 0 || std::string_view(" \t\n(\"'").find(text[at - 1]) != std::string_view::npos;
    const std::size_t end = std::min(text.find_first_of(" \t\r\n\"')", at), text.size());
    std::string word(text.substr(at + 1, end - at - 1));
    at = end;
    if (!at_start || word.empty()) continue;
    while (!word.empty() &&
           std::string_view(",.;:!?").find(word.back()) != std::string_view::npos) {
      word.pop_back();
    }
    if (!word.empty() && std::find(found.begin(), found.end(), word) == found.end()) {
      found.push_back(std::move(word));
    }
  }
  return found;
}

}  // namespace

Result<> attach_mentions(chat::Message& message, const std::filesystem::path& cwd) {
  for (const std::string& mention : mentions_in(chat::visible_text(message))) {
    const std::filesystem::path path = os::absolute(mention, cwd);
    const auto info = os::stat_file(path);
    if (!info || info->type != os::FileInfo::Type::file) continue;
    const auto bytes = os::read_file(path, kMaxImageBytes);
    if (!bytes) {
      if (bytes.error().kind == Error::Kind::limit) continue;  // the model can Read what it needs
      return Error{.kind = Error::Kind::invalid_argument, .what = to_text(bytes.error())};
    }
    if (!image_type(*bytes).empty()) {
      INGOT_TRY_VOID(attach_image(message, path));
      continue;
    }
    if (bytes->find('\0') != std::string::npos) continue;
    std::string text = "<file path=\"" + to_utf8(os::display_path(path, cwd)) + "\">\n";
    text += to_utf8(utf8_prefix(*bytes, kMaxFileBytes));
    if (text.back() != '\n') text += '\n';
    if (bytes->size() > kMaxFileBytes) text += "[cut at 100 KB; Read shows the rest]\n";
    text += "</file>";
    message.blocks.emplace_back(chat::Text{.text = std::move(text), .synthetic = true});
  }
  return {};
}

Result<> attach_image(chat::Message& message, const std::filesystem::path& path) {
  INGOT_TRY(std::string bytes, os::read_file(path, kMaxImageBytes));
  const std::string_view type = image_type(bytes);
  if (type.empty()) {
    return Error{.kind = Error::Kind::invalid_argument,
                 .what = "not an image that models take",
                 .where = path.string(),
                 .remedy = "give a PNG, JPEG, GIF or WebP file"};
  }
  message.blocks.emplace_back(
      chat::Image{.media_type = std::string(type), .data = std::move(bytes)});
  return {};
}

}  // namespace ingot::engine
