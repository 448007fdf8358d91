#include "tui/tool_lines.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <utility>

#include "json/value.h"
#include "os/paths.h"

namespace ingot::tui {
namespace {

using std::chrono::milliseconds;

constexpr Style kDim{.dim = true};
constexpr Style kTool{.colour = Colour::cyan};
constexpr Style kError{.colour = Colour::red};
constexpr std::size_t kCommandLines = 4;               // below the first one
constexpr std::size_t kWholeLines = 20;                // of an output that is shown whole
constexpr std::size_t kHeadLines = 2, kTailLines = 3;  // of a longer one (TUI-95)

// The text between two marks of the line that says what is missing in the middle.
std::string log_in(std::string_view text) {
  constexpr std::string_view kMark = "omitted; full output: ";
  const std::size_t at = text.find(kMark);
  if (at == std::string_view::npos) return {};
  const std::size_t begin = at + kMark.size();
  return std::string(text.substr(begin, text.find("]\n", begin) - begin));
}

std::string_view without_first_line(std::string_view text) {
  const std::size_t end = text.find('\n');
  return end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
}

void add_output(const CommandOutput& output, std::vector<Line>& out) {
  std::vector<Line> lines = foreign_lines(output.text, kDim);
  while (!lines.empty() && lines.back().empty()) lines.pop_back();
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (lines.size() > kWholeLines && i == kHeadLines) {
      const std::size_t left = lines.size() - kHeadLines - kTailLines;
      Line more = Line().own("… " + std::to_string(left) + " more lines, ctrl+o", kDim);
      if (!output.log.empty()) more.own(" · ", kDim).foreign(output.log, kDim);
      out.push_back(std::move(more));
      i = lines.size() - kTailLines;
    }
    out.push_back(std::move(lines[i]));
  }
}

// The rest of a command with several lines.
void add_command(std::vector<Line> lines, std::vector<Line>& out) {
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (i == kCommandLines) {
      out.push_back(
          Line().own("… " + std::to_string(lines.size() - i) + " more lines, ctrl+o", kDim));
      break;
    }
    out.push_back(std::move(lines[i]));
  }
}

std::string count_note(const FinishedCall& call) {
  if (call.name != "Read" || call.result.empty()) return {};
  std::string_view text = call.result;
  while (text.ends_with('\n')) text.remove_suffix(1);
  return " (" + plural(std::count(text.begin(), text.end(), '\n') + 1, "line") + ")";
}

}  // namespace

std::string plural(std::int64_t count, const std::string& noun) {
  return std::to_string(count) + " " + noun + (count == 1 ? "" : "s");
}

std::string age(std::int64_t seconds) {
  if (seconds < 3600) return std::to_string(std::max<std::int64_t>(seconds / 60, 0)) + " min";
  if (seconds < 86400) return std::to_string(seconds / 3600) + " h";
  return std::to_string(seconds / 86400) + " d";
}

std::string short_time(milliseconds time) {
  std::array<char, 32> text{};
  if (time < std::chrono::minutes(1)) {
    std::snprintf(text.data(), text.size(), "%.1f s", static_cast<double>(time.count()) / 1e3);
    return text.data();
  }
  return std::to_string(time.count() / 60000) + " min " + std::to_string(time.count() / 1000 % 60) +
         " s";
}

std::vector<Line> last_lines(std::string_view text, std::size_t count) {
  while (text.ends_with('\n')) text.remove_suffix(1);
  std::size_t at = text.size();
  for (std::size_t n = 0; n < count && at != 0; ++n) {
    const std::size_t feed = text.rfind('\n', at - 1);
    if (feed == std::string_view::npos) {
      at = 0;
      break;
    }
    at = feed;
  }
  if (at != 0 || text.starts_with('\n')) text.remove_prefix(std::min(at + 1, text.size()));
  return text.empty() ? std::vector<Line>() : foreign_lines(text, kDim);
}

bool is_reading(std::string_view tool) { return tool == "Read" || tool == "LS"; }
bool is_searching(std::string_view tool) { return tool == "Grep" || tool == "Glob"; }

std::string short_detail(const std::string& tool, std::string detail) {
  for (const std::string& head : {tool + ": ", tool + " "}) {
    if (detail.starts_with(head)) detail.erase(0, head.size());
  }
  const std::string here = os::current_folder().string() + "/";
  for (std::size_t at = 0; (at = detail.find(here, at)) != std::string::npos;) {
    detail.erase(at, here.size());
  }
  return detail;
}

std::string detail_of_input(std::string_view input_json) {
  const auto input = json::Document::parse(input_json);
  if (!input) return {};
  for (const std::string_view name :
       {"command", "file_path", "path", "pattern", "directory_path", "folder", "url", "query"}) {
    const json::Value value = input->root()[name];
    if (value.is_string()) return std::string(value.string_or(""));
  }
  return {};
}

std::string doing_in_words(const std::vector<CallInWords>& running) {
  if (running.empty()) return {};
  const auto all = [&](const auto& wanted) {
    return std::all_of(running.begin(), running.end(),
                       [&](const CallInWords& call) { return wanted(call.name); });
  };
  if (running.size() > 1) {
    const auto count = static_cast<std::int64_t>(running.size());
    if (all(is_reading)) return "reading " + plural(count, "file");
    if (all(is_searching)) return "searching " + plural(count, "pattern");
    return "running " + plural(count, "tool");
  }
  const auto& [name, detail] = running.front();
  if (name == "LS") return "listing " + detail;
  if (is_reading(name)) return "reading " + detail;
  if (is_searching(name)) return "searching " + detail;
  if (name == "Edit" || name == "Create") return "changing " + detail;
  if (name == "Execute") return "running " + detail;
  if (name == "TodoWrite") return "updating the list";
  return "running " + name + " " + detail;
}

CommandOutput command_output(std::string_view result) {
  CommandOutput output{.text = result};
  constexpr std::string_view kExited = "[Process exited with code ";
  constexpr std::string_view kTerminated = "[Process terminated by ";
  for (const std::string_view mark : {kExited, kTerminated}) {
    const std::size_t at = result.rfind(mark);
    if (at == std::string_view::npos || (at > 0 && result[at - 1] != '\n')) continue;
    const std::size_t begin = at + mark.size();
    output.status = (mark == kExited ? "exit " : "") +
                    std::string(result.substr(begin, result.find(']', begin) - begin));
    output.text = result.substr(0, at);
    break;
  }
  if (output.text.starts_with("Command failed (exit code: ") ||
      output.text.starts_with("Command terminated by ")) {
    output.text = without_first_line(output.text);
  }
  if (output.text.starts_with("Command completed successfully\n")) output.text = {};
  output.log = log_in(result);
  return output;
}

std::vector<Line> answer_lines(std::string_view result) {
  std::vector<Line> out;
  while (!result.empty()) {
    const std::size_t end = std::min(result.find('\n'), result.size());
    const std::string_view line = result.substr(0, end);
    result.remove_prefix(std::min(end + 1, result.size()));
    const std::size_t digits = std::min(line.find_first_not_of("0123456789"), line.size());
    if (digits == 0 || !line.substr(digits).starts_with(". ")) continue;
    out.push_back(Line().own("✓ ", kDim).foreign(line.substr(digits + 2), kDim));
  }
  if (out.empty()) out.push_back(Line().own("the questions were dismissed", kDim));
  return out;
}

Line reading_line(const FinishedCall& call) {
  return Line().foreign(call.name + " " + call.detail).own(count_note(call));
}

std::optional<Line> plan_line(const FinishedCall& call) {
  if (call.name != "ExitSpecMode") return std::nullopt;
  if (!call.is_error) return Line().own("✓ the plan is approved", kDim);
  constexpr std::string_view kRefused = "The plan is not approved;", kSaid = "The developer says: ";
  if (call.result.find(kRefused) == std::string::npos) return std::nullopt;
  Line line = Line().own("✗ the plan is not approved", kDim);
  if (const std::size_t said = call.result.find(kSaid); said != std::string::npos) {
    line.own(": \"", kDim).foreign(call.result.substr(said + kSaid.size()), kDim).own("\"", kDim);
  }
  return line;
}

std::vector<Line> tool_lines(const FinishedCall& call, const ToolLook& look) {
  std::vector<Line> out;
  Line head;
  head.own(call.is_error ? "✗ " : "• ", call.is_error ? kError : kTool);
  head.foreign(call.name, {.bold = true});
  std::vector<Line> more;  // of a command that has several lines
  if (!call.detail.empty()) {
    more = foreign_lines(call.detail);
    head.own(" ").append(more.front());
    more.erase(more.begin());
  }
  if (call.name == "Execute" && !call.detail.empty()) {
    const CommandOutput output = command_output(call.result);
    // A command that never ran says so in its only line.
    if (output.status.empty() && call.is_error) {
      head.own("  ").foreign(call.result.substr(0, call.result.find('\n')), kDim);
      out.push_back(std::move(head));
      return out;
    }
    std::string note;
    if (!output.status.empty()) note = "  " + output.status;
    if (call.time.count() >= 0) note += (note.empty() ? "  " : " · ") + short_time(call.time);
    head.foreign(note, call.is_error ? kError : kDim);
    out.push_back(std::move(head));
    add_command(std::move(more), out);
    if (look.with_output) add_output(output, out);
    return out;
  }
  if (call.is_error) {
    // What the model wrote wrongly stays in the detailed transcript (TUI-96).
    std::string_view why = std::string_view(call.result).substr(0, call.result.find('\n'));
    if (why.starts_with("Error: ")) why.remove_prefix(7);
    why = why.substr(0, why.find("; example: {"));
    out.push_back(head.own("  ").foreign(why, kDim));
    return out;
  }
  const auto edit = file_edit(call.name, call.input_json, call.result);
  if (!edit) {
    out.push_back(std::move(head));
    return out;
  }
  const std::string_view body = edit->is_new ? edit->content : edit->patch;
  std::int64_t added = 0;
  std::int64_t removed = 0;
  if (edit->is_new) {
    added =
        std::count(body.begin(), body.end(), '\n') + (body.empty() || body.ends_with('\n') ? 0 : 1);
  } else {
    for (std::size_t at = 0; at < body.size(); at = body.find('\n', at) + 1) {
      added += body[at] == '+' ? 1 : 0;
      removed += body[at] == '-' ? 1 : 0;
      if (body.find('\n', at) == std::string_view::npos) break;
    }
  }
  head.own(" (+" + std::to_string(added) + " -" + std::to_string(removed) + ")", kDim);
  out.push_back(std::move(head));
  for (Line& line : change_lines(*edit, {.engine = look.engine, .most = kFoldedRows})) {
    out.push_back(std::move(line));
  }
  return out;
}

}  // namespace ingot::tui
