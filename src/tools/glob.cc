#include <algorithm>
#include <map>

#include "os/file.h"
#include "os/paths.h"
#include "tools/builtin.h"
#include "tools/glob_match.h"
#include "tools/input.h"
#include "tools/search.h"

namespace ingot::tools {
namespace {

constexpr std::size_t kMaxFiles = 1000;
constexpr std::size_t kMaxBytes = 50 * 1024;
constexpr std::size_t kMaxPatterns = 100;
constexpr std::size_t kMaxPatternBytes = 4096;

constexpr ParameterName kNames[] = {{"patterns", {"pattern", "glob_pattern"}},
                                    {"folder", {"path", "directory", "directory_path"}},
                                    {"excludePatterns", {"exclude_patterns", "exclude"}}};
constexpr InputShape kShape{kNames, R"({"patterns":["src/**/*.cc"],"folder":"/project"})"};

struct Request {
  // A pattern with a path of its own ("/etc/*.conf", "../x/*") is searched where that path leads.
  std::map<std::filesystem::path, GlobFilter> places;
  std::string shown;
  std::string notes;
};

// Splits "/a/b/*.c" into the folder "/a/b" and the pattern "/*.c".
std::pair<std::string, std::string> split_root(const std::string& pattern) {
  const std::size_t wild = pattern.find_first_of("*?[{\\");
  const std::size_t slash = pattern.rfind('/', wild);
  if (slash == std::string::npos) return {"", pattern};
  return {pattern.substr(0, std::max<std::size_t>(slash, 1)), pattern.substr(slash)};
}

Result<Request> parse(json::Value input, const ToolContext& context) {
  Input in(input, kShape);
  Request request;
  const std::vector<std::string> patterns = in.required_texts("patterns");
  const std::string folder = in.text("folder").value_or("");
  const std::vector<std::string> excluded = in.texts("excludePatterns");
  const auto too_long = [](const std::string& text) { return text.size() > kMaxPatternBytes; };
  if (patterns.size() + excluded.size() > kMaxPatterns ||
      std::any_of(patterns.begin(), patterns.end(), too_long) ||
      std::any_of(excluded.begin(), excluded.end(), too_long)) {
    in.refuse("patterns", "at most 100 patterns of 4096 bytes");
  }
  INGOT_TRY_VOID(in.status());
  const Target base = target_of(folder.empty() ? "." : folder, context);

  std::vector<Glob> exclude;
  for (const std::string& pattern : excluded) exclude.emplace_back(pattern);
  for (const std::string& pattern : patterns) {
    if (pattern.starts_with('!')) {
      exclude.emplace_back(std::string_view(pattern).substr(1));
    } else if (pattern.starts_with('/') || pattern.starts_with("~/") ||
               pattern.starts_with("../")) {
      const auto [root, rest] = split_root(pattern);
      const std::filesystem::path from =
          root.starts_with("..") ? os::absolute(root, base.path) : target_of(root, context).path;
      request.places[from].include.emplace_back(rest);
    } else {
      request.places[base.path].include.emplace_back(pattern);
    }
  }
  if (request.places.empty()) request.places[base.path];  // exclusions only
  for (auto& [root, filter] : request.places) filter.exclude = exclude;
  for (const std::string& pattern : patterns) {
    request.shown += (request.shown.empty() ? "" : ", ") + pattern;
  }
  request.notes = in.notes();
  return request;
}

class GlobTool final : public Tool {
 public:
  explicit GlobTool(SearchSetup setup) : setup_(setup) {}

  const ToolSpec& spec() const override {
    static constexpr ToolSpec kSpec{
        .name = "Glob",
        .description =
            "Finds files by name pattern, newest first; ignored files and .git are left out.\n"
            "`*` and `?` match within a name, `**` across folders, `{a,b}` alternatives; a pattern "
            "without a slash matches at any depth, a leading ! excludes. At most 1000 paths.",
        .input_schema =
            R"json({"type":"object","properties":{)json"
            R"json("patterns":{"type":"array","items":{"type":"string"},"description":"For )json"
            R"json(example [\"*.ts\",\"src/**/*.{c,h}\"]"},)json"
            R"json("folder":{"type":"string","description":"Folder to search; default: the )json"
            R"json(working folder"},)json"
            R"json("excludePatterns":{"type":"array","items":{"type":"string"}})json"
            R"json(},"required":["patterns"]})json",
        .category = Category::read,
        .read_only = true,
    };
    return kSpec;
  }

  Result<Effects> effects(json::Value input, const ToolContext& context) const override {
    INGOT_TRY(const Request request, parse(input, context));
    Effects effects{.detail = "Glob " + request.shown};
    for (const auto& [root, filter] : request.places) {
      effects.reads.push_back(os::canonical(root));
    }
    return effects;
  }

  ToolOutput run(json::Value input, const ToolContext& context) const override {
    const auto request = parse(input, context);
    if (!request) return failed_output(context, to_text(request.error()));
    if (context.stop.stop_requested()) return cancelled_output();
    const auto engine = engine_for(setup_, false);
    if (!engine) return failed_output(context, to_text(engine.error()));

    // Paths relative to "/" so that files of several places can be sorted together.
    std::vector<std::string> found;
    bool timed_out = false;
    for (const auto& [root, filter] : request->places) {
      const auto info = os::stat_file(root);
      if (!info || info->type != os::FileInfo::Type::directory) {
        const Target target = target_of(root.string(), context);
        return failed_output(
            context, info ? target.shown + " is not a directory" : missing_text(target, context));
      }
      const SearchPlace place{.root = root, .file = {}, .filter = filter};
      PathList files(place.filter);
      const auto run =
          run_search(listing_command(*engine, place, context), setup_.limit, context.stop,
                     [&](std::string_view bytes) { return files.feed(bytes); });
      if (!run) return failed_output(context, to_text(run.error()));
      if (run->stopped) return cancelled_output();
      timed_out = timed_out || run->timed_out;
      for (const std::string& path : files.paths()) {
        found.push_back((root / path).relative_path().string());
      }
    }
    std::sort(found.begin(), found.end());
    found.erase(std::unique(found.begin(), found.end()), found.end());
    const auto shown = newest("/", found, kMaxFiles, context.stop);
    if (context.stop.stop_requested()) return cancelled_output();
    std::string text =
        found.empty() ? "No files found" : path_lines(shown, found.size(), kMaxBytes, context);
    if (timed_out) {
      text += "\n[Search stopped after " + std::to_string(setup_.limit.count() / 1000) +
              " s; results are partial. Narrow `folder`]";
    }
    return finished_output(context, text + request->notes);
  }

 private:
  const SearchSetup setup_;
};

}  // namespace

std::unique_ptr<Tool> make_glob_tool(SearchSetup setup) {
  return std::make_unique<GlobTool>(setup);
}

}  // namespace ingot::tools
