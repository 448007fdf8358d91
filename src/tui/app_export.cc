// tui/app_export.cc: /export, the session as a document (CLI-63).

#include <memory>
#include <utility>

#include "engine/export.h"
#include "os/file.h"
#include "os/paths.h"
#include "tui/app.h"

namespace ingot::tui {

struct App::ExportCommands {
  static void write(App& app, const std::filesystem::path& file, const std::string& text,
                    bool replace) {
    if (const auto written = engine::write_export(file, text, replace); !written) {
      return app.say_error(written.error());
    }
    app.say("wrote " + std::to_string(text.size()) + " bytes to " + file.string() +
            (replace ? ", in place of what was there" : "") + "; only you can read it");
  }

  // What is there is replaced when the user says so.
  static void ask(App& app, const std::filesystem::path& file, const std::string& text) {
    const std::filesystem::path other = engine::free_name(file);
    app.dialog_ = std::make_unique<ListDialog>(ListDialog::Setup{
        .title = os::short_path(file) + " is there already",
        .choices = {{.value = "other", .name = "Write " + other.filename().string() + " instead"},
                    {.value = "replace", .name = "Replace it"},
                    {.value = "leave", .name = "Write nothing"}},
        .chosen = [&app, file, other, text](const Choice& choice) {
          if (choice.value == "leave") return app.say("nothing was written");
          const bool replace = choice.value == "replace";
          write(app, replace ? file : other, text, replace);
        }});
  }

  static void run(App& app, const std::string& arguments) {
    const std::string id = app.conversation_.session_id();
    if (id.empty()) return app.say("! there is no session to write yet");
    const engine::ExportTarget target =
        engine::export_target(arguments, id, app.conversation_.cwd());
    const auto text = engine::exported_session(app.configuration_, id, target.format);
    if (!text) return app.say_error(text.error());
    const auto there = os::stat_file(target.file);
    if (there && there->type == os::FileInfo::Type::file) return ask(app, target.file, *text);
    write(app, target.file, *text, false);
  }
};

std::vector<App::Command> App::export_commands() {
  return {
      {.name = "export",
       .arguments = "[md|html|json] [path]",
       .help = "write this session to a file",
       .run = &ExportCommands::run,
       .while_working = true,
       .details =
           "Markdown and HTML are for reading, JSON has everything. Without a path: beside your\n"
           "files, called after the session. Keys are left out; only you can read the file.",
       .example = "/export html ~/talks/lexer.html"}};
}

}  // namespace ingot::tui
