#include "session/index.h"

#include <sqlite3.h>

#include <algorithm>
#include <map>
#include <utility>

#include "base/utf8.h"
#include "os/file.h"
#include "session/layout.h"
#include "session/reader.h"
#include "session/settings_file.h"

namespace ingot::session {
namespace {

namespace fs = std::filesystem;

constexpr int kVersion = 2;
constexpr int kBusyMs = 2000;
constexpr std::size_t kMaxText = 1U << 20U;  // of one session that is searched
constexpr std::size_t kPreview = 400;
constexpr std::size_t kBatch = 100;  // sessions of one transaction
constexpr std::size_t kLeastSearch = 3;

constexpr const char* kSchema =
    "CREATE TABLE IF NOT EXISTS sessions (id TEXT PRIMARY KEY, folder TEXT, cwd TEXT, title TEXT,"
    " model TEXT, modified INTEGER, size INTEGER, turns INTEGER, cost REAL, archived INTEGER,"
    " last_user TEXT, last_answer TEXT, settings INTEGER);"
    "CREATE INDEX IF NOT EXISTS by_time ON sessions (modified DESC);"
    "CREATE VIRTUAL TABLE IF NOT EXISTS texts USING fts5 (body, tokenize = 'trigram');";

Error failure(sqlite3* database) {
  return {.kind = Error::Kind::io,
          .what = std::string("the index of sessions: ") + sqlite3_errmsg(database)};
}

Result<> run(sqlite3* database, const char* sql) {
  if (sqlite3_exec(database, sql, nullptr, nullptr, nullptr) != SQLITE_OK) return failure(database);
  return {};
}

// One prepared statement, bound from the left and stepped through.
class Statement {
 public:
  Statement(sqlite3* database, const char* sql) : database_(database) {
    sqlite3_prepare_v2(database, sql, -1, &statement_, nullptr);
  }
  ~Statement() { sqlite3_finalize(statement_); }
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

  Statement& bind(std::string_view text) {
    sqlite3_bind_text(statement_, ++bound_, text.data(), static_cast<int>(text.size()),
                      SQLITE_TRANSIENT);
    return *this;
  }
  Statement& bind(std::int64_t number) {
    sqlite3_bind_int64(statement_, ++bound_, number);
    return *this;
  }
  Statement& bind(std::optional<double> number) {
    ++bound_;
    if (number) sqlite3_bind_double(statement_, bound_, *number);
    return *this;
  }

  // True while there is a row.
  Result<bool> step() {
    if (statement_ == nullptr) return failure(database_);
    const int code = sqlite3_step(statement_);
    if (code == SQLITE_ROW) return true;
    if (code == SQLITE_DONE) return false;
    return failure(database_);
  }

  std::string text(int column) const {
    const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
    return bytes == nullptr
               ? std::string()
               : std::string(bytes,
                             static_cast<std::size_t>(sqlite3_column_bytes(statement_, column)));
  }
  std::int64_t integer(int column) const { return sqlite3_column_int64(statement_, column); }
  std::optional<double> number(int column) const {
    if (sqlite3_column_type(statement_, column) == SQLITE_NULL) return std::nullopt;
    return sqlite3_column_double(statement_, column);
  }

 private:
  sqlite3* database_;
  sqlite3_stmt* statement_ = nullptr;
  int bound_ = 0;
};

// What SELECT asks for of a session, in the order of session_in().
constexpr std::string_view kSelect =
    "SELECT id, folder, cwd, title, model, modified, turns, cost, last_user, last_answer, archived"
    " FROM sessions WHERE ";

IndexedSession session_in(const Statement& row) {
  return {.id = row.text(0),
          .folder = row.text(1),
          .cwd = row.text(2),
          .title = row.text(3),
          .model = row.text(4),
          .modified_ns = row.integer(5),
          .turns = row.integer(6),
          .cost_usd = row.number(7),
          .last_user = row.text(8),
          .last_answer = row.text(9),
          .archived = row.integer(10) != 0};
}

struct Found {
  Files files;
  std::int64_t modified_ns = 0, size = 0;
  std::int64_t settings_ns = 0;  // when its settings were written; 0: there are none
};

void find_in(const fs::path& folder, std::vector<Found>& found) {
  const auto entries = os::list_folder(folder);
  if (!entries) return;
  constexpr std::string_view kSuffix = ".jsonl";
  for (const os::DirectoryEntry& entry : *entries) {
    if (!entry.name.ends_with(kSuffix) || entry.name.size() == kSuffix.size()) continue;
    const auto info = os::stat_file(folder / entry.name);
    if (!info) continue;
    Files files{.folder = folder, .id = entry.name.substr(0, entry.name.size() - kSuffix.size())};
    const auto settings = os::stat_file(files.settings());
    found.push_back({.files = std::move(files),
                     .modified_ns = info->mtime_ns,
                     .size = static_cast<std::int64_t>(info->size),
                     .settings_ns = settings ? settings->mtime_ns : 0});
  }
}

std::vector<Found> find_all(const fs::path& root) {
  std::vector<Found> found;
  find_in(root, found);  // legacy sessions lie in the root itself (CLI-45)
  if (const auto top = os::list_folder(root)) {
    for (const os::DirectoryEntry& entry : *top) {
      if (entry.type == os::FileInfo::Type::directory) find_in(root / entry.name, found);
    }
  }
  return found;
}

struct Read {
  IndexedSession session;
  bool archived = false;
  std::string text;
};

// What the index keeps of one session; nothing of a file that cannot be read.
std::optional<Read> read(const Found& found) {
  auto contents = read_session_file(found.files.messages());
  if (!contents) return std::nullopt;
  const Settings settings = read_settings(found.files.settings());
  Read read;
  IndexedSession& session = read.session;
  session.id = found.files.id;
  session.cwd = contents->header.cwd;
  session.folder = folder_name(session.cwd);
  session.title = contents->header.title;
  session.model = settings.model_name.empty() ? settings.model : settings.model_name;
  session.cost_usd = settings.cost_usd;
  read.archived = !settings.archived_at.empty();
  for (const chat::Message& message : contents->messages) {
    const std::string text = chat::visible_text(message);
    if (text.empty()) continue;
    const bool is_user = message.role == chat::Role::user;
    if (is_user) ++session.turns;
    (is_user ? session.last_user : session.last_answer) = utf8_prefix(text, kPreview);
    if (read.text.size() < kMaxText) {
      read.text += utf8_prefix(text, kMaxText - read.text.size());
      read.text += '\n';
    }
  }
  return read;
}

Result<> forget(sqlite3* database, const std::string& id) {
  Statement text(database,
                 "DELETE FROM texts WHERE rowid = (SELECT rowid FROM sessions WHERE id = ?)");
  INGOT_TRY_VOID(text.bind(id).step());
  Statement row(database, "DELETE FROM sessions WHERE id = ?");
  INGOT_TRY_VOID(row.bind(id).step());
  return {};
}

Result<> keep(sqlite3* database, const Found& found) {
  INGOT_TRY_VOID(forget(database, found.files.id));
  // A file that cannot be read is kept as archived, so that it is not read again until it changes.
  const Read one = read(found).value_or(Read{.session = {.id = found.files.id}, .archived = true});
  const IndexedSession& session = one.session;
  Statement row(database, "INSERT INTO sessions VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  row.bind(session.id).bind(session.folder).bind(session.cwd).bind(session.title);
  row.bind(session.model).bind(found.modified_ns).bind(found.size).bind(session.turns);
  row.bind(session.cost_usd).bind(static_cast<std::int64_t>(one.archived));
  row.bind(session.last_user).bind(session.last_answer).bind(found.settings_ns);
  INGOT_TRY_VOID(row.step());
  Statement text(database, "INSERT INTO texts (rowid, body) VALUES (?, ?)");
  INGOT_TRY_VOID(text.bind(sqlite3_last_insert_rowid(database)).bind(one.text).step());
  return {};
}

}  // namespace

void Index::Close::operator()(sqlite3* database) const { sqlite3_close(database); }

Result<Index> Index::try_open(const fs::path& file) {
  sqlite3* database = nullptr;
  const int code = sqlite3_open(file.c_str(), &database);
  Index index(database);
  if (code != SQLITE_OK) return failure(database);
  sqlite3_busy_timeout(database, kBusyMs);
  INGOT_TRY_VOID(run(database, "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;"));
  std::int64_t version = 0;
  {
    Statement asked(database, "PRAGMA user_version");
    INGOT_TRY_VOID(asked.step());
    version = asked.integer(0);
  }
  if (version != 0 && version != kVersion) {
    return Error{.kind = Error::Kind::io, .what = "the index is of another version"};
  }
  INGOT_TRY_VOID(run(database, kSchema));
  INGOT_TRY_VOID(run(database, ("PRAGMA user_version = " + std::to_string(kVersion)).c_str()));
  return index;
}

Result<Index> Index::open(const fs::path& file) {
  INGOT_TRY_VOID(os::make_folders(file.parent_path(), 0700));
  auto index = try_open(file);
  if (index) return index;
  // It is a cache: what cannot be used is made anew.
  std::error_code ignored;
  for (const char* suffix : {"", "-wal", "-shm"}) fs::remove(file.string() + suffix, ignored);
  return try_open(file);
}

Result<bool> Index::update(const fs::path& root, const std::stop_token& stop) {
  struct Known {
    std::int64_t modified_ns, size, settings_ns;
  };
  std::map<std::string, Known> known;
  {
    Statement all(database_.get(), "SELECT id, modified, size, settings FROM sessions");
    while (true) {
      INGOT_TRY(const bool more, all.step());
      if (!more) break;
      known[all.text(0)] = {all.integer(1), all.integer(2), all.integer(3)};
    }
  }
  std::vector<Found> changed;
  for (Found& found : find_all(root)) {
    const auto before = known.find(found.files.id);
    const bool same = before != known.end() && before->second.modified_ns == found.modified_ns &&
                      before->second.size == found.size &&
                      before->second.settings_ns == found.settings_ns;
    if (before != known.end()) known.erase(before);
    if (!same) changed.push_back(std::move(found));
  }
  const bool different = !changed.empty() || !known.empty();
  // The newest first: they are what people look for.
  std::sort(changed.begin(), changed.end(),
            [](const Found& a, const Found& b) { return a.modified_ns > b.modified_ns; });
  for (std::size_t begin = 0; begin < changed.size(); begin += kBatch) {
    INGOT_TRY_VOID(run(database_.get(), "BEGIN IMMEDIATE"));
    for (std::size_t i = begin; i < std::min(begin + kBatch, changed.size()); ++i) {
      const auto kept = stop.stop_requested() ? Result<>() : keep(database_.get(), changed[i]);
      if (!kept) {
        [[maybe_unused]] const auto undone = run(database_.get(), "ROLLBACK");
        return kept.error();
      }
    }
    INGOT_TRY_VOID(run(database_.get(), "COMMIT"));
    if (stop.stop_requested()) return different;
  }
  for (const auto& [id, gone] : known) INGOT_TRY_VOID(forget(database_.get(), id));
  return different;
}

Result<std::vector<IndexedSession>> Index::sessions(std::string_view folder, bool archived) const {
  const std::string sql =
      std::string(kSelect) + "archived = ?2 AND (?1 = '' OR folder = ?1) ORDER BY modified DESC";
  Statement rows(database_.get(), sql.c_str());
  rows.bind(folder).bind(static_cast<std::int64_t>(archived));
  std::vector<IndexedSession> sessions;
  while (true) {
    INGOT_TRY(const bool more, rows.step());
    if (!more) return sessions;
    sessions.push_back(session_in(rows));
  }
}

Result<std::optional<IndexedSession>> Index::session(std::string_view id) const {
  Statement row(database_.get(), (std::string(kSelect) + "id = ?").c_str());
  INGOT_TRY(const bool found, row.bind(id).step());
  return found ? std::optional(session_in(row)) : std::nullopt;
}

Result<std::vector<std::string>> Index::containing(std::string_view text, std::size_t most) const {
  std::vector<std::string> ids;
  if (text.size() < kLeastSearch) return ids;
  std::string phrase = "\"";
  for (const char c : text) phrase += c == '"' ? std::string("\"\"") : std::string(1, c);
  phrase += '"';
  Statement rows(database_.get(),
                 "SELECT sessions.id FROM texts JOIN sessions ON sessions.rowid = texts.rowid"
                 " WHERE texts MATCH ? AND archived = 0 ORDER BY modified DESC LIMIT ?");
  rows.bind(phrase).bind(static_cast<std::int64_t>(most));
  while (true) {
    INGOT_TRY(const bool more, rows.step());
    if (!more) return ids;
    ids.push_back(rows.text(0));
  }
}

}  // namespace ingot::session
