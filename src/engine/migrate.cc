#include "engine/migrate.h"

#include <algorithm>
#include <cctype>
#include <map>

#include "config/entry_fields.h"
#include "config/expand.h"
#include "config/files.h"
#include "config/save.h"
#include "config/secret_text.h"
#include "json/located.h"
#include "models/providers.h"
#include "os/file.h"

namespace ingot::engine {
namespace {

using json::Located;

constexpr std::uint64_t kMaxFileBytes = 16U << 20U;

struct Move {
  Located entry;                 // as settings.json spells it
  std::string name;              // for people
  std::string variable, key_at;  // of a key that moves to a variable
};

std::string text_of(const Located& entry, std::string_view field) {
  const Located* value = entry.find(field);
  return value != nullptr && value->is(Located::Type::string) ? value->text : std::string();
}

void set_text(Located& entry, std::string_view field, const std::string& text) {
  for (json::LocatedMember& member : entry.members) {
    if (member.key == field) member.value.text = text;
  }
}

// The usual variable of the vendor whose host this is, else one named after the entry.
std::string variable_for(const Located& entry, const std::string& name) {
  const std::string url = text_of(entry, "baseUrl");
  for (const models::KnownProvider& provider : models::known_providers()) {
    const std::string_view base = provider.base_url;
    const std::string_view host = base.substr(0, base.find('/', base.find("://") + 3));
    if (!provider.variable.empty() && url.starts_with(host)) return std::string(provider.variable);
  }
  std::string variable;
  for (const char c : name) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte) != 0 && byte < 128) {
      variable += static_cast<char>(std::toupper(byte));
    } else if (!variable.empty() && !variable.ends_with('_')) {
      variable += '_';
    }
  }
  while (variable.ends_with('_')) variable.pop_back();
  if (variable.empty() || std::isdigit(static_cast<unsigned char>(variable[0])) != 0) {
    variable.insert(0, "MODEL_");
  }
  return variable + "_API_KEY";
}

// config.json expands nothing, settings.json does: a literal "${" is written as "$${" there. What
// is a whole reference was meant as one all along (W03).
std::string settings_spelling(const std::string& key) {
  if (config::has_reference(key)) return key;
  std::string text;
  for (std::size_t i = 0; i < key.size(); ++i) {
    if (key.compare(i, 2, "${") == 0) text += '$';
    text += key[i];
  }
  return text;
}

class Migrator {
 public:
  Migrator(const Configuration& configuration, const Migration& how)
      : configuration_(configuration), how_(how) {}

  Result<std::string> run() {
    const auto& environment = configuration_.request.environment;
    const std::filesystem::path from = configuration_.folder / "config.json";
    const std::filesystem::path to = configuration_.folder / "settings.json";
    from_ = config::shown_path(from, environment);
    const std::string shown = config::shown_path(to, environment);
    INGOT_TRY(const std::string source, os::read_file(from, kMaxFileBytes));
    const auto parsed = json::parse_located(source);
    if (const auto* broken = std::get_if<json::LocatedError>(&parsed)) {
      return Error{.kind = Error::Kind::invalid_argument,
                   .what = "not valid JSON: " + broken->what,
                   .where = from_ + ":" + std::to_string(broken->at.line) + ":" +
                            std::to_string(broken->at.column)};
    }
    const Located& root = std::get<json::LocatedText>(parsed).root;
    const Located* list = root.find("custom_models");
    if (list == nullptr || !list->is(Located::Type::array) || list->elements.empty()) {
      return from_ + " has no custom_models: there is nothing to move\n";
    }
    for (std::size_t i = 0; i < list->elements.size(); ++i) take(list->elements[i], i);
    if (edits_.empty()) return told_ + "nothing to move\n";
    if (how_.dry_run) return told_ + "nothing was written (--dry-run)\n";
    INGOT_TRY_VOID(config::save(to, edits_, shown));
    return told_ + "written to " + shown + "; " + from_ +
           " is left as it is, and its entries are hidden by the new ones\n" + exports_;
  }

 private:
  void take(const Located& old, std::size_t index) {
    const std::string place = from_ + ":" + std::to_string(old.at.line);
    const auto entry =
        std::find_if(configuration_.settings.models.begin(), configuration_.settings.models.end(),
                     [&](const config::ModelEntry& one) {
                       return one.legacy && one.array_index == static_cast<int>(index);
                     });
    if (!old.is(Located::Type::object)) {
      told_ += "left out, no object: " + place + "\n";
      return;
    }
    Located moved = old;
    for (json::LocatedMember& member : moved.members) {
      member.key = config::modern_name(member.key);
    }
    std::string name = text_of(moved, "displayName");
    if (name.empty()) name = text_of(moved, "model");
    if (entry == configuration_.settings.models.end()) {
      told_ += "left out, settings.json has \"" + name + "\" already: " + place + "\n";
      return;
    }
    if (!entry->errors.empty()) {
      told_ += "left out, it has an error: " + config::to_string(entry->errors.front()) + "\n";
      return;
    }
    std::string note = move_key(moved, name);
    edits_.push_back({config::Edit::Kind::append, {std::string("customModels")}, moved.to_json()});
    Located shown = moved;
    config::hide_keys({}, shown);
    told_ += "moved \"" + name + "\" (" + place + ")" + note + "\n  " + shown.to_json() + "\n";
  }

  // Returns what to say of it.
  std::string move_key(Located& moved, const std::string& name) {
    const std::string key = text_of(moved, "apiKey");
    if (how_.keys == Migration::Keys::keep || config::is_stand_in(key) ||
        config::has_reference(key)) {
      set_text(moved, "apiKey", settings_spelling(key));
      return config::has_reference(key) ? ", whose ${...} is expanded from now on" : "";
    }
    std::string variable = variable_for(moved, name);
    // Two keys do not fit into one variable.
    const std::string wanted = variable;
    for (int number = 2; taken_.contains(variable) && taken_[variable] != key; ++number) {
      variable = wanted + "_" + std::to_string(number);
    }
    if (taken_.emplace(variable, key).second) {
      exports_ += "put the key of \"" + name + "\" into " + variable + " (it stays in " + from_ +
                  " until you delete it there)\n";
    }
    set_text(moved, "apiKey", "${" + variable + "}");
    return ", its key moved to " + variable;
  }

  const Configuration& configuration_;
  const Migration& how_;
  std::string from_, told_, exports_;
  std::vector<config::Edit> edits_;
  std::map<std::string, std::string> taken_;  // variable to key
};

}  // namespace

Result<std::string> migrate(const Configuration& configuration, const Migration& how) {
  return Migrator(configuration, how).run();
}

}  // namespace ingot::engine
