// base/log.h: the debug log.
//
// Purpose    Lines for whoever investigates a problem; off unless the user names a file
//            (INGOT_LOG_FILE or FACTORY_LOG_FILE). Never a channel for results or errors.
// Threads    write() is safe from any thread.
// Invariant  Every line passes through the redactor (invariant 3).
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/redact.h"

namespace ingot {

class Log {
 public:
  // A log that drops everything.
  Log();
  // Appends to `path` (mode 0600); on failure drops everything. `redactor` must outlive the log.
  Log(const std::string& path, const Redactor& redactor);
  ~Log();
  Log(const Log&) = delete;
  Log& operator=(const Log&) = delete;

  bool enabled() const { return file_ != nullptr; }
  // One line: time, `room`, `text`.
  void write(std::string_view room, std::string_view text);

 private:
  struct File;
  std::unique_ptr<File> file_;
};

}  // namespace ingot
