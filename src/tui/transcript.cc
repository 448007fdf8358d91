#include "tui/transcript.h"

#include <algorithm>
#include <utility>

#include "engine/engine.h"

namespace ingot::tui {
namespace {

using std::chrono::duration_cast;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr Style kDim{.dim = true};
constexpr Style kThought{.dim = true, .italic = true};
constexpr Style kUser{.bold = true};
constexpr Style kTool{.colour = Colour::cyan};
constexpr Style kWarning{.colour = Colour::yellow};
constexpr Style kError{.colour = Colour::red};
constexpr std::size_t kTailLines = 3;  // of a running command (TUI-95)
constexpr std::size_t kTailBytes = 4000;
constexpr std::size_t kToolRows = 4;
constexpr std::string_view kDeniedByPerson = "The developer denied this call.";

// The same trouble has another request id each time.
std::string cause_of(std::string text) {
  const std::size_t begin = text.find(" [request ");
  if (begin == std::string::npos) return text;
  const std::size_t end = text.find(']', begin);
  return text.erase(begin, end == std::string::npos ? end : end + 1 - begin);
}

}  // namespace

TranscriptOptions transcript_options(const engine::Configuration& configuration) {
  const config::TuiSettings& tui = configuration.settings.tui;
  return {.show_thinking = tui.show_thinking,
          .with_output = tui.tool_results != config::TuiSettings::ToolResults::compact,
          .inline_todos = tui.todo_place == config::TuiSettings::TodoPlace::in_transcript,
          .wrap_words = tui.wrap != config::TuiSettings::Wrap::terminal,
          .look = {.still = tui.reduced_motion, .interrupt = tui.uses_vi() ? "esc esc" : "esc"}};
}

std::vector<Line> Transcript::take(const engine::Event& event, Clock::time_point now) {
  now_ = now;
  status_.heard(now);
  std::vector<Line> out;
  std::visit([&](const auto& one) { on(one, out); }, event);
  return out;
}

std::vector<Line> Transcript::past_turn(const std::string& text) {
  std::vector<Line> out;
  close_open(out);
  block(out);
  for (Line& line : user_lines(text)) out.push_back(std::move(line));
  return out;
}

std::vector<Line> Transcript::finish() {
  std::vector<Line> out;
  close_open(out);
  return out;
}

void Transcript::add(std::vector<Line>& out, const MarkdownLine& line) const {
  if (!line.prose || !options_.wrap_words) {
    out.push_back(line.line);
    return;
  }
  for (Line& part : wrapped(line.line, width(), true)) out.push_back(std::move(part));
}

// One empty line between blocks, none at the beginning of a session.
void Transcript::block(std::vector<Line>& out) {
  flush_problem(out);
  if (wrote_block_) out.emplace_back();
  wrote_block_ = true;
}

void Transcript::end_text(std::vector<Line>& out) {
  if (!in_text_) return;
  for (const MarkdownLine& line : stream_.finish()) add(out, line);
  in_text_ = false;
}

void Transcript::end_thinking(std::vector<Line>& out) {
  if (!std::exchange(thinking_, false)) return;
  if (!thought_.empty()) {
    add(out, {.line = Line().foreign(std::exchange(thought_, {}), kThought), .prose = true});
  }
  if (!std::exchange(wrote_thought_, false)) block(out);
  std::string text =
      "thought for " + short_time(duration_cast<milliseconds>(now_ - thinking_since_));
  const auto guess = static_cast<std::int64_t>(thought_bytes_ / 4);
  if (thought_tokens_ > 0) {
    text += " · " + ledger::rounded(thought_tokens_) + " tokens";
  } else if (guess > 0) {
    text += " · ~" + ledger::rounded(guess) + " tokens";
  }
  out.push_back(Line().own("✻ " + text, kDim));
}

void Transcript::flush_reads(std::vector<Line>& out) {
  if (reads_ + searches_ == 0) return;
  block(out);
  Line line;
  if (reads_ + searches_ == 1) {
    line = std::exchange(only_read_, {});
  } else {
    std::string text;
    if (reads_ > 0) text = "Read " + plural(reads_, "file");
    if (searches_ > 0) {
      text += (text.empty() ? "Searched " : ", searched ") + plural(searches_, "pattern");
    }
    line.own(text);
  }
  out.push_back(Line().own("• ", kTool).append(line));
  reads_ = searches_ = 0;
}

Line Transcript::problem_line(const char* mark, Style style, const std::string& text,
                              int count) const {
  Line line = Line().own(mark, style).foreign(text);
  if (count > 1) line.own(" (×" + std::to_string(count) + ")", kDim);
  return line;
}

void Transcript::flush_problem(std::vector<Line>& out) {
  if (problem_.count == 0) return;
  const Problem problem = std::exchange(problem_, {});
  if (wrote_block_) out.emplace_back();
  wrote_block_ = true;
  out.push_back(problem_line("! ", kWarning, problem.text, problem.count));
}

void Transcript::close_open(std::vector<Line>& out) {
  end_text(out);
  end_thinking(out);
  flush_reads(out);
}

void Transcript::warn(const std::string& text, std::vector<Line>& out) {
  close_open(out);
  if (cause_of(problem_.text) != cause_of(text)) flush_problem(out);
  problem_.text = text;
  ++problem_.count;
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
  status_.begin(now_);
}

void Transcript::on(const agent::MessageDelivered& event, std::vector<Line>& out) {
  end_text(out);
  flush_reads(out);
  block(out);
  for (Line& line : user_lines(event.text)) out.push_back(std::move(line));
}

void Transcript::on(const agent::TextDelta& event, std::vector<Line>& out) {
  if (!in_text_) {
    if (event.text.find_first_not_of(" \t\r\n") == std::string::npos) return;
    end_thinking(out);
    flush_reads(out);
    block(out);
    in_text_ = true;
    stream_ = MarkdownStream({.columns = width(), .engine = engine_});
    status_.doing("answering");
  }
  status_.streamed(event.text.size());
  for (const MarkdownLine& line : stream_.feed(event.text)) add(out, line);
}

void Transcript::on(const agent::ThinkingDelta& event, std::vector<Line>& out) {
  if (!thinking_) {
    end_text(out);
    flush_reads(out);
    thinking_ = true;
    thinking_since_ = now_;
    thought_bytes_ = 0;
    thought_tokens_ = 0;
    status_.doing("thinking");
  }
  status_.streamed(event.text.size());
  thought_bytes_ += event.text.size();
  if (!options_.show_thinking) return;
  thought_ += event.text;
  for (std::size_t end = 0; (end = thought_.find('\n')) != std::string::npos;) {
    if (!std::exchange(wrote_thought_, true)) block(out);
    add(out, {.line = Line().foreign(thought_.substr(0, end), kThought), .prose = true});
    thought_.erase(0, end + 1);
  }
}

void Transcript::on(const agent::AnswerDiscarded&, std::vector<Line>& out) {
  warn("the answer above was cut off and is void; asking again", out);
}

void Transcript::on(const agent::MessageFinished& event, std::vector<Line>& out) {
  end_text(out);
  end_thinking(out);
  std::string text = chat::visible_text(event.message);
  if (!text.empty()) last_answer_ = std::move(text);
  status_.doing("waiting for the model");
}

void Transcript::on(const agent::ToolStarted& event, std::vector<Line>& out) {
  end_text(out);
  end_thinking(out);
  status_.waits_for_person(false);
  if (const auto plan = engine::plan_of_call(event.name, event.input_json)) show_plan(*plan, out);
  running_[event.call_id] = {.name = event.name,
                             .detail = short_detail(event.name, event.detail),
                             .input_json = event.input_json,
                             .tail = {},
                             .since = now_};
}

void Transcript::on(const agent::ToolProgress& event, std::vector<Line>&) {
  const auto running = running_.find(event.call_id);
  if (running == running_.end()) return;
  running->second.tail = event.text.size() > kTailBytes
                             ? event.text.substr(event.text.size() - kTailBytes)
                             : event.text;
}

void Transcript::on(const agent::ToolFinished& event, std::vector<Line>& out) {
  Running call{.name = event.name, .since = now_};
  if (auto running = running_.extract(event.result.call_id)) call = std::move(running.mapped());
  status_.count_tool();
  status_.waits_for_person(false);
  FinishedCall finished{.name = call.name,
                        .detail = std::move(call.detail),
                        .input_json = std::move(call.input_json),
                        .result = chat::text_of(event.result),
                        .is_error = event.result.is_error,
                        .time = milliseconds(-1)};
  if (working()) finished.time = duration_cast<milliseconds>(now_ - call.since);
  if (!finished.is_error && (is_reading(finished.name) || is_searching(finished.name))) {
    ++(is_reading(finished.name) ? reads_ : searches_);
    only_read_ = reading_line(finished);
    return;
  }
  // The decision stands above already (TUI-83).
  if (finished.is_error && finished.result.starts_with(kDeniedByPerson)) return;
  if (!finished.is_error && finished.name == "TodoWrite") {
    std::vector<Line> changed = todos_.replace(engine::todos_of_call(finished.input_json));
    if (!options_.inline_todos || changed.empty()) return;
    flush_reads(out);
    block(out);
    for (Line& line : changed) out.push_back(std::move(line));
    return;
  }
  flush_reads(out);
  block(out);
  if (auto line = plan_line(finished)) return out.push_back(*std::move(line));
  if (!finished.is_error && finished.name == "AskUser") {
    for (Line& line : answer_lines(finished.result)) {
      add(out, {.line = std::move(line), .prose = true});
    }
    return;
  }
  const ToolLook look{.with_output = options_.with_output, .engine = engine_};
  for (Line& line : tool_lines(finished, look)) out.push_back(std::move(line));
}

void Transcript::on(const agent::PermissionAsked&, std::vector<Line>& out) {
  close_open(out);
  status_.waits_for_person(true);
}

void Transcript::on(const agent::QuestionsAsked&, std::vector<Line>& out) {
  close_open(out);
  status_.waits_for_person(true);
}

// As Markdown, once: what is asked about it refers to it (TUI-85).
void Transcript::show_plan(const engine::Plan& plan, std::vector<Line>& out) {
  flush_reads(out);
  std::string text = plan.text;
  for (const engine::Plan::Option& option : plan.options) {
    if (!option.text.empty()) text += "\n\n# " + option.name + "\n\n" + option.text;
  }
  block(out);
  for (const MarkdownLine& line : markdown_lines(text, {.columns = width(), .engine = engine_})) {
    add(out, line);
  }
}

void Transcript::on(const agent::PlanProposed&, std::vector<Line>& out) {
  close_open(out);
  status_.waits_for_person(true);
}

void Transcript::on(const agent::CallDenied&, std::vector<Line>&) {
  status_.waits_for_person(false);
}

void Transcript::on(const agent::UsageBooked& event, std::vector<Line>&) {
  status_.book(event.record.usage, event.record.cost_usd);
  thought_tokens_ = chat::told(event.record.usage.reasoning);
}

void Transcript::on(const agent::BudgetReached&, std::vector<Line>& out) {
  close_open(out);
  status_.waits_for_person(true);
}

void Transcript::on(const agent::BudgetAnswered& event, std::vector<Line>& out) {
  status_.waits_for_person(false);
  if (event.answer == agent::BudgetAnswer::stop) return;  // the turn ends with a word about it
  block(out);
  out.push_back(Line().own(event.answer == agent::BudgetAnswer::raise
                               ? "the budget of this session is " + ledger::money(event.budget_usd)
                               : "going on beyond the budget until this turn ends",
                           kDim));
}

void Transcript::on(const agent::Retrying& event, std::vector<Line>& out) {
  warn(event.reason, out);
  status_.retrying(now_ + event.wait,
                   event.status > 0 ? std::to_string(event.status) : std::string());
}

void Transcript::on(const agent::ModelSwitched& event, std::vector<Line>& out) {
  warn(event.reason + "; going on with " + event.to, out);
}

void Transcript::on(const agent::Notice& event, std::vector<Line>& out) { warn(event.text, out); }

void Transcript::on(const agent::CompactionStarted& event, std::vector<Line>& out) {
  if (!working()) status_.begin(now_);
  if (event.cause != agent::CompactionCause::asked) warn(agent::to_text(event), out);
  status_.doing("summarising the conversation");
}

void Transcript::on(const agent::CompactionProgress& event, std::vector<Line>&) {
  status_.streamed(event.bytes);
}

void Transcript::on(const agent::CompactionFinished& event, std::vector<Line>& out) {
  status_.doing("waiting for the model");
  if (!event.error.empty()) {
    // Else the turn ends with it.
    if (event.cause == agent::CompactionCause::threshold) warn(agent::to_text(event), out);
    return;
  }
  close_open(out);
  block(out);
  out.push_back(Line().own(agent::to_text(event), kDim));
}

void Transcript::on(const agent::TurnFinished& event, std::vector<Line>& out) {
  using End = agent::TurnFinished::End;
  close_open(out);
  running_.clear();
  if (event.end == End::interrupted) {
    block(out);
    out.push_back(Line().own("interrupted", kDim));
  } else if (event.end != End::done) {
    // The cause that was retried in vain is told once.
    int count = 1;
    const std::string before = cause_of(problem_.text);
    const std::string last = cause_of(event.error);
    if (problem_.count > 0 &&
        (last.find(before) != std::string::npos || before.find(last) != std::string::npos)) {
      count += std::exchange(problem_, {}).count;
    }
    block(out);
    std::vector<Line> lines = foreign_lines(event.error);
    for (std::size_t i = 0; i < lines.size(); ++i) {
      if (i == 0) lines[i] = problem_line("✗ ", kError, lines[i].text(), count);
      out.push_back(std::move(lines[i]));
    }
  }
  block(out);
  out.push_back(status_.summary(now_));
  status_.end();
  if (todos_.all_done()) todos_.replace({});
}

// Each of several running calls, and below it what it printed last.
std::vector<Line> Transcript::tool_rows(Clock::time_point now) const {
  std::vector<Line> rows;
  std::size_t shown = 0;
  for (const auto& [id, call] : running_) {
    if (++shown > kToolRows) {
      rows.push_back(Line().own("  +" + std::to_string(running_.size() - kToolRows), kDim));
      break;
    }
    if (running_.size() > 1) {
      const auto time = duration_cast<seconds>(now - call.since).count();
      const std::string detail = call.detail.substr(0, call.detail.find('\n'));
      rows.push_back(Line()
                         .own("  • ", kTool)
                         .foreign(call.name + " " + detail)
                         .own("  " + std::to_string(time) + " s", kDim)
                         .cut(width()));
    }
    if (call.tail.empty()) continue;
    for (const Line& line : last_lines(call.tail, kTailLines)) {
      rows.push_back(Line().own("  ").append(line).cut(width()));
    }
  }
  return rows;
}

std::vector<Line> Transcript::live(std::size_t most, Clock::time_point now) const {
  // What goes on, below the open text.
  std::vector<Line> below;
  if (problem_.count > 0) {
    // The counter stays in sight.
    const std::size_t room = width() > 20 ? width() - 8 : width();
    const std::string text = Line().foreign(problem_.text).cut(room).text();
    below.push_back(problem_line("! ", kWarning, text, problem_.count).cut(width()));
  }
  if (thinking_) {
    const auto time = duration_cast<seconds>(now - thinking_since_).count();
    below.push_back(Line().own("✻ thinking " + std::to_string(time) + " s", kDim));
  }
  if (status_.working()) {
    std::vector<CallInWords> running;
    for (const auto& [id, call] : running_) {
      running.push_back({call.name, call.detail.substr(0, call.detail.find('\n'))});
    }
    below.push_back(status_.working_line(now, running, width()));
    for (Line& row : tool_rows(now)) below.push_back(std::move(row));
  }
  if (!options_.inline_todos && most > below.size()) {
    for (Line& row : todos_.rows(width(), most - below.size())) below.push_back(std::move(row));
  }
  if (below.size() > most) below.resize(most);

  std::vector<Line> rows;
  const auto place = [&](const Line& line) {
    for (Line& part : wrapped(line, width(), false)) rows.push_back(std::move(part));
  };
  if (in_text_) {
    for (const MarkdownLine& line : stream_.open_lines()) place(line.line);
  } else if (!thought_.empty()) {
    place(Line().foreign(thought_, kThought));
  }
  while (!rows.empty() && rows.back().empty()) rows.pop_back();
  const std::size_t room = most - below.size();
  if (rows.size() > room) {
    const std::size_t left = rows.size() - room + (room > 0 ? 1 : 0);
    rows.erase(rows.begin(), rows.begin() + static_cast<std::ptrdiff_t>(left));
    if (room > 0) {
      rows.insert(rows.begin(), Line().own("… " + std::to_string(left) + " rows above", kDim));
    }
  }
  for (Line& row : below) rows.push_back(std::move(row));
  return rows;
}

}  // namespace ingot::tui
