#include "models/resolve.h"

#include <algorithm>

#include "base/letters.h"
#include "base/nearest.h"
#include "models/effort.h"

namespace ingot::models {
namespace {

using Matches = std::vector<const Listed*>;
using Rule = bool (*)(const Listed&, std::string_view);

bool without_prefix(std::string_view& name) {
  if (!name.starts_with(kCustomPrefix)) return false;
  name.remove_prefix(kCustomPrefix.size());
  return true;
}

bool is_custom(const Listed& listed) { return listed.section == Section::custom; }
bool has_id(const Listed& listed, std::string_view name) {
  return std::find(listed.ids.begin(), listed.ids.end(), name) != listed.ids.end();
}

bool is_explicit_id(const Listed& listed, std::string_view name) {
  return listed.has_explicit_id && listed.ids.front() == name;
}
bool is_position(const Listed& listed, std::string_view name) {
  return is_custom(listed) && numbered_id(listed, listed.position) == name;
}
bool is_occurrence(const Listed& listed, std::string_view name) {
  return is_custom(listed) && numbered_id(listed, listed.occurrence) == name;
}
bool is_name(const Listed& listed, std::string_view name) {
  return is_custom(listed) && without_prefix(name) &&
         (listed.name == name || listed.name == dashed(name));
}
bool is_model(const Listed& listed, std::string_view name) {
  return is_custom(listed) && without_prefix(name) && listed.model.model == name;
}
// A provided model that lacks its key gives way to everything that can be used.
bool is_provided(const Listed& listed, std::string_view name) {
  return listed.section == Section::provided && listed.usable() &&
         (has_id(listed, name) || listed.model.model == name);
}
bool is_bare(const Listed& listed, std::string_view name) {
  return is_custom(listed) && (listed.model.model == name || listed.name == dashed(name));
}
bool is_detected(const Listed& listed, std::string_view name) {
  return listed.section == Section::detected &&
         (has_id(listed, name) || listed.model.model == name);
}
bool is_any_ignoring_case(const Listed& listed, std::string_view name) {
  const std::string wanted = lower(name);
  for (const std::string& id : listed.ids) {
    if (lower(id) == wanted) return true;
  }
  if (!is_custom(listed)) return lower(listed.model.model) == wanted;
  std::string_view bare = wanted;
  without_prefix(bare);
  return lower(numbered_id(listed, listed.occurrence)) == wanted ||
         lower(listed.name) == dashed(bare) || lower(listed.model.model) == bare;
}
bool is_usable_ignoring_case(const Listed& listed, std::string_view name) {
  return (is_custom(listed) || listed.usable()) && is_any_ignoring_case(listed, name);
}

// CFG-84: the first rule that matches decides.
constexpr Rule kRules[] = {is_explicit_id,
                           is_position,
                           is_occurrence,
                           is_name,
                           is_model,
                           is_provided,
                           is_bare,
                           is_detected,
                           is_usable_ignoring_case,
                           is_any_ignoring_case};

Matches matches_of(const std::vector<Listed>& models, std::string_view name) {
  for (const Rule rule : kRules) {
    Matches matches;
    for (const Listed& listed : models) {
      if (rule(listed, name)) matches.push_back(&listed);
    }
    if (!matches.empty()) return matches;
  }
  return {};
}

std::string joined_ids(const Matches& matches) {
  std::string text;
  for (const Listed* listed : matches) {
    if (!text.empty()) text += ", ";
    text += listed->ids.front();
  }
  return text;
}

Error unknown_model(const std::vector<Listed>& models, std::string_view name) {
  std::vector<std::string> custom;
  std::vector<std::string> others;
  for (const Listed& listed : models) {
    if (is_custom(listed)) {
      custom.push_back(listed.ids.front());
      custom.push_back(std::string(kCustomPrefix) + listed.model.model);
    } else {
      others.push_back(listed.ids.front());
    }
  }
  std::string what = "no model \"" + std::string(name) + "\"";
  const bool is_bare = !name.starts_with(kCustomPrefix);
  std::vector<std::string> close = nearest_several(
      (is_bare ? std::string(kCustomPrefix) : std::string()) + std::string(name), custom, 3);
  if (is_bare) {
    for (std::string& one : nearest_several(name, others, 3 - close.size())) {
      close.push_back(std::move(one));
    }
  }
  std::string closest;
  for (const std::string& one : close) closest += (closest.empty() ? "" : ", ") + one;
  if (!closest.empty()) what += "; closest: " + closest;
  return Error{.kind = Error::Kind::not_found,
               .what = what + ". Run: ingot models",
               .where = {},
               .remedy = {},
               .code = "E20"};
}

bool serves(const Listed& listed, const Remembered& session) {
  return listed.model.model == session.model &&
         to_string(listed.model.protocol) == session.provider;
}

}  // namespace

Result<std::string> find_again(const std::vector<Listed>& models, const Remembered& session,
                               std::vector<std::string>& notices) {
  if (session.model.empty()) return session.id;
  const Matches matches = matches_of(models, session.id);
  const Listed* named = matches.size() == 1 ? matches.front() : nullptr;
  if (named != nullptr && serves(*named, session) && named->model.base_url == session.base_url) {
    return session.id;
  }
  for (const Listed& listed : models) {
    if (!serves(listed, session) || listed.model.base_url != session.base_url) continue;
    notices.push_back("the session's model " + session.id + " is " + listed.ids.front() +
                      " since the settings were edited");
    return listed.ids.front();
  }
  if (named != nullptr && serves(*named, session)) {  // the same entry, moved to another server
    notices.push_back(named->ids.front() + " is at " + named->model.host + " by now");
    return session.id;
  }
  if (named == nullptr) return unknown_model(models, session.id);
  return Error{.kind = Error::Kind::not_found,
               .what = "no model \"" + session.id + "\" that is " + session.model +
                       ", as the session had it; that id is " + named->model.model + " now (" +
                       named->model.origin + "). Run: ingot models",
               .where = {},
               .remedy = {},
               .code = "E20"};
}

Result<Model> resolve(const std::vector<Listed>& models, std::string_view name,
                      std::string_view effort, std::string_view default_effort,
                      std::vector<std::string>& notices) {
  const Matches matches = matches_of(models, name);
  if (matches.empty()) return unknown_model(models, name);
  if (matches.size() > 1) {
    return Error{.kind = Error::Kind::invalid_argument,
                 .what = "\"" + std::string(name) + "\" matches " + std::to_string(matches.size()) +
                         " entries: " + joined_ids(matches) + "; use one of these ids",
                 .where = {},
                 .remedy = {},
                 .code = "E21"};
  }
  const Listed& chosen = *matches.front();
  if (!chosen.errors.empty()) {
    std::string text;
    for (const config::Diagnostic& error : chosen.errors) {
      text += (text.empty() ? "" : "\n") + config::to_string(error);
    }
    return Error{.kind = Error::Kind::invalid_argument, .what = text, .where = {}, .remedy = {}};
  }
  if (is_position(chosen, name)) {  // newer Droid builds count by name instead (CFG-84)
    for (const Listed& other : models) {
      if (&other != &chosen && is_occurrence(other, name)) {
        notices.push_back("\"" + std::string(name) + "\" is read as position " +
                          std::to_string(chosen.position) + " (" + chosen.model.origin +
                          "), not as entry " + std::to_string(other.occurrence) +
                          " of that name (" + other.model.origin + ")");
      }
    }
  }
  for (const config::Diagnostic& remark : chosen.notes) {
    notices.push_back(config::to_string(remark));
  }
  Model model = chosen.model;
  if (effort.empty() && !chosen.has_own_effort) effort = default_effort;
  if (!effort.empty()) {
    const std::string remark = apply_effort(model, effort);
    if (!remark.empty()) notices.push_back(remark);
  }
  return model;
}

}  // namespace ingot::models
