#include "config/save.h"

#include <chrono>

#include "config/files.h"
#include "os/file.h"
#include "os/paths.h"

namespace ingot::config {
namespace {

constexpr std::chrono::seconds kLockLimit(10);
constexpr mode_t kFileMode = 0600, kFolderMode = 0700;

}  // namespace

Result<bool> save(const std::filesystem::path& path, const std::vector<Edit>& edits,
                  const std::string& shown) {
  INGOT_TRY_VOID(os::make_folders(path.parent_path(), kFolderMode));
  // Beside the name people use, not beside a symlink's target, which may be a repository.
  const auto lock_path = path.parent_path() / ("." + path.filename().string() + ".lock");
  const auto lock = os::FileLock::lock(lock_path, kLockLimit);
  if (!lock) {
    Error error = lock.error();
    if (error.kind == Error::Kind::busy) {
      error.what = "another ingot is writing " + shown;
      error.remedy = "try again when it is done";
    }
    return error;
  }
  const std::filesystem::path target = os::canonical(path);
  auto before = os::read_file(target, kMaxFileBytes);
  const bool missing = !before && before.error().kind == Error::Kind::not_found;
  if (!before && !missing) return before.error();
  const std::string text = missing ? std::string() : *std::move(before);
  INGOT_TRY(const std::string after, edit(text, edits, shown));
  if (after == text) return false;
  INGOT_TRY_VOID(os::write_atomic(target, after, {.mode = kFileMode, .sync = true}));
  return true;
}

}  // namespace ingot::config
