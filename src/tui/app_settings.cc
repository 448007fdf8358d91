// tui/app_settings.cc: slash commands that look into settings and change them.

#include <algorithm>
#include <memory>
#include <utility>

#include "engine/setting.h"
#include "engine/setting_rows.h"
#include "tui/app.h"
#include "tui/field_dialog.h"

namespace ingot::tui {
void App::change_setting(const std::string& key, const std::string& value) {
  const auto outcome = engine::set_setting(configuration_, key, value);
  if (outcome) reload_settings();
  say_outcome(outcome);
}

void App::say_outcome(const Result<std::string>& text) {
  if (!text) return say_error(text.error());
  std::string shown = configuration_.redactor.redact(*text);
  while (shown.ends_with('\n')) shown.pop_back();
  say_block(shown);
}

namespace {

// Its group stands above: a name as long as these would leave no room for the values.
std::string short_name(const std::string& key) {
  constexpr std::string_view kDefaults = "sessionDefaultSettings.";
  return key.starts_with(kDefaults) ? key.substr(kDefaults.size()) : key;
}

Choice row_of(const engine::SettingRow& row) {
  return {.value = row.key,
          .name = short_name(row.key),
          .cells = {row.value, row.locked_by.empty() ? row.origin : "locked by " + row.locked_by,
                    row.meaning},
          .search = row.key + " " + row.meaning + " " + row.value,
          .usable = row.locked_by.empty()};
}

std::vector<Choice> rows_of(const std::vector<engine::SettingRow>& settings) {
  std::vector<Choice> rows;
  std::string group;
  for (const engine::SettingRow& row : settings) {
    if (row.group != group) {
      group = row.group;
      rows.push_back({.name = group, .heading = true});
    }
    rows.push_back(row_of(row));
  }
  return rows;
}

const engine::SettingRow* find(const std::vector<engine::SettingRow>& settings,
                               const std::string& key) {
  for (const engine::SettingRow& row : settings) {
    if (row.key == key) return &row;
  }
  return nullptr;
}

// The value `by` places further among those there are; from a default in words, the first or last.
std::string next_value(const engine::SettingRow& row, int by) {
  const auto at = std::find(row.choices.begin(), row.choices.end(), row.value);
  if (at == row.choices.end()) return by < 0 ? row.choices.back() : row.choices.front();
  const auto count = static_cast<std::ptrdiff_t>(row.choices.size());
  const auto place = (at - row.choices.begin() + by + count) % count;
  return row.choices[static_cast<std::size_t>(place)];
}

}  // namespace

struct App::SettingCommands {
  // All settings; the arrows change one of few values, Enter types any other.
  static void screen(App& app, const std::string& selected) {
    const auto settings =
        std::make_shared<std::vector<engine::SettingRow>>(engine::setting_rows(app.configuration_));
    const auto changed = std::make_shared<bool>(false);
    auto dialog = std::make_unique<ListDialog>(ListDialog::Setup{
        .title = "Settings",
        .choices = rows_of(*settings),
        .losses = {0, 2, 1},
        .enter = "change",
        .chosen =
            [&app, settings](const Choice& choice) {
              const engine::SettingRow& row = *find(*settings, choice.value);
              const std::string key = row.key;
              if (!row.choices.empty()) {
                app.change_setting(key, next_value(row, 1));
                return screen(app, key);
              }
              app.dialog_ = std::make_unique<FieldDialog>(key, row.must_be,
                                                          row.is_set ? row.value : std::string(),
                                                          [&app, key](const std::string& value) {
                                                            if (!value.empty())
                                                              app.change_setting(key, value);
                                                            screen(app, key);
                                                          });
            },
        .why_not =
            [settings](const Choice& choice) {
              return "this machine's policy sets it: " + find(*settings, choice.value)->locked_by;
            },
        .beside =
            [settings](const Choice& choice) {
              const engine::SettingRow& row = *find(*settings, choice.value);
              return row.choices.empty() || !row.locked_by.empty() ? std::string() : "◀ ▶";
            },
        .sideways =
            [&app, settings, changed](const Choice& choice, int by) {
              const engine::SettingRow& row = *find(*settings, choice.value);
              if (row.choices.empty() || !row.locked_by.empty()) return;
              app.change_setting(row.key, next_value(row, by));
              *settings = engine::setting_rows(app.configuration_);
              *changed = true;
            },
        .sideways_name = "value",
        .refreshed =
            [settings, changed](ListDialog& list) {
              if (std::exchange(*changed, false)) list.list().replace(rows_of(*settings));
            }});
    dialog->list().select(selected);
    app.dialog_ = std::move(dialog);
  }

  static void settings(App& app, const std::string& arguments) {
    if (arguments.empty()) return screen(app, {});
    const std::size_t end = std::min(arguments.find(' '), arguments.size());
    const std::string key = arguments.substr(0, end);
    if (end < arguments.size()) return app.change_setting(key, arguments.substr(end + 1));
    app.say_outcome(engine::explain_setting(app.configuration_, key, false));
  }

  static void autonomy(App& app, const std::string& arguments) {
    const auto set = [&app](const std::string& name) {
      const auto level = policy::autonomy_from(name);
      if (!level) return app.say("! the levels are off, low, medium and high");
      app.conversation_.set_autonomy(*level);
      const bool capped = app.conversation_.autonomy() != *level;
      app.say(
          "runs without asking: " + std::string(policy::to_string(app.conversation_.autonomy())) +
          (capped ? "; " + app.configuration_.cap_text() : ""));
    };
    if (!arguments.empty()) return set(arguments);
    std::vector<Choice> choices;
    for (const auto& [name, help] : std::initializer_list<std::pair<const char*, const char*>>{
             {"off", "reading and searching; asks for everything else"},
             {"low", "also edits in this folder"},
             {"medium", "also builds, installs and local git changes"},
             {"high", "everything but what is refused at every level"}}) {
      choices.push_back({.value = name, .name = name, .cells = {help}});
    }
    app.dialog_ = std::make_unique<ListDialog>(
        ListDialog::Setup{.title = "What runs without asking",
                          .choices = std::move(choices),
                          .current = std::string(policy::to_string(app.conversation_.autonomy())),
                          .chosen = [set](const Choice& choice) { set(choice.value); }});
  }
};

std::vector<App::Command> App::setting_commands() {
  using Run = SettingCommands;
  return {
      {.name = "settings",
       .arguments = "[key [value]]",
       .help = "see and change settings",
       .run = &Run::settings,
       .while_working = true,
       .details = "Without a key: all of them. With a key: where its value comes from. With a "
                  "value: saved, in effect at once.",
       .example = "/settings diffMode unified"},
      {.name = "auto",
       .arguments = "[level]",
       .help = "what runs without asking: off, low, medium, high",
       .run = &Run::autonomy,
       .while_working = true,
       .details = "For this session. Without a level: a list that says what each allows.",
       .example = "/auto low"},
  };
}

}  // namespace ingot::tui
