#include "cli/model_wizard.h"

#include <algorithm>
#include <cctype>
#include <utility>
#include <vector>

#include "doctor/probe.h"
#include "engine/keys.h"
#include "engine/local_models.h"
#include "engine/server_models.h"
#include "os/paths.h"

namespace ingot::cli {
namespace {

using engine::NewModel;
using models::KnownProvider;

std::string padded(std::string text, std::size_t width) {
  if (text.size() < width) text.append(width - text.size(), ' ');
  return text;
}

bool is_set(std::string_view variable) {
  return !variable.empty() && !os::environment_variable(std::string(variable)).value_or("").empty();
}

// A key looks like nothing a shell would take for a name: GROQ_API_KEY is one, sk-… is not.
bool names_variable(const std::string& text) {
  return text.size() <= 64 && text.find('_') != std::string::npos &&
         std::isdigit(static_cast<unsigned char>(text[0])) == 0 &&
         std::all_of(text.begin(), text.end(), [](unsigned char c) {
           return std::isupper(c) != 0 || std::isdigit(c) != 0 || c == '_';
         });
}

class Wizard {
 public:
  Wizard(Dialogue& dialogue, engine::Configuration& configuration, const Wishes& wishes)
      : dialogue_(dialogue),
        configuration_(configuration),
        wishes_(wishes),
        wanted_(wishes.given) {}

  Result<std::string> run() {
    if (wanted_.provider.empty()) {
      INGOT_TRY(const bool chosen, choose_provider());
      if (!chosen) return std::string();
    }
    known_ = models::find_provider(wanted_.provider);
    INGOT_TRY_VOID(complete_server());
    NewModel nameless = wanted_;
    nameless.display_name.clear();
    nameless.model.clear();
    INGOT_TRY_VOID(engine::completed(configuration_, nameless));
    INGOT_TRY_VOID(choose_key());
    INGOT_TRY_VOID(choose_model());
    INGOT_TRY_VOID(choose_name());
    INGOT_TRY_VOID(try_out());
    INGOT_TRY(const std::string told, engine::add_model(configuration_, wanted_));
    dialogue_.say(configuration_.redactor.redact(told.substr(0, told.find("try it out"))));
    return wanted_.display_name;
  }

 private:
  struct Source {
    std::string row;
    NewModel preset;
    std::vector<std::string> ids;  // of a local server
  };

  void add_known(std::vector<Source>& sources, bool with_key) const {
    for (const KnownProvider& one : models::known_providers()) {
      if (one.variable.empty() || is_set(one.variable) != with_key) continue;
      Source source;
      source.row = padded(std::string(one.label), 12) +
                   (with_key ? std::string(one.variable) + " is set"
                             : "needs a key: " + std::string(one.key_page));
      source.preset.provider = one.name;
      sources.push_back(std::move(source));
    }
  }

  // What is at hand comes first: the Enter key then takes the shortest way.
  std::vector<Source> sources() const {
    std::vector<Source> sources;
    add_known(sources, true);
    for (const models::LocalModel& local :
         engine::find_local_models(configuration_, dialogue_.stop())) {
      const auto same = std::find_if(sources.begin(), sources.end(), [&](const Source& source) {
        return source.preset.base_url == local.base_url;
      });
      if (same != sources.end()) {
        same->ids.push_back(local.id);
        continue;
      }
      Source source;
      source.row = padded(local.server, 12) + "runs on this machine, no key needed";
      source.preset.provider = local.provider;
      source.preset.base_url = local.base_url;
      source.ids.push_back(local.id);
      sources.push_back(std::move(source));
    }
    add_known(sources, false);
    sources.push_back({.row = "Another server, by its URL", .preset = {}, .ids = {}});
    return sources;
  }

  Result<bool> choose_provider() {
    std::vector<Source> all = sources();
    std::vector<std::string> rows;
    for (const Source& source : all) rows.push_back(source.row);
    if (wishes_.may_go_without) rows.emplace_back("Go on without a model");
    dialogue_.say("Where does the model run?");
    INGOT_TRY(const Dialogue::Picked picked, dialogue_.pick("Number or name", rows, false));
    if (picked.index >= all.size()) return false;
    Source& chosen = all[picked.index];
    wanted_.provider = chosen.preset.provider;
    if (wanted_.base_url.empty()) wanted_.base_url = chosen.preset.base_url;
    is_local_ = !chosen.ids.empty();
    return true;
  }

  // URL and protocol of a server that has no name here.
  Result<> complete_server() {
    if (known_ != nullptr) {
      is_local_ = is_local_ || known_->variable.empty();
      return {};
    }
    if (wanted_.base_url.empty()) {
      INGOT_TRY(wanted_.base_url, dialogue_.line("Base URL (https://host/v1)"));
    }
    if (wanted_.provider.empty()) {
      static const std::vector<std::string> kRows = {"Chat Completions, as most servers speak",
                                                     "OpenAI Responses", "Anthropic Messages"};
      dialogue_.say("What does it speak?");
      INGOT_TRY(const Dialogue::Picked picked, dialogue_.pick("Number", kRows, false));
      constexpr const char* kTypes[] = {"generic-chat-completion-api", "openai", "anthropic"};
      wanted_.provider = kTypes[picked.index];
    }
    return {};
  }

  Result<> choose_key() {
    if (wanted_.names_key() || is_local_) return {};
    const std::string usual = known_ == nullptr ? std::string() : std::string(known_->variable);
    if (is_set(usual)) {
      wanted_.key_variable = usual;
      dialogue_.say("The key is read from " + usual + ".");
      return {};
    }
    if (known_ != nullptr && !known_->key_page.empty()) {
      dialogue_.say("A key comes from " + std::string(known_->key_page));
    }
    return ask_key(usual);
  }

  Result<> ask_key(const std::string& usual) {
    wanted_.key = Secret();
    wanted_.key_variable.clear();
    INGOT_TRY(std::string text,
              dialogue_.hidden("Paste the key (it is not shown) or name a variable; Enter: " +
                               (usual.empty() ? "no key is needed" : "read it from " + usual)));
    if (text.empty()) {
      wanted_.key_variable = usual;
    } else if (names_variable(text)) {
      wanted_.key_variable = text;
    } else {
      wanted_.key = Secret(std::move(text));
      configuration_.redactor.add(wanted_.key);
    }
    return {};
  }

  // Empty when the variable is not set yet: then the server cannot be asked.
  Secret key_at_hand() const {
    if (!wanted_.key.empty()) return wanted_.key;
    if (!wanted_.key_file.empty()) {
      auto key = engine::key_in_file(wanted_.key_file);
      return key ? *std::move(key) : Secret();
    }
    return Secret(os::environment_variable(wanted_.key_variable).value_or(""));
  }
  bool can_ask() const { return !wanted_.names_key() || !key_at_hand().empty(); }

  Result<engine::ServerModels> server_models() {
    while (true) {
      INGOT_TRY(const NewModel complete, engine::completed(configuration_, wanted_));
      INGOT_TRY(const models::Model model, engine::model_of(complete, key_at_hand()));
      dialogue_.say("Asking " + model.host + " for its models ...");
      engine::ServerModels models = engine::ask_for_models(model, dialogue_.stop());
      if (dialogue_.stop().stop_requested()) return Error{.kind = Error::Kind::cancelled};
      if (!models.problem.empty()) dialogue_.say(configuration_.redactor.redact(models.problem));
      if (!models.key_refused) return models;
      INGOT_TRY_VOID(ask_key({}));
    }
  }

  Result<> choose_model() {
    const std::string usual = known_ == nullptr ? std::string() : std::string(known_->usual_model);
    std::vector<std::string> rows;
    std::vector<engine::ServerModels::Offer> offers;
    if (wanted_.model.empty() && can_ask()) {
      INGOT_TRY(engine::ServerModels models, server_models());
      offers = std::move(models.offers);
    }
    if (!wanted_.model.empty()) return {};
    if (offers.empty()) {
      while (wanted_.model.empty()) {
        INGOT_TRY(wanted_.model, dialogue_.line("Model, as the provider calls it", usual));
      }
      return {};
    }
    const auto first = std::find_if(offers.begin(), offers.end(),
                                    [&](const auto& offer) { return offer.id == usual; });
    if (first != offers.end()) std::rotate(offers.begin(), first, first + 1);
    for (const engine::ServerModels::Offer& offer : offers) {
      rows.push_back(offer.id + (offer.context_tokens > 0
                                     ? "  (" + std::to_string(offer.context_tokens) + " tokens)"
                                     : std::string()));
    }
    INGOT_TRY(const Dialogue::Picked picked,
              dialogue_.pick("Model: number, or a part of its name", rows, true));
    wanted_.model = picked.index < offers.size() ? offers[picked.index].id : picked.text;
    return {};
  }

  Result<> choose_name() {
    while (true) {
      const auto complete = engine::completed(configuration_, wanted_);
      if (complete) {
        wanted_ = *complete;
        return {};
      }
      if (!wanted_.display_name.empty() || !wishes_.given.display_name.empty()) {
        dialogue_.say(to_text(complete.error()));
      }
      INGOT_TRY(const std::string name,
                dialogue_.line("There is an entry of that name. Call this one"));
      if (!name.empty()) wanted_.display_name = name;
    }
  }

  Result<> try_out() {
    if (!can_ask()) return {};
    INGOT_TRY(const models::Model model, engine::model_of(wanted_, key_at_hand()));
    dialogue_.say("Trying " + wanted_.model + " with one tiny request ...");
    const doctor::Section tried =
        doctor::probe(configuration_.redactor, model, {}, dialogue_.stop());
    if (dialogue_.stop().stop_requested()) return Error{.kind = Error::Kind::cancelled};
    bool failed = false;
    for (const doctor::Finding& finding : tried.findings) {
      if (finding.level != doctor::Finding::Level::error &&
          finding.level != doctor::Finding::Level::warning) {
        continue;
      }
      failed = failed || finding.level == doctor::Finding::Level::error;
      dialogue_.say("! " + configuration_.redactor.redact(finding.text +
                                                          (finding.remedy.empty() ? "" : "; ") +
                                                          finding.remedy));
    }
    if (!failed) {
      dialogue_.say("It answers.");
      return {};
    }
    INGOT_TRY(const bool anyway, dialogue_.yes("Save the entry anyway?", false));
    if (!anyway) return Error{.kind = Error::Kind::cancelled};
    return {};
  }

  Dialogue& dialogue_;
  engine::Configuration& configuration_;
  const Wishes& wishes_;
  NewModel wanted_;
  const KnownProvider* known_ = nullptr;
  bool is_local_ = false;
};

}  // namespace

Result<std::string> add_by_questions(Dialogue& dialogue, engine::Configuration& configuration,
                                     const Wishes& wishes) {
  return Wizard(dialogue, configuration, wishes).run();
}

}  // namespace ingot::cli
