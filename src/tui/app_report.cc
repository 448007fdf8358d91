// tui/app_report.cc: slash commands that tell how things stand. They read files, so they work while
// the model does.

#include <algorithm>
#include <cctype>
#include <chrono>

#include "engine/context_parts.h"
#include "engine/spending.h"
#include "engine/stats.h"
#include "os/paths.h"
#include "tui/app.h"
#include "tui/context_view.h"

namespace ingot::tui {
namespace {

// Whether the locale has the characters that bars are made of (TUI-144).
bool speaks_unicode() {
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    auto value = os::environment_variable(name);
    if (!value || value->empty()) continue;
    std::transform(value->begin(), value->end(), value->begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return value->find("utf-8") != std::string::npos || value->find("utf8") != std::string::npos;
  }
  return false;
}

}  // namespace

std::string App::diagnostics_text() const {
  std::string text;
  for (const config::Diagnostic& one : configuration_.settings.diagnostics) {
    text += config::to_string(one) + "\n";
  }
  for (const config::Diagnostic& one : reloader_.broken()) text += config::to_string(one) + "\n";
  if (text.empty()) text = "The configuration has no problems.\n";
  text += reloader_.report();
  text.pop_back();
  return configuration_.redactor.redact(text);
}

struct App::ReportCommands {
  static void cost(App& app, const std::string& arguments) {
    const bool json = arguments == "--json";
    if (!arguments.empty() && !json) return app.say("! /cost takes --json or nothing");
    const std::string session = app.conversation_.session_id();
    ledger::Report report;
    if (!session.empty()) {
      auto found = engine::spending(app.configuration_, {.session = session},
                                    std::chrono::system_clock::now());
      if (!found && found.error().kind != Error::Kind::not_found) {
        return app.say_error(found.error());
      }
      if (found) report = *std::move(found);
    }
    const ledger::TextLayout layout{.columns = app.viewport_.row_columns(),
                                    .unicode = speaks_unicode()};
    std::string text = json ? ledger::to_json(report) : ledger::to_text(report, layout);
    while (text.ends_with('\n')) text.pop_back();
    app.say_block(text);
  }

  static void stats(App& app, const std::string& arguments) {
    std::string period = arguments;
    const bool json = period == "--json" || period.ends_with(" --json");
    if (json) period.erase(period.size() == 6 ? 0 : period.size() - 7);
    const auto days =
        period.empty() ? Result<std::optional<int>>(engine::kStatsDays) : engine::days_from(period);
    if (!days) return app.say_error(days.error());
    const auto stats = engine::stats(app.configuration_, *days, std::chrono::system_clock::now());
    if (!stats) return app.say_error(stats.error());
    std::string text = json ? ledger::to_json(*stats)
                            : ledger::to_text(*stats, {.columns = app.viewport_.row_columns()});
    while (text.ends_with('\n')) text.pop_back();
    app.say_block(text);
  }

  static void context(App& app, const std::string&) {
    if (!app.conversation_.model()) return app.say("! there is no model yet");
    const models::Model& model = *app.conversation_.model();
    const engine::ContextParts parts =
        engine::context_parts(app.configuration_, app.conversation_.session_id(), model,
                              app.options_.append_system_prompt);
    app.to_commit_.emplace_back();
    app.commit(
        context_lines(parts, model.display_name, app.viewport_.row_columns(), speaks_unicode()));
  }

  static void status(App& app, const std::string&) {
    std::string text;
    if (app.conversation_.model()) {
      const models::Model& model = *app.conversation_.model();
      text += "model     " + model.display_name + " (" + model.id + ")\n";
      text += "endpoint  " + model.url +
              (model.origin.empty() ? "" : ", entry at " + model.origin) + "\n";
      text += "effort    " + (model.effort.empty() ? "not sent" : model.effort) + "\n";
    } else {
      text += "model     none\n";
    }
    text += "folder    " + app.conversation_.cwd().string() +
            (app.branch_.empty() ? "" : " (" + app.branch_ + ")");
    text +=
        "\nsession   " + (app.conversation_.session_id().empty() ? "begins with the first message"
                                                                 : app.conversation_.session_id());
    text += "\nmode      " + std::string(policy::to_string(app.conversation_.mode()));
    if (app.conversation_.planner()) text += ", plans made by " + app.planner_text();
    text += "\nauto      " + std::string(policy::to_string(app.conversation_.autonomy()));
    text += "\nsettings  " + (app.configuration_.folder / "settings.json").string();
    app.say_block(app.configuration_.redactor.redact(text));
  }

  static void diagnostics(App& app, const std::string&) { app.say_block(app.diagnostics_text()); }
};

std::vector<App::Command> App::report_commands() {
  using Run = ReportCommands;
  return {
      {.name = "cost",
       .arguments = "[--json]",
       .help = "tokens, cache hits and money of this session",
       .run = &Run::cost,
       .while_working = true,
       .details = "By model and role, then turn by turn. --json: one JSON object.",
       .example = "/cost --json"},
      {.name = "stats",
       .arguments = "[PERIOD] [--json]",
       .help = "what past sessions came to, by day, model and project",
       .run = &Run::stats,
       .while_working = true,
       .details = "PERIOD: a number of days (30), 7d, 2w or all. From the files on this machine.",
       .example = "/stats 7d"},
      {.name = "context",
       .help = "what fills the context window",
       .run = &Run::context,
       .while_working = true,
       .details =
           "System text, tools, instructions, messages, results; the largest results by name."},
      {.name = "status",
       .help = "model, folder, session, permissions",
       .run = &Run::status,
       .while_working = true},
      {.name = "diagnostics",
       .help = "every problem of the configuration",
       .run = &Run::diagnostics,
       .while_working = true,
       .details = "Each with its file and line, and what to do."},
  };
}

}  // namespace ingot::tui
