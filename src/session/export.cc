#include "session/export.h"

#include <cstdio>
#include <utility>
#include <vector>

#include "base/utf8.h"
#include "json/value.h"
#include "json/writer.h"
#include "session/export_internal.h"

namespace ingot::session {
namespace {

constexpr std::string_view kFormats[] = {"md", "html", "json"};

bool changes_direction(char32_t point) {
  return (point >= 0x202A && point <= 0x202E) || (point >= 0x2066 && point <= 0x2069);
}

// Turns the blocks of one message after the other into entries.
class Entries {
 public:
  Entries(const Redactor& redactor, const ExportSink& sink) : redactor_(redactor), sink_(sink) {}

  void tell(StoredMessage stored) {
    stored_ = std::move(stored);
    is_first_ = true;
    const chat::Message& message = stored_.message;
    for (const chat::ContentBlock& block : message.blocks) {
      std::visit([this](const auto& one) { add(one); }, block);
    }
    if (!message.refusal.empty()) tell(Kind::other, "refused", message.refusal);
  }

 private:
  using Kind = ExportEntry::Kind;

  bool is_answer() const { return stored_.message.role == chat::Role::assistant; }

  void tell(ExportEntry entry) {
    const bool is_first = std::exchange(is_first_, false);
    if (is_first && stored_.message.role == chat::Role::user) {
      entry.who = "You";
      answering_ = false;
    } else if (is_answer() && !std::exchange(answering_, true)) {
      entry.who = "Answer";
    }
    entry.time = stored_.timestamp;
    const auto& from = stored_.message.from;
    if (from) entry.model = shown(from->model + " at " + from->host);
    sink_(entry);
  }
  void tell(Kind kind, const std::string& heading, const std::string& text, bool is_error = false) {
    tell({.kind = kind, .heading = shown(heading), .text = shown(text), .is_error = is_error});
  }
  std::string shown(const std::string& text) const {
    return shown_controls(redactor_.redact(text));
  }

  void add(const chat::Text& text) {
    if (text.text.empty()) return;
    if (text.synthetic) return tell(Kind::attached, {}, text.text);
    tell(is_answer() ? Kind::assistant : Kind::user, {}, text.text);
  }
  void add(const chat::Thinking& thinking) {
    if (!thinking.text.empty()) tell(Kind::thinking, {}, thinking.text);
  }
  void add(const chat::Image& image) {
    tell({.kind = Kind::image, .heading = shown(image.media_type), .image = image});
  }
  void add(const chat::ToolCall& call) { tell(Kind::call, call.name, call.input_json); }
  void add(const chat::ToolResult& result) {
    tell(Kind::result, {}, chat::text_of(result), result.is_error);
    for (const chat::ResultBlock& block : result.blocks) {
      if (const auto* image = std::get_if<chat::Image>(&block)) add(*image);
    }
  }
  void add(const chat::Unknown& unknown) { tell(Kind::other, unknown.type, unknown.json); }

  const Redactor& redactor_;
  const ExportSink& sink_;
  StoredMessage stored_;  // the one at hand
  bool is_first_ = true;  // entry of it
  bool answering_ = false;
};

}  // namespace

std::optional<ExportFormat> export_format_from(std::string_view name) {
  for (std::size_t i = 0; i < std::size(kFormats); ++i) {
    if (name == kFormats[i]) return static_cast<ExportFormat>(i);
  }
  return std::nullopt;
}

std::string_view ending_of(ExportFormat format) {
  return kFormats[static_cast<std::size_t>(format)];
}

void each_entry(const LineIndex& lines, const Redactor& redactor, const ExportSink& sink) {
  Entries entries(redactor, sink);
  for (std::size_t i = 0; i < lines.size(); ++i) entries.tell(lines.read(i));
}

std::string shown_controls(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const CodePoint point = decode_utf8(text);
    text.remove_prefix(point.length);
    const char32_t value = point.value;
    if (value == '\n' || value == '\t') {
      out += static_cast<char>(value);
    } else if (value < 0x20) {
      append_utf8(out, 0x2400 + value);
    } else if (value == 0x7F) {
      append_utf8(out, 0x2421);
    } else if ((value > 0x7F && value < 0xA0) || changes_direction(value)) {
      char number[32];
      std::snprintf(number, sizeof number, "⟨U+%04X⟩", static_cast<unsigned>(value));
      out += number;
    } else {
      append_utf8(out, value);
    }
  }
  return out;
}

std::string export_title(const ExportSource& source, const Redactor& redactor) {
  const std::string title = title_from(redactor.redact(source.header.title));
  return shown_controls(title.empty() ? kUntitled : std::string_view(title));
}

std::vector<std::pair<std::string, std::string>> export_facts(const ExportSource& source) {
  std::vector<std::pair<std::string, std::string>> facts = {{"session", source.header.id}};
  const auto add = [&](const char* name, const std::string& value) {
    if (!value.empty()) facts.emplace_back(name, shown_controls(value));
  };
  add("folder", source.header.cwd);
  add("model",
      source.settings.model_name.empty() ? source.settings.model : source.settings.model_name);
  add("continues", source.header.parent);
  add("exported", source.time + " by ingot " + source.version);
  return facts;
}

std::string exported_json(const ExportSource& source, const Redactor& redactor) {
  std::string text;
  json::Writer out(text);
  out.begin_object().member("format", "ingot session").member("version", 1);
  out.member("id", source.header.id).member("title", redactor.redact(source.header.title));
  out.member("cwd", source.header.cwd);
  if (!source.header.parent.empty()) out.member("parent", source.header.parent);
  out.member("exportedAt", source.time).member("ingotVersion", source.version);
  const std::string settings = redactor.redact(source.settings_json);
  if (const auto document = json::Document::parse(settings)) {
    out.raw_member("settings", document->root().to_json());
  }
  out.key("messages").begin_array();
  for (std::size_t i = 0; i < source.lines.size(); ++i) {
    const std::string line = redactor.redact(source.lines.line(i));
    const auto document = json::Document::parse(line);
    if (document && document->root()["type"].string() == "message") out.raw(line);
  }
  out.end_array().end_object();
  return text + "\n";
}

std::string exported(const ExportSource& source, ExportFormat format, const Redactor& redactor) {
  switch (format) {
    case ExportFormat::markdown:
      return exported_markdown(source, redactor);
    case ExportFormat::html:
      return exported_html(source, redactor);
    case ExportFormat::json:
      break;
  }
  return exported_json(source, redactor);
}

}  // namespace ingot::session
