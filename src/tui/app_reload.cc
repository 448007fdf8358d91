// tui/app_reload.cc: settings that change while ingot runs (CFG-92..94).

#include <algorithm>

#include "engine/trust.h"
#include "tui/app.h"
#include "tui/trust_dialog.h"

namespace ingot::tui {

bool App::take_reload() {
  ask_for_trust();
  const std::size_t before = problems();
  if (!reloader_.take(Clock::now())) return false;
  dirty_ = true;
  if (reloader_.broken().empty()) {
    apply_configuration();
    trust_wanted_ = std::any_of(
        configuration_.settings.project.items.begin(), configuration_.settings.project.items.end(),
        [&](const config::TrustItem& item) {
          return item.state == config::TrustItem::State::pending && !left_out_.contains(item.hash);
        });
  }
  if (const std::string news = reloader_.take_news(); !news.empty()) say(news);
  tell_problems(before);
  ask_for_trust();
  return true;
}

void App::note_left_out() {
  for (const config::TrustItem& item : configuration_.settings.project.items) {
    if (item.state == config::TrustItem::State::pending) left_out_.insert(item.hash);
  }
}

void App::ask_for_trust() {
  if (!trust_wanted_ || dialog_ || viewer_) return;
  trust_wanted_ = false;
  note_left_out();
  commit(trust_listing(configuration_.settings.project));
  dialog_ = trust_question(
      {.title = "This project asks for more. Do you trust it?",
       .restricted = "Go on without what is listed",
       .stay = {},
       .answered = [this](std::optional<engine::TrustAnswer> answer) {
         auto answered = configuration_;
         if (const auto done = engine::answer_trust(answered, *answer); !done) {
           return say_error(done.error());
         }
         reloader_.replace(std::move(answered));
         apply_configuration();
         say(*answer == engine::TrustAnswer::trust ? "What is listed counts from now on."
                                                   : "What is listed stays left out.");
       }});
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
void App::apply_settings() {
  transcript_.set_options(transcript_options(configuration_));
  key_map_ = KeyMap(configuration_.settings.keys);
  composer_.use_vi(configuration_.settings.tui.uses_vi());
}

void App::add_broken_settings(std::vector<Line>& rows, std::size_t columns) const {
  for (const config::Diagnostic& one : reloader_.broken()) {
    rows.push_back(
        Line()
            .foreign(configuration_.redactor.redact(to_string(one)), {.colour = Colour::red})
            .cut(columns));
  }
}

}  // namespace ingot::tui
