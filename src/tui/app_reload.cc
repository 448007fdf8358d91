// tui/app_reload.cc: settings that change while ingot runs (CFG-92..94).

#include "tui/app.h"

namespace ingot::tui {

void App::take_reload() {
  if (!reloader_.take(Clock::now())) return;
  if (reloader_.broken().empty()) apply_configuration();
  if (const std::string news = reloader_.take_news(); !news.empty()) say(news);
  dirty_ = true;
}

void App::reload_settings() {
  if (!reloader_.reload()) return;
  if (reloader_.broken().empty()) apply_configuration();
  reloader_.take_news();  // whoever changed them says so
  dirty_ = true;
}

void App::apply_configuration() {
  const bool had_model = conversation_.model().has_value();
  const auto notices = conversation_.reconfigure();
  if (!notices) {
    say("! " + to_text(notices.error()), {.colour = Colour::yellow});
  } else {
    for (const std::string& notice : *notices) say("! " + notice);
  }
  if (!had_model && conversation_.model()) {
    say(conversation_.model()->display_name + " via " + conversation_.model()->host);
  }
  shell_.hide(configuration_.hidden_variables);
  apply_settings();
}

// Everything that the settings steer and that is not asked of them each time.
void App::apply_settings() { transcript_.set_options(transcript_options(configuration_)); }

void App::add_broken_settings(std::vector<Line>& rows, std::size_t columns) const {
  for (const config::Diagnostic& one : reloader_.broken()) {
    rows.push_back(
        Line()
            .foreign(configuration_.redactor.redact(to_string(one)), {.colour = Colour::red})
            .cut(columns));
  }
}

}  // namespace ingot::tui
