#include "engine/sessions.h"

#include <algorithm>

#include "base/clock.h"
#include "session/favorites.h"
#include "session/session.h"

namespace ingot::engine {
namespace {

session::Store store_of(const Configuration& configuration) {
  return {configuration.folder / "sessions", system_clock(), configuration.redactor};
}

}  // namespace

std::vector<KnownSession> sessions_in(const Configuration& configuration,
                                      const std::filesystem::path& cwd) {
  std::vector<KnownSession> sessions;
  for (session::Store::Known& known : store_of(configuration).list(cwd)) {
    sessions.push_back({.id = std::move(known.id),
                        .title = std::move(known.title),
                        .modified_s = known.modified_s});
  }
  return sessions;
}

std::filesystem::path folder_of_session(const Configuration& configuration, const std::string& id) {
  const auto header = store_of(configuration).header(id);
  return header ? header->cwd : std::string();
}

PastSession past_session(const Configuration& configuration, const std::string& id) {
  auto loaded = store_of(configuration).load(id);
  if (!loaded) return {};
  const session::Settings& settings = loaded->settings;
  return {.title = loaded->header.title,
          .messages = std::move(loaded->messages),
          .model = {.id = settings.model,
                    .model = settings.model_name,
                    .provider = settings.provider,
                    .base_url = settings.base_url},
          .todos = tools::parse_todos(settings.todos).value_or({}),
          .mode = policy::mode_from(settings.interaction_mode),
          .autonomy = policy::autonomy_from(settings.autonomy),
          .cost_usd = settings.cost_usd,
          .budget_usd = settings.budget_usd,
          .compaction = settings.compaction};
}

Result<> rename_session(const Configuration& configuration, const std::string& id,
                        const std::string& title) {
  INGOT_TRY(const auto opened, store_of(configuration).open(id));
  return opened.session->set_title(title);
}

Result<std::string> find_session(const Configuration& configuration, const std::string& id) {
  return store_of(configuration).find(id);
}

Result<> archive_session(const Configuration& configuration, const std::string& id, bool archived) {
  return store_of(configuration).set_archived(id, archived);
}

bool is_favorite_session(const Configuration& configuration, const std::string& id) {
  const auto marked = session::favorites(configuration.folder / "sessions");
  return marked && std::find(marked->begin(), marked->end(), id) != marked->end();
}

Result<> mark_session(const Configuration& configuration, const std::string& id, bool is_favorite) {
  return session::set_favorite(configuration.folder / "sessions", id, is_favorite);
}

}  // namespace ingot::engine
