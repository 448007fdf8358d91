// tui/app_queue.cc: /queue, the messages that wait until the agent takes them.

#include <string>
#include <utility>
#include <vector>

#include "tui/app.h"
#include "tui/field_dialog.h"

namespace ingot::tui {
namespace {

constexpr std::size_t kFurtherRows = 3;

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

std::uint64_t number_of(const Choice& choice) { return std::stoull(choice.value); }

// Those that still wait, by the order of their delivery.
std::vector<Choice> rows_of(const std::vector<MessageQueue::Waiting>& waiting) {
  std::vector<Choice> rows;
  for (const MessageQueue::Waiting& one : waiting) {
    rows.push_back(
        {.value = std::to_string(one.number), .name = first_line(one.text), .search = one.text});
  }
  return rows;
}

}  // namespace

struct App::QueueCommands {
  static std::vector<Choice> rows(const App& app) {
    return rows_of(app.conversation_.queue().waiting());
  }

  // In the draft it can be changed like any other; without one a line takes its place.
  static void edit(App& app, const Choice& choice) {
    const std::uint64_t number = number_of(choice);
    if (app.has_draft()) {
      if (const auto draft = app.conversation_.queue().take(number)) app.composer_.put_back(*draft);
      return;
    }
    app.dialog_ = std::make_unique<FieldDialog>(
        "Instead of: " + choice.name, "one line", std::string(),
        [&app, number](const std::string& text) {
          if (text.empty()) return;
          Draft draft = draft_of(text);
          auto message = app.message_of(draft);
          if (!message) return app.say_error(message.error());
          app.conversation_.queue().replace(number, {std::move(draft), *std::move(message)});
        });
  }

  // The rest of a message of several lines.
  static std::vector<Line> about(const App& app, const Choice& choice, std::size_t columns) {
    std::vector<Line> lines;
    for (const MessageQueue::Waiting& one : app.conversation_.queue().waiting()) {
      if (std::to_string(one.number) != choice.value) continue;
      for (Line& line : foreign_lines(one.text, {.dim = true})) {
        lines.push_back(Line().own("    ").append(line).cut(columns));
      }
    }
    if (!lines.empty()) lines.erase(lines.begin());
    return lines;
  }

  static void queue(App& app, const std::string&) {
    if (app.conversation_.queue().waiting().empty()) return app.say("no message is queued");
    const auto move = [&app](const Choice& choice, int by) {
      app.conversation_.queue().move(number_of(choice), by);
    };
    app.dialog_ = std::make_unique<ListDialog>(ListDialog::Setup{
        .title = "Queued messages",
        .choices = rows(app),
        .enter = "edit",
        .chosen = [&app](const Choice& choice) { edit(app, choice); },
        .actions = {{'x', "delete",
                     [&app](ListDialog& dialog, const Choice& choice) {
                       app.conversation_.queue().take(number_of(choice));
                       dialog.list().replace(rows(app));
                     }},
                    {'t', "to the front",
                     [&app](ListDialog& dialog, const Choice& choice) {
                       const auto all = static_cast<int>(dialog.list().all().size());
                       app.conversation_.queue().move(number_of(choice), -all);
                       dialog.list().replace(rows(app));
                     }}},
        .beside = [](const Choice&) { return std::string("◀ ▶"); },
        .sideways = move,
        .sideways_name = "sooner, later",
        .about = [&app](const Choice& choice,
                        std::size_t columns) { return about(app, choice, columns); },
        .about_rows = kFurtherRows,
        .refreshed = [&app](ListDialog& dialog) { dialog.list().replace(rows(app)); }});
  }
};

std::vector<App::Command> App::queue_commands() {
  return {{.name = "queue",
           .help = "messages that wait: see, change, reorder, delete them",
           .run = &QueueCommands::queue,
           .while_working = true,
           .details =
               "Enter takes one into the draft (sent again it goes to the end), left and right\n"
               "deliver it sooner or later, Ctrl+T first, Ctrl+X deletes it."}};
}

}  // namespace ingot::tui
