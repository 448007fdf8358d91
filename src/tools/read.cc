#include <algorithm>

#include "os/file.h"
#include "os/process.h"
#include "tools/builtin.h"
#include "tools/file_kind.h"
#include "tools/file_records.h"
#include "tools/input.h"
#include "tools/line_window.h"
#include "tools/notebook.h"
#include "tools/text_encoding.h"

namespace ingot::tools {
namespace {

constexpr std::uint64_t kWholeBytes = 16U << 20U;    // larger files are read line by line
constexpr std::uint64_t kMaxImageBytes = 5U << 20U;  // what providers accept
constexpr std::uint32_t kMaxImageSide = 8000;        // pixels, likewise
constexpr std::size_t kSampleBytes = 8192;
constexpr std::size_t kLongLineBytes = 1U << 20U;  // up to here cut characters are counted exactly
constexpr std::size_t kMaxPdfTextBytes = 8U << 20U;
constexpr std::chrono::seconds kPdfLimit{30};

constexpr ParameterName kNames[] = {{"file_path", {"path", "filePath", "file"}},
                                    {"offset"},
                                    {"limit"},
                                    {"image_quality"},
                                    {"line_numbers"}};
constexpr InputShape kShape{kNames, R"({"file_path":"/project/src/main.cc"})"};

struct Request {
  Target target;
  LineWindow::Options window;
  std::string notes;
};

Result<Request> parse(json::Value input, const ToolContext& context) {
  Input in(input, kShape);
  const std::string path = in.required_text("file_path");
  Request request;
  request.window.offset = in.whole_number("offset", 0).value_or(0);
  request.window.limit = in.whole_number("limit", 1).value_or(kReadLines);
  request.window.numbers = in.flag("line_numbers", false);
  const std::string quality = in.text("image_quality").value_or("default");
  if (quality != "default" && quality != "high") in.refuse("image_quality", "default or high");
  if (in.value("file_path").exists() && path.empty()) in.refuse("file_path", "a path");
  INGOT_TRY_VOID(in.status());
  request.target = target_of(path, context);
  request.notes = in.notes();
  return request;
}

ToolOutput windowed(const ToolContext& context, const Request& request, const LineWindow& window) {
  if (window.lines() > 0 && request.window.offset >= window.lines()) {
    return failed_output(context, "offset " + std::to_string(request.window.offset) +
                                      " is past the end of " + request.target.shown +
                                      ", which has " + std::to_string(window.lines()) + " line" +
                                      (window.lines() == 1 ? "" : "s"));
  }
  return finished_output(context, window.text() + request.notes);
}

ToolOutput text_result(const ToolContext& context, const Request& request, std::string_view text) {
  LineWindow window(request.window);
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    window.add(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return windowed(context, request, window);
}

ToolOutput image_result(const ToolContext& context, const Request& request, const ImageKind& kind,
                        std::string bytes, std::uint64_t size) {
  const std::string what = std::string(kind.name) + " image" +
                           (kind.width > 0 ? ", " + std::to_string(kind.width) + "x" +
                                                 std::to_string(kind.height) + " pixels"
                                           : "") +
                           ", " + size_text(size);
  if (!context.takes_images) {
    return finished_output(context, "[" + request.target.shown + ": " + what +
                                        "; this model does not take images]" + request.notes);
  }
  if (size > kMaxImageBytes) {
    return failed_output(context, request.target.shown + " is a " + what +
                                      "; images are returned up to 5 MB. Make a smaller copy and "
                                      "read that");
  }
  if (kind.media_type.empty()) {
    return failed_output(context, request.target.shown + " is a " + what +
                                      "; only PNG, JPEG, GIF and WebP images up to 5 MB are "
                                      "returned. Convert it to PNG and read that");
  }
  if (kind.width > kMaxImageSide || kind.height > kMaxImageSide) {
    return failed_output(context, request.target.shown + " is a " + what + "; at most " +
                                      std::to_string(kMaxImageSide) +
                                      " pixels a side are returned. Make a smaller copy and read "
                                      "that");
  }
  ToolOutput output =
      finished_output(context, "[" + request.target.shown + ": " + what + "]" + request.notes);
  output.blocks.emplace_back(
      chat::Image{.media_type = std::string(kind.media_type), .data = std::move(bytes)});
  return output;
}

// PDF text by poppler's pdftotext when it is installed.
ToolOutput pdf_result(const ToolContext& context, const Request& request, std::uint64_t size) {
  if (os::find_program("pdftotext").empty()) {
    return failed_output(context, request.target.shown + " is a PDF document (" + size_text(size) +
                                      "); its text can be read when pdftotext (poppler-utils) is "
                                      "installed");
  }
  const os::Command command{
      .argv = {"pdftotext", "-layout", "-enc", "UTF-8", request.target.path.string(), "-"},
      .directory = context.workspace,
      .environment = os::environment_without(context.hidden_variables),
      .input = {},
      .merge_stderr = false};
  const auto captured = os::run(command, kPdfLimit, kMaxPdfTextBytes, context.stop);
  if (captured && captured->stopped) return cancelled_output();
  if (!captured || captured->timed_out || captured->exit.code != 0 || captured->exit.signal != 0) {
    return failed_output(
        context, "the text of " + request.target.shown + " (PDF document, " + size_text(size) +
                     ") cannot be extracted" +
                     (captured && !captured->error.empty()
                          ? ": " + captured->error.substr(0, captured->error.find('\n'))
                          : ""));
  }
  std::string text;
  std::size_t page = 1;
  std::string_view rest = captured->output;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('\f'), rest.size());
    text += "[Page " + std::to_string(page++) + "]\n";
    text += rest.substr(0, end);
    if (!text.ends_with('\n')) text += '\n';
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return text_result(context, request, text);
}

ToolOutput binary_result(const ToolContext& context, const Request& request,
                         std::string_view sample, std::uint64_t size) {
  return failed_output(context, request.target.shown + " is not text: " +
                                    std::string(binary_kind(sample)) + ", " + size_text(size));
}

// A file too large to be held: as UTF-8, line by line.
ToolOutput large_result(const ToolContext& context, const Request& request,
                        const os::FileInfo& info) {
  {
    auto reader = os::LineReader::open(request.target.path);
    if (!reader) return failed_output(context, to_text(reader.error()));
    std::string sample;
    std::string line;
    while (sample.size() < kSampleBytes && reader->next(line, kSampleBytes)) sample += line + '\n';
    if (const auto image = image_kind(sample)) {
      return image_result(context, request, *image, {}, info.size);
    }
    if (sample.starts_with("%PDF-")) return pdf_result(context, request, info.size);
    if (!decode_text(sample) || sample.find('\0') != std::string::npos) {
      return binary_result(context, request, sample, info.size);
    }
  }
  auto reader = os::LineReader::open(request.target.path);
  if (!reader) return failed_output(context, to_text(reader.error()));
  LineWindow window(request.window);
  std::string line;
  while (reader->next(line, window.open() ? kLongLineBytes : 1)) {
    window.add(line, reader->skipped());
    if (context.stop.stop_requested()) return cancelled_output();
  }
  if (const auto status = reader->status(); !status) {
    return failed_output(context, to_text(status.error()));
  }
  if (context.files != nullptr) context.files->saw_part(request.target.resolved, info);
  return windowed(context, request, window);
}

class ReadTool final : public Tool {
 public:
  const ToolSpec& spec() const override {
    static constexpr ToolSpec kSpec{
        .name = "Read",
        .description =
            "Reads a file: text as it is, images as images, notebooks as cells, PDFs as text.\n"
            "Returns up to 2400 lines or 100 KB from `offset` on; a note at the end says how to "
            "continue. Lines over 2000 characters are cut. Read a file before you edit it. "
            "For folders use LS, to find text use Grep.",
        .input_schema =
            R"json({"type":"object","properties":{)json"
            R"json("file_path":{"type":"string","description":"Absolute path of the file"},)json"
            R"json("offset":{"type":"integer","minimum":0,"description":"Lines to skip; default )json"
            R"json(0"},)json"
            R"json("limit":{"type":"integer","minimum":1,"description":"Lines to return; default )json"
            R"json(2400"},)json"
            R"json("image_quality":{"type":"string","enum":["default","high"]},)json"
            R"json("line_numbers":{"type":"boolean","description":"Put line numbers in front; )json"
            R"json(default false"})json"
            R"json(},"required":["file_path"]})json",
        .category = Category::read,
        .read_only = true,
    };
    return kSpec;
  }

  Result<Effects> effects(json::Value input, const ToolContext& context) const override {
    INGOT_TRY(const Request request, parse(input, context));
    return Effects{.reads = {request.target.resolved}, .detail = "Read " + request.target.shown};
  }

  ToolOutput run(json::Value input, const ToolContext& context) const override {
    const auto parsed = parse(input, context);
    if (!parsed) return failed_output(context, to_text(parsed.error()));
    const Request& request = *parsed;
    if (context.stop.stop_requested()) return cancelled_output();

    const auto info = stat_target(request.target, context);
    if (!info) return failed_output(context, to_text(info.error()));
    if (info->type == os::FileInfo::Type::directory) {
      return failed_output(context, request.target.shown + " is a directory; use LS to list it");
    }
    if (info->type != os::FileInfo::Type::file) {
      return failed_output(context, request.target.shown + " is not a regular file");
    }
    if (info->size > kWholeBytes) return large_result(context, request, *info);

    auto bytes = os::read_file(request.target.path, kWholeBytes + 1);
    if (!bytes) return failed_output(context, to_text(bytes.error()));
    if (const auto image = image_kind(*bytes)) {
      return image_result(context, request, *image, std::move(*bytes), info->size);
    }
    if (bytes->starts_with("%PDF-")) return pdf_result(context, request, info->size);
    const auto decoded = decode_text(*bytes);
    if (!decoded) return binary_result(context, request, *bytes, info->size);
    if (context.files != nullptr) context.files->saw(request.target.resolved, *info, *bytes);
    if (request.target.path.extension() == ".ipynb") {
      if (const auto cells = notebook_text(decoded->text)) {
        return text_result(context, request, *cells);
      }
    }
    return text_result(context, request, decoded->text);
  }
};

}  // namespace

std::unique_ptr<Tool> make_read_tool() { return std::make_unique<ReadTool>(); }

}  // namespace ingot::tools
