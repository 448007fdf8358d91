// tui/app_models.cc: slash commands about models.

#include <algorithm>

#include "engine/spending.h"
#include "tui/app.h"

namespace ingot::tui {
namespace {

constexpr Style kDim{.dim = true};

// "${NAME}" as NAME.
std::string variable_of(const std::string& source) {
  if (!source.starts_with("${") || !source.ends_with('}')) return source;
  return source.substr(2, source.size() - 3);
}

std::string key_state(const models::Listed& listed) {
  if (!listed.errors.empty()) {
    const config::Diagnostic& error = listed.errors.front();
    return error.code == "E08" ? "needs " + variable_of(listed.model.key_source)
                               : "invalid: " + config::to_string(error.at);
  }
  if (listed.model.is_local) return "local";
  return "key ok";
}

}  // namespace

void App::use_model(const std::string& id, const std::string& effort) {
  auto used = conversation_.choose_model(id, effort);
  if (!used) return say_error(used.error());
  const models::Model& model = *conversation_.model();
  say("model: " + model.display_name + (model.effort.empty() ? "" : " (" + model.effort + ")") +
      (conversation_.is_open() ? "; its prompt cache starts cold" : ""));
  for (const std::string& notice : *used) say("! " + notice);
}

struct App::ModelCommands {
  static void choose(App& app, const std::string& arguments) {
    if (!arguments.empty()) return app.use_model(arguments, {});
    std::vector<Choice> choices;
    std::optional<models::Section> section;
    std::size_t width = 0;
    for (const models::Listed& listed : app.configuration_.models) {
      width = std::max(width, listed.model.display_name.size());
    }
    width = std::min<std::size_t>(width, 36);
    for (const models::Listed& listed : app.configuration_.models) {
      const models::Model& model = listed.model;
      if (listed.section != models::Section::custom && !listed.usable()) continue;
      if (section != listed.section) {
        section = listed.section;
        const bool custom = section == models::Section::custom;
        choices.push_back(
            {.value = {},
             .line = Line().own(custom ? "Custom models" : "Provided models", {.bold = true}),
             .heading = true,
             .search = {}});
      }
      Choice choice;
      choice.value = listed.ids.empty() ? std::string() : listed.ids.front();
      choice.usable = listed.errors.empty();
      choice.search = model.display_name + " " + choice.value + " " + model.host;
      const Style style{.dim = !choice.usable};
      choice.line.foreign(model.display_name, style);
      const std::size_t used = choice.line.columns();
      choice.line.own(std::string(used < width + 2 ? width + 2 - used : 1, ' '));
      choice.line.foreign(model.host + "  " + short_count(model.context_tokens), kDim);
      if (model.price.input && model.price.output && !model.is_local) {
        choice.line.own(
            "  " + ledger::money(*model.price.input) + "/" + ledger::money(*model.price.output),
            kDim);
      }
      choice.line.own("  " + key_state(listed), kDim);
      choices.push_back(std::move(choice));
    }
    const std::string current =
        app.conversation_.model() ? app.conversation_.model()->id : std::string();
    app.dialog_ = std::make_unique<ListDialog>(
        "Model", std::move(choices), current,
        [&app](const Choice& choice) { app.use_model(choice.value, {}); });
  }

  static void make_default(App& app, const std::string&) {
    if (!app.conversation_.model()) return app.say("! there is no model yet");
    app.change_setting("sessionDefaultSettings.model", app.conversation_.model()->id);
  }
};

std::vector<App::Command> App::model_commands() {
  using Run = ModelCommands;
  return {
      {"model", "[id]", "choose the model", &Run::choose, false},
      {"default", "", "use the present model by default from now on", &Run::make_default, true},
  };
}

}  // namespace ingot::tui
