#include <algorithm>

#include "os/file.h"
#include "os/paths.h"
#include "tools/builtin.h"
#include "tools/glob_match.h"
#include "tools/input.h"

namespace ingot::tools {
namespace {

constexpr std::size_t kMaxEntries = 500;
constexpr std::size_t kMaxTreeEntries = 1000;
constexpr std::size_t kMaxBytes = 50 * 1024;
constexpr std::size_t kMaxFolderEntries = 1000000;

constexpr ParameterName kNames[] = {{"directory_path", {"path", "directory", "folder"}},
                                    {"ignorePatterns", {"ignore_patterns", "ignore"}},
                                    {"depth"}};
constexpr InputShape kShape{kNames, R"({"directory_path":"/project/src"})"};

struct Request {
  Target target;
  std::vector<Glob> ignored;
  std::int64_t depth = 1;
  std::string notes;
};

Result<Request> parse(json::Value input, const ToolContext& context) {
  Input in(input, kShape);
  Request request;
  std::string path = in.text("directory_path").value_or("");
  if (path.empty()) path = ".";
  for (const std::string& pattern : in.texts("ignorePatterns")) {
    request.ignored.emplace_back(pattern.starts_with('!') ? pattern.substr(1) : pattern);
  }
  request.depth = in.whole_number("depth", 1).value_or(1);
  if (request.depth > 3) in.refuse("depth", "1, 2 or 3");
  INGOT_TRY_VOID(in.status());
  request.target = target_of(path, context);
  request.notes = in.notes();
  return request;
}

std::string folded(std::string_view name) {
  std::string out(name);
  for (char& c : out) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
  return out;
}

class Listing {
 public:
  Listing(const Request& request, const ToolContext& context)
      : request_(request),
        context_(context),
        max_entries_(request.depth > 1 ? kMaxTreeEntries : kMaxEntries) {}

  Result<> add_folder(const std::filesystem::path& folder, const std::string& relative,
                      std::int64_t level) {
    INGOT_TRY(std::vector<os::DirectoryEntry> entries, os::list_folder(folder, kMaxFolderEntries));
    std::sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) {
      const std::string a_folded = folded(a.name);
      const std::string b_folded = folded(b.name);
      return a_folded != b_folded ? a_folded < b_folded : a.name < b.name;
    });
    for (const os::DirectoryEntry& entry : entries) {
      if (context_.stop.stop_requested()) return {};
      const std::string path = relative + entry.name;
      const bool ignored = std::any_of(request_.ignored.begin(), request_.ignored.end(),
                                       [&](const Glob& glob) { return glob.matches(path); });
      if (ignored) continue;
      add_entry(folder, entry, level);
      if (level < request_.depth && entry.type == os::FileInfo::Type::directory && more_ == 0) {
        if (const auto inner = add_folder(folder / entry.name, path + "/", level + 1); !inner) {
          text_ += std::string(static_cast<std::size_t>(level) * 2, ' ') + "[cannot be read]\n";
        }
      }
    }
    return {};
  }

  std::string text() const {
    std::string out = text_;
    if (more_ > 0) {
      out += "[" + std::to_string(more_) + " more entr" + (more_ == 1 ? "y" : "ies") + "]";
    } else if (out.empty()) {
      out = "(empty directory)";
    } else {
      out.pop_back();
    }
    return out;
  }

 private:
  void add_entry(const std::filesystem::path& folder, const os::DirectoryEntry& entry,
                 std::int64_t level) {
    std::string line(static_cast<std::size_t>(level - 1) * 2, ' ');
    for (const char c : entry.name) line += c == '\n' ? '?' : c;  // one entry, one line
    if (entry.type == os::FileInfo::Type::directory) line += '/';
    if (entry.type == os::FileInfo::Type::symlink) {
      std::error_code code;
      const auto to = std::filesystem::read_symlink(folder / entry.name, code);
      line += " -> " + (code ? std::string("?") : to.string());
    }
    if (shown_ >= max_entries_ || text_.size() + line.size() + 1 > kMaxBytes || more_ > 0) {
      ++more_;
      return;
    }
    ++shown_;
    text_ += line + '\n';
  }

  const Request& request_;
  const ToolContext& context_;
  const std::size_t max_entries_;
  std::string text_;
  std::size_t shown_ = 0;
  std::size_t more_ = 0;
};

class LsTool final : public Tool {
 public:
  const ToolSpec& spec() const override {
    static constexpr ToolSpec kSpec{
        .name = "LS",
        .description =
            "Lists a folder, dotfiles included; folders end in /, links show their target.\n"
            "At most 500 entries. `depth` 2 or 3 prints a tree of at most 1000. To find files by "
            "name use Glob, by content Grep.",
        .input_schema =
            R"json({"type":"object","properties":{)json"
            R"json("directory_path":{"type":"string","description":"Absolute path of the folder; )json"
            R"json(default: the working folder"},)json"
            R"json("ignorePatterns":{"type":"array","items":{"type":"string"},"description":"Glob)json"
            R"json(s of entries to leave out"},)json"
            R"json("depth":{"type":"integer","minimum":1,"maximum":3,"description":"Levels to )json"
            R"json(list; default 1"})json"
            R"json(}})json",
        .category = Category::read,
        .read_only = true,
    };
    return kSpec;
  }

  Result<Effects> effects(json::Value input, const ToolContext& context) const override {
    INGOT_TRY(const Request request, parse(input, context));
    return Effects{.reads = {request.target.resolved}, .detail = "LS " + request.target.shown};
  }

  ToolOutput run(json::Value input, const ToolContext& context) const override {
    const auto request = parse(input, context);
    if (!request) return failed_output(context, to_text(request.error()));
    if (context.stop.stop_requested()) return cancelled_output();
    const auto info = stat_target(request->target, context);
    if (!info) return failed_output(context, to_text(info.error()));
    if (info->type != os::FileInfo::Type::directory) {
      return failed_output(context,
                           request->target.shown + " is not a directory; use Read for files");
    }
    Listing listing(*request, context);
    const auto listed = listing.add_folder(request->target.path, "", 1);
    if (context.stop.stop_requested()) return cancelled_output();
    if (!listed) return failed_output(context, to_text(listed.error()));
    return finished_output(context, listing.text() + request->notes);
  }
};

}  // namespace

std::unique_ptr<Tool> make_ls_tool() { return std::make_unique<LsTool>(); }

}  // namespace ingot::tools
