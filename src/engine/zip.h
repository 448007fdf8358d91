// engine/zip.h: several files as one that every system can open.
//
// Purpose    A zip archive whose entries are stored, not compressed.
// Source     PKWARE APPNOTE.TXT 6.3.10, sections 4.3.7, 4.3.12 and 4.3.16; names are UTF-8 (bit
// 11). Threads    Pure functions. Cost       The archive in memory; entries and the whole are below
// 4 GiB, which callers keep to.
#pragma once

#include <ctime>
#include <string>
#include <vector>

namespace ingot::engine {

struct ZipEntry {
  std::string name;  // with "/" between folders
  std::string bytes;
};

// `time` is what the entries say of their making, in local time.
std::string zipped(const std::vector<ZipEntry>& entries, const std::tm& time);

}  // namespace ingot::engine
