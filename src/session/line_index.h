// session/line_index.h: the lines of a session file, found once and read one at a time.
//
// Purpose    For whoever looks at a long session: neither the file nor its messages are held.
// Ownership  Holds the file open; a file that is replaced meanwhile (a new title) is opened again
// by
//            refresh().
// Threads    Belongs to one thread; the session may be written meanwhile.
// Errors     Kind::not_found, io.
// Cost       One pass over the bytes at open(), eight bytes of memory a line.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "os/random_file.h"
#include "session/session.h"

namespace ingot::session {

struct StoredMessage {
  chat::Message message;  // without blocks: the line is not a message
  std::string timestamp;  // ISO 8601; may be empty
};

class LineIndex {
 public:
  static Result<LineIndex> open(std::filesystem::path path);

  // Takes in what was appended since.
  Result<> refresh();
  std::size_t size() const { return ends_.size(); }
  StoredMessage read(std::size_t index) const;
  // As it stands in the file, without its LF; empty when it cannot be read.
  std::string line(std::size_t index) const;

 private:
  LineIndex(std::filesystem::path path, os::RandomFile file)
      : path_(std::move(path)), file_(std::move(file)) {}

  std::filesystem::path path_;
  os::RandomFile file_;
  std::vector<std::uint64_t> ends_;  // of whole lines, behind their LF
};

}  // namespace ingot::session
