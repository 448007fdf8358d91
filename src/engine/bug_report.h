// engine/bug_report.h: what a maintainer needs to know of a fault, in one archive.
//
// Purpose    /bug: version, system, settings without secrets, diagnostics and the structure of the
//            session (who spoke when, which tools, how many bytes; not what was said). Nothing is
//            sent: the user looks at it and passes it on.
// Errors     Those of writing the file. What cannot be found out is left out.
// Invariant  No key, no text of the conversation, no content of files; the home folder is "~".
#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "engine/configuration.h"

namespace ingot::engine {

struct BugFacts {
  std::string title;       // in the user's words; may be empty
  std::string session_id;  // may be empty
  std::string diagnostics;
  // What the front end knows: name and value.
  std::vector<std::pair<std::string, std::string>> terminal;
};
struct BugReport {
  std::filesystem::path file;
  struct Part {
    std::string name, about;
    std::size_t bytes = 0;
  };
  std::vector<Part> parts;
};
// Writes ~/.factory/ingot/bugs/bug-<time>.tar.gz, for the user alone; a folder where there is no
// tar.
Result<BugReport> write_bug_report(const Configuration& configuration, const BugFacts& facts);

}  // namespace ingot::engine
