// session/layout.h: names and places of session files (cli.md 7).
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace ingot::session {

constexpr std::uint64_t kMaxFileBytes = 1ULL << 30U;  // a larger session file is not read
constexpr std::size_t kMinPrefix = 6;                 // CLI-51

// The files of one session, all beside each other.
struct Files {
  std::filesystem::path folder;
  std::string id;

  std::filesystem::path messages() const { return folder / (id + ".jsonl"); }
  std::filesystem::path settings() const { return folder / (id + ".settings.json"); }
  std::filesystem::path lock() const { return folder / (id + ".lock"); }
  std::filesystem::path artefacts() const { return folder / id; }
};

// Below the artefacts of a session: what files held before it changed them.
inline std::filesystem::path history_of(const std::filesystem::path& artefacts) {
  return artefacts / "changes";
}

}  // namespace ingot::session
