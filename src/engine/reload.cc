#include "engine/reload.h"

#include <algorithm>
#include <map>
#include <utility>

#include "base/clock.h"
#include "config/files.h"
#include "os/paths.h"

namespace ingot::engine {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kQuiet(50);      // an editor makes several steps of one save
constexpr milliseconds kPatience(500);  // for a file that is written to all the time
constexpr std::size_t kMaxNamed = 3;    // settings in the news

// A file that says nothing at all, and not only something wrong.
bool is_broken_file(const config::Diagnostic& diagnostic) {
  return diagnostic.severity == config::Diagnostic::Severity::error &&
         (diagnostic.code == "E01" || diagnostic.code == "E02");
}

bool is_broken_in(const config::Settings& settings, const std::string& file) {
  return std::any_of(
      settings.diagnostics.begin(), settings.diagnostics.end(),
      [&](const config::Diagnostic& one) { return is_broken_file(one) && one.at.file == file; });
}

// What the user knows an entry by; ids move with the entries above.
using ByName = std::multimap<std::string, const models::Listed*>;

ByName by_name(const Configuration& configuration) {
  ByName models;
  for (const models::Listed& listed : configuration.models) {
    if (listed.section != models::Section::custom) continue;
    models.emplace(listed.model.display_name, &listed);
  }
  return models;
}

bool is_same_entry(const models::Listed& a, const models::Listed& b) {
  models::Model left = a.model;
  models::Model right = b.model;
  // Where it stands is not what it is.
  for (models::Model* model : {&left, &right}) {
    model->id.clear();
    model->origin.clear();
    model->base_url_origin.clear();
    model->key_origin.clear();
    model->general_timeout_ms.reset();  // told by the setting's own name
  }
  return left == right && a.errors.empty() == b.errors.empty();
}

std::string counted(std::string_view sign, std::size_t count) {
  return std::string(sign) + std::to_string(count) + (count == 1 ? " model" : " models");
}

}  // namespace

std::string difference(const Configuration& before, const Configuration& after) {
  ByName old = by_name(before);
  std::size_t added = 0;
  std::size_t changed = 0;
  for (const auto& [name, listed] : by_name(after)) {
    const models::Listed& present = *listed;
    const auto [first, last] = old.equal_range(name);
    if (first == last) {
      ++added;
      continue;
    }
    const auto same = std::find_if(
        first, last, [&](const auto& other) { return is_same_entry(*other.second, present); });
    changed += same == last ? 1 : 0;
    old.erase(same == last ? first : same);
  }
  std::vector<std::string> parts;
  if (added > 0) parts.push_back(counted("+", added));
  if (!old.empty()) parts.push_back(counted("-", old.size()));
  if (changed > 0) parts.push_back(counted("", changed) + " changed");

  std::vector<std::string> names;
  for (const auto& [name, value] : after.settings.values) {
    const auto own = before.settings.values.find(name);
    if (own == before.settings.values.end() || own->second != value) names.push_back(name);
  }
  for (const auto& [name, value] : before.settings.values) {
    if (!after.settings.values.contains(name)) names.push_back(name);
  }
  const bool same_preset = before.settings.tui.key_preset == after.settings.tui.key_preset;
  if (same_preset && before.settings.keys != after.settings.keys) names.emplace_back("keys");
  if (names.size() > kMaxNamed) {
    const std::size_t more = names.size() - kMaxNamed;
    names.resize(kMaxNamed);
    names.push_back(std::to_string(more) + " more");
  }
  parts.insert(parts.end(), names.begin(), names.end());
  std::string text;
  for (const std::string& part : parts) text += (text.empty() ? "" : ", ") + part;
  return text;
}

Reloader::Reloader(Configuration& configuration) : configuration_(configuration) {
  watch_.watch(files());
}

std::vector<std::filesystem::path> Reloader::files() const {
  std::vector<std::filesystem::path> files;
  const config::Request& request = configuration_.request;
  for (const config::SettingsFile& file : config::settings_files(request)) {
    // --settings may be relative, to where ingot was started.
    if (!file.path.empty()) files.push_back(os::current_folder() / file.path);
  }
  files.push_back(config::key_bindings_file(request).path);
  return files;
}

std::optional<milliseconds> Reloader::wait(Clock::time_point now) const {
  if (!first_) return std::nullopt;
  const auto due = std::min(*last_ + kQuiet, *first_ + kPatience);
  return std::max(std::chrono::ceil<milliseconds>(due - now), milliseconds(0));
}

bool Reloader::take(Clock::time_point now) {
  if (watch_.changed()) {
    last_ = now;
    if (!first_) first_ = now;
  }
  const auto left = wait(now);
  if (!left || left->count() > 0) return false;
  return reload();
}

bool Reloader::reload() {
  first_.reset();
  last_.reset();
  const std::vector<config::Diagnostic> were_broken = std::exchange(broken_, {});
  const config::Request& request = configuration_.request;
  auto fresh = load_configuration(
      {.overlay = request.overlay, .cwd = request.cwd, .trust_project = request.trust_project});
  if (!fresh) {
    news_ = "settings not reloaded: " + to_text(fresh.error());
    return true;
  }
  for (const config::Diagnostic& one : fresh->settings.diagnostics) {
    if (is_broken_file(one) && !is_broken_in(configuration_.settings, one.at.file)) {
      broken_.push_back(one);
    }
  }
  if (!broken_.empty()) return true;
  const Configuration before = configuration_;
  replace(*std::move(fresh));
  const std::string what = difference(before, configuration_);
  if (!what.empty()) {
    news_ = "settings reloaded: " + what;
  } else if (!were_broken.empty()) {
    news_ = "settings reloaded";
  }
  reloaded_ = std::chrono::system_clock::now();
  return true;
}

void Reloader::replace(Configuration fresh) {
  first_.reset();
  last_.reset();
  broken_.clear();
  // What runs on this machine is looked for once, at the start.
  for (const models::Listed& listed : configuration_.models) {
    if (listed.section == models::Section::detected) fresh.models.push_back(listed);
  }
  // What is redacted once stays so: a key that was taken out of a file is no less secret.
  configuration_.redactor.add(fresh.redactor);
  fresh.redactor = configuration_.redactor;
  configuration_ = std::move(fresh);
  watch_.watch(files());
}

std::string Reloader::take_news() { return std::exchange(news_, {}); }

std::string Reloader::report() const {
  std::string text = reloaded_ ? "settings reloaded " + to_local(*reloaded_, "%H:%M:%S")
                               : "settings as of the start";
  if (fd() < 0) return text + "; changes are applied at the next start\n";
  text += "; watched:\n";
  for (const std::filesystem::path& file : files()) {
    text += "  " + config::shown_path(file, configuration_.request.environment) + "\n";
  }
  return text;
}

}  // namespace ingot::engine
