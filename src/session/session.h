// session/session.h: a conversation on disk, append-only, readable after a kill at any byte.
//
// Purpose    The layout of cli.md 7 (docs/formats/session.md): <id>.jsonl with a header line and
//            one line a message; everything else in <id>.settings.json; large things beside them.
// Ownership  A Session holds the file and its lock until it is destroyed.
// Threads    Belongs to one thread; Store is const and may be shared.
// Errors     Kind::not_found "Session not found: <id>"; Kind::busy when another process holds the
//            session (remedy: --fork); Kind::io otherwise.
// Invariant  append() returns after the line was handed to the kernel in one write: what was shown
//            as done survives a kill of the process at any moment. sync() makes it survive a power
//            loss too.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/redact.h"
#include "base/result.h"
#include "chat/message.h"

namespace ingot::session {

// The title a session is created with until its first message gives it one.
constexpr std::string_view kUntitled = "New session";

struct Tag {
  std::string name;
  std::vector<std::pair<std::string, std::string>> metadata;
};

// What stands for the beginning of a conversation that grew too long (CLI-98 to CLI-101). The file
// keeps every message: this only says from where on the model still sees them as they are.
struct Compaction {
  std::string until;                 // id of the last message that is no longer seen as it is
  std::string summary;               // of everything up to it, in a model's words
  std::vector<std::string> opening;  // the texts that are seen in its place
  friend bool operator==(const Compaction&, const Compaction&) = default;
};

// <id>.settings.json: replaced whole.
struct Settings {
  std::string model;                           // id of the entry
  std::string model_name, provider, base_url;  // to find the entry again (CFG-86)
  std::string reasoning_effort;
  std::string interaction_mode = "auto";
  std::string autonomy;
  std::vector<Tag> tags;
  chat::Usage usage;  // sums over the session
  std::optional<double> cost_usd;
  std::optional<double> budget_usd;  // the user's own for this session; 0: none
  std::string todos;                 // as TodoWrite's text form
  std::string archived_at;
  std::string
      last_front;  // print of the last request, for judging the cache (ledger/cache_watch.h)
  std::optional<Compaction> compaction;  // the newest one
};

struct Header {
  std::string id, title, cwd, parent;
  std::string calling_session_id;
};

struct Loaded {
  Header header;
  Settings settings;
  std::vector<chat::Message> messages;  // with synthetic error results for unanswered calls
  std::vector<std::string> notices;     // torn last line dropped, broken line N skipped, ...
};

class Session {
 public:
  virtual ~Session() = default;
  virtual const Header& header() const = 0;
  virtual const std::filesystem::path& folder() const = 0;  // where the files lie
  // Folder for outputs and blobs of this session; made on first use by whoever writes there.
  virtual std::filesystem::path artefacts() const = 0;

  // Gives message.id a UUID when it has none. Secrets are redacted on the way to disk. The first
  // message of a user also titles a session that has no title or kUntitled.
  virtual Result<> append(chat::Message& message) = 0;
  // The conversation so far, as a continued session would see it.
  virtual Result<std::vector<chat::Message>> messages() const = 0;
  virtual Result<> sync() = 0;
  virtual Result<> save_settings(const Settings& settings) = 0;
  virtual Result<> set_title(std::string_view title) = 0;
  // Where the session goes on to work. Its files stay where they are.
  virtual Result<> set_cwd(const std::filesystem::path& cwd) = 0;
};

class Store {
 public:
  // `root` is ~/.factory/sessions. Nothing is created before the first session.
  Store(std::filesystem::path root, const Clock& clock, const Redactor& redactor);

  // Writes the header line. `id` empty: a new UUID.
  Result<std::unique_ptr<Session>> create(const std::filesystem::path& cwd, std::string_view title,
                                          std::string_view id = {},
                                          std::string_view parent = {}) const;
  // A session that is never written (--ephemeral).
  std::unique_ptr<Session> create_ephemeral(const std::filesystem::path& cwd) const;

  // `id` may be a unique prefix of at least 6 characters (CLI-51).
  Result<std::string> find(std::string_view id) const;
  // The sessions of a working directory, newest first; those that left for another one and those
  // that are archived left out (CLI-55, CLI-59).
  struct Known {
    std::string id, title;
    std::int64_t modified_s = 0;  // Unix time
  };
  std::vector<Known> list(const std::filesystem::path& cwd) const;
  // Where each session was last, by its id; from the headers alone.
  std::map<std::string, std::string> folders() const;
  // Reads without locking.
  Result<Loaded> load(std::string_view id) const;
  // The first line of the session, without the rest of it.
  Result<Header> header(std::string_view id) const;
  // Where the messages of the one session are whose id begins with `id`.
  Result<std::filesystem::path> messages_file(std::string_view id) const;
  // Locks, cuts a torn last line, appends results for unanswered calls; then append() goes on.
  struct Opened {
    std::unique_ptr<Session> session;
    Loaded loaded;
  };
  Result<Opened> open(std::string_view id) const;
  // Marks it with the time, or takes the mark away; the messages stay as they are (CLI-59).
  Result<> set_archived(std::string_view id, bool archived) const;
  // Copies messages and settings, sets parent, titles it "<title> (fork)" (CLI-54). With
  // `compaction`, whose ids are the original's, the copy goes on from there under its old title
  // (CLI-101).
  Result<Opened> fork(std::string_view id, const std::filesystem::path& cwd,
                      const std::optional<Compaction>& compaction = {}) const;
  // A copy that ends before the message `before` (CLI-61).
  Result<Opened> rewind(std::string_view id, const std::filesystem::path& cwd,
                        std::string_view before) const;

 private:
  Result<Opened> copy(Loaded loaded, const std::filesystem::path& cwd,
                      std::string_view title) const;

  std::filesystem::path root_;
  const Clock& clock_;
  const Redactor& redactor_;
};

// The conversation as its model sees it: with a compaction, its opening in place of what is older.
// Everything when the message that it names is not there.
std::vector<chat::Message> seen_by_model(std::vector<chat::Message> messages,
                                         const std::optional<Compaction>& compaction);

// "-home-me-project" for /home/me/project (CLI-45).
std::string folder_name(const std::filesystem::path& cwd);
// At most 60 characters, one line (CLI-56).
std::string title_from(std::string_view first_message);

}  // namespace ingot::session
