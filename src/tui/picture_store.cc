#include "tui/picture_store.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>

#include "base/base64.h"
#include "engine/attach.h"
#include "os/file.h"
#include "os/paths.h"

namespace ingot::tui {
namespace {

constexpr std::size_t kMaxPath = 4096;
constexpr std::chrono::hours kMonth(24 * 30);
constexpr std::array<std::string_view, 5> kEndings = {".png", ".jpg", ".jpeg", ".gif", ".webp"};

// "%20" as a blank.
std::string decoded(std::string_view url) {
  std::string text;
  for (std::size_t i = 0; i < url.size(); ++i) {
    unsigned char byte = 0;
    if (url[i] == '%' && i + 2 < url.size() &&
        std::from_chars(url.data() + i + 1, url.data() + i + 3, byte, 16).ptr ==
            url.data() + i + 3) {
      text += static_cast<char>(byte);
      i += 2;
    } else {
      text += url[i];
    }
  }
  return text;
}

// A path as terminals and file managers drop it.
std::string plain_path(std::string_view text) {
  if (text.starts_with("file://")) {
    text.remove_prefix(7);
    return decoded(text.substr(std::min(text.find('/'), text.size())));
  }
  if (text.size() > 2 && (text[0] == '\'' || text[0] == '"') && text.back() == text[0]) {
    return std::string(text.substr(1, text.size() - 2));
  }
  std::string path;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 1 < text.size()) ++i;
    path += text[i];
  }
  return path;
}

}  // namespace

Result<Picture> keep_picture(const std::filesystem::path& folder, std::string_view bytes) {
  INGOT_TRY(const engine::ImageFacts facts, engine::image_facts(bytes));
  Picture picture{.file = folder / (os::sha256_hex(bytes) + "." + facts.ending),
                  .width = facts.width,
                  .height = facts.height};
  INGOT_TRY_VOID(os::make_folders(folder, 0700));
  // A picture that is attached again is as good as new.
  if (::utimensat(AT_FDCWD, picture.file.c_str(), nullptr, 0) != 0) {
    INGOT_TRY_VOID(os::write_atomic(picture.file, bytes, {.mode = 0600, .sync = false}));
  }
  return picture;
}

void forget_old_pictures(const std::filesystem::path& folder) {
  const auto entries = os::list_folder(folder);
  if (!entries) return;
  const auto oldest = std::chrono::duration_cast<std::chrono::nanoseconds>(
                          (std::chrono::system_clock::now() - kMonth).time_since_epoch())
                          .count();
  for (const os::DirectoryEntry& entry : *entries) {
    const auto info = os::stat_file(folder / entry.name);
    std::error_code ignored;
    if (info && info->mtime_ns < oldest) std::filesystem::remove(folder / entry.name, ignored);
  }
}

std::optional<std::string> pasted_picture(std::string_view text,
                                          const std::filesystem::path& folder) {
  while (!text.empty() && (text.back() == ' ' || text.back() == '\n')) text.remove_suffix(1);
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  if (text.starts_with("data:image/")) {
    const std::size_t comma = text.find(";base64,");
    if (comma == std::string_view::npos) return std::nullopt;
    auto bytes = from_base64(text.substr(comma + 8));
    if (!bytes || !engine::image_facts(*bytes)) return std::nullopt;
    return bytes;
  }
  if (text.empty() || text.size() > kMaxPath || text.find('\n') != std::string_view::npos) {
    return std::nullopt;
  }
  const std::string path = plain_path(text);
  std::string ending = std::filesystem::path(path).extension().string();
  std::transform(ending.begin(), ending.end(), ending.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  if (std::find(kEndings.begin(), kEndings.end(), ending) == kEndings.end()) return std::nullopt;
  auto bytes = os::read_file(os::absolute(path, folder), engine::kMaxImageBytes);
  if (!bytes || !engine::image_facts(*bytes)) return std::nullopt;
  return *std::move(bytes);
}

}  // namespace ingot::tui
