// session/index.h: what is known of every session, without reading its file.
//
// Purpose    Lists ten thousand sessions and finds words in them at once (TUI-113, CLI-60). A cache
//            of the session files: deleted or broken, it is made anew from them.
// Source     SQLite with FTS5 and its trigram tokenizer; docs/formats/session-index.md.
// Ownership  Owns its connection; several may be open on one file.
// Threads    One thread per Index.
// Errors     Kind::io with what SQLite says; a file that is no database is replaced.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

struct sqlite3;

namespace ingot::session {

struct IndexedSession {
  std::string id, folder;  // folder: as folder_name() makes it of `cwd`
  std::string cwd, title, model;
  std::int64_t modified_ns = 0, turns = 0;
  std::optional<double> cost_usd;
  std::string last_user, last_answer;  // their beginnings
  bool archived = false;
};

class Index {
 public:
  // Makes the file, and its folder, when they are not there.
  static Result<Index> open(const std::filesystem::path& file);

  // Reads the sessions below `root` whose files are new or have changed, and forgets those that are
  // gone. Returns whether anything was different.
  Result<bool> update(const std::filesystem::path& root, const std::stop_token& stop);

  // Newest first, archived ones left out, or these alone. An empty `folder`: of all folders.
  Result<std::vector<IndexedSession>> sessions(std::string_view folder,
                                               bool archived = false) const;
  // The one with this id, archived or not.
  Result<std::optional<IndexedSession>> session(std::string_view id) const;
  // Ids of sessions in which somebody says `text`, at least three characters; newest first.
  Result<std::vector<std::string>> containing(std::string_view text, std::size_t most) const;

 private:
  struct Close {
    void operator()(sqlite3* database) const;
  };
  explicit Index(sqlite3* database) : database_(database) {}
  static Result<Index> try_open(const std::filesystem::path& file);

  std::unique_ptr<sqlite3, Close> database_;
};

}  // namespace ingot::session
