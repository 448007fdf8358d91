#include "tools/search.h"

#include <algorithm>
#include <array>

#include "os/file.h"
#include "os/paths.h"

namespace ingot::tools {
namespace {

constexpr std::size_t kMaxComplaintBytes = 16 * 1024;
constexpr std::size_t kMaxPathBytes = 16 * 1024;

struct TypeGlobs {
  std::string_view type;     // as ripgrep calls it
  std::string_view alias;    // as models call it too
  std::string_view pattern;  // for programs that know no types
};
constexpr TypeGlobs kTypes[] = {
    {"c", "", "*.{c,h}"},
    {"cpp", "c++", "*.{cpp,cc,cxx,hpp,hh,hxx,h,inl}"},
    {"css", "", "*.{css,scss}"},
    {"csharp", "cs", "*.cs"},
    {"go", "golang", "*.go"},
    {"html", "htm", "*.{htm,html}"},
    {"java", "", "*.{java,jsp}"},
    {"js", "javascript", "*.{js,jsx,mjs,cjs,vue}"},
    {"json", "", "*.json"},
    {"kotlin", "kt", "*.{kt,kts}"},
    {"lua", "", "*.lua"},
    {"md", "markdown", "*.{md,markdown,mdx}"},
    {"php", "", "*.php"},
    {"py", "python", "*.{py,pyi}"},
    {"ruby", "rb", "*.{rb,gemspec}"},
    {"rust", "rs", "*.rs"},
    {"sh", "bash", "*.{sh,bash,zsh}"},
    {"sql", "", "*.sql"},
    {"swift", "", "*.swift"},
    {"toml", "", "*.toml"},
    {"ts", "typescript", "*.{ts,tsx,mts,cts}"},
    {"txt", "text", "*.txt"},
    {"xml", "", "*.xml"},
    {"yaml", "yml", "*.{yaml,yml}"},
};

const TypeGlobs* known_type(std::string_view name) {
  for (const TypeGlobs& type : kTypes) {
    if (type.type == name || type.alias == name) return &type;
  }
  return nullptr;
}

std::string start_of(const SearchPlace& place) { return "./" + place.file; }

// A folder's patterns as an ignore file: everything is ignored but folders and what matches. Given
// as -g they would also bring back files that the project's own ignore files hide.
std::string ignore_file(const GlobFilter& filter) {
  if (filter.include.empty()) return {};
  std::string text = "*\n!*/\n";
  for (const Glob& glob : filter.include) {
    for (const std::string& pattern : glob.alternatives()) {
      if (pattern.find('\n') != std::string::npos) return {};
      text += "!/" + pattern + '\n';
    }
  }
  return text;
}

os::Command base_command(const SearchPlace& place, const ToolContext& context) {
  os::Command command;
  command.directory = place.root;
  command.environment = os::environment_without(context.hidden_variables);
  command.merge_stderr = false;
  return command;
}

void add_ripgrep_scope(os::Command& command, const SearchPlace& place) {
  for (const char* option :
       {"--no-config", "--hidden", "--no-require-git", "--null", "--color=never", "--glob=!.git"}) {
    command.argv.emplace_back(option);
  }
  if (!place.file.empty()) return;
  command.input = ignore_file(place.filter);
  if (!command.input.empty()) command.argv.emplace_back("--ignore-file=/dev/stdin");
}

void add_git_paths(os::Command& command, const SearchPlace& place) {
  command.argv.emplace_back("--");
  if (!place.file.empty()) {
    command.argv.push_back(":(literal)" + place.file);
    return;
  }
  for (const Glob& glob : place.filter.include) {
    for (const std::string& pattern : glob.alternatives()) {
      command.argv.push_back(":(glob)" + pattern);
    }
  }
}

os::Command ripgrep_contents(const SearchPlace& place, const ContentQuery& query,
                             os::Command command) {
  command.argv = {"rg"};
  add_ripgrep_scope(command, place);
  if (query.content) {
    for (const char* option :
         {"--line-number", "--column", "--no-heading", "--with-filename", "--sort=path"}) {
      command.argv.emplace_back(option);
    }
    command.argv.push_back("--before-context=" + std::to_string(query.before));
    command.argv.push_back("--after-context=" + std::to_string(query.after));
  } else {
    command.argv.emplace_back("--files-with-matches");
  }
  if (query.ignore_case) command.argv.emplace_back("--ignore-case");
  if (query.multiline) command.argv.emplace_back("--multiline");
  if (query.dot_all) command.argv.emplace_back("--multiline-dotall");
  if (query.fixed) command.argv.emplace_back("--fixed-strings");
  if (query.look_around) command.argv.emplace_back("--pcre2");
  if (!query.type.empty()) {
    const TypeGlobs* type = known_type(query.type);
    command.argv.push_back("--type=" + (type ? std::string(type->type) : query.type));
  }
  command.argv.push_back("--regexp=" + query.pattern);
  command.argv.emplace_back("--");
  command.argv.push_back(start_of(place));
  return command;
}

os::Command git_contents(const SearchPlace& place, const ContentQuery& query, os::Command command) {
  command.argv = {"git", "grep", "--no-index", "--exclude-standard", "--no-color", "-I", "-z"};
  if (query.content) {
    for (const char* option : {"-n", "--column", "-H"}) command.argv.emplace_back(option);
    command.argv.push_back("-B" + std::to_string(query.before));
    command.argv.push_back("-A" + std::to_string(query.after));
  } else {
    command.argv.emplace_back("-l");
  }
  if (query.ignore_case) command.argv.emplace_back("-i");
  command.argv.emplace_back(query.fixed ? "-F" : "-P");
  command.argv.emplace_back("-e");
  command.argv.push_back(query.pattern);
  add_git_paths(command, place);
  return command;
}

os::Command grep_contents(const SearchPlace& place, const ContentQuery& query,
                          os::Command command) {
  command.argv = {"grep", "-r", "-I", "-H", "--null", "--color=never", "--exclude-dir=.git"};
  if (query.content) {
    command.argv.emplace_back("-n");
    command.argv.push_back("-B" + std::to_string(query.before));
    command.argv.push_back("-A" + std::to_string(query.after));
  } else {
    command.argv.emplace_back("-l");
  }
  if (query.ignore_case) command.argv.emplace_back("-i");
  command.argv.emplace_back(query.fixed ? "-F" : "-E");
  command.argv.emplace_back("-e");
  command.argv.push_back(query.pattern);
  command.argv.emplace_back("--");
  command.argv.push_back(start_of(place));
  return command;
}

}  // namespace

Result<SearchRun> run_search(const os::Command& command, std::chrono::milliseconds limit,
                             std::stop_token stop,
                             const std::function<bool(std::string_view)>& on_output) {
  SearchRun run;
  const auto deadline = std::chrono::steady_clock::now() + limit;
  INGOT_TRY(os::Child child, os::Child::start(command));
  for (;;) {
    const os::Child::Step step = child.wait(deadline, stop);
    run.complaint += step.error.substr(0, kMaxComplaintBytes - run.complaint.size());
    if (!step.output.empty() && !on_output(step.output)) return run;
    switch (step.event) {
      case os::Child::Event::output:
        continue;
      case os::Child::Event::exited:
        run.exit_code = child.exit().signal != 0 ? 128 + child.exit().signal : child.exit().code;
        return run;
      case os::Child::Event::timeout:
        run.timed_out = true;
        return run;
      case os::Child::Event::stopped:
        run.stopped = true;
        return run;
    }
  }
}

Result<SearchEngine> engine_for(const SearchSetup& setup, bool for_contents) {
  if (setup.engine) return *setup.engine;
  if (!os::find_program("rg").empty()) return SearchEngine::ripgrep;
  if (!os::find_program("git").empty()) return SearchEngine::git;
  if (!os::find_program(for_contents ? "grep" : "find").empty()) return SearchEngine::find;
  return Error{.kind = Error::Kind::not_found,
               .what = "no program to search files with is installed",
               .where = {},
               .remedy = "install ripgrep"};
}

os::Command content_command(SearchEngine engine, const SearchPlace& place,
                            const ContentQuery& query, const ToolContext& context) {
  os::Command command = base_command(place, context);
  if (engine == SearchEngine::ripgrep) return ripgrep_contents(place, query, std::move(command));
  // The others know no types: the type becomes one more condition on the name.
  SearchPlace narrowed = place;
  if (!query.type.empty() && place.filter.include.empty()) {
    const TypeGlobs* type = known_type(query.type);
    narrowed.filter.include.emplace_back(type ? std::string(type->pattern) : "*." + query.type);
  }
  return engine == SearchEngine::git ? git_contents(narrowed, query, std::move(command))
                                     : grep_contents(narrowed, query, std::move(command));
}

os::Command listing_command(SearchEngine engine, const SearchPlace& place,
                            const ToolContext& context) {
  os::Command command = base_command(place, context);
  switch (engine) {
    case SearchEngine::ripgrep:
      command.argv = {"rg", "--files"};
      add_ripgrep_scope(command, place);
      command.argv.emplace_back("--");
      command.argv.emplace_back("./");
      break;
    case SearchEngine::git:
      // Every file has a beginning, empty ones too: all files that git grep would look at.
      command.argv = {"git", "grep", "--no-index", "--exclude-standard", "-L", "-z", "-F", "-e"};
      command.argv.emplace_back("\x01ingot\x01no\x01such\x01text\x01");
      add_git_paths(command, place);
      break;
    case SearchEngine::find:
      command.argv = {"find", ".", "-name", ".git", "-prune", "-o", "-type", "f", "-print0"};
      break;
  }
  return command;
}

bool PathList::feed(std::string_view bytes) {
  while (!bytes.empty()) {
    const std::size_t end = bytes.find('\0');
    if (end == std::string_view::npos) {
      if (open_.size() < kMaxPathBytes) open_ += bytes;
      return true;
    }
    open_ += bytes.substr(0, end);
    bytes.remove_prefix(end + 1);
    std::string_view path = open_;
    if (path.starts_with("./")) path.remove_prefix(2);
    if (!path.empty() && filter_.accepts(path)) paths_.emplace_back(path);
    open_.clear();
    if (full()) return false;
  }
  return true;
}

std::vector<std::filesystem::path> newest(const std::filesystem::path& root,
                                          const std::vector<std::string>& paths, std::size_t count,
                                          std::stop_token stop) {
  struct Dated {
    std::int64_t mtime_ns;
    const std::string* path;
  };
  std::vector<Dated> dated;
  dated.reserve(paths.size());
  for (const std::string& path : paths) {
    if (stop.stop_requested()) return {};
    if (const auto info = os::stat_file(root / path)) dated.push_back({info->mtime_ns, &path});
  }
  const std::size_t kept = std::min(count, dated.size());
  std::partial_sort(dated.begin(), dated.begin() + static_cast<std::ptrdiff_t>(kept), dated.end(),
                    [](const Dated& a, const Dated& b) {
                      return a.mtime_ns != b.mtime_ns ? a.mtime_ns > b.mtime_ns : *a.path < *b.path;
                    });
  std::vector<std::filesystem::path> out;
  for (std::size_t i = 0; i < kept; ++i) out.push_back(root / *dated[i].path);
  return out;
}

std::string path_lines(const std::vector<std::filesystem::path>& files, std::size_t total,
                       std::size_t max_bytes, const ToolContext& context) {
  std::string out;
  std::size_t shown = 0;
  for (const std::filesystem::path& file : files) {
    const std::string line = shown_path(file, context);
    if (out.size() + line.size() + 1 > max_bytes) break;
    if (shown++ > 0) out += '\n';
    out += line;
  }
  if (shown < total) out += "\n[" + std::to_string(total - shown) + " more]";
  return out;
}

}  // namespace ingot::tools
