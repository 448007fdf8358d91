#include "config/layer.h"

#include <algorithm>
#include <iterator>

#include "base/utf8.h"
#include "config/chain.h"
#include "config/project.h"
#include "config/rules.h"
#include "config/source.h"
#include "config/trust_store.h"
#include "config/weigh.h"
#include "os/file.h"
#include "os/paths.h"

namespace ingot::config {
namespace {

namespace fs = std::filesystem;
using json::Located;
using Severity = Diagnostic::Severity;

// These stand above all files but the managed one (CFG-20).
struct Variable {
  std::string_view name, key;  // of sessionDefaultSettings
};
constexpr Variable kVariables[] = {
    {"INGOT_MODEL", "model"},
    {"INGOT_REASONING_EFFORT", "reasoningEffort"},
};

void fail(Layer& layer, std::string_view code, json::Place at, std::string text,
          Severity severity = Severity::error) {
  Diagnostic& problem = layer.problem.emplace();
  problem.severity = severity;
  problem.code = code;
  problem.at = {layer.file.shown, at.line, at.column};
  problem.text = std::move(text);
}

std::string consequence(const Layer& layer) {
  return layer.file.level == Level::managed ? "; the policy in it is not in force until it is fixed"
                                            : "; this file is ignored until fixed";
}

void parse(std::string_view text, Layer& layer) {
  auto parsed = parse_object(text, layer.file.shown, consequence(layer));
  if (auto* problem = std::get_if<Diagnostic>(&parsed)) {
    layer.problem = std::move(*problem);
    return;
  }
  auto& file = std::get<json::LocatedText>(parsed);
  layer.root = std::move(file.root);
  layer.extended = file.extended;
}

// A link in a repository could show any file of the user's: as an error message, or as settings.
bool leads_out(const fs::path& path, const fs::path& root) {
  return !os::is_inside(os::canonical(path), root);
}

Result<std::string> read(const SettingsFile& file) {
  if (file.from_project()) return os::read_regular_file(file.path, kMaxProjectFileBytes);
  // --settings may be a pipe.
  if (file.level == Level::runtime) return os::read_file(file.path, kMaxFileBytes);
  return os::read_regular_file(file.path, kMaxFileBytes);
}

std::optional<Layer> read_layer(const SettingsFile& file, const fs::path& root) {
  Layer layer;
  layer.file = file;
  const auto info = os::stat_file(file.path);
  const bool wanted = file.level == Level::runtime;  // somebody named it
  if (!info && info.error().kind == Error::Kind::not_found && !wanted) return std::nullopt;
  if (file.from_project() && leads_out(file.path, root)) {
    fail(layer, "E01", {0, 0}, "a link out of the project; this file is ignored");
    return layer;
  }
  const auto text = read(file);
  if (!text) {
    const std::string what = wanted ? "--settings: " + text.error().what : text.error().what;
    // CFG-14: a policy that this user may not read is the machine's affair.
    const bool hidden =
        file.level == Level::managed && (!info || info->type == os::FileInfo::Type::file);
    fail(layer, hidden ? "N11" : "E01", {0, 0}, what + consequence(layer),
         hidden ? Severity::note : Severity::error);
    return layer;
  }
  if (info) layer.mode = info->mode;
  parse(*text, layer);
  return layer;
}

Located object_of(std::string key, Located value) {
  Located object;
  object.type = Located::Type::object;
  object.at = {0, 0};
  object.members.push_back({.key = std::move(key), .key_at = {0, 0}, .value = std::move(value)});
  return object;
}

void add_variables(const Environment& environment, std::vector<Layer>& layers) {
  for (const Variable& variable : kVariables) {
    const auto text = environment(std::string(variable.name));
    if (!text || text->empty()) continue;
    Located value;
    value.type = Located::Type::string;
    value.text = *text;
    value.at = {0, 0};
    Layer& layer = layers.emplace_back();
    layer.file.shown = variable.name;
    layer.file.level = Level::runtime;
    layer.file.title = "environment";
    layer.root =
        object_of("sessionDefaultSettings", object_of(std::string(variable.key), std::move(value)));
  }
}

void add_inline(const std::string& overlay, std::vector<Layer>& layers) {
  Layer& layer = layers.emplace_back();
  layer.file.shown = layer.file.title = "--settings";
  layer.file.level = Level::runtime;
  parse(overlay, layer);
}

// What the record says about this folder, if it is this folder (SEC-03).
TrustRecord find_record(const Request& request, const fs::path& root, Layers& layers) {
  const auto records = read_trust(request.folder);
  if (!records) {
    Diagnostic& problem = layers.trust_problem.emplace();
    problem.severity = Severity::warning;
    problem.code = "W08";
    problem.at.file = shown_path(trust_file(request.folder), request.environment);
    problem.text = records.error().what + "; " + records.error().remedy;
    return {};
  }
  const auto info = os::stat_file(root);
  for (const TrustRecord& record : *records) {
    if (info && record.root == to_utf8(root.string()) && record.device == info->device &&
        record.inode == info->inode) {
      return record;
    }
  }
  return {};
}

void weigh_project(const Request& request, const fs::path& root, Layers& layers) {
  const std::vector<fs::path> servers = server_files(request);
  const bool has_files = std::any_of(layers.list.begin(), layers.list.end(),
                                     [](const Layer& layer) { return layer.file.from_project(); });
  layers.project.root = root;
  layers.project.trusted = request.trust_project;
  if (!has_files && servers.empty()) return;
  Weighing by;
  by.root = root;
  by.environment = request.environment;
  by.everything = request.trust_project;
  by.record = find_record(request, root, layers);
  layers.project.trusted = layers.project.trusted || by.record.trusted;
  std::vector<Layer> own;
  std::copy_if(layers.list.begin(), layers.list.end(), std::back_inserter(own),
               [](const Layer& layer) { return !layer.file.from_project(); });
  const Chain autonomy = resolve(own, SettingPath{"sessionDefaultSettings", "autonomyLevel"});
  by.own_autonomy = autonomy.value ? autonomy.value->text : "off";
  const Chain models = resolve(own, SettingPath{"customModels"});
  if (models.value) {
    for (const Located& entry : models.value->elements) by.own_models.insert(entry_key(entry));
  }
  for (Layer& layer : layers.list) {
    if (layer.file.from_project() && !layer.problem) weigh(layer, by, layers.project.items);
  }
  for (const fs::path& file : servers) weigh_servers(file, by, layers.project.items);
}

}  // namespace

Layers read_layers(const Request& request) {
  Layers layers;
  const fs::path root = request.cwd.empty() ? fs::path() : find_project(request.cwd).root;
  bool runtime = false;
  for (const SettingsFile& file : settings_files(request)) {
    if (!runtime && file.level != Level::managed) {
      add_variables(request.environment, layers.list);
      if (is_inline(request.overlay)) add_inline(request.overlay, layers.list);
      runtime = true;
    }
    if (auto layer = read_layer(file, root)) layers.list.push_back(*std::move(layer));
  }
  if (!request.cwd.empty()) weigh_project(request, root, layers);
  return layers;
}

}  // namespace ingot::config
