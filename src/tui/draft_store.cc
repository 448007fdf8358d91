#include "tui/draft_store.h"

#include <unistd.h>

#include <algorithm>
#include <string>

#include "json/value.h"
#include "tui/draft_json.h"

namespace ingot::tui {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kQuiet(500);    // since the last key
constexpr milliseconds kLatest(3000);  // of somebody who never pauses
constexpr std::uint64_t kMaxBytes = 64U << 20U;

}  // namespace

DraftStore::DraftStore(const std::filesystem::path& history_file, const Redactor& redactor)
    : base_(history_file),
      file_(history_file.string() + "." + std::to_string(::getpid()) + ".draft"),
      redactor_(redactor) {}

DraftStore::~DraftStore() {
  if (stays_ || !lock_) return;
  std::error_code ignored;
  std::filesystem::remove(file_, ignored);
  std::filesystem::remove(file_.string() + ".lock", ignored);
}

std::vector<Draft> DraftStore::take_left_behind() {
  std::vector<Draft> drafts;
  const auto entries = os::list_folder(base_.parent_path());
  if (!entries) return drafts;
  const std::string prefix = base_.filename().string() + ".";
  for (const os::DirectoryEntry& entry : *entries) {
    if (!entry.name.starts_with(prefix) || !entry.name.ends_with(".draft")) continue;
    const std::filesystem::path file = base_.parent_path() / entry.name;
    const std::string lock_file = file.string() + ".lock";
    const auto lock = os::FileLock::try_lock(lock_file);
    if (!lock) continue;  // its writer is alive
    json::Reader reader;
    if (const auto text = os::read_file(file, kMaxBytes)) {
      if (const auto value = reader.parse(*text)) {
        if (auto draft = draft_from(*value); draft && !draft->empty()) {
          drafts.push_back(*std::move(draft));
        }
      }
    }
    std::error_code ignored;
    std::filesystem::remove(file, ignored);
    std::filesystem::remove(lock_file, ignored);
  }
  return drafts;
}

void DraftStore::note(const Draft& draft, Time now) {
  if (draft == saved_) {
    due_.reset();
    latest_.reset();
    return;
  }
  if (draft.empty()) return write(draft);  // sent: the history has it
  if (!latest_) latest_ = now + kLatest;
  due_ = std::min(now + kQuiet, *latest_);
}

std::optional<milliseconds> DraftStore::wait(Time now) const {
  if (!due_) return std::nullopt;
  return std::max(std::chrono::ceil<milliseconds>(*due_ - now), milliseconds(0));
}

void DraftStore::save(const Draft& draft, Time now) {
  if (due_ && now >= *due_) write(draft);
}

void DraftStore::keep(const Draft& draft) {
  if (draft.empty()) return;
  stays_ = true;
  if (!(draft == saved_)) write(draft);
}

void DraftStore::write(const Draft& draft) {
  due_.reset();
  latest_.reset();
  saved_ = draft;
  if (!lock_) {
    if (!os::make_folders(base_.parent_path(), 0700)) return;
    auto lock = os::FileLock::try_lock(file_.string() + ".lock");
    if (!lock) return;
    lock_ = *std::move(lock);
  }
  [[maybe_unused]] const auto written =
      os::write_atomic(file_, redactor_.redact(to_json(draft)), {.mode = 0600, .sync = false});
}

}  // namespace ingot::tui
