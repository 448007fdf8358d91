#include "tui/trust_dialog.h"

#include <poll.h>
#include <termios.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <iterator>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/trust.h"
#include "os/file.h"
#include "term/key.h"
#include "tui/line.h"
#include "tui/list_dialog.h"
#include "tui/viewport.h"

namespace ingot::tui {
namespace {

using config::TrustItem;
using Clock = std::chrono::steady_clock;

// What is typed earlier than this was not meant for the question (TUI-81).
constexpr std::chrono::milliseconds kGuard(250);

constexpr int kEscapeWait = 50;  // ms: what follows a lone ESC is a sequence

enum class Start { trust, restricted, quit };
constexpr const char* kChoices[] = {
    "Trust: what is listed counts from now on",
    "Open restricted: work here without it",
    "Quit",
};

void add_item(const TrustItem& item, std::vector<Line>& lines) {
  std::string text = engine::to_text(item);
  text.pop_back();  // the last line's end
  for (Line& line : foreign_lines(text)) lines.push_back(std::move(line));
}

// The question in raw mode, with a list to choose from.
class Question {
 public:
  explicit Question(term::Terminal& terminal)
      : terminal_(terminal), viewport_(static_cast<std::size_t>(terminal.size().columns)) {}

  Start ask(const std::vector<Line>& lines) {
    std::vector<Line> committed;
    for (const Line& line : lines) {
      for (Line& row : wrapped(line, viewport_.row_columns(), false)) {
        committed.push_back(std::move(row));
      }
    }
    terminal_.write(viewport_.draw(committed, frame()));
    painted_ = Clock::now();
    while (!chosen_) {
      const bool half = keys_.waiting() != term::KeyDecoder::Waiting::nothing;
      pollfd wanted{.fd = terminal_.input_fd(), .events = POLLIN, .revents = 0};
      const bool came = ::poll(&wanted, 1, half ? kEscapeWait : -1) > 0;
      const std::vector<term::Key> keys = came ? keys_.feed(terminal_.read()) : keys_.flush();
      if (terminal_.is_gone()) return Start::quit;
      const bool early = Clock::now() - painted_ < kGuard;
      for (const term::Key& key : keys) {
        if (!early && !chosen_) take(key);
      }
      terminal_.write(viewport_.draw({}, frame()));
    }
    terminal_.write(viewport_.draw({Line(kChoices[static_cast<std::size_t>(*chosen_)])}, {}));
    terminal_.write(viewport_.clear());
    return *chosen_;
  }

 private:
  Frame frame() const {
    Frame frame;
    for (std::size_t i = 0; i < std::size(kChoices); ++i) {
      frame.rows.push_back(
          Line()
              .own(i == selected_ ? "> " : "  ")
              .own(std::to_string(i + 1) + " " + kChoices[i], {.bold = i == selected_}));
    }
    frame.cursor_row = selected_;
    return frame;
  }

  void take(const term::Key& key) {
    const std::size_t count = std::size(kChoices);
    if (key.is(term::KeyCode::up)) selected_ = (selected_ + count - 1) % count;
    if (key.is(term::KeyCode::down)) selected_ = (selected_ + 1) % count;
    if (key.is(term::KeyCode::enter)) chosen_ = static_cast<Start>(selected_);
    if (key.is(term::KeyCode::escape) || key.is_ctrl('c') || key.is_ctrl('d')) {
      chosen_ = Start::quit;
    }
    if (key.is(term::KeyCode::text) && key.text.size() == 1 && key.text[0] >= '1' &&
        key.text[0] <= '3') {
      chosen_ = static_cast<Start>(key.text[0] - '1');
    }
  }

  term::Terminal& terminal_;
  Viewport viewport_;
  term::KeyDecoder keys_;
  Clock::time_point painted_;
  std::size_t selected_ = static_cast<std::size_t>(Start::restricted);
  std::optional<Start> chosen_;
};

void print(const std::string& text) {
  [[maybe_unused]] const auto written = os::write_all(STDOUT_FILENO, text);
}

// A byte at a time: what follows the line is not this question's.
std::optional<std::string> read_line() {
  std::string line;
  char c = 0;
  while (true) {
    const ssize_t got = ::read(STDIN_FILENO, &c, 1);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return std::nullopt;
    if (c == '\n') return line;
    line += c;
  }
}

Start ask_plainly(const std::vector<Line>& lines) {
  for (const Line& line : lines) print(line.text() + "\n");
  for (std::size_t i = 0; i < std::size(kChoices); ++i) {
    print(std::to_string(i + 1) + " " + kChoices[i] + "\n");
  }
  ::tcflush(STDIN_FILENO, TCIFLUSH);
  while (true) {
    print("Answer (2): ");
    const auto line = read_line();
    if (!line || *line == "3") return Start::quit;
    if (*line == "1") return Start::trust;
    if (line->empty() || *line == "2") return Start::restricted;
  }
}

}  // namespace

std::vector<Line> trust_listing(const config::ProjectTrust& project) {
  std::vector<Line> lines;
  lines.push_back(
      Line("Do you trust this project? ", {.bold = true}).foreign(project.root.string()));
  lines.emplace_back(project.trusted
                         ? "Its files have changed. New, and not in force until you trust it:"
                         : "Its files ask for more than reading them. Not in force until you "
                           "trust it:");
  for (const TrustItem& item : project.items) {
    if (item.state != TrustItem::State::pending) continue;
    lines.emplace_back();
    add_item(item, lines);
  }
  bool first = true;
  for (const TrustItem& item : project.items) {
    if (item.state != TrustItem::State::never) continue;
    if (std::exchange(first, false)) {
      lines.emplace_back();
      lines.emplace_back("It also asks for what no project gets:");
    }
    add_item(item, lines);
  }
  lines.emplace_back();
  return lines;
}

std::unique_ptr<Dialog> trust_question(TrustQuestion question) {
  std::vector<Choice> choices = {
      {.value = "restricted", .name = question.restricted},
      {.value = "trust", .name = "Trust it: what is listed counts from now on"}};
  if (!question.stay.empty()) choices.push_back({.value = "stay", .name = question.stay});
  return std::make_unique<ListDialog>(
      ListDialog::Setup{.title = question.title,
                        .choices = std::move(choices),
                        .chosen = [answered = std::move(question.answered)](const Choice& choice) {
                          if (choice.value == "stay") return answered(std::nullopt);
                          answered(choice.value == "trust" ? engine::TrustAnswer::trust
                                                           : engine::TrustAnswer::leave_out);
                        }});
}

bool settle_trust(engine::Configuration& configuration, term::Terminal* terminal) {
  const config::ProjectTrust& project = configuration.settings.project;
  if (!project.has(TrustItem::State::pending)) return true;
  const std::vector<Line> lines = trust_listing(project);
  const Start choice = terminal == nullptr ? ask_plainly(lines) : Question(*terminal).ask(lines);
  if (choice == Start::quit) return false;
  const auto answered =
      engine::answer_trust(configuration, choice == Start::trust ? engine::TrustAnswer::trust
                                                                 : engine::TrustAnswer::leave_out);
  if (!answered) {
    for (const Line& line : foreign_lines("ingot: " + to_text(answered.error()))) {
      print(line.text() + "\r\n");
    }
  }
  return true;
}

}  // namespace ingot::tui
