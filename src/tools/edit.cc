#include <algorithm>

#include "os/paths.h"
#include "tools/builtin.h"
#include "tools/edit_match.h"
#include "tools/edit_nearest.h"
#include "tools/file_change.h"
#include "tools/file_kind.h"
#include "tools/input.h"
#include "tools/text_encoding.h"

namespace ingot::tools {
namespace {

constexpr std::size_t kShownMatches = 5;

constexpr ParameterName kNames[] = {{"file_path", {"path", "filePath", "file"}},
                                    {"old_str", {"old_string", "oldText", "old_text"}},
                                    {"new_str", {"new_string", "newText", "new_text"}},
                                    {"change_all", {"replace_all", "replaceAll"}}};
constexpr InputShape kShape{
    kNames,
    R"({"file_path":"/project/a.cc","old_str":"int count;","new_str":"std::size_t count;"})"};

struct Request {
  Target target;
  std::string old_text, new_text;
  bool change_all = false;
  std::string notes;
};

Result<Request> parse(json::Value input, const ToolContext& context) {
  Input in(input, kShape);
  Request request;
  const std::string path = in.required_text("file_path");
  request.old_text = in.required_text("old_str");
  request.new_text = in.required_text("new_str");
  request.change_all = in.flag("change_all", false);
  if (in.value("file_path").exists() && path.empty()) in.refuse("file_path", "a path");
  INGOT_TRY_VOID(in.status());
  request.target = target_of(path, context);
  request.notes = in.notes();
  return request;
}

std::string ambiguous_text(const Matches& matches, std::string_view file, const Request& request) {
  std::string text = "old_str matches " + std::to_string(matches.count) + " places in " +
                     request.target.shown + " (lines ";
  for (std::size_t i = 0; i < std::min(kShownMatches, matches.replacements.size()); ++i) {
    text += (i > 0 ? ", " : "") + std::to_string(line_of(file, matches.replacements[i].begin));
  }
  if (matches.replacements.size() > kShownMatches) text += ", ...";
  return text + "); add surrounding lines to make it unique, or set `change_all` to true";
}

std::string not_found_text(std::string_view file, const Request& request) {
  std::string text = "old_str was not found in " + request.target.shown + ".";
  const std::size_t present =
      request.new_text.empty() ? std::string_view::npos : file.find(request.new_text);
  if (present != std::string_view::npos) {
    text += " new_str is already there, at line " + std::to_string(line_of(file, present)) + ".";
  }
  const std::string region = nearest_region_text(file, request.old_text);
  return text + (region.empty() ? " Nothing similar is in the file; read it again." : " " + region);
}

std::string with_replacements(std::string_view text, const std::vector<Replacement>& replacements) {
  std::string out;
  std::size_t at = 0;
  for (const Replacement& replacement : replacements) {
    out += text.substr(at, replacement.begin - at);
    out += replacement.text;
    at = replacement.end;
  }
  out += text.substr(at);
  return out;
}

Error refused(std::string what) {
  return {.kind = Error::Kind::invalid_argument, .what = std::move(what)};
}

class EditTool final : public Tool {
 public:
  const ToolSpec& spec() const override {
    static constexpr ToolSpec kSpec{
        .name = "Edit",
        .description =
            "Replaces one piece of text in a file that was read before.\n"
            "`old_str` must be in the file exactly once, so give enough lines around the change; "
            "`change_all` replaces every place. Line endings and encoding are kept. For new files "
            "use Create.",
        .input_schema =
            R"json({"type":"object","properties":{)json"
            R"json("file_path":{"type":"string","description":"Absolute path of the file"},)json"
            R"json("old_str":{"type":"string","description":"Text to replace, copied from the )json"
            R"json(file"},)json"
            R"json("new_str":{"type":"string","description":"Text to put there"},)json"
            R"json("change_all":{"type":"boolean","description":"Replace every place; default )json"
            R"json(false"})json"
            R"json(},"required":["file_path","old_str","new_str"]})json",
        .category = Category::edit,
        .read_only = false,
    };
    return kSpec;
  }

  Result<Effects> effects(json::Value input, const ToolContext& context) const override {
    INGOT_TRY(const Request request, parse(input, context));
    return Effects{.reads = {request.target.resolved},
                   .writes = {request.target.resolved},
                   .command = {},
                   .command_directory = {},
                   .claimed = Risk::read,
                   .detail = "Edit " + request.target.shown};
  }

  ToolOutput run(json::Value input, const ToolContext& context) const override {
    if (context.stop.stop_requested()) return cancelled_output();
    const auto planned = plan(input, context);
    if (!planned) return failed_output(context, to_text(planned.error()));
    if (context.stop.stop_requested()) return cancelled_output();
    const Target& target = planned->request.target;
    if (const auto stored = store_seen(target, planned->bytes, context); !stored) {
      return failed_output(context, to_text(stored.error()));
    }
    FileChange change{.path = target.resolved, .kind = FileChange::Kind::modified};
    std::string result = "Edited " + target.shown + ": " + std::to_string(planned->replacements) +
                         " replacement" + (planned->replacements == 1 ? "" : "s");
    if (planned->level != MatchLevel::exact) {
      result += "\n[Matched " + std::string(note_of(planned->level)) + "]";
    }
    result +=
        planned->request.notes + "\n" + diff_text(planned->before, planned->after, target, change);
    ToolOutput output = finished_output(context, result);
    output.changes.push_back(std::move(change));
    return output;
  }

  std::string preview(json::Value input, const ToolContext& context) const override {
    const auto planned = plan(input, context);
    return planned ? whole_diff_text(planned->before, planned->after) : std::string();
  }

 private:
  struct Plan {
    Request request;
    std::string before, after;  // the text of the file
    std::string bytes;          // `after` as it is stored
    std::size_t replacements = 0;
    MatchLevel level = MatchLevel::exact;
  };

  // Errors hold a text for the model.
  static Result<Plan> plan(json::Value input, const ToolContext& context) {
    Plan plan;
    INGOT_TRY(plan.request, parse(input, context));
    const Request& request = plan.request;
    if (request.old_text.empty()) {
      return refused("old_str is empty; to write a new file use Create");
    }
    if (request.old_text == request.new_text) return refused("old_str and new_str are the same");
    const auto loaded = load_seen(request.target, context);
    if (!loaded && loaded.error().kind == Error::Kind::not_found) {
      return refused(missing_text(request.target, context) + "; to write a new file use Create");
    }
    if (!loaded) return loaded.error();
    auto decoded = decode_text(loaded->bytes);
    if (!decoded) {
      return refused(request.target.shown + " is not text: " +
                     std::string(binary_kind(loaded->bytes)) + ", " + size_text(loaded->info.size));
    }
    if (std::string why = hidden_secret_text(decoded->text, request.new_text, context);
        !why.empty()) {
      return refused(std::move(why));
    }
    const Matches matches = find_matches(decoded->text, request.old_text, request.new_text);
    if (matches.replacements.empty()) return refused(not_found_text(decoded->text, request));
    if (matches.count > 1 && !request.change_all) {
      return refused(ambiguous_text(matches, decoded->text, request));
    }
    plan.replacements = matches.replacements.size();
    plan.level = matches.level;
    plan.after = with_replacements(decoded->text, matches.replacements);
    INGOT_TRY(plan.bytes, encode_text(plan.after, decoded->encoding));
    if (decoded->bom) plan.bytes.insert(0, bom_of(decoded->encoding));
    if (plan.bytes == loaded->bytes) {
      return refused("the change leaves " + request.target.shown + " as it is");
    }
    plan.before = std::move(decoded->text);
    return plan;
  }
};

}  // namespace

std::unique_ptr<Tool> make_edit_tool() { return std::make_unique<EditTool>(); }

}  // namespace ingot::tools
