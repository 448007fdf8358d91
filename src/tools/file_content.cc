#include "tools/file_content.h"

#include <utility>

#include "os/file.h"
#include "tools/file_history.h"

namespace ingot::tools {

namespace fs = std::filesystem;

Result<Content> content_at(const fs::path& path) {
  const auto info = os::stat_file(path);
  if (!info && info.error().kind == Error::Kind::not_found) return Content{};
  if (!info) return info.error();
  INGOT_TRY(std::string bytes, os::read_regular_file(path, kMaxContent));
  return Content{.bytes = std::move(bytes), .mode = info->mode};
}

std::optional<std::string> print_of(const Content& content) {
  return content.bytes ? std::optional(os::sha256_hex(*content.bytes)) : std::nullopt;
}

Result<Content> kept(const fs::path& folder, const std::optional<std::string>& name,
                     unsigned mode) {
  if (!name) return Content{};
  INGOT_TRY(std::string bytes, kept_content(folder, *name));
  return Content{.bytes = std::move(bytes), .mode = mode};
}

Result<> put(const fs::path& path, const Content& content) {
  if (!content.bytes) {
    std::error_code failed;
    fs::remove(path, failed);
    return failed ? Result<>(system_error(failed.value(), "remove it", path.string())) : Result<>();
  }
  INGOT_TRY_VOID(os::make_folders(path.parent_path()));
  os::WriteOptions options;
  if (content.mode != 0) options.mode = static_cast<mode_t>(content.mode);
  return os::write_atomic(path, *content.bytes, options);
}

}  // namespace ingot::tools
