// config/load.cc: which files there are, what beats what.

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "config/entry.h"
#include "config/expand.h"
#include "config/files.h"
#include "config/settings.h"
#include "config/source.h"
#include "config/values.h"
#include "json/located.h"
#include "os/file.h"

namespace ingot::config {
namespace {

namespace fs = std::filesystem;
using json::Located;
using Severity = Diagnostic::Severity;

// One level of the settings, read.
struct Level {
  std::vector<ModelEntry> entries;
  Values values;
};

class Loader {
 public:
  Loader(Settings& settings, const Environment& environment)
      : settings_(settings), environment_(environment) {}

  void read_file(const fs::path& path, bool legacy);
  void read_text(std::string_view text, const std::string& name, bool legacy, mode_t mode);
  void missing_overlay(const std::string& name, const Error& error);
  void merge();
  // By file, in the order in which they were read, and by line.
  void sort_diagnostics();

 private:
  void read_list(const Located& list, Source& source, Level& level);
  void check_mode(const Level& level, Source& source, mode_t mode);
  void check_ids(Level& level, Source& source);

  Settings& settings_;
  const Environment& environment_;
  std::vector<Level> levels_;       // highest first
  std::vector<std::string> files_;  // as shown, in the order of reading
};

void Loader::read_file(const fs::path& path, bool legacy) {
  const auto info = os::stat_file(path);
  if (!info && info.error().kind == Error::Kind::not_found) return;
  const std::string name = shown_path(path, environment_);
  const auto text = os::read_file(path, kMaxFileBytes);
  if (!text) {
    Source source(name, legacy, settings_.diagnostics);
    return source.report(Severity::error, "E01", {0, 0}, {},
                         text.error().what + "; this file is ignored until fixed");
  }
  read_text(*text, name, legacy, info ? info->mode : 0);
}

void Loader::missing_overlay(const std::string& name, const Error& error) {
  Source source(name, false, settings_.diagnostics);
  source.report(Severity::error, "E01", {0, 0}, {}, "--settings: " + error.what);
}

void Loader::read_text(std::string_view text, const std::string& name, bool legacy, mode_t mode) {
  files_.push_back(name);
  Source source(name, legacy, settings_.diagnostics);
  auto parsed = json::parse_located(text);
  if (const auto* error = std::get_if<json::LocatedError>(&parsed)) {
    return source.report(Severity::error, "E01", error->at, {},
                         "not valid JSON: " + error->what + "; this file is ignored until fixed");
  }
  const json::LocatedText& file = std::get<json::LocatedText>(parsed);
  if (!file.root.is(Located::Type::object)) {
    return source.report(Severity::error, "E02", file.root.at, {},
                         "the file must contain a JSON object, found " +
                             std::string(json::type_name(file.root.type)));
  }
  Level& level = levels_.emplace_back();
  const std::string_view key = legacy ? "custom_models" : "customModels";
  if (const Located* list = file.root.find(key); list != nullptr) read_list(*list, source, level);
  if (!legacy) level.values.read(file.root, source);
  check_ids(level, source);
  check_mode(level, source, mode);
}

void Loader::read_list(const Located& list, Source& source, Level& level) {
  const std::string name = source.legacy() ? "custom_models" : "customModels";
  if (list.is(Located::Type::null)) return;
  if (!list.is(Located::Type::array)) {
    return source.report(Severity::error, "E03", list.at, {},
                         name + " must be an array of objects, found " +
                             std::string(json::type_name(list.type)) +
                             (list.is(Located::Type::object) ? "; wrap it in [ ]" : ""));
  }
  int index = 0;
  for (const Located& element : list.elements) {
    level.entries.push_back(read_entry(element, index, source, environment_));
    ++index;
  }
}

void Loader::check_ids(Level& level, Source& source) {
  std::map<std::string, Position> seen;
  for (ModelEntry& entry : level.entries) {
    if (entry.id.empty()) continue;
    const auto [at, is_new] = seen.emplace(entry.id, entry.at);
    if (is_new) continue;
    const std::string list = source.legacy() ? "custom_models[" : "customModels[";
    Diagnostic error =
        source.make(Severity::error, "E15", {entry.at.line, entry.at.column},
                    list + std::to_string(entry.array_index) + "].id", entry.display_name,
                    "id \"" + entry.id + "\" is also used at " + to_string(at->second) +
                        "; ids must be unique");
    entry.errors.push_back(error);
    source.report(std::move(error));
  }
}

void Loader::check_mode(const Level& level, Source& source, mode_t mode) {
  if ((mode & 077) == 0) return;
  const bool literal =
      std::any_of(level.entries.begin(), level.entries.end(), [](const ModelEntry& entry) {
        return entry.api_key_source == "literal" && entry.api_key.reveal().size() >= 16;
      });
  if (!literal) return;
  static constexpr char kDigits[] = "01234567";
  std::string octal = "0";
  for (int shift = 6; shift >= 0; shift -= 3) octal += kDigits[mode >> shift & 7U];
  source.report(Severity::warning, "W04", {1, 1}, {},
                "file holds API keys and is readable by other users (" + octal +
                    "); run: chmod 600 " + source.path());
}

std::string key_of(const ModelEntry& entry) {
  if (!entry.id.empty()) return entry.id;
  return entry.display_name.empty() ? entry.model : entry.display_name;
}

// Higher levels hide entries of the same key; within one array both stay (CFG-10, CFG-80).
void Loader::merge() {
  std::map<std::string, Position> hiding;
  Values values;
  for (Level& level : levels_) {
    std::map<std::string, Position> here;
    for (ModelEntry& entry : level.entries) {
      const std::string key = key_of(entry);
      const auto higher = hiding.find(key);
      if (!key.empty() && higher != hiding.end()) {
        Diagnostic note;
        note.severity = Severity::note;
        note.code = "N10";
        note.at = entry.at;
        note.label = key;
        note.text = "\"" + key + "\" is shadowed by " + higher->second.file + ":" +
                    std::to_string(higher->second.line);
        settings_.diagnostics.push_back(std::move(note));
        continue;
      }
      here.emplace(key, entry.at);
      settings_.models.push_back(std::move(entry));
    }
    hiding.merge(here);
    values.add_lower(level.values);
  }
  take_values(values, settings_);
  // Where an index is given it orders the list; the rest keeps the order of the files (CFG-87).
  std::stable_sort(settings_.models.begin(), settings_.models.end(),
                   [](const ModelEntry& a, const ModelEntry& b) {
                     const auto last = std::numeric_limits<std::int64_t>::max();
                     return a.index.value_or(last) < b.index.value_or(last);
                   });
}

void Loader::sort_diagnostics() {
  const auto rank = [&](const Diagnostic& one) {
    return std::find(files_.begin(), files_.end(), one.at.file) - files_.begin();
  };
  std::stable_sort(settings_.diagnostics.begin(), settings_.diagnostics.end(),
                   [&](const Diagnostic& a, const Diagnostic& b) {
                     return std::tuple(rank(a), a.at.line, a.at.column) <
                            std::tuple(rank(b), b.at.line, b.at.column);
                   });
}

}  // namespace

Settings load(const Request& request) {
  const auto& [folder, cwd, environment, overlay] = request;
  Settings settings;
  Loader loader(settings, environment);
  const std::size_t start = overlay.find_first_not_of(" \t\r\n");
  if (start != std::string::npos && overlay[start] == '{') {
    loader.read_text(overlay, "--settings", false, 0);
  } else if (!overlay.empty()) {
    const auto info = os::stat_file(overlay);
    if (info) {
      loader.read_file(overlay, false);
    } else {
      loader.missing_overlay(overlay, info.error());
    }
  }
  for (const SettingsFile& file : user_files(folder, environment)) {
    loader.read_file(file.path, file.legacy);
  }
  loader.merge();
  loader.sort_diagnostics();
  return settings;
}

}  // namespace ingot::config
