#include <algorithm>

#include "os/file.h"
#include "tools/builtin.h"
#include "tools/edit_match.h"
#include "tools/file_change.h"
#include "tools/folded_text.h"
#include "tools/input.h"
#include "tools/secret_shapes.h"
#include "tools/text_encoding.h"

namespace ingot::tools {
namespace {

constexpr std::size_t kMaxWarnings = 3;

constexpr ParameterName kNames[] = {{"file_path", {"path", "filePath", "file"}},
                                    {"content", {"text", "file_text", "contents"}}};
constexpr InputShape kShape{kNames, R"({"file_path":"/project/notes.md","content":"# Notes\n"})"};

struct Request {
  Target target;
  std::string content;
  std::string notes;
};

Result<Request> parse(json::Value input, const ToolContext& context) {
  Input in(input, kShape);
  Request request;
  const std::string path = in.required_text("file_path");
  request.content = in.required_text("content");
  if (in.value("file_path").exists() && path.empty()) in.refuse("file_path", "a path");
  INGOT_TRY_VOID(in.status());
  if (path.ends_with('/')) in.refuse("file_path", "the path of a file, not of a folder");
  INGOT_TRY_VOID(in.status());
  request.target = target_of(path, context);
  request.notes = in.notes();
  return request;
}

std::string with_line_ends(const std::string& text, std::string_view line_end) {
  std::string out;
  for (const char c : text) {
    if (c == '\n') {
      out += line_end;
    } else {
      out += c;
    }
  }
  return out;
}

// Whether every line of `text` ends in CR LF.
bool has_crlf_only(std::string_view text) {
  bool any = false;
  for (std::size_t i = text.find('\n'); i != std::string_view::npos; i = text.find('\n', i + 1)) {
    if (i == 0 || text[i - 1] != '\r') return false;
    any = true;
  }
  return any;
}

std::string warnings_for(std::string_view content) {
  std::string out;
  for (const SecretShape& shape : secret_shapes(content, kMaxWarnings)) {
    out += "\n[Warning: line " + std::to_string(shape.line) + " looks like a secret (" +
           std::string(shape.rule) + ")]";
  }
  return out;
}

class CreateTool final : public Tool {
 public:
  const ToolSpec& spec() const override {
    static constexpr ToolSpec kSpec{
        .name = "Create",
        .description =
            "Writes a new file, or replaces the whole of one that was read before; makes missing "
            "folders.\n"
            "To change parts of a file use Edit.",
        .input_schema =
            R"json({"type":"object","properties":{)json"
            R"json("file_path":{"type":"string","description":"Absolute path of the file"},)json"
            R"json("content":{"type":"string","description":"The whole content"})json"
            R"json(},"required":["file_path","content"]})json",
        .category = Category::edit,
        .read_only = false,
    };
    return kSpec;
  }

  Result<Effects> effects(json::Value input, const ToolContext& context) const override {
    INGOT_TRY(const Request request, parse(input, context));
    return Effects{.reads = {},
                   .writes = {request.target.resolved},
                   .command = {},
                   .command_directory = {},
                   .claimed = Risk::read,
                   .detail = "Create " + request.target.shown};
  }

  ToolOutput run(json::Value input, const ToolContext& context) const override {
    const auto request = parse(input, context);
    if (!request) return failed_output(context, to_text(request.error()));
    if (context.stop.stop_requested()) return cancelled_output();
    const auto info = os::stat_file(request->target.path);
    if (info) return replace(context, *request);
    if (info.error().kind != Error::Kind::not_found) {
      return failed_output(context, to_text(info.error()));
    }
    return create(context, *request);
  }

  std::string preview(json::Value input, const ToolContext& context) const override {
    const auto request = parse(input, context);
    if (!request || !os::stat_file(request->target.path)) return {};
    const auto planned = plan(context, *request);
    return planned ? whole_diff_text(planned->before, planned->after) : std::string();
  }

 private:
  static ToolOutput create(const ToolContext& context, const Request& request) {
    if (const std::string why = hidden_secret_text("", request.content, context); !why.empty()) {
      return failed_output(context, why);
    }
    if (const auto made = os::make_folders(request.target.path.parent_path()); !made) {
      return failed_output(context, to_text(made.error()));
    }
    if (const auto stored = store_seen(request.target, request.content, context); !stored) {
      return failed_output(context, to_text(stored.error()));
    }
    const auto newlines = std::count(request.content.begin(), request.content.end(), '\n');
    const auto lines =
        newlines + (request.content.empty() || request.content.ends_with('\n') ? 0 : 1);
    ToolOutput output = finished_output(
        context, "Created " + request.target.shown + " (" + std::to_string(lines) + " line" +
                     (lines == 1 ? "" : "s") + ")" + warnings_for(request.content) + request.notes);
    output.changes.push_back({.path = request.target.resolved,
                              .kind = FileChange::Kind::created,
                              .added = lines,
                              .removed = 0});
    return output;
  }

  struct Plan {
    std::string before, after;  // the text of the file
    std::string bytes;          // `after` as it is stored
    std::string notes;
  };

  // What takes the place of a file that is there. Errors hold a text for the model.
  static Result<Plan> plan(const ToolContext& context, const Request& request) {
    INGOT_TRY(const LoadedFile loaded, load_seen(request.target, context));
    const auto decoded = decode_text(loaded.bytes);
    Plan plan{.before = decoded ? decoded->text : std::string(),
              .after = request.content,
              .bytes = {},
              .notes = request.notes};
    if (std::string why = hidden_secret_text(plan.before, request.content, context); !why.empty()) {
      return Error{.kind = Error::Kind::invalid_argument, .what = std::move(why)};
    }
    // Encoding and line ends stay what they were (CLI-79) where the content can be written so.
    if (decoded && has_crlf_only(decoded->text) && plan.after.find('\r') == std::string::npos) {
      plan.after = with_line_ends(plan.after, "\r\n");
    }
    plan.bytes = plan.after;
    if (!decoded || decoded->text.empty()) return plan;
    if (plan.after.starts_with(bom_of(Encoding::utf8))) plan.after.erase(0, 3);
    if (auto encoded = encode_text(plan.after, decoded->encoding)) {
      plan.bytes = (decoded->bom ? std::string(bom_of(decoded->encoding)) : "") + *encoded;
    } else {
      plan.bytes = plan.after;
      plan.notes += "\n[Written as UTF-8: " + to_text(encoded.error()) + "]";
    }
    return plan;
  }

  static ToolOutput replace(const ToolContext& context, const Request& request) {
    const auto planned = plan(context, request);
    if (!planned) return failed_output(context, to_text(planned.error()));
    if (context.stop.stop_requested()) return cancelled_output();
    if (const auto stored = store_seen(request.target, planned->bytes, context); !stored) {
      return failed_output(context, to_text(stored.error()));
    }
    FileChange change{.path = request.target.resolved, .kind = FileChange::Kind::modified};
    const std::string diff = diff_text(planned->before, planned->after, request.target, change);
    ToolOutput output = finished_output(
        context, "Replaced " + request.target.shown + warnings_for(request.content) +
                     planned->notes +
                     (diff.empty() ? "\n[The content is the same as before]" : "\n" + diff));
    output.changes.push_back(std::move(change));
    return output;
  }
};

}  // namespace

std::unique_ptr<Tool> make_create_tool() { return std::make_unique<CreateTool>(); }

}  // namespace ingot::tools
