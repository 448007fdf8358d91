#include "engine/local_models.h"

#include <utility>

#include "os/signals.h"
#include "provider/local_servers.h"

namespace ingot::engine {
namespace {

std::vector<models::LocalModel> find(bool wanted, const config::Environment& environment,
                                     const std::stop_token& stop) {
  std::vector<models::LocalModel> found;
  if (!wanted) return found;
  for (const provider::LocalServer& server :
       provider::find_local_servers(environment, kLocalLimit, stop)) {
    for (const provider::OfferedModel& model : server.models) {
      found.push_back({.server = server.name,
                       .base_url = server.base_url,
                       .provider = server.provider,
                       .id = model.id,
                       .context_tokens = model.context_tokens,
                       .takes_images = model.takes_images.value_or(false)});
    }
  }
  return found;
}

}  // namespace

std::vector<models::LocalModel> find_local_models(const Configuration& configuration,
                                                  const std::stop_token& stop) {
  return find(configuration.settings.detect_local, configuration.request.environment, stop);
}

void add_local_models(Configuration& configuration, const std::vector<models::LocalModel>& found) {
  std::erase_if(configuration.models, [](const models::Listed& listed) {
    return listed.section == models::Section::detected;
  });
  std::vector<models::Listed> detected = models::detected_models(found, configuration.models);
  apply_settings(configuration.settings, detected);
  for (models::Listed& listed : detected) {
    configuration.models.push_back(std::move(listed));
  }
}

Result<models::Model> choose(const Configuration& configuration, const Wanted& wanted,
                             std::vector<std::string>& notices) {
  std::string name = wanted.name;
  if (name.empty() && !wanted.session.id.empty()) {
    INGOT_TRY(name, models::find_again(configuration.models, wanted.session, notices));
  }
  return configuration.choose(name, wanted.effort, notices);
}

Result<models::Model> choose_or_find(Configuration& configuration, const Wanted& wanted,
                                     std::vector<std::string>& notices,
                                     const std::stop_token& stop) {
  std::vector<std::string> told;
  auto model = choose(configuration, wanted, told);
  if (!model && model.error().kind == Error::Kind::not_found) {
    const auto found = find_local_models(configuration, stop);
    if (!found.empty()) {
      told.clear();
      add_local_models(configuration, found);
      model = choose(configuration, wanted, told);
    }
  }
  notices.insert(notices.end(), told.begin(), told.end());
  return model;
}

LocalSearch::LocalSearch(const Configuration& configuration, std::function<void()> done)
    : thread_([this, wanted = configuration.settings.detect_local,
               environment = configuration.request.environment,
               done = std::move(done)](const std::stop_token& stop) {
        os::begin_thread("local");
        found_ = find(wanted, environment, stop);
        finished_ = true;
        done();
      }) {}

std::optional<std::vector<models::LocalModel>> LocalSearch::take() {
  if (!finished_.exchange(false)) return std::nullopt;
  return std::move(found_);
}

}  // namespace ingot::engine
