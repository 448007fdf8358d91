#include "engine/trust.h"

#include <utility>

#include "base/clock.h"
#include "base/utf8.h"
#include "config/project.h"
#include "config/trust_store.h"
#include "json/writer.h"
#include "os/file.h"
#include "os/paths.h"

namespace ingot::engine {
namespace {

using config::ProjectTrust;
using config::TrustItem;
using config::TrustRecord;
using State = TrustItem::State;

std::string_view state_text(State state) {
  switch (state) {
    case State::accepted:
      return "counts";
    case State::pending:
      return "not trusted";
    case State::declined:
      return "declined";
    case State::never:
      break;
  }
  return "never counts";
}

std::string heading(const TrustItem& item) {
  return item.kind + " " + item.name + " at " + config::to_string(item.at);
}

Result<TrustRecord> record_for(const Configuration& configuration) {
  const ProjectTrust& project = configuration.settings.project;
  INGOT_TRY(const auto records, config::read_trust(configuration.folder));
  INGOT_TRY(const os::FileInfo info, os::stat_file(project.root));
  TrustRecord record;
  record.root = to_utf8(project.root.string());
  record.device = info.device;
  record.inode = info.inode;
  for (const TrustRecord& one : records) {
    if (one.root == record.root && one.device == info.device && one.inode == info.inode) {
      record = one;
    }
  }
  record.date = to_iso8601(system_clock().wall());
  return record;
}

}  // namespace

std::string trust_notice(const Configuration& configuration) {
  const ProjectTrust& project = configuration.settings.project;
  const std::string ignored = project.ignored();
  if (ignored.empty()) return {};
  const bool open = project.has(State::pending) || project.has(State::declined);
  return (project.trusted ? "left out of this project's settings: "
                          : "this project is not trusted; left out of its settings: ") +
         ignored +
         (open ? " (ingot trust shows them, ingot trust add or --trust-project lets them count)"
               : " (ingot trust shows them)");
}

std::string to_text(const TrustItem& item) {
  std::string text = heading(item) + "\n  " + item.value + "\n";
  for (const std::string& consequence : item.consequences) text += "  - " + consequence + "\n";
  return text;
}

Result<> answer_trust(Configuration& configuration, TrustAnswer answer, bool again) {
  const ProjectTrust& project = configuration.settings.project;
  INGOT_TRY(TrustRecord record, record_for(configuration));
  const bool trust = answer == TrustAnswer::trust;
  if (trust) record.trusted = true;
  for (const TrustItem& item : project.items) {
    record.accepted.erase(item.file);
    record.declined.erase(item.file);
  }
  for (const TrustItem& item : project.items) {
    if (item.state == State::never) continue;
    const bool accept =
        item.state == State::accepted || (trust && (again || item.state == State::pending));
    (accept ? record.accepted : record.declined)[item.file].insert(item.hash);
  }
  INGOT_TRY_VOID(config::save_trust(configuration.folder, record));
  INGOT_TRY(configuration, load_configuration({.overlay = configuration.request.overlay,
                                               .cwd = configuration.request.cwd}));
  return {};
}

std::string trust_status(const Configuration& configuration) {
  const ProjectTrust& project = configuration.settings.project;
  std::string text = to_utf8(project.root.string()) + " is " +
                     (project.trusted ? "trusted" : "not trusted") + "\n";
  if (project.items.empty()) return text + "  its files ask for nothing that needs trust\n";
  for (const TrustItem& item : project.items) {
    text += "\n" + std::string(state_text(item.state)) + ": " + to_text(item);
  }
  return text;
}

Result<std::string> trust_list(const Configuration& configuration, bool json) {
  INGOT_TRY(const auto records, config::read_trust(configuration.folder));
  const auto count = [](const TrustRecord::Hashes& hashes) {
    std::size_t sum = 0;
    for (const auto& [file, set] : hashes) sum += set.size();
    return sum;
  };
  std::string text;
  if (json) {
    json::Writer out(text);
    out.begin_object().key("projects").begin_array();
    for (const TrustRecord& record : records) {
      out.begin_object().member("path", record.root).member("trusted", record.trusted);
      out.member("date", record.date).member("accepted", count(record.accepted));
      out.member("declined", count(record.declined)).end_object();
    }
    out.end_array().end_object();
    return text + "\n";
  }
  if (records.empty()) return std::string("no project is recorded\n");
  for (const TrustRecord& record : records) {
    text += (record.trusted ? "trusted     " : "restricted  ") + record.date.substr(0, 10) + "  " +
            record.root + " (" + std::to_string(count(record.accepted)) + " accepted, " +
            std::to_string(count(record.declined)) + " declined)\n";
  }
  return text;
}

Result<std::string> forget_trust(const Configuration& configuration,
                                 const std::filesystem::path& folder) {
  std::string root = to_utf8(os::canonical(folder).string());
  INGOT_TRY(bool was_there, config::remove_trust(configuration.folder, root));
  if (!was_there) {
    root = to_utf8(config::find_project(os::canonical(folder)).root.string());
    INGOT_TRY(was_there, config::remove_trust(configuration.folder, root));
  }
  return root + (was_there ? " is forgotten: nothing of it counts until it is trusted again\n"
                           : " was not recorded\n");
}

}  // namespace ingot::engine
