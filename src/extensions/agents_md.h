// extensions/agents_md.h: the instructions that AGENTS.md files give to the model.
//
// Purpose    Finds the files that apply at the start (personal, then root down to the working
//            directory) and those that join when a path further down is touched, and gives them as
//            text ready to be attached to a message or to a tool's result. What the model does
//            with them is not decided here; nothing in them is interpreted.
// Source     extensions.md AGM-001..008, 010, 011, EXT-001, EXT-008. Two additions: a link that
//            leads out of the project is followed only to a Markdown file, so that a cloned
//            repository cannot send a private file to a model by naming it AGENTS.md; and what is
//            attached after the start is bounded per session (kMaxLazyBytes).
// Ownership  A value that remembers what was handed out: copying it copies that memory.
// Threads    Belongs to one thread.
// Errors     Never fails: what could not be read is a notice, and the rest goes on (AGM-011).
// Cost       load(): a few stat calls a directory and the files themselves; touch(): the same for
//            each directory that was not seen before, else one path resolution.
// Invariant  The same files give the same text in every process (invariant 1): no times, no inode
//            order, no random delimiters.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace ingot::extensions {

class AgentsMd {
 public:
  static constexpr std::size_t kMaxFileBytes = 64U << 10U;
  static constexpr std::size_t kMaxSetBytes = 128U << 10U;
  static constexpr std::size_t kMaxLazyBytes = 512U << 10U;

  struct Options {
    // What CLAUDE.md is read for: directories without an AGENTS.md, all (its text then stands
    // before that of AGENTS.md), or none.
    enum class Claude { fallback, always, never };
    Claude claude = Claude::fallback;
    std::size_t max_bytes = kMaxSetBytes;  // of the start-up set
    // Whether the user vouches for the project; else its files are labelled (SEC-05).
    bool trusted = true;
  };

  struct File {
    std::filesystem::path path;
    std::string shown;  // relative to the root; "~/.factory/AGENTS.md" for the personal one
    std::uint64_t total_bytes = 0;
    std::size_t kept_bytes = 0;  // less than total_bytes when it was cut
  };

  struct Attachment {
    std::string text;  // empty: nothing to attach
    std::vector<std::string> notices;
    std::vector<File> files;
  };

  AgentsMd() = default;  // applies nothing

  // `personal_folder` is ~/.factory, or empty for none.
  static AgentsMd load(const std::filesystem::path& cwd,
                       const std::filesystem::path& personal_folder, const Options& options);
  static AgentsMd load(const std::filesystem::path& cwd,
                       const std::filesystem::path& personal_folder);

  // The start-up set, for the first user message; empty when there is none.
  const std::string& text() const { return start_.text; }
  const std::vector<std::string>& notices() const { return start_.notices; }
  // Everything handed out so far, in order.
  const std::vector<File>& files() const { return files_; }

  // A tool has read, listed, edited or created `path` (absolute, need not exist): the files between
  // the root and it that were not handed out yet.
  Attachment touch(const std::filesystem::path& path);

  // The conversation no longer holds what touch() gave (compaction): it may be given again.
  void forget_touched();

 private:
  struct Found {
    File file;
    std::string content;
  };
  using Identity = std::pair<std::uint64_t, std::uint64_t>;  // device, inode

  void collect(const std::filesystem::path& folder, const std::string& shown_folder,
               std::vector<Found>& found, std::vector<std::string>& notices);
  bool read(const std::filesystem::path& path, std::string shown, std::vector<Found>& found,
            std::vector<std::string>& notices);
  static void drop_farthest(std::vector<Found>& found, std::size_t max_bytes,
                            std::vector<std::string>& notices);

  std::filesystem::path root_;  // canonical; empty: nothing applies
  std::filesystem::path personal_;
  Options options_;
  Attachment start_;
  std::vector<File> files_;
  std::size_t start_files_ = 0;
  std::size_t lazy_bytes_ = 0;
  bool told_lazy_limit_ = false;
  std::set<std::filesystem::path> folders_;        // looked into
  std::set<Identity> loaded_;                      // files handed out
  std::set<std::filesystem::path> start_folders_;  // as they were after load()
  std::set<Identity> start_loaded_;
};

}  // namespace ingot::extensions
