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
    const auto parsed = parse(input, context);
    if (!parsed) return failed_output(context, to_text(parsed.error()));
    const Request& request = *parsed;
    if (context.stop.stop_requested()) return cancelled_output();
    if (request.old_text.empty()) {
      return failed_output(context, "old_str is empty; to write a new file use Create");
    }
    if (request.old_text == request.new_text) {
      return failed_output(context, "old_str and new_str are the same");
    }
    const auto loaded = load_seen(request.target, context);
    if (!loaded) {
      if (loaded.error().kind == Error::Kind::not_found) {
        return failed_output(
            context, missing_text(request.target, context) + "; to write a new file use Create");
      }
      return failed_output(context, to_text(loaded.error()));
    }
    const auto decoded = decode_text(loaded->bytes);
    if (!decoded) {
      return failed_output(context, request.target.shown +
                                        " is not text: " + std::string(binary_kind(loaded->bytes)) +
                                        ", " + size_text(loaded->info.size));
    }
    if (const std::string why = hidden_secret_text(decoded->text, request.new_text, context);
        !why.empty()) {
      return failed_output(context, why);
    }

    const Matches matches = find_matches(decoded->text, request.old_text, request.new_text);
    if (matches.replacements.empty()) {
      return failed_output(context, not_found_text(decoded->text, request));
    }
    if (matches.count > 1 && !request.change_all) {
      return failed_output(context, ambiguous_text(matches, decoded->text, request));
    }
    return replaced(context, request, loaded->bytes, *decoded, matches);
  }

 private:
  static ToolOutput replaced(const ToolContext& context, const Request& request,
                             const std::string& bytes, const DecodedText& decoded,
                             const Matches& matches) {
    std::string text;
    std::size_t at = 0;
    for (const Replacement& replacement : matches.replacements) {
      text += std::string_view(decoded.text).substr(at, replacement.begin - at);
      text += replacement.text;
      at = replacement.end;
    }
    text += std::string_view(decoded.text).substr(at);

    auto encoded = encode_text(text, decoded.encoding);
    if (!encoded) return failed_output(context, to_text(encoded.error()));
    if (decoded.bom) encoded->insert(0, bom_of(decoded.encoding));
    if (*encoded == bytes) {
      return failed_output(context, "the change leaves " + request.target.shown + " as it is");
    }
    if (context.stop.stop_requested()) return cancelled_output();
    if (const auto stored = store_seen(request.target, *encoded, context); !stored) {
      return failed_output(context, to_text(stored.error()));
    }
    FileChange change{.path = request.target.resolved, .kind = FileChange::Kind::modified};
    const std::size_t count = matches.replacements.size();
    std::string result = "Edited " + request.target.shown + ": " + std::to_string(count) +
                         " replacement" + (count == 1 ? "" : "s");
    if (matches.level != MatchLevel::exact) {
      result += "\n[Matched " + std::string(note_of(matches.level)) + "]";
    }
    result += request.notes + "\n" + diff_text(decoded.text, text, request.target, change);
    ToolOutput output = finished_output(context, result);
    output.changes.push_back(std::move(change));
    return output;
  }
};

}  // namespace

std::unique_ptr<Tool> make_edit_tool() { return std::make_unique<EditTool>(); }

}  // namespace ingot::tools
