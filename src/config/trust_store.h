// config/trust_store.h: what the user has said about projects, in ~/.factory/ingot/trust.json.
//
// Purpose    A record for each project: who it is, and the hashes of the items that were shown and
//            accepted or declined, by file. Nothing inside a project can add to it.
// Source     SEC-03: by canonical path, device and inode; docs/formats/settings.md.
// Threads    From any thread and process; saves are locked and atomic (config/save.h).
// Errors     Kind::invalid_argument at file:line:column for a store that is not JSON, and for one
//            that others can write: nobody is trusted then, and nothing is saved over it. A record
//            that is not as expected is none.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace ingot::config {

struct TrustRecord {
  using Hashes = std::map<std::string, std::set<std::string>>;  // by file, relative to the root
  std::string root;                                             // canonical
  std::uint64_t device = 0, inode = 0;
  bool trusted = false;
  std::string date;  // ISO 8601
  Hashes accepted, declined;
};

std::filesystem::path trust_file(const std::filesystem::path& folder);

// `shown` is how errors name the text.
Result<std::vector<TrustRecord>> parse_trust(std::string_view text, const std::string& shown);
// `folder` is ~/.factory. A store that is not there holds nothing.
Result<std::vector<TrustRecord>> read_trust(const std::filesystem::path& folder);

// In place of the record of the same root.
Result<> save_trust(const std::filesystem::path& folder, const TrustRecord& record);
// Whether there was one.
Result<bool> remove_trust(const std::filesystem::path& folder, const std::string& root);

}  // namespace ingot::config
