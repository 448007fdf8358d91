#include "tui/transcript.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <utility>

#include "diff/unified.h"
#include "engine/spending.h"
#include "json/value.h"
#include "os/paths.h"

namespace ingot::tui {
namespace {

using chat::told;
using std::chrono::duration_cast;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr Style kDim{.dim = true};
constexpr Style kUser{.bold = true};
constexpr Style kTool{.colour = Colour::cyan};
constexpr Style kWarning{.colour = Colour::yellow};
constexpr Style kError{.colour = Colour::red};
constexpr std::size_t kHeadLines = 2, kTailLines = 3;  // of a command's output (TUI-95)
constexpr std::size_t kChangeLines = 40;
constexpr seconds kSilence{15};
constexpr std::size_t kTailBytes = 4000;

std::string plural(std::int64_t count, const std::string& noun) {
  return std::to_string(count) + " " + noun + (count == 1 ? "" : "s");
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

std::string verb_of(const std::string& tool, const std::string& detail) {
  if (tool == "Read") return "reading " + detail;
  if (tool == "Grep" || tool == "Glob") return "searching " + detail;
  if (tool == "LS") return "listing " + detail;
  if (tool == "Edit" || tool == "Create") return "changing " + detail;
  if (tool == "Execute") return "running " + detail;
  return tool + " " + detail;
}

// What a call is about, without the tool's name and with paths below the working directory as
// people write them.
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

}  // namespace

std::string short_count(std::int64_t tokens) {
  std::array<char, 32> text{};
  if (tokens < 1000) return std::to_string(tokens);
  if (tokens < 1000000) {
    std::snprintf(text.data(), text.size(), tokens < 100000 ? "%.1fk" : "%.0fk",
                  static_cast<double>(tokens) / 1e3);
  } else {
    std::snprintf(text.data(), text.size(), "%.1fM", static_cast<double>(tokens) / 1e6);
  }
  return text.data();
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

std::vector<Line> change_lines(std::string_view tool, std::string_view input_json,
                               std::size_t most) {
  std::vector<Line> lines;
  const auto input = json::Document::parse(input_json);
  if (!input) return lines;
  const json::Value root = input->root();
  std::string text;
  if (tool == "Create") {
    text = diff::unified("", root["content"].string_or(""), {.max_lines = most}).text;
  } else if (tool == "Edit") {
    text = diff::unified(root["old_str"].string_or(""), root["new_str"].string_or(""),
                         {.max_lines = most})
               .text;
  } else {
    return lines;
  }
  for (Line& line : foreign_lines(text)) {
    const std::string plain = line.text();
    if (plain.empty() || plain.starts_with("@@") || plain.starts_with("\\ No newline")) continue;
    Style style;
    if (plain[0] == '+') style.colour = Colour::green;
    if (plain[0] == '-') style.colour = Colour::red;
    lines.push_back(Line().own(plain, style));
  }
  return lines;
}

std::vector<Line> Transcript::take(const engine::Event& event, Clock::time_point now) {
  now_ = now;
  last_event_ = now;
  std::vector<Line> out;
  std::visit([&](const auto& one) { on(one, out); }, event);
  return out;
}

void Transcript::add(std::vector<Line>& out, const MarkdownLine& line) const {
  if (!line.prose) {
    out.push_back(line.line);
    return;
  }
  for (Line& part : wrapped(line.line, columns_ > 1 ? columns_ - 1 : 1, true)) {
    out.push_back(std::move(part));
  }
}

// One empty line between blocks, none at the beginning of a session.
void Transcript::block(std::vector<Line>& out) {
  if (wrote_block_) out.emplace_back();
  wrote_block_ = true;
}

void Transcript::end_text(std::vector<Line>& out) {
  if (!in_text_) return;
  for (const MarkdownLine& line : stream_.finish()) add(out, line);
  in_text_ = false;
}

void Transcript::flush_reads(std::vector<Line>& out) {
  if (reads_ + searches_ == 0) return;
  block(out);
  std::string text;
  if (reads_ + searches_ == 1) {
    text = only_read_;
  } else {
    if (reads_ > 0) text = "Read " + plural(reads_, "file");
    if (searches_ > 0) {
      text += (text.empty() ? "Searched " : ", searched ") + plural(searches_, "pattern");
    }
  }
  out.push_back(Line().own("• ", kTool).own(text));
  reads_ = searches_ = 0;
}

std::vector<Line> Transcript::user_lines(const std::string& text) const {
  std::vector<Line> lines;
  for (Line& line : foreign_lines(text, kUser)) {
    lines.push_back(lines.empty() ? Line().own("› ", kUser).append(line) : std::move(line));
  }
  return lines;
}

void Transcript::on(const agent::TurnStarted& event, std::vector<Line>& out) {
  block(out);
  for (Line& line : user_lines(event.text)) out.push_back(std::move(line));
  working_ = true;
  turn_began_ = now_;
  doing_ = "waiting for the model";
  tools_ = 0;
  usage_ = {};
  cost_.reset();
  cost_known_ = true;
  answer_.clear();
  streamed_ = 0;
}

void Transcript::on(const agent::TextDelta& event, std::vector<Line>& out) {
  if (!in_text_) {
    const std::size_t begin = event.text.find_first_not_of(" \t\r\n");
    if (begin == std::string::npos) return;
    thinking_ = false;
    flush_reads(out);
    block(out);
    in_text_ = true;
    stream_ = MarkdownStream(columns_ > 1 ? columns_ - 1 : 1);
    doing_ = "answering";
  }
  streamed_ += event.text.size();
  for (const MarkdownLine& line : stream_.feed(event.text)) add(out, line);
}

void Transcript::on(const agent::ThinkingDelta& event, std::vector<Line>& out) {
  if (!thinking_) {
    end_text(out);
    thinking_ = true;
    thinking_since_ = now_;
    thought_.clear();
    doing_ = "thinking";
  }
  streamed_ += event.text.size();
  if (options_.show_thinking || thought_.size() < kTailBytes) thought_ += event.text;
}

void Transcript::on(const agent::AnswerDiscarded&, std::vector<Line>& out) {
  end_text(out);
  thinking_ = false;
  block(out);
  out.push_back(Line().own("! the answer above was cut off and is void; asking again", kWarning));
}

void Transcript::on(const agent::MessageFinished& event, std::vector<Line>& out) {
  const bool thought =
      std::any_of(event.message.blocks.begin(), event.message.blocks.end(),
                  [](const auto& one) { return std::holds_alternative<chat::Thinking>(one); });
  end_text(out);
  if (thought && thinking_since_ != Clock::time_point()) {
    flush_reads(out);
    if (options_.show_thinking && !thought_.empty()) {
      block(out);
      for (Line& line : foreign_lines(thought_, {.dim = true, .italic = true})) {
        add(out, {.line = std::move(line), .prose = true});
      }
    }
    thinking_since_ = {};
  }
  thinking_ = false;
  if (const std::string text = chat::visible_text(event.message); !text.empty()) {
    last_answer_ = text;
  }
  doing_ = "waiting for the model";
}

void Transcript::on(const agent::ToolStarted& event, std::vector<Line>& out) {
  end_text(out);
  const std::string detail = short_detail(event.name, event.detail);
  running_[event.call_id] = {.name = event.name, .detail = detail, .tail = {}, .since = now_};
  details_[event.call_id] = detail;
  inputs_[event.call_id] = event.input_json;
}

void Transcript::on(const agent::ToolProgress& event, std::vector<Line>&) {
  const auto running = running_.find(event.call_id);
  if (running == running_.end()) return;
  running->second.tail = event.text.size() > kTailBytes
                             ? event.text.substr(event.text.size() - kTailBytes)
                             : event.text;
}

void Transcript::on(const agent::ToolFinished& event, std::vector<Line>& out) {
  const std::string id = event.result.call_id;
  const auto running = running_.find(id);
  const auto time = running == running_.end()
                        ? milliseconds(0)
                        : duration_cast<milliseconds>(now_ - running->second.since);
  const std::string detail = std::exchange(details_[id], {});
  const std::string input = std::exchange(inputs_[id], {});
  details_.erase(id);
  inputs_.erase(id);
  if (running != running_.end()) running_.erase(running);
  ++tools_;
  const std::string text = chat::text_of(event.result);
  const bool looks =
      event.name == "Read" || event.name == "LS" || event.name == "Grep" || event.name == "Glob";
  if (looks && !event.result.is_error) {
    ++(event.name == "Grep" || event.name == "Glob" ? searches_ : reads_);
    only_read_ = Line().foreign(event.name + " " + detail).text();
    return;
  }
  flush_reads(out);
  block(out);
  Line head;
  head.own("• ", event.result.is_error ? kError : kTool).foreign(event.name + " ", {.bold = true});
  head.foreign(detail);
  for (const tools::FileChange& change : event.changes) {
    head.own(" (+" + std::to_string(change.added) + " -" + std::to_string(change.removed) + ")",
             kDim);
  }
  if (event.is_command) head.own("  " + short_time(time), kDim);
  out.push_back(std::move(head));
  if (!event.changes.empty()) {
    for (Line& line : change_lines(event.name, input, kChangeLines)) out.push_back(std::move(line));
  } else if (event.is_command || event.result.is_error) {
    std::vector<Line> lines = foreign_lines(text, kDim);
    while (!lines.empty() && lines.back().empty()) lines.pop_back();
    const std::size_t most = options_.expanded ? 20 : kHeadLines + kTailLines;
    for (std::size_t i = 0; i < lines.size(); ++i) {
      if (lines.size() > most && i == kHeadLines) {
        const std::size_t left = lines.size() - kHeadLines - kTailLines;
        out.push_back(Line().own("… " + std::to_string(left) + " more lines", kDim));
        i = lines.size() - kTailLines;
      }
      out.push_back(std::move(lines[i]));
    }
  } else if (event.name == "TodoWrite") {
    const auto parsed = json::Document::parse(input);
    if (parsed) {
      for (Line& line : foreign_lines(parsed->root()["todos"].string_or(""), kDim)) {
        if (!line.empty()) out.push_back(std::move(line));
      }
    }
  }
}

void Transcript::on(const agent::PermissionAsked&, std::vector<Line>& out) {
  end_text(out);
  flush_reads(out);
  doing_ = "waiting for you";
}

void Transcript::on(const agent::CallDenied&, std::vector<Line>&) {}

void Transcript::on(const agent::UsageBooked& event, std::vector<Line>&) {
  chat::add(usage_, event.record.usage);
  if (!event.record.cost_usd) cost_known_ = false;
  cost_ = cost_known_ ? std::optional(cost_.value_or(0) + *event.record.cost_usd) : std::nullopt;
  streamed_ = 0;
}

void Transcript::on(const agent::Retrying& event, std::vector<Line>& out) {
  end_text(out);
  thinking_ = false;
  block(out);
  out.push_back(Line().own("! ", kWarning).foreign(event.reason));
  doing_ = event.wait.count() == 0
               ? "repeating the request"
               : "retrying in " + std::to_string((event.wait.count() + 999) / 1000) + " s (" +
                     std::to_string(event.attempt) + ")";
}

void Transcript::on(const agent::ModelSwitched& event, std::vector<Line>& out) {
  end_text(out);
  block(out);
  out.push_back(
      Line().own("! ", kWarning).foreign(event.reason).own("; going on with ").foreign(event.to));
}

void Transcript::on(const agent::Notice& event, std::vector<Line>& out) {
  end_text(out);
  block(out);
  out.push_back(Line().own("! ", kWarning).foreign(event.text));
}

void Transcript::on(const agent::TurnFinished& event, std::vector<Line>& out) {
  using End = agent::TurnFinished::End;
  end_text(out);
  flush_reads(out);
  working_ = thinking_ = false;
  running_.clear();
  if (event.end == End::interrupted) {
    block(out);
    out.push_back(Line().own("interrupted", kDim));
  } else if (event.end != End::done) {
    block(out);
    std::vector<Line> lines = foreign_lines(event.error);
    for (std::size_t i = 0; i < lines.size(); ++i) {
      out.push_back(i == 0 ? Line().own("✗ ", kError).append(lines[i]) : lines[i]);
    }
  }
  // Values nobody told are absent, not zero (TUI-75).
  std::string text = short_time(duration_cast<milliseconds>(now_ - turn_began_));
  if (tools_ > 0) text += " · " + plural(tools_, "tool");
  const std::int64_t prompt = chat::prompt_tokens(usage_);
  if (prompt > 0) {
    text += " · " + short_count(prompt) + " in";
    if (usage_.cache_read >= 0) {
      text += " (" + std::to_string(told(usage_.cache_read) * 100 / prompt) + " % cached)";
    }
  }
  if (usage_.output >= 0) text += " · " + short_count(usage_.output) + " out";
  if (cost_) text += " · " + ledger::money(*cost_);
  block(out);
  out.push_back(Line().own(text, kDim));
}

Line Transcript::working_line(Clock::time_point now) const {
  static constexpr std::array<const char*, 10> kSpinner = {"⠋", "⠙", "⠹", "⠸", "⠼",
                                                           "⠴", "⠦", "⠧", "⠇", "⠏"};
  const auto elapsed = duration_cast<milliseconds>(now - turn_began_);
  Line line;
  line.own(kSpinner[static_cast<std::size_t>(elapsed.count() / 250) % kSpinner.size()], kTool);
  std::string doing = doing_;
  if (running_.size() == 1) {
    doing = verb_of(running_.begin()->second.name, running_.begin()->second.detail);
  } else if (running_.size() > 1) {
    doing = "running " + std::to_string(running_.size()) + " tools";
  } else if (now - last_event_ > kSilence && doing_ != "waiting for you") {
    doing =
        "no data for " + std::to_string(duration_cast<seconds>(now - last_event_).count()) + " s";
  }
  line.own(" ").append(Line().foreign(doing).cut(columns_ > 70 ? columns_ - 58 : 12));
  line.own(" · " + std::to_string(elapsed.count() / 1000) + " s", kDim);
  const std::int64_t prompt = chat::prompt_tokens(usage_);
  if (prompt > 0) line.own(" · " + short_count(prompt) + " in", kDim);
  const std::int64_t output = told(usage_.output) + static_cast<std::int64_t>(streamed_ / 4);
  if (output > 0) line.own(" · " + short_count(output) + " out", kDim);
  if (cost_) line.own(" · " + ledger::money(*cost_), kDim);
  line.own(" · esc to interrupt", kDim);
  return line;
}

std::vector<Line> Transcript::live(std::size_t most, Clock::time_point now) const {
  std::vector<Line> rows;
  const std::size_t width = columns_ > 1 ? columns_ - 1 : 1;
  if (in_text_) {
    for (const Line& line : foreign_lines(stream_.open_text())) {
      for (Line& part : wrapped(line, width, false)) rows.push_back(std::move(part));
    }
    while (!rows.empty() && rows.back().empty()) rows.pop_back();
  }
  for (const auto& [id, running] : running_) {
    if (running.tail.empty()) continue;
    for (const Line& line : last_lines(running.tail, kTailLines)) rows.push_back(line.cut(width));
  }
  if (rows.size() > most) {
    const std::size_t left = rows.size() - most + (most > 0 ? 1 : 0);
    rows.erase(rows.begin(), rows.begin() + static_cast<std::ptrdiff_t>(left));
    if (most > 0) {
      rows.insert(rows.begin(), Line().own("… " + std::to_string(left) + " rows above", kDim));
    }
  }
  if (working_) rows.push_back(working_line(now).cut(width));
  return rows;
}

}  // namespace ingot::tui
