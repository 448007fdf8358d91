#include "engine/favorites.h"

#include <algorithm>

#include "config/files.h"
#include "config/save.h"
#include "json/writer.h"
#include "os/paths.h"

namespace ingot::engine {
namespace {

bool goes_by(const models::Listed& listed, const std::string& id) {
  return std::find(listed.ids.begin(), listed.ids.end(), id) != listed.ids.end();
}

}  // namespace

bool is_favorite(const Configuration& configuration, const models::Listed& listed) {
  const std::vector<std::string>& ids = configuration.settings.model_favorites;
  return std::any_of(ids.begin(), ids.end(),
                     [&](const std::string& id) { return goes_by(listed, id); });
}

Result<std::string> toggle_favorite(Configuration& configuration, const models::Listed& listed) {
  if (listed.ids.empty()) {
    return Error{.kind = Error::Kind::invalid_argument,
                 .what = "this entry has no id by which it could be remembered",
                 .where = listed.model.origin,
                 .remedy = "correct the entry first"};
  }
  const bool was = is_favorite(configuration, listed);
  std::vector<config::Edit> edits;
  if (was) {
    for (const std::string& id : listed.ids) {
      edits.push_back({config::Edit::Kind::take_out, {"modelFavorites"}, json::quoted(id)});
    }
  } else {
    edits.push_back(
        {config::Edit::Kind::append, {"modelFavorites"}, json::quoted(listed.ids.front())});
  }
  const std::filesystem::path file = configuration.folder / "settings.json";
  const std::string shown = config::shown_path(file, os::environment_variable);
  INGOT_TRY_VOID(config::save(file, edits, shown));
  // The files are joined: another one may name it still.
  configuration.settings.model_favorites = config::load(configuration.request).model_favorites;
  const bool is = is_favorite(configuration, listed);
  const std::string name = listed.model.display_name;
  if (was && is) {
    return name + " stays a favourite: a file besides " + shown +
           " names it (ingot config explain modelFavorites)";
  }
  return name + (is ? " is a favourite" : " is no longer a favourite") + ", saved in " + shown;
}

std::vector<std::string> model_cycle(const Configuration& configuration) {
  std::vector<std::string> cycle;
  const auto add = [&](const models::Listed& listed) {
    if (!listed.usable() || listed.ids.empty()) return;
    const std::string& id = listed.ids.front();
    if (std::find(cycle.begin(), cycle.end(), id) == cycle.end()) cycle.push_back(id);
  };
  for (const std::string& id : configuration.settings.model_favorites) {
    const auto named =
        std::find_if(configuration.models.begin(), configuration.models.end(),
                     [&](const models::Listed& listed) { return goes_by(listed, id); });
    if (named != configuration.models.end()) add(*named);
  }
  if (!cycle.empty()) return cycle;
  for (const models::Listed& listed : configuration.models) add(listed);
  return cycle;
}

}  // namespace ingot::engine
