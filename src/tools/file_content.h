// tools/file_content.h: what a file holds, and giving it other bytes: for undo and rewind.
//
// Threads    Any.
// Errors     io; Kind::not_found when a former content is gone.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "base/result.h"

namespace ingot::tools {

constexpr std::uint64_t kMaxContent = 1ULL << 30U;

// What a file is to hold: bytes, or nothing at all.
struct Content {
  std::optional<std::string> bytes;
  unsigned mode = 0;  // of a file that is made; 0: as files are made
  bool operator==(const Content& other) const { return bytes == other.bytes; }
};

Result<Content> content_at(const std::filesystem::path& path);
// Its SHA-256; empty: there is no file.
std::optional<std::string> print_of(const Content& content);
// By the name of what was kept; empty: no file.
Result<Content> kept(const std::filesystem::path& folder, const std::optional<std::string>& name,
                     unsigned mode);
// Whole or not at all.
Result<> put(const std::filesystem::path& path, const Content& content);

}  // namespace ingot::tools
