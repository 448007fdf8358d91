#include <algorithm>

#include "os/file.h"
#include "os/paths.h"
#include "tools/builtin.h"
#include "tools/grep_lines.h"
#include "tools/input.h"
#include "tools/search.h"

namespace ingot::tools {
namespace {

constexpr std::size_t kMaxFiles = 1000;
constexpr std::size_t kMaxMatches = 500;
constexpr std::size_t kMaxBytes = 50 * 1024;
constexpr std::size_t kMaxPatternBytes = 16 * 1024;
constexpr std::int64_t kMaxContext = 1000;

constexpr ParameterName kNames[] = {{"pattern", {"query", "regex"}},
                                    {"path", {"folder", "directory", "file_path"}},
                                    {"glob_pattern", {"glob", "include"}},
                                    {"type"},
                                    {"output_mode"},
                                    {"case_insensitive", {"-i", "ignore_case"}},
                                    {"context", {"-C"}},
                                    {"context_before", {"-B"}},
                                    {"context_after", {"-A"}},
                                    {"line_numbers", {"-n"}},
                                    {"head_limit"},
                                    {"multiline"},
                                    {"fixed_strings"}};
constexpr InputShape kShape{
    kNames, R"({"pattern":"class \\w+Tool","path":"/project/src","output_mode":"content"})"};

struct Request {
  Target target;
  ContentQuery query;
  std::vector<std::string> globs;
  bool line_numbers = true;
  std::size_t head_limit = 0;
  std::string notes;
};

Result<Request> parse(json::Value input, const ToolContext& context) {
  Input in(input, kShape);
  Request request;
  request.query.pattern = in.required_text("pattern");
  if (in.value("pattern").is_string() && request.query.pattern.empty()) {
    in.refuse("pattern", "a string that is not empty");
  }
  if (request.query.pattern.size() > kMaxPatternBytes) {
    in.refuse("pattern", "shorter than 16 KB");
  }
  const std::string path = in.text("path").value_or("");
  request.globs = in.texts("glob_pattern");
  request.query.type = in.text("type").value_or("");
  if (request.query.type.starts_with('.')) request.query.type.erase(0, 1);
  std::string mode = in.text("output_mode").value_or("file_paths");
  if (mode == "files_with_matches" || mode.empty()) mode = "file_paths";
  if (mode != "file_paths" && mode != "content") {
    in.refuse("output_mode", "file_paths or content");
  }
  request.query.content = mode == "content";
  request.query.ignore_case = in.flag("case_insensitive", false);
  const auto around = in.whole_number("context", 0);
  const auto lines = [&](std::string_view name) {
    return std::min(in.whole_number(name, 0).value_or(around.value_or(0)), kMaxContext);
  };
  request.query.before = lines("context_before");
  request.query.after = lines("context_after");
  request.line_numbers = in.flag("line_numbers", true);
  request.head_limit = static_cast<std::size_t>(in.whole_number("head_limit", 0).value_or(0));
  request.query.fixed = in.flag("fixed_strings", false);
  const bool wanted = in.flag("multiline", false);
  const std::string& pattern = request.query.pattern;
  const bool spans_lines = pattern.find('\n') != std::string::npos ||
                           (!request.query.fixed && pattern.find("\\n") != std::string::npos);
  request.query.multiline = wanted || spans_lines;
  request.query.dot_all = wanted;
  INGOT_TRY_VOID(in.status());
  request.target = target_of(path.empty() ? "." : path, context);
  request.notes = in.notes();
  return request;
}

// "regex parse error:\n    (foo\n    ^\nerror: unclosed group" in one sentence.
std::string pattern_error(std::string_view complaint) {
  std::string text = "bad regular expression";
  const std::size_t error = complaint.find("error: ");
  const std::size_t caret = complaint.find('^');
  if (complaint.starts_with("regex parse error:") && caret != std::string_view::npos) {
    const std::size_t line = complaint.rfind('\n', caret);
    constexpr std::size_t kIndent = 4;
    if (line != std::string_view::npos && caret - line > kIndent) {
      text += " at character " + std::to_string(caret - line - kIndent);
    }
  }
  std::string_view why = error == std::string_view::npos ? complaint : complaint.substr(error + 7);
  why = why.substr(0, why.find('\n'));
  return text + ": " + std::string(why) +
         "; to search for the literal text set `fixed_strings` to true";
}

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

class GrepTool final : public Tool {
 public:
  explicit GrepTool(SearchSetup setup) : setup_(setup) {}

  const ToolSpec& spec() const override {
    static constexpr ToolSpec kSpec{
        .name = "Grep",
        .description =
            "Searches file contents by regular expression (Rust syntax); hidden files included, "
            "ignored and binary files not.\n"
            "Returns the names of files that match, newest first (at most 1000), or with "
            "`output_mode` content the lines (at most 500 matches or 50 KB). Use it instead of "
            "grep or rg in Execute.",
        .input_schema =
            R"json({"type":"object","properties":{)json"
            R"json("pattern":{"type":"string","description":"Regular expression"},)json"
            R"json("path":{"type":"string","description":"File or folder to search; default: the )json"
            R"json(working folder"},)json"
            R"json("glob_pattern":{"type":"string","description":"Only files like this, e.g. )json"
            R"json(*.ts or src/**/*.{c,h}"},)json"
            R"json("type":{"type":"string","description":"Only files of this type, e.g. py, )json"
            R"json(rust, js"},)json"
            R"json("output_mode":{"type":"string","enum":["file_paths","content"],"description":")json"
            R"json(Default file_paths"},)json"
            R"json("case_insensitive":{"type":"boolean"},)json"
            R"json("context":{"type":"integer","description":"Lines around each match (content )json"
            R"json(mode)"},)json"
            R"json("context_before":{"type":"integer"},)json"
            R"json("context_after":{"type":"integer"},)json"
            R"json("line_numbers":{"type":"boolean","description":"Default true"},)json"
            R"json("head_limit":{"type":"integer","description":"Return only the first N files )json"
            R"json(or matches"},)json"
            R"json("multiline":{"type":"boolean","description":"Matches may span lines, . )json"
            R"json(matches line ends"},)json"
            R"json("fixed_strings":{"type":"boolean","description":"The pattern is literal text"})json"
            R"json(},"required":["pattern"]})json",
        .category = Category::read,
        .read_only = true,
    };
    return kSpec;
  }

  Result<Effects> effects(json::Value input, const ToolContext& context) const override {
    INGOT_TRY(const Request request, parse(input, context));
    return Effects{.reads = {request.target.resolved},
                   .detail = "Grep " + request.query.pattern + " in " + request.target.shown};
  }

  ToolOutput run(json::Value input, const ToolContext& context) const override {
    const auto request = parse(input, context);
    if (!request) return failed_output(context, to_text(request.error()));
    if (context.stop.stop_requested()) return cancelled_output();
    const auto info = stat_target(request->target, context);
    if (!info) return failed_output(context, to_text(info.error()));
    SearchPlace place;
    if (info->type == os::FileInfo::Type::directory) {
      place.root = request->target.path;
      for (std::string glob : request->globs) add_glob(std::move(glob), place);
    } else if (info->type == os::FileInfo::Type::file) {
      place.root = request->target.path.parent_path();
      place.file = request->target.path.filename().string();
    } else {
      return failed_output(context, request->target.shown + " is not a regular file or folder");
    }
    const auto engine = engine_for(setup_, true);
    if (!engine) return failed_output(context, to_text(engine.error()));
    ContentQuery query = request->query;
    if (query.multiline && *engine != SearchEngine::ripgrep) {
      return failed_output(context, "matches that span lines need ripgrep, which is not installed");
    }
    return search(context, *request, place, query, *engine);
  }

 private:
  static void add_glob(std::string glob, SearchPlace& place) {
    const bool excludes = glob.starts_with('!');
    if (excludes) glob.erase(0, 1);
    // An absolute pattern inside the folder that is searched.
    const std::string root = place.root.string() + "/";
    if (glob.starts_with(root)) glob.erase(0, root.size() - 1);
    (excludes ? place.filter.exclude : place.filter.include).emplace_back(glob);
  }

  ToolOutput search(const ToolContext& context, const Request& request, const SearchPlace& place,
                    ContentQuery query, SearchEngine engine) const {
    std::string last_name;
    const auto name_of = [&](std::string_view path) {
      if (!place.filter.accepts(path)) return std::string();
      std::string name = shown_path(place.root / path, context);
      std::replace(name.begin(), name.end(), '\n', '?');
      return name;
    };
    const std::size_t max_matches =
        request.head_limit > 0 ? std::min(request.head_limit, kMaxMatches) : kMaxMatches;
    GrepLines lines({.max_matches = max_matches,
                     .max_bytes = kMaxBytes,
                     .line_numbers = request.line_numbers,
                     .has_columns = engine != SearchEngine::find},
                    name_of);
    PathList files(place.filter);
    const auto run = run_search(content_command(engine, place, query, context), setup_.limit,
                                context.stop, [&](std::string_view bytes) {
                                  return query.content ? lines.feed(bytes) : files.feed(bytes);
                                });
    if (!run) return failed_output(context, to_text(run.error()));
    if (run->stopped) return cancelled_output();
    lines.finish();

    const bool found = lines.matches() > 0 || !files.paths().empty();
    if (!found && run->exit_code > 1) {
      if (!query.look_around && engine == SearchEngine::ripgrep &&
          (contains(run->complaint, "look-around") || contains(run->complaint, "backreferences"))) {
        query.look_around = true;
        return search(context, request, place, query, engine);
      }
      if (contains(run->complaint, "unrecognized file type")) {
        return failed_output(context, "unknown file type " + query.type +
                                          "; use `glob_pattern`, e.g. *." + query.type);
      }
      const bool unreadable =
          contains(run->complaint, "(os error") || contains(run->complaint, "Permission denied");
      if (!unreadable) return failed_output(context, pattern_error(run->complaint));
    }

    std::string text;
    if (!found) {
      text = "No matches found";
    } else if (query.content) {
      text = lines.text();
      text.pop_back();
      if (lines.limited() && lines.matches() >= max_matches) {
        text += "\n[Stopped after " + std::to_string(max_matches) + " matches; " +
                (max_matches < kMaxMatches ? "raise `head_limit`" : "narrow the search") +
                " to see others]";
      } else if (lines.limited()) {
        text += "\n[Stopped after 50 KB; narrow the search to see other matches]";
      }
    } else {
      const std::size_t count =
          request.head_limit > 0 ? std::min(request.head_limit, kMaxFiles) : kMaxFiles;
      const auto shown = newest(place.root, files.paths(), count, context.stop);
      if (context.stop.stop_requested()) return cancelled_output();
      text = path_lines(shown, files.paths().size(), kMaxBytes, context);
      if (files.full()) text += "\n[Too many files; narrow the search]";
    }
    if (run->timed_out) {
      text += "\n[Search stopped after " + std::to_string(setup_.limit.count() / 1000) +
              " s; results are partial. Narrow `path` or `glob_pattern`]";
    }
    if (contains(run->complaint, "(os error") || contains(run->complaint, "Permission denied")) {
      text += "\n[Some files could not be read]";
    }
    return finished_output(context, text + request.notes);
  }

  const SearchSetup setup_;
};

}  // namespace

std::unique_ptr<Tool> make_grep_tool(SearchSetup setup) {
  return std::make_unique<GrepTool>(setup);
}

}  // namespace ingot::tools
