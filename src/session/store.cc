#include <algorithm>
#include <iterator>
#include <utility>

#include "base/ids.h"
#include "base/letters.h"
#include "base/utf8.h"
#include "os/file.h"
#include "os/paths.h"
#include "session/blocks.h"
#include "session/layout.h"
#include "session/reader.h"
#include "session/session.h"
#include "session/settings_file.h"

namespace ingot::session {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t kMaxTitle = 60;  // CLI-56
constexpr std::size_t kMaxFolderName = 255;
constexpr mode_t kFolderMode = 0700;
constexpr mode_t kFileMode = 0600;

bool is_untitled(const Header& header) { return header.title.empty() || header.title == kUntitled; }

// A session on disk that this process may write to.
class FileSession final : public Session {
 public:
  FileSession(Files files, Header header, os::FileLock lock, os::AppendFile file,
              std::string last_id, const Clock& clock, const Redactor& redactor)
      : files_(std::move(files)),
        header_(std::move(header)),
        lock_(std::move(lock)),
        file_(std::move(file)),
        last_id_(std::move(last_id)),
        clock_(clock),
        redactor_(redactor) {}

  const Header& header() const override { return header_; }
  const fs::path& folder() const override { return files_.folder; }
  fs::path artefacts() const override { return files_.artefacts(); }

  Result<> append(chat::Message& message) override {
    if (message.id.empty()) message.id = new_uuid();
    if (is_untitled(header_) && message.role == chat::Role::user) {
      const std::string title = title_from(chat::visible_text(message));
      // A title that could not be written must not cost the message; the next one tries again.
      if (!title.empty()) [[maybe_unused]]
        const auto ignored = set_title(title);
    }
    std::string line =
        to_line(message, {.parent = last_id_, .timestamp = to_iso8601(clock_.wall())}, redactor_);
    line += '\n';
    INGOT_TRY_VOID(file_.append(line));
    last_id_ = message.id;
    return {};
  }

  Result<std::vector<chat::Message>> messages() const override {
    INGOT_TRY(Contents contents, read_session_file(files_.messages()));
    return std::move(contents.messages);
  }

  Result<> sync() override { return file_.sync(); }

  Result<> save_settings(const Settings& settings) override {
    return write_settings(files_.settings(), settings, redactor_);
  }

  Result<> set_title(std::string_view title) override {
    Header header = header_;
    header.title = redactor_.redact(trimmed(title));
    return set_header(std::move(header));
  }

  Result<> set_cwd(const fs::path& cwd) override {
    Header header = header_;
    header.cwd = to_utf8(cwd.string());
    return header.cwd == header_.cwd ? Result<>() : set_header(std::move(header));
  }

 private:
  // The one rewrite there is: a new file beside the old one, renamed over it, then opened again.
  // The lock is on a file of its own, so it outlives this.
  Result<> set_header(Header header) {
    INGOT_TRY(const std::string bytes, os::read_file(files_.messages(), kMaxFileBytes));
    const std::string_view first = std::string_view(bytes).substr(0, bytes.find('\n'));
    const bool has_header = is_header(first);
    std::string text =
        header_line(header, os::user_name(), has_header ? extra_members(first) : std::string());
    if (has_header) {
      text += std::string_view(bytes).substr(first.size());
    } else {
      text += "\n" + bytes;  // the header was lost; nothing else shall be
    }
    INGOT_TRY_VOID(os::write_atomic(files_.messages(), text, {.mode = kFileMode}));
    header_ = std::move(header);
    INGOT_TRY(file_, os::AppendFile::open(files_.messages()));
    return {};
  }

  Files files_;
  Header header_;
  os::FileLock lock_;
  os::AppendFile file_;
  std::string last_id_;
  const Clock& clock_;
  const Redactor& redactor_;
};

// Exists for one process only. Large outputs of tools still need a place: a folder under the
// temporary one, made by whoever writes there first and removed with the session.
class EphemeralSession final : public Session {
 public:
  explicit EphemeralSession(const fs::path& cwd)
      : folder_(os::temporary_folder() / ("ingot-" + new_uuid())) {
    header_.id = new_uuid();
    header_.cwd = cwd.string();
  }
  ~EphemeralSession() override {
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
  }

  const Header& header() const override { return header_; }
  const fs::path& folder() const override { return folder_; }
  fs::path artefacts() const override { return folder_; }
  Result<> append(chat::Message& message) override {
    if (message.id.empty()) message.id = new_uuid();
    messages_.push_back(message);
    return {};
  }
  Result<std::vector<chat::Message>> messages() const override { return joined(messages_); }
  Result<> sync() override { return {}; }
  Result<> save_settings(const Settings&) override { return {}; }
  Result<> set_title(std::string_view title) override {
    header_.title = title;
    return {};
  }
  Result<> set_cwd(const fs::path& cwd) override {
    header_.cwd = cwd.string();
    return {};
  }

 private:
  fs::path folder_;
  Header header_;
  std::vector<chat::Message> messages_;  // as a file would hold them
};

Error not_found(std::string_view id) {
  return {.kind = Error::Kind::not_found, .what = "Session not found: " + std::string(id)};
}

// Visits every session file below `root`; `visit` returns false to stop.
template <typename Visit>
void each_session(const fs::path& root, Visit visit) {
  const auto visit_folder = [&](const fs::path& folder,
                                const std::vector<os::DirectoryEntry>& entries) {
    constexpr std::string_view kSuffix = ".jsonl";
    for (const os::DirectoryEntry& entry : entries) {
      const std::string_view name = entry.name;
      if (name.size() <= kSuffix.size() || name.substr(name.size() - kSuffix.size()) != kSuffix)
        continue;
      if (!visit(Files{.folder = folder,
                       .id = std::string(name.substr(0, name.size() - kSuffix.size()))})) {
        return false;
      }
    }
    return true;
  };
  const auto top = os::list_folder(root);
  if (!top) return;
  if (!visit_folder(root, *top)) return;  // legacy sessions lie in the root itself (CLI-45)
  for (const os::DirectoryEntry& entry : *top) {
    if (entry.type != os::FileInfo::Type::directory) continue;
    const auto inner = os::list_folder(root / entry.name);
    if (inner && !visit_folder(root / entry.name, *inner)) return;
  }
}

// Names of files are made of it.
bool is_plain_id(std::string_view id) {
  return id.find_first_not_of(
             "0123456789abcdefghijklmnopqrstuvwxyz"
             "ABCDEFGHIJKLMNOPQRSTUVWXYZ-_") == std::string_view::npos;
}

// The files of the one session whose id begins with `id`.
Result<Files> locate(const fs::path& root, std::string_view id) {
  if (id.size() < kMinPrefix || !is_plain_id(id)) return not_found(id);
  std::optional<Files> found;
  bool ambiguous = false;
  each_session(root, [&](Files files) {
    if (files.id == id) {
      found = std::move(files);
      ambiguous = false;
      return false;
    }
    if (files.id.rfind(id, 0) != 0) return true;
    if (found && found->id != files.id) ambiguous = true;
    found = std::move(files);
    return true;
  });
  if (ambiguous) {
    return Error{.kind = Error::Kind::not_found,
                 .what = "more than one session begins with \"" + std::string(id) + "\"",
                 .remedy = "give more of the id"};
  }
  if (!found) return not_found(id);
  return *std::move(found);
}

Result<os::FileLock> lock_session(const Files& files) {
  auto lock = os::FileLock::try_lock(files.lock());
  if (!lock && lock.error().kind == Error::Kind::busy) {
    return Error{.kind = Error::Kind::busy,
                 .what = "session " + files.id + " is in use by another process",
                 .where = {},
                 .remedy = "wait for it to end, or continue a copy with --fork " + files.id};
  }
  return lock;
}

Loaded to_loaded(Contents contents, const Files& files) {
  Loaded loaded;
  loaded.header = std::move(contents.header);
  if (loaded.header.id.empty()) loaded.header.id = files.id;
  loaded.settings = read_settings(files.settings());
  loaded.messages = std::move(contents.messages);
  for (const std::string& notice : contents.notices) {
    loaded.notices.push_back("session " + files.id + ": " + notice);
  }
  return loaded;
}

}  // namespace

Store::Store(fs::path root, const Clock& clock, const Redactor& redactor)
    : root_(std::move(root)), clock_(clock), redactor_(redactor) {}

Result<std::unique_ptr<Session>> Store::create(const fs::path& cwd, std::string_view title,
                                               std::string_view id, std::string_view parent) const {
  Files files{.folder = root_ / folder_name(os::canonical(cwd)),
              .id = id.empty() ? new_uuid() : std::string(id)};
  if (!is_plain_id(files.id)) {
    return Error{.kind = Error::Kind::invalid_argument,
                 .what = "an id of a session holds letters, digits, - and _"};
  }
  INGOT_TRY_VOID(os::make_folders(files.folder, kFolderMode));
  INGOT_TRY(os::FileLock lock, lock_session(files));
  if (os::stat_no_follow(files.messages())) {
    return Error{.kind = Error::Kind::busy,
                 .what = "a session with the id " + files.id + " exists already"};
  }
  Header header{.id = files.id,
                .title = redactor_.redact(title),
                .cwd = to_utf8(cwd.string()),
                .parent = std::string(parent)};
  INGOT_TRY(os::AppendFile file, os::AppendFile::open(files.messages(), kFileMode));
  INGOT_TRY_VOID(file.append(header_line(header, os::user_name(), {}) + "\n"));
  return std::unique_ptr<Session>(std::make_unique<FileSession>(std::move(files), std::move(header),
                                                                std::move(lock), std::move(file),
                                                                std::string(), clock_, redactor_));
}

std::unique_ptr<Session> Store::create_ephemeral(const fs::path& cwd) const {
  return std::make_unique<EphemeralSession>(cwd);
}

Result<std::string> Store::find(std::string_view id) const {
  INGOT_TRY(Files files, locate(root_, id));
  return std::move(files.id);
}

std::vector<Store::Known> Store::list(const fs::path& cwd) const {
  std::vector<Known> known;
  const fs::path folder = root_ / folder_name(cwd);
  const auto entries = os::list_folder(folder);
  if (!entries) return known;
  constexpr std::string_view kSuffix = ".jsonl";
  for (const os::DirectoryEntry& entry : *entries) {
    if (!entry.name.ends_with(kSuffix)) continue;
    const fs::path file = folder / entry.name;
    const auto info = os::stat_file(file);
    const auto header = read_header(file);
    if (!info || !header || !works_in(*header, cwd)) continue;
    Files files{.folder = folder, .id = entry.name.substr(0, entry.name.size() - kSuffix.size())};
    if (!read_settings(files.settings()).archived_at.empty()) continue;
    known.push_back({.id = std::move(files.id),
                     .title = header->title,
                     .modified_s = info->mtime_ns / 1000000000});
  }
  std::sort(known.begin(), known.end(),
            [](const Known& a, const Known& b) { return a.modified_s > b.modified_s; });
  return known;
}

std::map<std::string, std::string> Store::folders() const {
  std::map<std::string, std::string> folders;
  each_session(root_, [&](const Files& files) {
    if (const auto header = read_header(files.messages())) folders[files.id] = header->cwd;
    return true;
  });
  return folders;
}

Result<Header> Store::header(std::string_view id) const {
  INGOT_TRY(const Files files, locate(root_, id));
  if (auto header = read_header(files.messages())) return *std::move(header);
  return no_header(files.messages());
}

Result<std::filesystem::path> Store::messages_file(std::string_view id) const {
  INGOT_TRY(const Files files, locate(root_, id));
  return files.messages();
}

Result<Loaded> Store::load(std::string_view id) const {
  INGOT_TRY(const Files files, locate(root_, id));
  INGOT_TRY(Contents contents, read_session_file(files.messages()));
  return to_loaded(std::move(contents), files);
}

Result<Store::Opened> Store::open(std::string_view id) const {
  INGOT_TRY(Files files, locate(root_, id));
  INGOT_TRY(os::FileLock lock, lock_session(files));
  INGOT_TRY(Contents contents, read_session_file(files.messages()));
  INGOT_TRY(os::AppendFile file, os::AppendFile::open(files.messages()));
  if (contents.torn) {
    INGOT_TRY_VOID(file.truncate(contents.whole_bytes));
  }
  if (contents.open_end) {
    INGOT_TRY_VOID(file.append("\n"));
  }
  const std::vector<chat::ToolResult> missing = std::move(contents.missing);
  const std::string last_id = contents.last_id;
  Opened opened;
  opened.loaded = to_loaded(std::move(contents), files);
  auto session =
      std::make_unique<FileSession>(std::move(files), opened.loaded.header, std::move(lock),
                                    std::move(file), last_id, clock_, redactor_);
  for (const chat::ToolResult& result : missing) {
    chat::Message line;
    line.role = chat::Role::tool;
    line.blocks.emplace_back(result);
    INGOT_TRY_VOID(session->append(line));
  }
  opened.session = std::move(session);
  return opened;
}

Result<> Store::set_archived(std::string_view id, bool archived) const {
  INGOT_TRY(const Files files, locate(root_, id));
  INGOT_TRY(const os::FileLock lock, lock_session(files));
  Settings settings = read_settings(files.settings());
  settings.archived_at = archived ? to_iso8601(clock_.wall()) : std::string();
  return write_settings(files.settings(), settings, redactor_);
}

Result<Store::Opened> Store::fork(std::string_view id, const fs::path& cwd,
                                  const std::optional<Compaction>& shorter) const {
  INGOT_TRY(Loaded loaded, load(id));
  if (shorter) loaded.settings.compaction = shorter;
  const std::string title = loaded.header.title + (shorter ? "" : " (fork)");
  return copy(std::move(loaded), cwd, title);
}

Result<Store::Opened> Store::rewind(std::string_view id, const fs::path& cwd,
                                    std::string_view before) const {
  INGOT_TRY(Loaded loaded, load(id));
  const auto end = std::find_if(loaded.messages.begin(), loaded.messages.end(),
                                [&](const chat::Message& one) { return one.id == before; });
  if (end == loaded.messages.end()) {
    return Error{.kind = Error::Kind::not_found,
                 .what = "session " + loaded.header.id + " has no such message"};
  }
  loaded.messages.erase(end, loaded.messages.end());
  // What was left of the work then is not known, and no request ended there.
  loaded.settings.todos.clear();
  loaded.settings.last_front.clear();
  const std::string title =
      loaded.messages.empty() ? std::string(kUntitled) : loaded.header.title + " (fork)";
  return copy(std::move(loaded), cwd, title);
}

Result<Store::Opened> Store::copy(Loaded loaded, const fs::path& cwd,
                                  std::string_view title) const {
  Opened opened;
  opened.loaded = std::move(loaded);
  INGOT_TRY(opened.session, create(cwd, title, {}, opened.loaded.header.id));
  std::optional<Compaction>& compaction = opened.loaded.settings.compaction;
  std::string until;
  for (chat::Message& message : opened.loaded.messages) {
    const std::string before = std::exchange(message.id, {});  // ids are of one session
    INGOT_TRY_VOID(opened.session->append(message));
    if (compaction && before == compaction->until) until = message.id;
  }
  if (compaction) compaction->until = until;
  if (until.empty()) compaction.reset();
  opened.loaded.settings.archived_at.clear();
  INGOT_TRY_VOID(opened.session->save_settings(opened.loaded.settings));
  opened.loaded.header = opened.session->header();
  return opened;
}

std::vector<chat::Message> seen_by_model(std::vector<chat::Message> messages,
                                         const std::optional<Compaction>& compaction) {
  if (!compaction) return messages;
  const auto last = std::find_if(messages.begin(), messages.end(), [&](const chat::Message& one) {
    return one.id == compaction->until;
  });
  if (last == messages.end()) return messages;
  chat::Message opening;
  opening.role = chat::Role::user;
  for (const std::string& text : compaction->opening) {
    opening.blocks.emplace_back(chat::Text{.text = text, .synthetic = true});
  }
  std::vector<chat::Message> seen;
  seen.push_back(std::move(opening));
  seen.insert(seen.end(), std::make_move_iterator(last + 1),
              std::make_move_iterator(messages.end()));
  return seen;
}

std::string folder_name(const fs::path& cwd) {
  std::string name = "-";
  bool separated = true;  // the leading separator is dropped
  for (const char c : cwd.string()) {
    if (c == '/') {
      if (!separated) name += '-';
      separated = true;
    } else {
      name += c;
      separated = false;
    }
  }
  while (name.size() > 1 && separated && name.back() == '-') name.pop_back();
  if (name.size() <= kMaxFolderName) return name;
  // Longer than a file system takes.
  return std::string(utf8_prefix(name, kMaxFolderName - 17)) + "-" + stable_base62(name, 16);
}

std::string title_from(std::string_view first_message) {
  std::string title;
  bool blank = true;
  const std::string text = to_utf8(first_message);
  std::size_t count = 0;
  for (std::string_view rest = text; !rest.empty() && count < kMaxTitle;) {
    const CodePoint point = decode_utf8(rest);
    const std::string_view bytes = rest.substr(0, point.length);
    rest.remove_prefix(point.length);
    const bool space = point.value <= 0x20 || point.value == 0x7F;
    if (space && blank) continue;
    title += space ? std::string_view(" ") : bytes;
    blank = space;
    ++count;
  }
  while (!title.empty() && title.back() == ' ') title.pop_back();
  return title;
}

}  // namespace ingot::session
