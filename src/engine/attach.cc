#include "engine/attach.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "base/utf8.h"
#include "os/file.h"
#include "os/paths.h"
#include "tools/file_kind.h"

namespace ingot::engine {
namespace {

constexpr std::size_t kMaxFiles = 20;
constexpr std::size_t kMaxFileBytes = 100000;
constexpr std::uint64_t kMaxRead = 64U << 20U;  // of a file of which only some lines are wanted
constexpr std::size_t kMaxNames = 500;          // of a folder

struct Mention {
  std::string path;
  std::size_t first_line = 0, last_line = 0;  // 0: the whole file
  friend bool operator==(const Mention&, const Mention&) = default;
};

// Takes "#L10-20", "#L10-L20" or "#L10" off the end of a path.
void take_lines(Mention& mention) {
  const std::size_t at = mention.path.rfind("#L");
  if (at == std::string::npos) return;
  const char* const end = mention.path.data() + mention.path.size();
  std::size_t first = 0;
  const auto parsed = std::from_chars(mention.path.data() + at + 2, end, first);
  if (parsed.ec != std::errc() || first == 0) return;
  std::size_t last = first;
  if (parsed.ptr != end) {
    const char* from = parsed.ptr + 1;
    if (from != end && *from == 'L') ++from;
    const auto rest = std::from_chars(from, end, last);
    if (*parsed.ptr != '-' || rest.ec != std::errc() || rest.ptr != end || last < first) return;
  }
  mention.first_line = first;
  mention.last_line = last;
  mention.path.resize(at);
}

// The words of `text` that begin with '@', without it and without punctuation behind; quoted they
// may hold blanks.
std::vector<Mention> mentions_in(std::string_view text) {
  std::vector<Mention> found;
  std::size_t at = 0;
  while ((at = text.find('@', at)) != std::string_view::npos && found.size() < kMaxFiles) {
    const bool at_start =
        at == 0 || std::string_view(" \t\n(\"'").find(text[at - 1]) != std::string_view::npos;
    const std::size_t begin = at + 1;
    Mention mention;
    const std::size_t quote = text.substr(begin).starts_with('"')
                                  ? text.find_first_of("\"\n", begin + 1)
                                  : std::string_view::npos;
    if (quote != std::string_view::npos && text[quote] == '"') {
      // The lines stand behind the quotation mark or before it.
      const std::size_t end = std::min(text.find_first_of(" \t\r\n\"')", quote + 1), text.size());
      mention.path = std::string(text.substr(begin + 1, quote - begin - 1)) +
                     std::string(text[quote + 1 < text.size() ? quote + 1 : quote] == '#'
                                     ? text.substr(quote + 1, end - quote - 1)
                                     : std::string_view());
      at = quote + 1;
    } else {
      const std::size_t end = std::min(text.find_first_of(" \t\r\n\"')", at), text.size());
      mention.path = std::string(text.substr(begin, end - begin));
      at = std::max(end, begin);
    }
    if (!at_start) continue;
    while (!mention.path.empty() &&
           std::string_view(",.;:!?").find(mention.path.back()) != std::string_view::npos) {
      mention.path.pop_back();
    }
    take_lines(mention);
    if (!mention.path.empty() && std::find(found.begin(), found.end(), mention) == found.end()) {
      found.push_back(std::move(mention));
    }
  }
  return found;
}

std::string_view lines_of(std::string_view text, std::size_t first, std::size_t last) {
  std::size_t begin = 0;
  for (std::size_t line = 1; line < first && begin < text.size(); ++line) {
    begin = std::min(text.find('\n', begin), text.size() - 1) + 1;
  }
  std::size_t end = begin;
  for (std::size_t line = first; line <= last && end < text.size(); ++line) {
    end = std::min(text.find('\n', end), text.size() - 1) + 1;
  }
  return text.substr(begin, end - begin);
}

// What the model reads: the text between tags that name the path.
chat::Text block_of(std::string_view tag, const std::string& attributes, std::string_view content) {
  std::string text = "<" + std::string(tag) + " " + attributes + ">\n" + to_utf8(content);
  if (text.back() != '\n') text += '\n';
  return {.text = text + "</" + std::string(tag) + ">", .synthetic = true};
}

std::string path_attribute(const std::filesystem::path& path, const std::filesystem::path& cwd) {
  return "path=\"" + to_utf8(os::display_path(path, cwd)) + "\"";
}

void attach_folder(chat::Message& message, const std::filesystem::path& path,
                   const std::filesystem::path& cwd) {
  auto entries = os::list_folder(path);
  if (!entries) return;
  std::sort(entries->begin(), entries->end(),
            [](const auto& a, const auto& b) { return a.name < b.name; });
  std::string names;
  for (std::size_t i = 0; i < std::min(entries->size(), kMaxNames); ++i) {
    const os::DirectoryEntry& entry = (*entries)[i];
    names += entry.name + (entry.type == os::FileInfo::Type::directory ? "/\n" : "\n");
  }
  if (entries->size() > kMaxNames) {
    names += "[" + std::to_string(entries->size() - kMaxNames) + " more; LS shows them]\n";
  }
  message.blocks.emplace_back(block_of("folder", path_attribute(path, cwd), names));
}

void attach_text(chat::Message& message, const Mention& mention, const std::filesystem::path& path,
                 const std::filesystem::path& cwd, std::string_view bytes) {
  std::string attributes = path_attribute(path, cwd);
  if (mention.first_line > 0) {
    bytes = lines_of(bytes, mention.first_line, mention.last_line);
    attributes += " lines=\"" + std::to_string(mention.first_line) + "-" +
                  std::to_string(mention.last_line) + "\"";
  }
  std::string text(utf8_prefix(bytes, kMaxFileBytes));
  if (bytes.size() > kMaxFileBytes) {
    text +=
        (text.ends_with('\n') ? "" : "\n") + std::string("[cut at 100 KB; Read shows the rest]\n");
  }
  message.blocks.emplace_back(block_of("file", attributes, text));
}

}  // namespace

Result<std::vector<std::string>> attach_mentions(chat::Message& message,
                                                 const std::filesystem::path& cwd,
                                                 bool takes_images) {
  std::vector<std::string> left_out;
  for (const Mention& mention : mentions_in(chat::visible_text(message))) {
    const std::filesystem::path path = os::absolute(mention.path, cwd);
    const auto info = os::stat_file(path);
    if (info && info->type == os::FileInfo::Type::directory) {
      attach_folder(message, path, cwd);
      continue;
    }
    if (!info || info->type != os::FileInfo::Type::file) continue;
    const auto bytes =
        os::read_file(path, mention.first_line > 0 ? kMaxRead : std::uint64_t{kMaxImageBytes});
    if (!bytes) {
      if (bytes.error().kind == Error::Kind::limit) continue;  // the model can Read what it needs
      return Error{.kind = Error::Kind::invalid_argument, .what = to_text(bytes.error())};
    }
    if (image_facts(*bytes)) {
      if (takes_images) {
        INGOT_TRY_VOID(attach_image(message, path));
      } else {
        left_out.push_back(mention.path);
      }
    } else if (bytes->find('\0') == std::string::npos) {
      attach_text(message, mention, path, cwd, *bytes);
    }
  }
  return left_out;
}

Result<> attach_image(chat::Message& message, const std::filesystem::path& path) {
  INGOT_TRY(std::string bytes, os::read_file(path, kMaxImageBytes));
  auto facts = image_facts(bytes);
  if (!facts) {
    Error error = facts.error();
    error.where = path.string();
    return error;
  }
  message.blocks.emplace_back(
      chat::Image{.media_type = std::move(facts->media_type), .data = std::move(bytes)});
  return {};
}

Result<ImageFacts> image_facts(std::string_view bytes) {
  if (bytes.size() > kMaxImageBytes) {
    return Error{.kind = Error::Kind::invalid_argument,
                 .what = "the image is larger than 5 MB",
                 .remedy = "make it smaller; providers take no larger ones"};
  }
  const auto kind = tools::image_kind(bytes);
  if (!kind || kind->media_type.empty()) {
    return Error{.kind = Error::Kind::invalid_argument,
                 .what = "not an image that models take",
                 .remedy = "give a PNG, JPEG, GIF or WebP file"};
  }
  return ImageFacts{.media_type = std::string(kind->media_type),
                    .ending = std::string(kind->media_type.substr(kind->media_type.find('/') + 1)),
                    .width = kind->width,
                    .height = kind->height};
}

}  // namespace ingot::engine
