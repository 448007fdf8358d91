#include "cli/demo_screen.h"

#include <unistd.h>

#include <algorithm>

#include "os/file.h"
#include "os/paths.h"

namespace ingot::cli {
namespace {

std::string first_line(std::string_view text) {
  return term::sanitise_line(text.substr(0, text.find('\n')));
}

std::string counted(std::size_t count, std::string_view noun) {
  return std::to_string(count) + " " + std::string(noun) + (count == 1 ? "" : "s");
}

// What a result says, in a line: a short one whole, of a longer one its end and length.
std::string summary_of(const chat::ToolResult& result) {
  std::string text = chat::text_of(result);
  while (!text.empty() && text.back() == '\n') text.pop_back();
  const auto lines = static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')) + 1;
  if (lines == 1) return first_line(text);
  return counted(lines, "line");
}

}  // namespace

DemoScreen::DemoScreen() : terminal_(::isatty(STDOUT_FILENO) == 1) {
  const auto no_colour = os::environment_variable("NO_COLOR");
  const auto terminal_type = os::environment_variable("TERM");
  colours_ =
      terminal_ && (!no_colour || no_colour->empty()) && terminal_type && *terminal_type != "dumb";
}

void DemoScreen::print(std::string_view text) const {
  [[maybe_unused]] const auto written = os::write_all(STDOUT_FILENO, text);
}

void DemoScreen::heading(std::string_view text) const {
  print(colours_ ? "\x1b[1m" + std::string(text) + "\x1b[22m\n" : std::string(text) + "\n");
}

void DemoScreen::faint(std::string_view text) const {
  print(colours_ ? "\x1b[2m" + std::string(text) + "\x1b[22m\n" : std::string(text) + "\n");
}

void DemoScreen::quoted(std::string_view margin, std::string_view text) const {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    faint(std::string(margin) + term::sanitise_line(text.substr(0, end)));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

void DemoScreen::show(const engine::Event& event) {
  std::visit([this](const auto& happened) { on(happened); }, event);
}

void DemoScreen::end_thinking() {
  if (thinking_.empty()) return;
  quoted("  ~ ", thinking_);
  thinking_.clear();
}

void DemoScreen::end_text() {
  end_thinking();
  if (!in_text_) return;
  in_text_ = false;
  print(text_.finish() + "\n\n");
}

void DemoScreen::on(const agent::TextDelta& delta) {
  end_thinking();
  in_text_ = true;
  print(text_.feed(delta.text));
}

void DemoScreen::on(const agent::AnswerDiscarded&) {
  end_text();
  faint("  (the answer broke off; the request is repeated)");
}

void DemoScreen::on(const agent::MessageFinished&) { end_text(); }

void DemoScreen::on(const agent::ToolStarted& call) {
  end_text();
  const std::string line = first_line(call.detail.empty() ? call.input_json : call.detail);
  // The detail of most tools leads with their name; a command's is the command.
  const bool named = line.rfind(call.name, 0) == 0;
  print("  > " + (named ? "" : first_line(call.name) + ": ") + line + "\n");
}

void DemoScreen::on(const agent::ToolFinished& call) {
  end_text();
  std::string line = "    " + first_line(call.name) + (call.result.is_error ? " failed: " : ": ") +
                     summary_of(call.result);
  for (const auto& change : call.changes) {
    line += " (+" + std::to_string(change.added) + " -" + std::to_string(change.removed) + ")";
  }
  faint(line);
  // A command's output is the heart of the matter; of the rest the count is enough.
  if (call.is_command) quoted("    | ", chat::text_of(call.result));
}

void DemoScreen::on(const agent::CallDenied& call) {
  end_text();
  print("  ! refused: " + first_line(call.name + " " + call.detail) + ": " + first_line(call.why) +
        "\n");
}

void DemoScreen::on(const agent::Retrying& retry) {
  end_text();
  faint("  ! " + first_line(retry.reason) + "; trying again");
}

void DemoScreen::on(const agent::Notice& notice) {
  end_text();
  faint("  ! " + first_line(notice.text));
}

void DemoScreen::on(const agent::TurnFinished& turn) {
  end_text();
  if (turn.end == agent::TurnFinished::End::done) return;
  print("The turn ended early: " + term::sanitise(turn.error) + "\n");
}

}  // namespace ingot::cli
