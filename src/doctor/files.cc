#include "doctor/files.h"

#include <algorithm>
#include <cctype>
#include <set>

#include "base/redact.h"
#include "config/files.h"
#include "config/keys.h"
#include "config/layer.h"
#include "config/save.h"
#include "doctor/git_index.h"
#include "os/file.h"

namespace ingot::doctor {
namespace {

namespace fs = std::filesystem;
using Level = Finding::Level;

bool holds_key(const config::ModelEntry& entry) {
  return entry.api_key_source == "literal" && !config::is_stand_in(entry.api_key.reveal()) &&
         entry.api_key.reveal().size() >= Redactor::kMinSecretBytes;
}

// A key that git keeps is in every copy of the repository, and stays in its history.
void check_tracked(const config::SettingsFile& file, const config::Settings& settings,
                   Section& section) {
  const config::ModelEntry* first = nullptr;
  for (const config::ModelEntry& entry : settings.models) {
    if (first == nullptr && entry.at.file == file.shown && holds_key(entry)) first = &entry;
  }
  if (first == nullptr) return;
  const fs::path repository = tracking_repository(file.path);
  if (repository.empty()) return;
  section.findings.push_back(
      {.level = Level::error,
       .check = "key in git",
       .text = "the file holds an API key and is tracked by git in " + repository.string(),
       .remedy = "export the key as a variable, write ${NAME} in its place, and ask the provider "
                 "for a new key: the old one is in the history",
       .where = to_string(first->api_key_at)});
}

void check_file(const config::SettingsFile& file, const config::Settings& settings,
                Section& section) {
  const auto info = os::stat_file(file.path);
  if (info) {
    section.findings.push_back(
        {.check = file.path.filename().string(), .text = file.shown + " (" + file.title + ")"});
    return check_tracked(file, settings, section);
  }
  const bool absent = info.error().kind == Error::Kind::not_found;
  // Of a project's files only those that are there are of interest.
  if (absent && file.from_project()) return;
  section.findings.push_back(
      {.level = absent ? Level::ok : Level::error,
       .check = file.path.filename().string(),
       .text = absent ? file.shown + " does not exist" : to_text(info.error()),
       .remedy = absent ? "" : "make it readable for you, or remove it"});
}

std::string octal(mode_t mode) {
  std::string text = "0";
  for (const int shift : {6, 3, 0}) text += static_cast<char>('0' + (mode >> shift & 7U));
  return text;
}

Result<std::string> mend_mode(const config::SettingsFile& file) {
  const auto info = os::stat_file(file.path);
  if (!info || (info->mode & 077U) == 0) return std::string();
  std::error_code error;
  fs::permissions(file.path, fs::perms::owner_read | fs::perms::owner_write, error);
  if (error)
    return Error{.what = "cannot change its mode: " + error.message(), .where = file.shown};
  return file.shown + "\n- mode " + octal(info->mode) + "\n+ mode 0600\n";
}

// The lines of `after` that are not those of `before`, and the other way round; edits of values
// never move a line.
std::string changed_lines(const std::string& shown, std::string_view before,
                          std::string_view after) {
  std::string text;
  for (int line = 1; !before.empty() || !after.empty(); ++line) {
    const std::string_view old = before.substr(0, before.find('\n'));
    const std::string_view fresh = after.substr(0, after.find('\n'));
    if (old != fresh) {
      text += shown + ":" + std::to_string(line) + "\n- " + std::string(old) + "\n+ " +
              std::string(fresh) + "\n";
    }
    before.remove_prefix(std::min(old.size() + 1, before.size()));
    after.remove_prefix(std::min(fresh.size() + 1, after.size()));
  }
  return text;
}

const json::Located* value_at(const json::Located& root, const config::SettingPath& path) {
  const json::Located* value = &root;
  for (const config::Step& step : path) {
    if (const auto* name = std::get_if<std::string>(&step)) {
      value = value->find(*name);
    } else {
      const std::size_t index = std::get<std::size_t>(step);
      value = index < value->elements.size() ? &value->elements[index] : nullptr;
    }
    if (value == nullptr) return nullptr;
  }
  return value;
}

// What was meant, as JSON, where only the spelling is wrong: a number in quotes, a provider in
// capitals or with blanks. Empty where a person has to decide.
std::string meant(const config::Diagnostic& problem, const json::Located& value) {
  if (problem.code == "N01") return value.text;
  if (problem.code != "E09" || !value.is(json::Located::Type::string)) return {};
  std::string word;
  for (const char c : value.text) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isspace(byte) == 0) word += static_cast<char>(std::tolower(byte));
  }
  const config::SettingKey& key = *config::find_row("customModels[].provider");
  const std::vector<std::string> words = key.allowed_words();
  return std::find(words.begin(), words.end(), word) == words.end() ? "" : "\"" + word + "\"";
}

Result<std::string> mend_values(const config::SettingsFile& file, const config::Settings& settings,
                                const std::vector<config::Layer>& layers) {
  const auto layer = std::find_if(layers.begin(), layers.end(), [&](const config::Layer& one) {
    return one.file.shown == file.shown;
  });
  if (layer == layers.end()) return std::string();
  std::vector<config::Edit> edits;
  for (const config::Diagnostic& one : settings.diagnostics) {
    if (one.at.file != file.shown || (one.code != "N01" && one.code != "E09")) continue;
    INGOT_TRY(config::SettingPath path, config::parse_setting_path(one.path));
    const json::Located* value = value_at(layer->root, path);
    std::string json = value == nullptr ? std::string() : meant(one, *value);
    if (!json.empty()) edits.push_back({config::Edit::Kind::set, std::move(path), std::move(json)});
  }
  if (edits.empty()) return std::string();
  INGOT_TRY(const std::string before, os::read_file(file.path, config::kMaxFileBytes));
  INGOT_TRY_VOID(config::save(file.path, edits, file.shown));
  INGOT_TRY(const std::string after, os::read_file(file.path, config::kMaxFileBytes));
  return changed_lines(file.shown, before, after);
}

}  // namespace

Section check_files(const config::Request& request, const config::Settings& settings) {
  Section section{.title = "Files"};
  for (const config::SettingsFile& file : config::settings_files(request)) {
    check_file(file, settings, section);
  }
  check_file(config::key_bindings_file(request), settings, section);
  for (const config::Layer& layer : config::read_layers(request).list) {
    if (!layer.extended || layer.file.path.empty()) continue;
    section.findings.push_back(
        {.level = Level::note,
         .check = "comments",
         .text = layer.file.shown +
                 " has comments or trailing commas, which other programs may not read"});
    break;
  }
  const fs::path yaml = request.cwd / ".droid.yaml";
  if (!request.cwd.empty() && os::stat_file(yaml)) {
    section.findings.push_back(
        {.level = Level::note,
         .check = ".droid.yaml",
         .text = ".droid.yaml is not read",
         .remedy = "settings stand in .factory/settings.json, instructions in AGENTS.md"});
  }
  return section;
}

Result<std::string> mend_files(const config::Request& request, const config::Settings& settings) {
  std::set<std::string> open;  // with keys, and readable by others
  for (const config::Diagnostic& one : settings.diagnostics) {
    if (one.code == "W04") open.insert(one.at.file);
  }
  const std::vector<config::Layer> layers = config::read_layers(request).list;
  std::string text;
  for (const config::SettingsFile& file : config::settings_files(request)) {
    if (file.level != config::Level::user) continue;
    if (open.contains(file.shown)) {
      INGOT_TRY(const std::string mode, mend_mode(file));
      text += mode;
    }
    INGOT_TRY(const std::string values, mend_values(file, settings, layers));
    text += values;
  }
  return text;
}

}  // namespace ingot::doctor
