// tui/app_report.cc: slash commands that tell how things stand.

#include <chrono>

#include "engine/spending.h"
#include "tui/app.h"

namespace ingot::tui {

struct App::ReportCommands {
  static void cost(App& app, const std::string&) {
    if (const auto report = app.conversation_.cost_report())
      return app.say_block(ledger::to_text(*report));
    if (app.conversation_.session_id().empty()) return app.say("no requests yet");
    const auto report =
        engine::spending(app.configuration_, {.session = app.conversation_.session_id()},
                         std::chrono::system_clock::now());
    if (!report) return app.say_error(report.error());
    app.say_block(ledger::to_text(*report));
  }

  static void status(App& app, const std::string&) {
    std::string text;
    if (app.conversation_.model()) {
      const models::Model& model = *app.conversation_.model();
      text += "model     " + model.display_name + " (" + model.id + ")\n";
      text += "endpoint  " + model.url + ", entry at " + model.origin + "\n";
      text += "effort    " + (model.effort.empty() ? "not sent" : model.effort) + "\n";
    } else {
      text += "model     none\n";
    }
    text += "folder    " + app.conversation_.cwd().string() +
            (app.branch_.empty() ? "" : " (" + app.branch_ + ")");
    text +=
        "\nsession   " + (app.conversation_.session_id().empty() ? "begins with the first message"
                                                                 : app.conversation_.session_id());
    text += "\nauto      " + std::string(policy::to_string(app.conversation_.autonomy()));
    app.say_block(app.configuration_.redactor.redact(text));
  }

  static void diagnostics(App& app, const std::string&) {
    std::string text;
    for (const config::Diagnostic& one : app.configuration_.settings.diagnostics) {
      text += config::to_string(one) + "\n";
    }
    if (text.empty()) text = "The configuration has no problems.\n";
    text.pop_back();
    app.say_block(app.configuration_.redactor.redact(text));
  }
};

std::vector<App::Command> App::report_commands() {
  using Run = ReportCommands;
  return {
      {"cost", "", "tokens, cache hits and money of this session", &Run::cost, false},
      {"status", "", "model, folder, session, permissions", &Run::status, true},
      {"diagnostics", "", "every problem of the configuration", &Run::diagnostics, true},
  };
}

}  // namespace ingot::tui
