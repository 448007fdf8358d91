// config/load.cc: from the layers to the settings.

#include <algorithm>
#include <map>
#include <tuple>

#include "config/entry.h"
#include "config/layer.h"
#include "config/settings.h"
#include "config/source.h"
#include "config/values.h"
#include "json/located.h"
#include "os/file.h"

namespace ingot::config {
namespace {

using json::Located;
using Severity = Diagnostic::Severity;

// The models of one file.
struct Entries {
  const Layer* layer;
  std::vector<ModelEntry> list;
};

class Loader {
 public:
  Loader(Settings& settings, const Environment& environment)
      : settings_(settings), environment_(environment) {}

  void read(const Layer& layer);
  void merge_models();
  // By file, in the order in which they were read, and by line.
  void sort_diagnostics();

 private:
  void read_list(const Located& list, Source& source, Entries& entries);
  void check_mode(const Entries& entries, Source& source);
  void check_ids(Entries& entries, Source& source);

  Settings& settings_;
  const Environment& environment_;
  std::vector<Entries> entries_;    // strongest first
  std::vector<std::string> files_;  // as shown, in the order of reading
};

void Loader::read(const Layer& layer) {
  files_.push_back(layer.file.shown);
  if (layer.problem) return settings_.diagnostics.push_back(*layer.problem);
  Source source(layer.file.shown, layer.file.legacy, settings_.diagnostics);
  Entries& entries = entries_.emplace_back(Entries{.layer = &layer});
  const std::string_view key = layer.file.legacy ? "custom_models" : "customModels";
  if (const Located* list = layer.root.find(key)) read_list(*list, source, entries);
  if (!layer.file.legacy) report_values(layer.root, source);
  check_ids(entries, source);
  check_mode(entries, source);
}

void Loader::read_list(const Located& list, Source& source, Entries& entries) {
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
    // Left out of a project's file; the others keep their positions (CFG-81).
    if (entries.layer->file.from_project() && element.is(Located::Type::null)) {
      ++index;
      continue;
    }
    ModelEntry& entry = entries.list.emplace_back(read_entry(element, index, source, environment_));
    entry.level = entries.layer->file.level;
    ++index;
  }
}

void Loader::check_ids(Entries& entries, Source& source) {
  std::map<std::string, Position> seen;
  for (ModelEntry& entry : entries.list) {
    if (entry.id.empty()) continue;
    const auto [at, is_new] = seen.emplace(entry.id, entry.at);
    if (is_new) continue;
    const std::string list = source.legacy() ? "custom_models[" : "customModels[";
    Diagnostic error =
        source.make(Severity::error, "E15", {entry.id_at.line, entry.id_at.column},
                    list + std::to_string(entry.array_index) + "].id", entry.display_name,
                    "id \"" + entry.id + "\" is also used at " + to_string(at->second) +
                        "; ids must be unique");
    entry.errors.push_back(error);
    source.report(std::move(error));
  }
}

void Loader::check_mode(const Entries& entries, Source& source) {
  const mode_t mode = entries.layer->mode;
  if ((mode & 077) == 0) return;
  const bool literal =
      std::any_of(entries.list.begin(), entries.list.end(), [](const ModelEntry& entry) {
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

// Higher levels hide entries of the same key; within one array both stay (CFG-10, CFG-80).
void Loader::merge_models() {
  std::map<std::string, Position> hiding;
  for (Entries& entries : entries_) {
    std::map<std::string, Position> here;
    for (ModelEntry& entry : entries.list) {
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
  }
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

// CFG-162
void note_old_file(const std::filesystem::path& root, const Environment& environment,
                   Settings& settings) {
  if (root.empty() || !os::stat_file(root / ".droid.yaml")) return;
  Diagnostic& note = settings.diagnostics.emplace_back();
  note.severity = Severity::note;
  note.code = "N12";
  note.at.file = shown_path(root / ".droid.yaml", environment);
  note.text = "is not read; a project's settings stand in .factory/, its instructions in AGENTS.md";
}

}  // namespace

Settings load(const Request& request) {
  Settings settings;
  Layers layers = read_layers(request);
  Loader loader(settings, request.environment);
  for (const Layer& layer : layers.list) loader.read(layer);
  loader.merge_models();
  loader.sort_diagnostics();
  if (layers.trust_problem) settings.diagnostics.push_back(*std::move(layers.trust_problem));
  take_values(layers.list, settings);
  settings.keys = read_key_bindings(request, settings.tui.key_preset, settings.diagnostics);
  settings.model_policy = read_model_policy(layers.list);
  note_old_file(layers.project.root, request.environment, settings);
  settings.project = std::move(layers.project);
  return settings;
}

}  // namespace ingot::config
