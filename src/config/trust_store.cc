#include "config/trust_store.h"

#include <optional>

#include "config/grants_file.h"
#include "config/save.h"
#include "json/located.h"
#include "json/writer.h"

namespace ingot::config {
namespace {

namespace fs = std::filesystem;
using json::Located;

constexpr std::string_view kConsequence = "no project is trusted";
constexpr std::string_view kProjects = "projects";

std::optional<TrustRecord::Hashes> hashes(const Located& holder, std::string_view name) {
  const Located* value = holder.find(name);
  if (value == nullptr || !value->is(Located::Type::object)) return std::nullopt;
  TrustRecord::Hashes out;
  for (const json::LocatedMember& file : value->members) {
    if (!file.value.is(Located::Type::array)) return std::nullopt;
    for (const Located& hash : file.value.elements) {
      if (!hash.is(Located::Type::string)) return std::nullopt;
      out[file.key].insert(hash.text);
    }
  }
  return out;
}

std::optional<TrustRecord> record_of(const std::string& root, const Located& value) {
  if (!value.is(Located::Type::object)) return std::nullopt;
  const auto device = whole_number(value, "device");
  const auto inode = whole_number(value, "inode");
  auto accepted = hashes(value, "accepted");
  auto declined = hashes(value, "declined");
  const Located* trusted = value.find("trusted");
  const Located* date = value.find("date");
  if (!device || !inode || !accepted || !declined || trusted == nullptr ||
      !trusted->is(Located::Type::boolean)) {
    return std::nullopt;
  }
  TrustRecord record;
  record.root = root;
  record.device = *device;
  record.inode = *inode;
  record.trusted = trusted->text == "true";
  if (date != nullptr && date->is(Located::Type::string)) record.date = date->text;
  record.accepted = *std::move(accepted);
  record.declined = *std::move(declined);
  return record;
}

void write_hashes(json::Writer& out, std::string_view name, const TrustRecord::Hashes& hashes) {
  out.key(name).begin_object();
  for (const auto& [file, set] : hashes) {
    out.key(file).begin_array();
    for (const std::string& hash : set) out.string(hash);
    out.end_array();
  }
  out.end_object();
}

SettingPath path_of(const std::string& root) { return {std::string(kProjects), root}; }

}  // namespace

fs::path trust_file(const fs::path& folder) { return folder / "ingot" / "trust.json"; }

Result<std::vector<TrustRecord>> parse_trust(std::string_view text, const std::string& shown) {
  INGOT_TRY(const Located store, parse_grants(text, shown, kConsequence));
  std::vector<TrustRecord> records;
  const Located* projects = store.find(kProjects);
  if (projects == nullptr) return records;
  std::map<std::string, TrustRecord> by_root;  // of a root that stands twice the last counts
  for (const json::LocatedMember& member : projects->members) {
    by_root.erase(member.key);
    if (auto record = record_of(member.key, member.value)) {
      by_root.emplace(member.key, *std::move(record));
    }
  }
  for (auto& [root, record] : by_root) records.push_back(std::move(record));
  return records;
}

Result<std::vector<TrustRecord>> read_trust(const fs::path& folder) {
  const fs::path path = trust_file(folder);
  INGOT_TRY(const std::string text, read_grants(path, kConsequence));
  return parse_trust(text, path.string());
}

Result<> save_trust(const fs::path& folder, const TrustRecord& record) {
  std::string text;
  json::Writer out(text);
  out.begin_object().member("device", static_cast<std::size_t>(record.device));
  out.member("inode", static_cast<std::size_t>(record.inode));
  out.member("trusted", record.trusted).member("date", record.date);
  write_hashes(out, "accepted", record.accepted);
  write_hashes(out, "declined", record.declined);
  out.end_object();
  const fs::path path = trust_file(folder);
  INGOT_TRY(const bool changed,
            save(path, {{Edit::Kind::set, path_of(record.root), text}}, path.string()));
  static_cast<void>(changed);
  return {};
}

Result<bool> remove_trust(const fs::path& folder, const std::string& root) {
  const fs::path path = trust_file(folder);
  return save(path, {{Edit::Kind::remove, path_of(root), {}}}, path.string());
}

}  // namespace ingot::config
