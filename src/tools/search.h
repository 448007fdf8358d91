// tools/search.h: the programs that search files for Grep and Glob.
//
// Purpose    Builds their command lines, runs them as children and hands over what they print.
// Source     ripgrep 13 (rg(1)), git 2.39 (git-grep(1), git-ls-files(1)), POSIX find, grep -r as in
//            GNU and BSD grep.
// Errors     Kind::not_found when no program can do it. A program's own complaints are in
//            SearchRun::complaint.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "os/process.h"
#include "tools/builtin.h"
#include "tools/glob_match.h"

namespace ingot::tools {

struct SearchRun {
  bool timed_out = false;
  bool stopped = false;   // by the user
  int exit_code = 0;      // 0 when it was ended early
  std::string complaint;  // its standard error, at most 16 KB
};

// Runs `command` until it ends, `limit` passes, `stop` is requested or `on_output` returns false.
Result<SearchRun> run_search(const os::Command& command, std::chrono::milliseconds limit,
                             std::stop_token stop,
                             const std::function<bool(std::string_view)>& on_output);

// The first of the engines that is installed, or the one that `setup` demands.
Result<SearchEngine> engine_for(const SearchSetup& setup, bool for_contents);

// What a search covers. Programs run in `root`, so that they print paths relative to it.
struct SearchPlace {
  std::filesystem::path root;
  std::string file;  // empty: all of root
  GlobFilter filter;
};

struct ContentQuery {
  std::string pattern;
  std::string type;
  bool content = false;  // print lines; else only the names of files
  bool ignore_case = false, multiline = false, dot_all = false, fixed = false;
  bool look_around = false;  // the pattern needs PCRE2
  std::int64_t before = 0, after = 0;
};
os::Command content_command(SearchEngine engine, const SearchPlace& place,
                            const ContentQuery& query, const ToolContext& context);
os::Command listing_command(SearchEngine engine, const SearchPlace& place,
                            const ToolContext& context);

// Splits a stream of paths that each end in NUL; takes a leading "./" off.
class PathList {
 public:
  static constexpr std::size_t kMaxPaths = 500000;
  explicit PathList(const GlobFilter& filter) : filter_(filter) {}
  // False when no more are wanted.
  bool feed(std::string_view bytes);
  bool full() const { return paths_.size() >= kMaxPaths; }
  std::vector<std::string>& paths() { return paths_; }

 private:
  const GlobFilter& filter_;
  std::string open_;
  std::vector<std::string> paths_;
};

// The `count` newest of the files, newest first, equal times by name; absolute. Files that are gone
// by now are left out. An empty result when `stop` is requested.
std::vector<std::filesystem::path> newest(const std::filesystem::path& root,
                                          const std::vector<std::string>& paths, std::size_t count,
                                          std::stop_token stop);

// Shown one a line, at most `max_bytes`, then "[N more]"; `total` counts all that were found.
std::string path_lines(const std::vector<std::filesystem::path>& files, std::size_t total,
                       std::size_t max_bytes, const ToolContext& context);

}  // namespace ingot::tools
