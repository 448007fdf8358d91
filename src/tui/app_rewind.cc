// tui/app_rewind.cc: /rewind: back to a message of the session; conversation, files or both
// (CLI-61).

#include <algorithm>
#include <chrono>
#include <memory>
#include <utility>

#include "base/clock.h"
#include "engine/rewind.h"
#include "os/paths.h"
#include "tui/app.h"
#include "tui/tool_lines.h"

namespace ingot::tui {
namespace {

constexpr Style kDim{.dim = true};
constexpr std::string_view kConversation = "conversation", kFiles = "files", kBoth = "both";

std::string count_of(std::size_t count, const std::string& noun) {
  return plural(static_cast<std::int64_t>(count), noun);
}

std::string age_of(const std::string& at) {
  const auto time = from_iso8601(at);
  if (!time) return {};
  return age(
      std::chrono::duration_cast<std::chrono::seconds>(system_clock().wall() - *time).count());
}

Choice row_of(const engine::RewindPoint& point) {
  const std::size_t files = point.files.files.size() + point.files.left.size();
  return {.value = point.message_id,
          .name = point.title,
          .cells = {age_of(point.at), files > 0 ? count_of(files, "file") + " changed since" : ""},
          .search = point.text};
}

}  // namespace

struct App::RewindCommands {
  // What becomes of the files, one line each for those that stay.
  static std::vector<Line> facts(const App& app, const engine::RewindPoint& point) {
    std::vector<std::filesystem::path> restored, removed;
    for (const auto& file : point.files.files) {
      (file.before ? restored : removed).push_back(file.path);
    }
    std::vector<Line> lines = {Line().own("  before: ", kDim).foreign(point.title, kDim)};
    const auto add = [&lines](const std::string& what, const std::string& text) {
      if (!text.empty()) lines.push_back(Line().own("  " + what, kDim).foreign(text, kDim));
    };
    add("changes back: ", app.names_of(restored));
    add("is removed: ", app.names_of(removed));
    for (const tools::FileLeft& file : point.files.left) {
      add("stays: ", os::display_path(file.path, app.conversation_.cwd()) + ", " + file.why);
    }
    if (point.commands > 0) {
      add("", count_of(point.commands, "command") + " ran since; what they changed stays");
    }
    return lines;
  }

  static void ask_what(App& app, const engine::RewindPoint& point) {
    const std::size_t files = point.files.files.size(), left = point.files.left.size();
    const std::string leave = count_of(point.messages, "message") +
                              (point.messages == 1 ? " leaves" : " leave") + " the conversation";
    std::string back =
        files == 0 ? "no file changes back"
                   : count_of(files, "file") + (files == 1 ? " changes" : " change") + " back";
    if (left > 0) back += ", " + std::to_string(left) + (left == 1 ? " stays" : " stay");
    // A digit finds its row.
    app.dialog_ = std::make_unique<ListDialog>(ListDialog::Setup{
        .title = "Rewind",
        .choices = {{.value = std::string(kConversation),
                     .name = "conversation only",
                     .cells = {leave + "; files stay as they are"},
                     .search = "1"},
                    {.value = std::string(kFiles),
                     .name = "files only",
                     .cells = {back + "; the conversation stays"},
                     .search = "2",
                     .usable = files > 0},
                    {.value = std::string(kBoth),
                     .name = "both",
                     .cells = {leave + "; " + back},
                     .search = "3"}},
        .enter = "go back",
        .chosen = [&app, point](const Choice& choice) { go_back(app, point, choice.value); },
        .why_not = [](const Choice&) { return "there is no file that could be put back"; },
        .facts = facts(app, point)});
  }

  static void go_back(App& app, const engine::RewindPoint& point, std::string_view what) {
    // Files that are not what the conversation knows, once it has ended there.
    std::vector<std::filesystem::path> changed;
    for (const tools::FileLeft& file : point.files.left) changed.push_back(file.path);
    if (what == kConversation) {
      for (const tools::FileBack& file : point.files.files) changed.push_back(file.path);
    } else if (!put_files_back(app, point, what == kFiles)) {
      return;
    }
    if (what != kFiles) leave_conversation(app, point, changed);
    app.dirty_ = true;
  }

  static bool put_files_back(App& app, const engine::RewindPoint& point, bool goes_on) {
    const auto done =
        engine::rewind_files(app.configuration_, app.conversation_.session_id(), point.message_id);
    if (!done) {
      app.say_error(done.error());
      return false;
    }
    std::string what;
    if (!done->restored.empty()) what = "restored " + app.names_of(done->restored);
    if (!done->removed.empty()) {
      what += (what.empty() ? "" : "; ") + std::string("removed ") + app.names_of(done->removed);
    }
    app.say(what.empty() ? "no file had to be put back"
                         : "files rewound: " + what + " (/undo takes it back)");
    for (const tools::FileLeft& file : done->left) {
      app.say("! " + os::display_path(file.path, app.conversation_.cwd()) +
              " stays as it is: " + file.why);
    }
    if (goes_on && !what.empty()) tell_model(app, "The developer has put files back: " + what);
    app.read_branch();
    return true;
  }

  // What it knows of these files is no longer so.
  static void tell_model(App& app, const std::string& text) {
    app.shell_output_ +=
        "<files>\n" + text + ". Read these files again before you change them.\n</files>\n";
  }

  // The new session is there at once; what is on the screen stays, below it a line says where one
  // is.
  static void leave_conversation(App& app, const engine::RewindPoint& point,
                                 const std::vector<std::filesystem::path>& changed) {
    const std::string before = app.conversation_.session_id();
    const auto fresh = engine::rewind_conversation(app.configuration_, before, point.message_id,
                                                   app.conversation_.cwd());
    if (!fresh) return app.say_error(fresh.error());
    app.conversation_.resume(fresh->id, false);
    app.session_title_ = fresh->title;
    app.context_used_ = 0;
    app.transcript_.todos().replace({});
    if (!changed.empty()) {
      tell_model(app, "These files have changed since: " + app.names_of(changed));
    }
    app.to_commit_.emplace_back();
    app.say("── back to before \"" + point.title + "\": a new session, " + fresh->id.substr(0, 8) +
            "; the old one stays: ingot resume " + before.substr(0, 8));
    if (point.pictures > 0) app.say("! pictures of that message have to be attached again");
    if (app.has_draft()) return app.composer_.set_text(point.text);
    app.say_block("The message was:\n" + point.text);
  }

  static void rewind(App& app, const std::string&) { app.choose_rewind(); }
};

void App::choose_rewind() {
  const std::string id = conversation_.session_id();
  if (id.empty()) return say("! there is no session to go back in yet");
  const auto points = std::make_shared<const std::vector<engine::RewindPoint>>(
      engine::rewind_points(configuration_, id));
  if (points->empty()) return say("there is no message to go back to");
  std::vector<Choice> rows;
  for (const engine::RewindPoint& point : *points) rows.push_back(row_of(point));
  dialog_ = std::make_unique<ListDialog>(ListDialog::Setup{
      .title = "Rewind to before a message",
      .choices = std::move(rows),
      .losses = {1, 2},
      .chosen = [this, points](const Choice& choice) {
        const auto point = std::find_if(points->begin(), points->end(), [&](const auto& one) {
          return one.message_id == choice.value;
        });
        if (point != points->end()) RewindCommands::ask_what(*this, *point);
      }});
}

std::vector<App::Command> App::rewind_commands() {
  return {
      {.name = "rewind",
       .help = "back to before a message: conversation, files or both",
       .run = &RewindCommands::rewind,
       .while_working = false,
       .aliases = {"rewind-conversation"},
       .details = "The conversation goes on in a new session, with the message in the draft; this "
                  "one stays.\n"
                  "Files that tools have changed since are put back, those that somebody else has "
                  "changed are\n"
                  "named; /undo takes that back. What commands changed stays. Esc twice on an "
                  "empty draft\n"
                  "does the same."},
  };
}

}  // namespace ingot::tui
