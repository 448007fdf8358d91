// tui/app_undo.cc: /undo, /redo and /diff: what the model did to files, and taking it back.

#include <memory>
#include <utility>

#include "diff/unified.h"
#include "engine/undo.h"
#include "os/paths.h"
#include "tui/app.h"
#include "tui/change_lines.h"
#include "tui/tool_lines.h"

namespace ingot::tui {
namespace {

constexpr Style kDim{.dim = true};
constexpr Style kBold{.bold = true};

// A file on each page, from what it was to what it is.
class TotalPages final : public Pages {
 public:
  TotalPages(std::vector<engine::TotalChange> changes, const std::filesystem::path& folder,
             ChangeLook look)
      : changes_(std::move(changes)), folder_(folder), look_(look) {}

  std::size_t count() override { return changes_.size(); }
  bool begins_turn(std::size_t) override { return true; }

  std::vector<Line> page(std::size_t index, std::size_t columns) override {
    const engine::TotalChange& change = changes_[index];
    FileEdit edit{.file = os::display_path(change.path, folder_), .is_new = change.is_new};
    const diff::Unified difference = diff::unified(change.before, change.now);
    edit.patch = difference.text;
    if (change.is_new) edit.content = change.now;
    std::string what =
        "(+" + std::to_string(difference.added) + " -" + std::to_string(difference.removed) + ")";
    if (change.is_new) what = "new";
    if (change.is_gone) what = "gone";
    std::vector<Line> lines = {Line()
                                   .own("• ", {.colour = Colour::cyan})
                                   .foreign(edit.file, kBold)
                                   .own("  " + what, kDim)};
    const bool is_text =
        change.before.find('\0') == std::string::npos && change.now.find('\0') == std::string::npos;
    if (!change.unknown.empty()) {
      lines.push_back(Line().own("  it cannot be compared: ").foreign(change.unknown));
    } else if (!is_text) {
      lines.push_back(Line().own("  it is not text", kDim));
    } else {
      ChangeLook look = look_;
      look.columns = columns;
      for (Line& line : change_lines(edit, look)) lines.push_back(std::move(line));
    }
    lines.emplace_back();
    return lines;
  }

 private:
  std::vector<engine::TotalChange> changes_;
  std::filesystem::path folder_;
  ChangeLook look_;
};

}  // namespace

struct App::UndoCommands {
  // Told to the user now, and to the model with the next message: what it knows of these files is
  // no longer so.
  static void tell(App& app, const Result<engine::TakenBack>& taken, bool back) {
    if (!taken && taken.error().kind == Error::Kind::not_found) return app.say(taken.error().what);
    if (!taken) return app.say_error(taken.error());
    std::string what;
    if (!taken->restored.empty())
      what = (back ? "restored " : "wrote ") + app.names_of(taken->restored);
    if (!taken->removed.empty()) {
      what += (what.empty() ? "" : "; ") + std::string("removed ") + app.names_of(taken->removed);
    }
    if (what.empty()) what = "every file was so already";
    app.say((back ? "undone: " : "done again: ") + what +
            (back ? " (/redo does it again)" : " (/undo takes it back)"));
    for (const tools::ChangedFile& file : taken->left) {
      app.say("! " + os::display_path(file.path, app.conversation_.cwd()) +
              " stays as it is: " + file.lost);
    }
    if (taken->commands > 0) {
      app.say("! " + plural(static_cast<std::int64_t>(taken->commands), "command") +
              " ran in that turn; what they changed stays");
    }
    app.shell_output_ += "<files>\nThe developer has " +
                         std::string(back ? "undone" : "done again") +
                         " changes of yours: " + what +
                         ". Read these files again before you change them.\n</files>\n";
    app.read_branch();
  }

  static void undo(App& app, const std::string&) {
    tell(app, engine::undo_turn(app.configuration_, app.conversation_.session_id()), true);
  }
  static void redo(App& app, const std::string&) {
    tell(app, engine::redo_turn(app.configuration_, app.conversation_.session_id()), false);
  }

  static void diff(App& app, const std::string& arguments) {
    if (arguments == "steps") return app.view_session(SessionPages::Show::changes);
    if (!arguments.empty()) return app.say("! /diff takes steps, or nothing");
    const std::string id = app.conversation_.session_id();
    if (id.empty()) return app.say("! there is no session to show yet");
    std::vector<engine::TotalChange> changes = engine::total_changes(app.configuration_, id);
    if (changes.empty()) {
      return app.say("no file is another one than before this session; /diff steps: each change");
    }
    std::string title = "changes of session " + id.substr(0, 8) + ": " +
                        plural(static_cast<std::int64_t>(changes.size()), "file");
    app.view(std::move(title),
             std::make_unique<TotalPages>(std::move(changes), app.conversation_.cwd(),
                                          app.change_look()),
             false);
  }
};

std::string App::names_of(const std::vector<std::filesystem::path>& paths) const {
  std::string text;
  for (const std::filesystem::path& path : paths) {
    text += (text.empty() ? "" : ", ") + os::display_path(path, conversation_.cwd());
  }
  return text;
}

std::vector<App::Command> App::undo_commands() {
  using Run = UndoCommands;
  return {
      {.name = "diff",
       .arguments = "[steps]",
       .help = "what this session has changed in files, all together",
       .run = &Run::diff,
       .while_working = true,
       .details = "In a pager with the keys of less; [ and ] go from file to file. steps: each "
                  "change as it\n"
                  "was made. What commands changed is not known.",
       .example = "/diff steps"},
      {.name = "undo",
       .help = "take back what the last turn changed in files",
       .run = &Run::undo,
       .while_working = false,
       .details = "Again: the turn before it. Nothing is touched when a file was changed since. "
                  "What commands\n"
                  "changed stays. The model is told with your next message."},
      {.name = "redo",
       .help = "do again what /undo has taken back",
       .run = &Run::redo,
       .while_working = false},
  };
}

}  // namespace ingot::tui
