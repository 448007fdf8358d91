#include "tools/file_history.h"

#include <utility>

#include "base/clock.h"
#include "json/writer.h"
#include "os/file.h"

namespace ingot::tools {
namespace {

namespace fs = std::filesystem;

std::uint64_t bytes_in(const fs::path& folder) {
  std::uint64_t sum = 0;
  const auto entries = os::list_folder(folder);
  if (!entries) return sum;
  for (const os::DirectoryEntry& entry : *entries) {
    if (const auto info = os::stat_no_follow(folder / entry.name)) sum += info->size;
  }
  return sum;
}

}  // namespace

void FileHistory::begin_turn(std::string id) {
  turn_ = std::move(id);
  kept_.clear();
}

void FileHistory::keep(const fs::path& path, std::string_view after) {
  std::string line;
  json::Writer out(line);
  out.begin_object().member("turn", turn_).member("at", to_iso8601(system_clock().wall()));
  out.member("path", path.string());
  // Only what was there before the first change of a turn is brought back.
  if (kept_.insert(path).second) {
    std::string lost;
    const auto before = os::read_file(path, kMaxKeptFile);
    if (!kept_bytes_) kept_bytes_ = bytes_in(folder_);
    if (!before && before.error().kind == Error::Kind::limit) {
      lost = "it was larger than 10 MB";
    } else if (!before && before.error().kind != Error::Kind::not_found) {
      lost = before.error().what;
    } else if (before && *kept_bytes_ + before->size() > kMaxKeptSession) {
      lost = "the session's 500 MB for former contents are used up";
    } else if (before) {
      const auto name = keep_content(folder_, *before);
      if (name) *kept_bytes_ += before->size();
      if (name) out.member("before", *name);
      if (!name) lost = name.error().what;
    } else {
      out.key("before").null();
    }
    if (!lost.empty()) out.member("lost", lost);
  }
  out.member("after", os::sha256_hex(after)).end_object();
  [[maybe_unused]] const auto added = add_to_journal(folder_, line);
}

}  // namespace ingot::tools
