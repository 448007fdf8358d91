// tui/app_models.cc: slash commands about models.

#include <algorithm>
#include <array>
#include <cstdio>
#include <iterator>
#include <map>
#include <memory>

#include "engine/favorites.h"
#include "engine/setting.h"
#include "engine/spending.h"
#include "tui/app.h"

namespace ingot::tui {
namespace {

constexpr std::chrono::seconds kHintShown(2);

}  // namespace

void App::use_model(const std::string& id, const std::string& effort) {
  auto used = conversation_.choose_model(id, effort);
  if (!used) return say_error(used.error());
  const models::Model& model = *conversation_.model();
  say("model: " + model.display_name + (model.effort.empty() ? "" : " (" + model.effort + ")") +
      (conversation_.is_open() ? "; its prompt cache starts cold" : ""));
  for (const std::string& notice : *used) say("! " + notice);
}

// The favourites one after the other, or all that can be used.
void App::use_next_model() {
  const std::vector<std::string> ids = engine::model_cycle(configuration_);
  const std::string current = conversation_.model() ? conversation_.model()->id : std::string();
  const auto at = std::find(ids.begin(), ids.end(), current);
  if (ids.empty() || (ids.size() == 1 && at != ids.end())) {
    return hint("there is no other model; /model shows all and why", Clock::now() + kHintShown);
  }
  use_model(at == ids.end() || at + 1 == ids.end() ? ids.front() : *(at + 1), {});
}

namespace {

using models::Section;

// Host, context and price are needed in this order; the state of the key always.
const std::vector<int> kLosses = {3, 2, 1, 0};

std::string_view heading_of(Section section) {
  switch (section) {
    case Section::provided:
      return "Provided models";
    case Section::custom:
      return "Custom models";
    case Section::detected:
      break;
  }
  return "Local (detected)";
}

// "settings.json:41": the whole path stands in the explanation.
std::string short_place(const config::Position& at) {
  return at.file.substr(at.file.rfind('/') + 1) + ":" + std::to_string(at.line);
}

// The key itself is never shown.
std::string key_state(const models::Listed& listed) {
  if (!listed.usable()) {
    const config::Diagnostic& error = listed.errors.front();
    return error.code == "E08" && !listed.key_variable.empty()
               ? "needs " + listed.key_variable
               : "invalid: " + short_place(error.at);
  }
  return listed.model.is_local ? "local" : "key ok";
}

std::string why_not(const models::Listed& listed) {
  if (listed.usable()) return {};
  const config::Diagnostic& error = listed.errors.front();
  if (listed.section == Section::provided && !listed.key_variable.empty()) {
    return "put a key of " + listed.model.host + " into " + listed.key_variable +
           " and start ingot again";
  }
  return config::to_string(error);
}

// "$0.6": of a million tokens.
std::string price_text(double usd) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "$%.4g", usd);
  return text.data();
}

std::string value_of(const models::Listed& listed) {
  return listed.ids.empty() ? listed.model.origin : listed.ids.front();
}

Choice row_of(const models::Listed& listed, bool is_favorite) {
  const models::Model& model = listed.model;
  std::string price;
  if (!model.is_local && model.price.input && model.price.output) {
    price = price_text(*model.price.input) + "/" + price_text(*model.price.output);
  }
  std::string marks = model.takes_images ? "" : " · no images";
  return {
      .value = value_of(listed),
      .name = model.display_name + (is_favorite ? " ★" : ""),
      .cells = {model.host, model.context_is_known ? ledger::rounded(model.context_tokens) : "—",
                price, key_state(listed) + marks},
      .search = model.model + " " + model.host + " " + value_of(listed),
      .usable = listed.usable()};
}

const models::Listed* find_listed(const engine::Configuration& configuration,
                                  const Choice& choice) {
  for (const models::Listed& listed : configuration.models) {
    if (value_of(listed) == choice.value) return &listed;
  }
  return nullptr;
}

constexpr std::string_view kConfigurePlanner = "configure spec mode";  // no model's id has blanks

// Custom models stand below the provided ones, always (CFG-87). Of provided models none of which
// has a key, one line is left (CFG-88).
// `why_not_here`: of those that can be used; may be empty.
std::vector<Choice> rows_of(
    const engine::Configuration& configuration,
    const std::function<std::string(const models::Model&)>& why_not_here = {}) {
  std::vector<Choice> rows;
  for (const Section section : {Section::provided, Section::custom, Section::detected}) {
    std::vector<Choice> group;
    std::string variables;
    bool any_usable = section != Section::provided;
    for (const models::Listed& listed : configuration.models) {
      if (listed.section != section) continue;
      any_usable = any_usable || listed.usable();
      if (variables.find(listed.key_variable) == std::string::npos) {
        variables += (variables.empty() ? "" : ", ") + listed.key_variable;
      }
      group.push_back(row_of(listed, engine::is_favorite(configuration, listed)));
      if (why_not_here && !why_not_here(listed.model).empty()) group.back().usable = false;
    }
    if (group.empty()) continue;
    rows.push_back({.name = std::string(heading_of(section)), .heading = true});
    if (any_usable) {
      rows.insert(rows.end(), std::make_move_iterator(group.begin()),
                  std::make_move_iterator(group.end()));
    } else {
      rows.push_back({.name = "none has a key: set " + variables, .usable = false});
    }
  }
  return rows;
}

}  // namespace

void App::choose_planner() {
  const auto& main = conversation_.model();
  const auto why_not_here = [this, main](const models::Model& planner) {
    return main ? engine::why_not_planner(configuration_, planner, *main) : std::string();
  };
  const auto& planner = conversation_.planner();
  dialog_ = std::make_unique<ListDialog>(ListDialog::Setup{
      .title = "Model for spec mode",
      .choices = rows_of(configuration_, why_not_here),
      .losses = kLosses,
      .current = planner ? planner->id : std::string(),
      .chosen =
          [this](const Choice& choice) {
            const models::Listed* const listed = find_listed(configuration_, choice);
            if (listed == nullptr) return;
            if (!listed->model.efforts.empty()) return choose_effort_of_planner(*listed);
            save_planner(choice.value, {});
          },
      .why_not =
          [this, why_not_here](const Choice& choice) {
            const models::Listed* const listed = find_listed(configuration_, choice);
            if (listed == nullptr) return std::string("set one of the variables and start again");
            return listed->usable() ? why_not_here(listed->model) : why_not(*listed);
          }});
}

void App::choose_effort_of_planner(const models::Listed& listed) {
  std::vector<Choice> levels;
  for (const std::string& effort : listed.model.efforts) {
    levels.push_back({.value = effort, .name = effort});
  }
  dialog_ = std::make_unique<ListDialog>(ListDialog::Setup{
      .title = "How much shall " + listed.model.display_name + " think in spec mode?",
      .choices = std::move(levels),
      .current = listed.model.effort,
      .chosen = [this, id = value_of(listed)](const Choice& choice) {
        save_planner(id, choice.value);
      }});
}

// What runs on this machine is known soon after the first frame; the model that was asked for may
// be among it.
void App::take_local_models() {
  const auto found = local_ ? local_->take() : std::nullopt;
  if (!found || found->empty()) return;
  engine::add_local_models(configuration_, *found);
  if (conversation_.model()) {
    // Its window may be known by now; no request has been made of it yet.
    if (!conversation_.is_open() && !conversation_.model()->context_is_known) {
      [[maybe_unused]] const auto same = conversation_.retry_model();
    }
    return;
  }
  if (const auto used = conversation_.retry_model()) {
    say(conversation_.model()->display_name + " via " + conversation_.model()->host);
    for (const std::string& notice : *used) say("! " + notice);
  }
}

// Into the user's settings; tells where.
std::string App::save_default(const std::string& id, const std::string& effort) {
  auto saved = engine::set_setting(configuration_, "sessionDefaultSettings.model", id);
  if (saved && !effort.empty()) {
    saved = engine::set_setting(configuration_, "sessionDefaultSettings.reasoningEffort", effort);
  }
  if (!saved) return to_text(saved.error());
  return "default from now on: " + id + (effort.empty() ? "" : " (" + effort + ")") +
         ", saved in " + saved->substr(0, saved->find(": "));
}

struct App::ModelCommands {
  static void choose(App& app, const std::string& arguments) {
    if (!arguments.empty()) return app.use_model(arguments, {});
    if (app.configuration_.models.empty()) {
      return app.say("! there are no models yet: ingot models add --help");
    }
    // What Left and Right have made of the effort of each model.
    const auto efforts = std::make_shared<std::map<std::string, std::string>>();
    for (const models::Listed& listed : app.configuration_.models) {
      (*efforts)[value_of(listed)] = listed.model.effort;
    }
    std::string current;
    if (app.conversation_.model()) {
      current = app.conversation_.model()->id;
      (*efforts)[current] = app.conversation_.model()->effort;
    }
    const auto listed_of = [&app](const Choice& choice) {
      return find_listed(app.configuration_, choice);
    };
    const auto rows = [&app] {
      std::vector<Choice> all = rows_of(app.configuration_);
      all.insert(all.begin(), {.value = std::string(kConfigurePlanner),
                               .name = "Configure Spec Mode Model …",
                               .cells = {"", "", "", "(" + app.planner_text() + ")"}});
      return all;
    };
    app.dialog_ = std::make_unique<ListDialog>(ListDialog::Setup{
        .title = "Model",
        .choices = rows(),
        .losses = kLosses,
        .current = current,
        .enter = "session",
        .chosen =
            [&app, efforts](const Choice& choice) {
              if (choice.value == kConfigurePlanner) return app.configure_planner();
              app.use_model(choice.value, (*efforts)[choice.value]);
            },
        .actions = {{'d', "default",
                     [&app, efforts](ListDialog& dialog, const Choice& choice) {
                       if (choice.value == kConfigurePlanner) return;
                       dialog.note(app.save_default(choice.value, (*efforts)[choice.value]));
                     }},
                    {'s', "favourite",
                     [&app, listed_of, rows](ListDialog& dialog, const Choice& choice) {
                       const models::Listed* const listed = listed_of(choice);
                       if (listed == nullptr) return;
                       const auto told = engine::toggle_favorite(app.configuration_, *listed);
                       dialog.list().replace(rows());
                       dialog.note(told ? *told : to_text(told.error()));
                     }}},
        .why_not =
            [listed_of](const Choice& choice) {
              const models::Listed* const listed = listed_of(choice);
              return listed == nullptr ? "set one of the variables and start ingot again"
                                       : why_not(*listed);
            },
        .beside =
            [listed_of, efforts](const Choice& choice) {
              const models::Listed* const listed = listed_of(choice);
              if (listed == nullptr || listed->model.efforts.empty()) return std::string();
              const std::string& effort = (*efforts)[choice.value];
              return "◀ " + (effort.empty() ? "default" : effort) + " ▶";
            },
        .sideways =
            [listed_of, efforts](const Choice& choice, int by) {
              const models::Listed* const listed = listed_of(choice);
              if (listed == nullptr || listed->model.efforts.empty()) return;
              const std::vector<std::string>& levels = listed->model.efforts;
              std::string& effort = (*efforts)[choice.value];
              const auto at = std::find(levels.begin(), levels.end(), effort);
              if (at == levels.end()) {
                effort = by < 0 ? levels.front() : levels.back();
              } else if (by < 0 ? at != levels.begin() : at + 1 != levels.end()) {
                effort = *(at + by);
              }
            },
        .sideways_name = "effort"});
  }

  static void make_default(App& app, const std::string&) {
    const auto& model = app.conversation_.model();
    if (!model) return app.say("! there is no model yet");
    app.say(app.save_default(model->id, model->effort));
  }
};

std::vector<App::Command> App::model_commands() {
  using Run = ModelCommands;
  return {
      {.name = "model",
       .arguments = "[id]",
       .help = "choose the model",
       .run = &Run::choose,
       .while_working = true,
       .details = "Without an id: a list. While the agent works the switch counts from its next "
                  "request on.",
       .example = "/model claude-opus-4.8"},
      {.name = "default",
       .help = "use the present model by default from now on",
       .run = &Run::make_default,
       .while_working = true,
       .details = "Saved in settings.json."},
  };
}

}  // namespace ingot::tui
